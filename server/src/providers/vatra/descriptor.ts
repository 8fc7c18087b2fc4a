import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import { settingsOf, type SettingsOf } from '../settings';

export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'] as const;
/** The placeholders of a link template, each in braces. */
export const TEMPLATE_NAMES = ['server', 'room', 'token'] as const;

const settings = settingsOf({
  server: {
    type: 'url',
    label: message('vatra.field.server'),
    help: message('vatra.field.server.help'),
    placeholder: 'https://vatra.example.com',
    required: true,
  },
  apiToken: {
    type: 'secret',
    label: message('vatra.field.apiToken'),
    help: message('vatra.field.apiToken.help'),
  },
  jwtPublicKey: {
    type: 'text',
    label: message('vatra.field.jwtPublicKey'),
    help: message('vatra.field.jwtPublicKey.help'),
  },
  jwtPrivateKey: {
    type: 'secret',
    label: message('vatra.field.jwtPrivateKey'),
    help: message('vatra.field.jwtPrivateKey.help'),
    multiline: true,
    required: true,
  },
  algorithm: {
    type: 'choice',
    label: message('vatra.field.algorithm'),
    help: message('vatra.field.algorithm.help'),
    options: ALGORITHMS.map((value) => ({ value, label: value })),
    default: 'RS256',
    advanced: true,
  },
  keyId: {
    type: 'text',
    label: message('vatra.field.keyId'),
    help: message('vatra.field.keyId.help'),
    advanced: true,
  },
  issuer: {
    type: 'text',
    label: message('vatra.field.issuer'),
    help: message('vatra.field.issuer.help'),
    advanced: true,
  },
  audience: {
    type: 'text',
    label: message('vatra.field.audience'),
    help: message('vatra.field.audience.help'),
    advanced: true,
  },
  linkTemplate: {
    type: 'text',
    label: message('vatra.field.linkTemplate'),
    help: message('vatra.field.linkTemplate.help', {
      placeholders: TEMPLATE_NAMES.map((name) => `{${name}}`),
    }),
    placeholder: '{server}/{room}?jwt={token}',
    advanced: true,
  },
});

export type VatraSettings = SettingsOf<typeof settings.fields>;
export const readSettings = settings.of;

export const descriptor: ProviderDescriptor = {
  id: 'vatra',
  label: 'Vatra',
  summary: message('vatra.summary'),
  docsPage: 'providers/vatra.md',
  settings,
  quirks: { namesHosts: false },
};
