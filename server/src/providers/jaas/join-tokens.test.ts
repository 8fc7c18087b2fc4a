import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { ConnectorError } from '../../domain/errors';
import type { JoinRequest } from '../provider';
import { repairPem } from '../pem';
import { readPrivateKey } from './keys';
import { mintsJoinTokens, readToken } from './join-tokens';

const NOW_MS = Date.parse('2026-03-10T12:00:00Z');
const APP = 'vpaas-magic-cookie-0e1f2a3b4c5d6e7f8091a2b3c4d5e6f7';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PKCS1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

const account = (over: object = {}) => ({
  clock: () => NOW_MS,
  settings: {
    appId: APP,
    keyId: `${APP}/1a2b3c`,
    privateKey: PKCS8,
    tokenHours: '3',
    linkHosts: [],
    ...over,
  },
});
const request = (over: Partial<JoinRequest> = {}): JoinRequest => ({
  room: 'Weekly-Lecture',
  user: { id: 'strapi:user:7', name: 'Nadia Berg', email: 'nadia@example.com' },
  rights: { moderator: true, recording: true },
  ...over,
});
const mint = (over?: Partial<JoinRequest>, settings?: object) =>
  mintsJoinTokens.mint(account(settings), request(over));

interface Claims {
  room: string;
  nbf: number;
  exp: number;
  context: {
    user: Record<string, string>;
    features: Record<string, string>;
    room: { regex: boolean };
  };
  [claim: string]: unknown;
}
const decoded = (token: string) =>
  jwt.decode(token, { complete: true }) as unknown as { header: object; payload: Claims };

describe('a room token', () => {
  it('trap 7: has exactly the header and the claims that 8x8 documents', () => {
    const { token, expiresAt } = mint();
    const { header, payload } = decoded(token);
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: `${APP}/1a2b3c` });
    expect(payload).toMatchObject({ aud: 'jitsi', iss: 'chat', sub: APP, room: 'weekly-lecture' });
    expect(payload.nbf).toBe(NOW_MS / 1000 - 10);
    expect(payload.exp).toBe(NOW_MS / 1000 + 3 * 3600);
    expect(expiresAt).toBe('2026-03-10T15:00:00Z');
    expect(Object.keys(payload).sort()).toEqual(['aud', 'context', 'exp', 'iss', 'nbf', 'room', 'sub']);
    expect(payload.context.user).toEqual({
      id: 'strapi:user:7',
      name: 'Nadia Berg',
      email: 'nadia@example.com',
      moderator: 'true',
    });
  });

  it.each([
    [true, true, 'true', 'true'],
    [true, false, 'true', 'false'],
    [false, true, 'false', 'false'],
    [false, false, 'false', 'false'],
  ])(
    'trap 5: moderator %s with recording %s says moderator "%s" and recording "%s": only moderators record, and each token says so',
    (moderator, recording, saysModerator, saysRecording) => {
      const { payload } = decoded(mint({ rights: { moderator, recording } }).token);
      expect(payload.context.user.moderator).toBe(saysModerator);
      expect(payload.context.features.recording).toBe(saysRecording);
      expect(payload.context.features.livestreaming).toBe('false');
    },
  );

  it('is valid as long as the connector says, and leads to the room', () => {
    const { token, joinUrl } = mint({}, { tokenHours: '1', baseUrl: 'https://stage.8x8.vc/' });
    expect(decoded(token).payload.exp).toBe(NOW_MS / 1000 + 3600);
    expect(joinUrl).toBe(`https://stage.8x8.vc/${APP}/weekly-lecture?jwt=${token}`);
  });

  it('can be for a pattern of rooms, as 8x8 writes patterns', () => {
    expect(decoded(mint({ pattern: 'week%-%d+' }).token).payload).toMatchObject({
      room: 'week%-%d+',
      context: { room: { regex: true } },
    });
    expect(decoded(mint({ pattern: '*' }).token).payload).toMatchObject({
      room: '*',
      context: { room: { regex: false } },
    });
  });

  it.each(['', '  ', '*', '..', 'a/b', 'a?b', 'a#b', 'a%b', 'a b', 'x'.repeat(201)])(
    'is refused for an impossible name of a room: %s',
    (room) => {
      expect(() => mint({ room })).toThrow(/can’t be the name of a room/);
    },
  );

  it('keeps letters of any alphabet in the address', () => {
    expect(mint({ room: 'Größe-Зустріч' }).joinUrl).toContain(`/${encodeURIComponent('größe-зустріч')}?jwt=`);
  });
});

