import { createPublicKey, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { ConnectorError } from '../../domain/errors';
import type { MintsJoinTokens } from '../provider';
import { readSettings, TEMPLATE_NAMES, type VatraSettings } from './descriptor';
import { readKeys } from './keys';

/** A link is signed at the click that uses it. */
const TOKEN_SECONDS = 300;
/** For a clock there that is a little behind. */
const SKEW_SECONDS = 30;

/** Signs for Vatra, whose claims are not publicly known: these are the common ones of such services. */
export function sign(settings: VatraSettings, claims: object, nowSeconds: number): string {
  const { keyId, issuer, audience, algorithm } = settings;
  return jwt.sign(
    {
      ...claims,
      ...(issuer ? { iss: issuer } : {}),
      ...(audience ? { aud: audience } : {}),
      iat: nowSeconds,
      nbf: nowSeconds - SKEW_SECONDS,
      exp: nowSeconds + TOKEN_SECONDS,
      jti: randomUUID(),
    },
    readKeys(settings).privateKey,
    { algorithm, ...(keyId ? { keyid: keyId } : {}) },
  );
}

const problem = (message: string) => new ConnectorError('needs-person', message, { code: 'link-template' });

/** The values in their places, each encoded; the address must stay on the server. */
export function linkOf(
  template: string | undefined,
  values: { server: string; room: string; token: string },
): string {
  if (!template) {
    throw problem(
      'Vatra publishes no form of its room links: ask its support, and enter it under Advanced, Form of a room link.',
    );
  }
  const link = template.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const known = TEMPLATE_NAMES.find((one) => one === name);
    if (known === undefined)
      throw problem(
        `The form of a room link has ${whole}; known are ${TEMPLATE_NAMES.map((one) => `{${one}}`).join(', ')}.`,
      );
    return known === 'server' ? values.server : encodeURIComponent(values[known]);
  });
  if (!URL.canParse(link) || new URL(link).origin !== new URL(values.server).origin) {
    throw problem('The form of a room link leads away from the server. It begins with {server}.');
  }
  return link;
}

export const mintsJoinTokens: MintsJoinTokens = {
  // The default; the connector's own setting decides.
  algorithm: 'RS256',

  mint(account, { room, user, rights }) {
    const settings = readSettings(account);
    if (room.trim() === '' || /^\.*$/.test(room)) throw problem('A room needs a name.');
    const nowSeconds = Math.floor(account.clock() / 1000);
    const token = sign(
      settings,
      {
        sub: user.id,
        name: user.name,
        ...(user.email === undefined ? {} : { email: user.email }),
        room,
        role: rights.moderator ? 'moderator' : 'attendee',
      },
      nowSeconds,
    );
    return {
      token,
      joinUrl: linkOf(settings.linkTemplate, { server: settings.server, room, token }),
      expiresAt: new Date((nowSeconds + TOKEN_SECONDS) * 1000).toISOString().replace('.000', ''),
    };
  },

  publicKey(values) {
    const { privateKey } = readKeys(readSettings({ settings: values }));
    return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  },
};
