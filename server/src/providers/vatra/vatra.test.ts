import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { createRedactor } from '../../log/redact';
import { createHttpClient } from '../../http/client';
import type { Account } from '../account';
import type { SettingsValue } from '../settings';
import { startRoomServer, type RoomServer } from '../../../../emulators/vatra/emulator';
import { vatra } from './index';

const NOW = Date.now();
const USER = { id: 'u-1', name: 'Ada Winter', email: 'ada@example.org' };

let rooms: RoomServer;
let account: Account;
const accountFor = (more: Record<string, SettingsValue>): Account => ({
  ...account,
  settings: vatra.descriptor.settings.parse({ ...rooms.connectorSettings, ...more }),
});
beforeEach(async () => {
  rooms = await startRoomServer();
  account = {
    settings: {},
    clock: () => NOW,
    memory: new Map(),
    http: createHttpClient({ clock: Date.now, allowedPrivateHosts: ['127.0.0.1'], redact: createRedactor() }),
  };
  account = accountFor({});
});
afterEach(async () => {
  account.http.close();
  await rooms.stop();
});
const mint = (of: Account, room = 'weekly lecture/1') =>
  vatra.mintsJoinTokens.mint(of, { room, user: USER, rights: { moderator: true, recording: false } });
const failedStep = async (of: Account) =>
  (await vatra.checkConnection(of)).find(({ outcome }) => outcome === 'failed');
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = (bits: number) => pem(generateKeyPairSync('rsa', { modulusLength: bits }).privateKey);
const ec = (namedCurve: string) => pem(generateKeyPairSync('ec', { namedCurve }).privateKey);

it('has no power but signed links', () => {
  expect(Object.keys(vatra).sort()).toEqual(['checkConnection', 'descriptor', 'mintsJoinTokens']);
});

it('lets one person into one room for five minutes', async () => {
  const { joinUrl, token, expiresAt } = mint(account);
  expect((await fetch(joinUrl)).status).toBe(200);
  expect((await fetch(joinUrl.replace('weekly', 'monthly'))).status).toBe(403);
  expect(jwt.verify(token, rooms.publicKey, { algorithms: ['RS256'] })).toMatchObject({
    sub: 'u-1',
    room: 'weekly lecture/1',
    role: 'moderator',
  });
  const nowSeconds = Math.floor(NOW / 1000);
  expect(jwt.decode(token)).toMatchObject({ nbf: nowSeconds - 30, exp: nowSeconds + 300 });
  expect(Date.parse(expiresAt)).toBe((nowSeconds + 300) * 1000);
  expect(joinUrl).toContain('/weekly%20lecture%2F1?');
  expect(mint(account).token).not.toBe(token);
});

it('names the role of whoever may not moderate', () => {
  const { token } = vatra.mintsJoinTokens.mint(account, {
    room: 'a',
    user: USER,
    rights: { moderator: false, recording: true },
  });
  expect(jwt.decode(token)).toMatchObject({ role: 'attendee' });
});

it.each(['RS384', 'PS256'])('signs by %s when the connector says so', (algorithm) => {
  const { token } = mint(accountFor({ algorithm, keyId: 'k1', issuer: 'site', audience: 'vatra' }));
  expect(jwt.decode(token, { complete: true })).toMatchObject({
    header: { alg: algorithm, kid: 'k1' },
    payload: { iss: 'site', aud: 'vatra' },
  });
});

it('accepts keys that lost their line ends, and derives the public key from the private one', async () => {
  const oneLine = (pem: string) => pem.replace(/\n/g, ' ');
  const of = accountFor({ jwtPrivateKey: oneLine(rooms.privateKey), jwtPublicKey: oneLine(rooms.publicKey) });
  expect(await failedStep(of)).toBeUndefined();
  expect(await failedStep(accountFor({ jwtPublicKey: '' }))).toBeUndefined();
  expect(vatra.mintsJoinTokens.publicKey?.(of.settings)).toBe(rooms.publicKey);
});

it('the check finds keys that do not belong together, swapped fields, short keys and a signature of another kind', async () => {
  expect(await failedStep(accountFor({ jwtPrivateKey: rsa(2048) }))).toMatchObject({
    id: 'pair',
    field: 'jwtPublicKey',
  });
  expect(await failedStep(accountFor({ jwtPrivateKey: rooms.publicKey }))).toMatchObject({
    field: 'jwtPrivateKey',
  });
  expect(await failedStep(accountFor({ jwtPublicKey: rooms.privateKey }))).toMatchObject({
    field: 'jwtPublicKey',
  });
  expect(await failedStep(accountFor({ jwtPrivateKey: rsa(1024) }))).toMatchObject({
    field: 'jwtPrivateKey',
    detail: { code: 'key.private.too-short', values: { bits: 1024, least: 2048 } },
  });
  const otherKind = { field: 'algorithm', detail: { code: 'vatra.key.other-kind' } };
  expect(await failedStep(accountFor({ algorithm: 'ES256' }))).toMatchObject(otherKind);
  const p384 = accountFor({ algorithm: 'ES256', jwtPrivateKey: ec('P-384'), jwtPublicKey: '' });
  expect(await failedStep(p384)).toMatchObject(otherKind);
  const p256 = accountFor({ algorithm: 'ES256', jwtPrivateKey: ec('P-256'), jwtPublicKey: '' });
  expect(await failedStep(p256)).toBeUndefined();
});

it('only tests whether the server answers, and sends nothing secret', async () => {
  await vatra.checkConnection(accountFor({ apiToken: 'vatra-token' }));
  expect(rooms.log.entries.map(({ path, query, headers }) => [path, query, headers.authorization])).toEqual([
    ['/', '', undefined],
  ]);
});

it.each([
  ['nothing', '', /Ask its support/],
  ['an unknown name', '{server}/{room}?t={jwt}', /\{jwt\}.*\{server\}, \{room\}, and \{token\}/],
  ['another server', 'https://elsewhere.example/{room}?jwt={token}', /to another server/],
  ['a longer server', '{server}.elsewhere.example/{token}', /begin with \{server\}/],
])('makes no link of %s', (_name, linkTemplate, words) => {
  expect(() => mint(accountFor({ linkTemplate }))).toThrow(words);
});
