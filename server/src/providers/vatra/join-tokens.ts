import { createPublicKey, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import { instantOf } from '../../domain/instant';
import type { MintsJoinTokens } from '../provider';
import { readSettings, TEMPLATE_NAMES, type VatraSettings } from './descriptor';
import { readKeys } from './keys';

/** Short, because each link is signed at the click that uses it. */
const TOKEN_SECONDS = 300;
/** Vatra's clock may be a little behind ours. */
const SKEW_SECONDS = 30;

/** Vatra's claims are not publicly known. These are the usual ones of such services (RFC 7519). */
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

const placeholder = (name: string) => `{${name}}`;
const problem = (why: Message) => new ConnectorError('needs-person', why, { code: 'link-template' });

/** Fills in the template, each value encoded. The address must stay on the server. */
export function linkOf(
  template: string | undefined,
  values: { server: string; room: string; token: string },
): string {
  if (!template) throw problem(message('vatra.link.no-template'));
  const link = template.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const known = TEMPLATE_NAMES.find((one) => one === name);
    if (known === undefined) {
      const placeholders = TEMPLATE_NAMES.map(placeholder);
      throw problem(message('vatra.link.unknown-placeholder', { placeholder: whole, placeholders }));
    }
    return known === 'server' ? values.server : encodeURIComponent(values[known]);
  });
  if (!URL.canParse(link) || new URL(link).origin !== new URL(values.server).origin) {
    throw problem(message('vatra.link.foreign', { server: placeholder('server') }));
  }
  return link;
}

export const mintsJoinTokens: MintsJoinTokens = {
  // The default. The connector's own setting decides.
  algorithm: 'RS256',

  mint(account, { room, user, rights }) {
    const settings = readSettings(account);
    if (room.trim() === '' || /^\.*$/.test(room)) throw problem(message('vatra.room-name'));
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
      expiresAt: instantOf((nowSeconds + TOKEN_SECONDS) * 1000),
    };
  },

  publicKey(values) {
    const { privateKey } = readKeys(readSettings({ settings: values }));
    return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  },
};
