import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';

/** 8x8 takes both. */
const flag = z.union([z.boolean(), z.enum(['true', 'false'])]).transform((value) => String(value) === 'true');
const text = z.union([z.string(), z.number()]).transform(String);
/** The header and payload of 8x8's documentation ("JaaS JWT"), as far as a room looks at them. */
const token = z.object({
  header: z.object({ alg: z.literal('RS256'), kid: z.string() }),
  payload: z.object({
    sub: z.string(),
    room: z.string(),
    exp: z.number(),
    context: z.object({
      user: z.object({
        id: text.default(''),
        name: z.string().default(''),
        email: z.string().optional(),
        moderator: flag.default(false),
      }),
      features: z.record(z.string(), flag).default({}),
      room: z.object({ regex: flag.default(false) }).optional(),
    }),
  }),
});

export type TokenReading =
  | { outcome: 'refused'; reason: string }
  | {
      outcome: 'good';
      keyId: string;
      appId: string;
      room: string;
      /** The room is a Lua pattern instead of a name. */
      isPattern: boolean;
      user: { id: string; name: string; email?: string };
      moderator: boolean;
      mayRecord: boolean;
    };

/**
 * Judges a token as 8x8 does. Not shared with the plugin, which writes such tokens. A mistake in shared code
 * would not be noticed.
 */
export function readToken(encoded: string, publicKey: KeyObject, nowMs: number): TokenReading {
  let verified: unknown;
  try {
    verified = jwt.verify(encoded, publicKey, {
      algorithms: ['RS256'],
      audience: 'jitsi',
      issuer: 'chat',
      clockTimestamp: Math.floor(nowMs / 1000),
      complete: true,
    });
  } catch (error) {
    return { outcome: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
  const read = token.safeParse(verified);
  if (!read.success) return { outcome: 'refused', reason: 'a claim is missing or of another kind' };
  const { header, payload } = read.data;
  const { user, features, room } = payload.context;
  if (!header.kid.startsWith(`${payload.sub}/`))
    return { outcome: 'refused', reason: 'the key is of another app' };
  const { moderator, ...person } = user;
  return {
    outcome: 'good',
    keyId: header.kid,
    appId: payload.sub,
    room: payload.room,
    isPattern: room?.regex ?? false,
    user: person,
    moderator,
    mayRecord: features.recording ?? false,
  };
}