describe('reading a token', () => {
  const read = (token: string, key: KeyObject | string = publicKey, nowMs = NOW_MS) =>
    readToken(token, key, nowMs);
  const signed = (payload: object, options: jwt.SignOptions = {}, key: jwt.Secret = PKCS8) =>
    jwt.sign(payload, key, { algorithm: 'RS256', keyid: `${APP}/1a2b3c`, noTimestamp: true, ...options });
  const claims = (over: object = {}) => ({
    aud: 'jitsi',
    iss: 'chat',
    sub: APP,
    room: '*',
    exp: NOW_MS / 1000 + 60,
    context: { user: { id: 7, moderator: true }, features: { recording: true, livestreaming: false } },
    ...over,
  });

  it('accepts flags as text and as booleans', () => {
    for (const [moderator, recording] of [
      [true, true],
      ['true', 'true'],
    ]) {
      const token = signed(claims({ context: { user: { id: 7, moderator }, features: { recording } } }));
      expect(read(token)).toMatchObject({
        outcome: 'good',
        moderator: true,
        features: ['recording'],
        user: { id: '7' },
      });
    }
    expect(
      read(signed(claims({ context: { user: { moderator: 'false' }, features: { recording: 'false' } } }))),
    ).toMatchObject({ moderator: false, features: [] });
    expect(read(signed(claims({ context: { user: {} } })))).toMatchObject({ moderator: false, features: [] });
  });

  it('refuses none, HMAC with the public key, other RSA forms, other keys, audiences, issuers, times and apps', () => {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const unsigned = signed(claims()).split('.');
    const none = [Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url'), unsigned[1], ''].join('.');
    const hmacHead = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
    const bad = [
      none,
      `${hmacHead}.${unsigned[1]}.${unsigned[2]}`,
      signed(claims(), { algorithm: 'RS512' }),
      signed(claims(), {}, other.export({ type: 'pkcs8', format: 'pem' })),
      signed(claims({ aud: 'other' })),
      signed(claims({ iss: 'other' })),
      signed(claims({ exp: NOW_MS / 1000 - 1 })),
      signed(claims({ nbf: NOW_MS / 1000 + 60 })),
      signed(claims(), { keyid: 'vpaas-magic-cookie-other/1a2b3c' }),
      signed(claims({ sub: undefined })),
      'not a token',
    ];
    expect(bad.map((token) => read(token, pem).outcome)).toEqual(bad.map(() => 'refused'));
  });
});

describe('the private key', () => {
  const oneLine = (pem: string) => pem.replace(/\n/g, '');
  it.each([
    ['PKCS#8', PKCS8],
    ['PKCS#1', PKCS1],
    ['with \\n in two characters', PKCS8.replace(/\n/g, '\\n')],
    ['with \\r\\n in four characters', PKCS1.replace(/\n/g, '\\r\\n')],
    ['with CR LF', PKCS8.replace(/\n/g, '\r\n')],
    ['with its line ends lost', oneLine(PKCS8)],
    ['with blanks for line ends', PKCS1.trim().replace(/\n/g, ' ')],
    ['set in and in quotes', `"${PKCS8.replace(/\n/g, '\n   ')}"`],
  ])('is read %s', (_, typed) => {
    const { token } = mint({}, { privateKey: typed });
    expect(readToken(token, publicKey, NOW_MS).outcome).toBe('good');
  });

  it.each([
    ['nothing', 'hello', 'key.private.incomplete'],
    ['cut', PKCS8.slice(0, 400), 'key.private.incomplete'],
    ['damaged', PKCS8.replace(/\n.{30}/, '\nQUJDREVGR0hJSktMTU5PUFFSU1RVVl'), 'key.private.damaged'],
    [
      'the public half',
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'key.private.other-type',
    ],
    [
      'locked',
      privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      'key.private.password',
    ],
    [
      'short',
      generateKeyPairSync('rsa', { modulusLength: 1024 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      'key.private.too-short',
    ],
    [
      'of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      'jaas.key.other-kind',
    ],
  ])('%s is refused with a reason that contains no part of it', (_, typed, code) => {
    try {
      readPrivateKey(typed);
      throw new Error('it was read');
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      expect(error).toMatchObject({
        failure: 'needs-person',
        said: { code },
      });
      expect(error.cause).toBeUndefined();
      for (const line of typed.split('\n').filter((text) => text.length > 40)) {
        expect(error.message).not.toContain(line);
      }
    }
  });

  it('gives its public half as the console expects it', () => {
    const pem = mintsJoinTokens.publicKey?.(account({ privateKey: oneLine(PKCS1) }).settings) ?? '';
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(createPublicKey(pem).equals(publicKey)).toBe(true);
  });

  it('is written as OpenSSL expects it', () => {
    expect(repairPem(oneLine(PKCS1))).toEqual({ type: 'RSA PRIVATE KEY', pem: PKCS1 });
  });
});
