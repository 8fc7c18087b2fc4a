import type { Core } from '@strapi/strapi';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { FORMER_SECRET_MS, openCredentials, type Credentials } from '../accounts/credentials';
import { openReceivers, type Receivers } from './receivers';

const KEY = 'K'.repeat(22);

describe('the receivers', () => {
  let database: MemoryDatabase;
  let credentials: Credentials;
  let receivers: Receivers;
  let nowMs: number;
  let isAway: boolean;
  let looks: number;

  /** Strapi's own encryption, as far as a test needs it. */
  const strapi = {
    service: () => ({
      encrypt: (text: string) => Buffer.from(text).toString('base64'),
      decrypt: (cipher: string) => Buffer.from(cipher, 'base64').toString(),
    }),
  } as unknown as Core.Strapi;
  const connector = (hookKey: string) =>
    database.connectors.insert({ hookKey, provider: 'zoom', name: 'Zoom', settings: {}, enabled: true });

  beforeEach(async () => {
    database = await memoryDatabase();
    credentials = openCredentials(strapi, database);
    nowMs = await database.now();
    isAway = false;
    looks = 0;
    const watched = {
      ...database,
      connectors: {
        ...database.connectors,
        find: (where: object) => {
          looks += 1;
          return isAway ? Promise.reject(new Error('away')) : database.connectors.find(where);
        },
      },
    };
    receivers = openReceivers(watched, credentials, () => nowMs);
  });
  afterEach(() => database.close());

  it('know a connector by its key, with the secrets that are valid now', async () => {
    const one = await connector(KEY);
    await credentials.replace(one, 'webhookSecret', 'old', null);
    await credentials.replace(one, 'webhookSecret', 'new', null);
    expect((await receivers.of(KEY))?.secrets.webhookSecret).toEqual(['new', 'old']);
    nowMs += FORMER_SECRET_MS + 1_000;
    expect((await receivers.of(KEY))?.secrets.webhookSecret).toEqual(['new']);
    expect(await receivers.of('A'.repeat(22))).toBeUndefined();
  });

  it('see what another instance changed within five seconds, and ask nobody before', async () => {
    const one = await connector(KEY);
    await credentials.save(one, 'webhookSecret', 'first', null);
    await receivers.of(KEY);
    await credentials.save(one, 'webhookSecret', 'second', null);
    nowMs += 4_999;
    expect((await receivers.of(KEY))?.secrets.webhookSecret).toEqual(['first']);
    expect(looks).toBe(1);
    nowMs += 1;
    expect((await receivers.of(KEY))?.secrets.webhookSecret).toEqual(['second']);
    // A clock that was set back does not stop it.
    await credentials.save(one, 'webhookSecret', 'third', null);
    nowMs -= 3_600_000;
    expect((await receivers.of(KEY))?.secrets.webhookSecret).toEqual(['third']);
  });

  it('see what this instance changed at once', async () => {
    const one = await connector(KEY);
    await receivers.of(KEY);
    const { secret } = await receivers.renewOwnSecret(one, null);
    expect((await receivers.of(KEY))?.ownSecrets).toEqual([secret]);
  });

  it('find a connector that was made just now, and ask at most once a second for unknown keys', async () => {
    await receivers.of(KEY);
    await connector(KEY);
    nowMs += 999;
    for (let tries = 0; tries < 10; tries += 1) expect(await receivers.of(KEY)).toBeUndefined();
    expect(looks).toBe(1);
    nowMs += 1;
    expect((await receivers.of(KEY))?.connectorId).toMatch(/^[a-z0-9]{24}$/);
    expect(looks).toBe(2);
  });

  it('ask once for many requests at the same time', async () => {
    await connector(KEY);
    await Promise.all(Array.from({ length: 20 }, () => receivers.of(KEY)));
    expect(looks).toBe(1);
  });

  it('go on with what they know while the database does not answer, and say so when they know nothing', async () => {
    await connector(KEY);
    isAway = true;
    await expect(receivers.of(KEY)).rejects.toThrow('away');
    isAway = false;
    await receivers.of(KEY);
    isAway = true;
    nowMs += 60_000;
    expect((await receivers.of(KEY))?.connectorId).toMatch(/^[a-z0-9]{24}$/);
  });

  it('make an own secret once, and keep the former one for a day when it is renewed', async () => {
    const one = await connector(KEY);
    const first = await receivers.ownSecret(one);
    expect(await receivers.ownSecret(one)).toBe(first);
    const { secret, formerUntilMs } = await receivers.renewOwnSecret(one, null);
    expect(formerUntilMs).toBe(nowMs + FORMER_SECRET_MS);
    expect((await receivers.of(KEY))?.ownSecrets).toEqual([secret, first]);
  });

  it('note the time of the last event once a minute at most', async () => {
    const { id } = await connector(KEY);
    const noted = async () => (await database.connectors.findOne({ id }))?.lastEventAtMs;
    const startMs = nowMs;
    receivers.touch(id);
    expect(await noted()).toBe(startMs);
    nowMs += 59_999;
    receivers.touch(id);
    expect(await noted()).toBe(startMs);
    nowMs += 1;
    receivers.touch(id);
    expect(await noted()).toBe(nowMs);
    // A new secret waits for its first event, however soon it comes.
    await database.connectors.update({ id }, { lastEventAtMs: null });
    receivers.changed();
    receivers.touch(id);
    expect(await noted()).toBe(nowMs);
  });
});
