import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import { isoOf, parseInstant } from '../../domain/instant';
import type { JoinRequest, JoinToken, MintsJoinTokens } from '../provider';
import { readSettings } from './descriptor';
import { publicPem, readPrivateKey } from './keys';
import type { Account } from '../account';

/** Clocks differ. 8x8's own samples start a token ten seconds in the past (8x8/jaas_demo). */
const BACKDATED_SECONDS = 10;
const LONGEST_ROOM = 200;

/** Every feature that 8x8 knows. Each token names all of them, because one that is not named may be on. */
const FEATURES = [
  'recording',
  'livestreaming',
  'transcription',
  'file-upload',
  'inbound-call',
  'outbound-call',
  'sip-inbound-call',
  'sip-outbound-call',
  'list-visitors',
] as const;

/** The name as it appears in the address of the room. Jitsi writes rooms in lower case. */
export function roomName(room: string): string {
  const name = room.trim().toLowerCase();
  // Dots alone would be a step in a path, not a room.
  if (name.length > LONGEST_ROOM || /^\.*$|[/?#\\%\s]/.test(name) || name === '*') {
    throw new ConnectorError('needs-person', message('jaas.room-name'), { code: 'room-name' });
  }
  return name;
}

/**
 * 8x8's claims (docs, API keys, JWT). Flags are text, as in its samples; `readToken` accepts both. Only a
 * moderator may record, and every other token says so: since release 5518 a person who is not a moderator
 * may record if the token has the feature.
 */
function mint(account: Pick<Account, 'settings' | 'clock'>, request: JoinRequest): JoinToken {
  const settings = readSettings(account);
  const room = roomName(request.room);
  const { user, rights, pattern } = request;
  const flag = (value: boolean) => (value ? 'true' : 'false');
  const mayRecord = rights.moderator && rights.recording;
  const nowSeconds = Math.floor(account.clock() / 1000);
  const expiresAt = nowSeconds + settings.tokenHours * 3600;
  const claims = {
    aud: 'jitsi',
    iss: 'chat',
    sub: settings.appId,
    room: pattern ?? room,
    nbf: nowSeconds - BACKDATED_SECONDS,
    exp: expiresAt,
    context: {
      user: {
        id: user.id,
        name: user.name,
        ...(user.email === undefined ? {} : { email: user.email }),
        ...(user.avatarUrl === undefined ? {} : { avatar: user.avatarUrl }),
        moderator: flag(rights.moderator),
      },
      features: Object.fromEntries(
        FEATURES.map((feature) => [
          feature,
          // A transcript belongs to the recording. The connector grants nothing else.
          flag((feature === 'recording' || feature === 'transcription') && mayRecord),
        ]),
      ),
      // `*` means every room. Anything else is a Lua pattern (docs).
      room: { regex: pattern !== undefined && pattern !== '*' },
    },
  };
  const token = sign(claims, settings.keyId, readPrivateKey(settings.privateKey));
  const joinUrl = new URL(`${settings.baseUrl}/${settings.appId}/${encodeURIComponent(room)}`);
  joinUrl.searchParams.set('jwt', token);
  return {
    token,
    joinUrl: joinUrl.href,
    embed: {
      scriptUrl: `${settings.baseUrl}/${settings.appId}/external_api.js`,
      domain: new URL(settings.baseUrl).host,
      roomName: `${settings.appId}/${room}`,
    },
    expiresAt: parseInstant(expiresAt) ?? isoOf(expiresAt * 1000),
  };
}

const sign = (claims: object, keyId: string, key: KeyObject): string =>
  jwt.sign(claims, key, { algorithm: 'RS256', keyid: keyId, noTimestamp: true });

const looseFlag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .catch(false);
const readClaims = z.object({
  aud: z.literal('jitsi'),
  iss: z.literal('chat'),
  sub: z.string(),
  room: z.string(),
  nbf: z.number().optional(),
  exp: z.number(),
  context: z.object({
    user: z.object({
      id: z.union([z.string(), z.number()]).transform(String).optional(),
      name: z.string().optional(),
      email: z.string().optional(),
      moderator: looseFlag,
    }),
    features: z.record(z.string(), looseFlag).catch({}),
    room: z.object({ regex: looseFlag }).optional().catch(undefined),
  }),
});

export type TokenReading =
  | {
      outcome: 'good';
      keyId: string;
      appId: string;
      room: string;
      /** The room is a Lua pattern in place of a name. */
      isPattern: boolean;
      user: { id?: string; name?: string; email?: string };
      moderator: boolean;
      /** Features that are on. */
      features: string[];
    }
  | { outcome: 'refused'; why: 'invalid' | 'malformed' | 'other-app'; reason: MessageOrText };

/** Judges a token as 8x8 does: RS256 only, both times, key and app. `true` and `"true"` are the same. */
export function readToken(token: string, publicKey: KeyObject | string, nowMs: number): TokenReading {
  let decoded: unknown;
  try {
    decoded = jwt.verify(token, publicKey, {
      algorithms: ['RS256'],
      audience: 'jitsi',
      issuer: 'chat',
      clockTimestamp: Math.floor(nowMs / 1000),
      complete: true,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { outcome: 'refused', why: 'invalid', reason };
  }
  const parsed = z.object({ header: z.object({ kid: z.string() }), payload: readClaims }).safeParse(decoded);
  if (!parsed.success)
    return { outcome: 'refused', why: 'malformed', reason: message('jaas.token.malformed') };
  const { header, payload } = parsed.data;
  if (!header.kid.startsWith(`${payload.sub}/`)) {
    return { outcome: 'refused', why: 'other-app', reason: message('jaas.token.other-app') };
  }
  const { user, features, room } = payload.context;
  return {
    outcome: 'good',
    keyId: header.kid,
    appId: payload.sub,
    room: payload.room,
    isPattern: room?.regex ?? false,
    user: {
      ...(user.id === undefined ? {} : { id: user.id }),
      ...(user.name === undefined ? {} : { name: user.name }),
      ...(user.email === undefined ? {} : { email: user.email }),
    },
    moderator: user.moderator,
    features: Object.keys(features).filter((feature) => features[feature]),
  };
}

export const mintsJoinTokens: MintsJoinTokens = {
  algorithm: 'RS256',
  mint,
  publicKey: (settings) => publicPem(readPrivateKey(readSettings({ settings }).privateKey)),
};
