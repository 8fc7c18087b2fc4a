import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';

export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'] as const;
/** Names that a link template may hold in braces. */
export const TEMPLATE_NAMES = ['server', 'room', 'token'] as const;

const fields = {
  server: {
    type: 'url',
    label: 'Server',
    help: 'Address of your Vatra server, from whoever runs it.',
    placeholder: 'https://vatra.example.com',
    required: true,
  },
  apiToken: {
    type: 'secret',
    label: 'API Token',
    help: 'From Vatra. It is kept for later: no call that would need it is publicly known.',
  },
  jwtPublicKey: {
    type: 'text',
    label: 'JWT public key',
    help: 'The public half as PEM (BEGIN PUBLIC KEY); Vatra verifies join links by it. Left empty, it is made of the private key.',
  },
  jwtPrivateKey: {
    type: 'secret',
    label: 'JWT private key',
    help: 'The private half as PEM (BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY), without a password. It signs join links and never leaves this site.',
    multiline: true,
    required: true,
  },
  algorithm: {
    type: 'choice',
    label: 'Signature',
    help: 'Must fit the key. Ask Vatra which one it takes.',
    options: ALGORITHMS.map((value) => ({ value, label: value })),
    default: 'RS256',
    advanced: true,
  },
  keyId: { type: 'text', label: 'Key ID', help: 'When Vatra gave the key a name.', advanced: true },
  issuer: { type: 'text', label: 'Issuer', help: 'Goes into the token as iss.', advanced: true },
  audience: { type: 'text', label: 'Audience', help: 'Goes into the token as aud.', advanced: true },
  linkTemplate: {
    type: 'text',
    label: 'Form of a room link',
    help: 'Ask Vatra. With {server}, {room} and {token} in their places; without it no join links are made.',
    placeholder: '{server}/{room}?jwt={token}',
    advanced: true,
  },
} satisfies SettingsFields;

const text = z.string().trim().optional();
const settings = z.object({
  server: z.string().transform((url) => url.replace(/\/+$/, '')),
  jwtPublicKey: text,
  jwtPrivateKey: z.string(),
  algorithm: z.enum(ALGORITHMS).default('RS256'),
  keyId: text,
  issuer: text,
  audience: text,
  linkTemplate: text,
});
export type VatraSettings = z.infer<typeof settings>;
export const readSettings = (account: Pick<Account, 'settings'>): VatraSettings =>
  settings.parse(account.settings);

export const descriptor: ProviderDescriptor = {
  id: 'vatra',
  label: 'Vatra',
  summary: 'Signed join links for the rooms of a Vatra server. Vatra publishes no API for anything else.',
  docsPage: 'providers/vatra.md',
  fields,
  quirks: { namesHosts: false },
};
