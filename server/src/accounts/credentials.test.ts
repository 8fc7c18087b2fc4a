import type { Core } from '@strapi/strapi';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { bindSecrets } from './bind-secrets';
import { countingRows, FORMER_SECRET_MS, openCredentials, OWN_SECRETS, type Holder } from './credentials';

/** Strapi's service by its shape: a text that another key wrote, or no key at all, is answered by null. */
function encryptionBy(key: string | undefined) {
  return {
    encrypt: (text: string) =>
      key === undefined ? null : Buffer.from(`${key}:${text}`, 'utf8').toString('base64'),
    decrypt: (cipher: string) => {
      const text = Buffer.from(cipher, 'base64').toString('utf8');
      return key !== undefined && text.startsWith(`${key}:`) ? text.slice(key.length + 1) : null;
    },
  };
}

const ONE: Holder = { id: '1', provider: 'zoom', settings: {} };

describe('the secrets of a connector', () => {
  let database: MemoryDatabase;
  const open = (key?: string) =>
    openCredentials({ service: () => encryptionBy(key) } as unknown as Core.Strapi, database);
  beforeEach(async () => {
    database = await memoryDatabase();
  });
  afterEach(() => database.close());

  it('lie in no row as they are, and are read again by the same key', async () => {
    const credentials = open('k1');
    await credentials.save(ONE, 'clientSecret', 'TOP-SECRET', 7);
    const rows = await database.credentials.find({});
    expect(JSON.stringify(rows)).not.toContain('TOP-SECRET');
    expect(rows).toMatchObject([{ connectorId: '1', field: 'clientSecret', setById: 7 }]);
    expect(await credentials.readable(ONE)).toEqual({ clientSecret: 'TOP-SECRET' });
    expect(await credentials.readable({ ...ONE, id: '2' })).toEqual({});
  });

  it('are not saved without an encryption key', async () => {
    const credentials = open();
    expect(credentials.canEncrypt()).toBe(false);
    expect(() => credentials.mustEncrypt()).toThrow(expect.objectContaining({ code: 'no-encryption-key' }));
    await expect(credentials.save(ONE, 'clientSecret', 'TOP-SECRET', 7)).rejects.toMatchObject({
      code: 'no-encryption-key',
    });
    expect(await database.credentials.find({})).toEqual([]);
    expect(() => open('k1').mustEncrypt()).not.toThrow();
  });

  it('of another key are unreadable, never empty, and are lent to no form', async () => {
    await open('k1').save(ONE, 'clientSecret', 'TOP-SECRET', 7);
    await open('k2').save(ONE, 'token', 'other', 7);
    const credentials = open('k2');
    const rows = await credentials.list('1');
    expect(rows.map((row) => credentials.read(row, ONE))).toEqual([
      { outcome: 'unreadable' },
      { outcome: 'read', value: 'other' },
    ]);
    expect(await credentials.readable(ONE)).toStrictEqual({ token: 'other' });
  });

  it('are saved over the ones before, one row a field', async () => {
    const credentials = open('k1');
    await credentials.save(ONE, 'token', 'one', 7);
    await credentials.save(ONE, 'token', 'two', 8);
    expect(await database.credentials.find({})).toMatchObject([{ field: 'token', setById: 8 }]);
    expect(await credentials.readable(ONE)).toEqual({ token: 'two' });
  });

  it('of the plugin itself are among no provider’s, and go with the rest', async () => {
    const credentials = open('k1');
    await credentials.save(ONE, OWN_SECRETS.refreshToken, 'refresh', 7);
    await credentials.save(ONE, 'token', 'one', 7);
    expect((await credentials.list('1')).map(({ field }) => field)).toEqual(['token']);
    expect(await credentials.own(ONE, OWN_SECRETS.refreshToken)).toEqual({
      outcome: 'read',
      value: 'refresh',
    });
    expect(await credentials.own(ONE, OWN_SECRETS.webhook)).toBeUndefined();
    await credentials.removeAll('1');
    expect(await credentials.listAll()).toEqual([]);
  });

  it('that are replaced count for a day beside the new ones', async () => {
    const credentials = open('k1');
    await credentials.save(ONE, 'hookSecret', 'one', 7);
    await credentials.replace(ONE, 'hookSecret', 'two', 8);
    const nowMs = await database.now();
    const valuesAt = async (atMs: number) =>
      countingRows(await credentials.listAll(['1']), '1', 'hookSecret', atMs).map((row) =>
        credentials.read(row, ONE),
      );
    expect(await valuesAt(nowMs)).toEqual([
      { outcome: 'read', value: 'two' },
      { outcome: 'read', value: 'one' },
    ]);
    expect(await valuesAt(nowMs + FORMER_SECRET_MS + 1_000)).toEqual([{ outcome: 'read', value: 'two' }]);
    expect(await credentials.readable(ONE)).toEqual({ hookSecret: 'two' });
  });

  it('entered once more change nothing: the one before them stays the one before', async () => {
    const credentials = open('k1');
    await credentials.save(ONE, 'hookSecret', 'one', 7);
    await credentials.replace(ONE, 'hookSecret', 'two', 8);
    await credentials.replace(ONE, 'hookSecret', 'two', 9);
    const rows = countingRows(await credentials.listAll(), '1', 'hookSecret', await database.now());
    expect(rows.map((row) => [credentials.read(row, ONE), row.setById])).toEqual([
      [{ outcome: 'read', value: 'two' }, 8],
      [{ outcome: 'read', value: 'one' }, 7],
    ]);
  });

  describe('belong to what they were saved for', () => {
    const ELSEWHERE = { apiBaseUrl: 'https://zoom.example.com/v2' };
    const others: Record<string, Holder> = {
      'another connector': { ...ONE, id: '2' },
      'another provider with the same field': { ...ONE, provider: 'ms-teams' },
      'another address': { ...ONE, settings: ELSEWHERE },
    };

    it.each(Object.entries(others))('and are not read for %s', async (_name, other) => {
      const credentials = open('k1');
      await credentials.save(ONE, 'clientSecret', 'TOP-SECRET', 7);
      await credentials.save(ONE, OWN_SECRETS.refreshToken, 'refresh', 7);
      // As if somebody had copied or changed rows of the database.
      await database.credentials.update({}, { connectorId: other.id });
      const read = (await credentials.listAll()).map((row) => credentials.read(row, other));
      expect(read).toEqual([{ outcome: 'unreadable' }, { outcome: 'unreadable' }]);
      expect(await credentials.readable(other)).toEqual({});
    });

    it('and not in another field', async () => {
      const credentials = open('k1');
      await credentials.save(ONE, 'webhookSecret', 'TOP-SECRET', 7);
      await database.credentials.update({}, { field: 'clientSecret' });
      expect(await credentials.readable(ONE)).toEqual({});
    });

    it('whatever path an address has, and whether the default is written out or not', async () => {
      const credentials = open('k1');
      await credentials.save(ONE, 'clientSecret', 'TOP-SECRET', 7);
      const same = { ...ONE, settings: { apiBaseUrl: 'https://api.zoom.us:443/v3', accountId: 'x' } };
      expect(await credentials.readable(same)).toEqual({ clientSecret: 'TOP-SECRET' });
    });

    it('while what proves requests to this site goes nowhere, and stays', async () => {
      const credentials = open('k1');
      await credentials.save(ONE, OWN_SECRETS.webhook, 'ours', 7);
      expect(await credentials.own({ ...ONE, settings: ELSEWHERE }, OWN_SECRETS.webhook)).toEqual({
        outcome: 'read',
        value: 'ours',
      });
    });

    it('and a replaced one counts at the new address for its day', async () => {
      const credentials = open('k1');
      const moved = { ...ONE, settings: ELSEWHERE };
      await credentials.save(ONE, 'webhookSecret', 'one', 7);
      await credentials.replace(moved, 'webhookSecret', 'two', 8, ONE);
      const rows = countingRows(await credentials.listAll(), '1', 'webhookSecret', await database.now());
      expect(rows.map((row) => credentials.read(row, moved))).toEqual([
        { outcome: 'read', value: 'two' },
        { outcome: 'read', value: 'one' },
      ]);
    });

    it('as links and deliveries do', () => {
      const credentials = open('k1');
      const sealed = credentials.seal('1', 'links', 'https://signed');
      expect(credentials.unseal('1', 'links', sealed)).toBe('https://signed');
      expect(credentials.unseal('2', 'links', sealed)).toBeUndefined();
      expect(credentials.unseal('1', 'delivery', sealed)).toBeUndefined();
      expect(open('k2').unseal('1', 'links', sealed)).toBeUndefined();
    });
  });

  describe('of a version that did not bind them', () => {
    const kept = new Map<unknown, unknown>();
    const start = (key?: string) => {
      const store = () => ({
        get: () => Promise.resolve(kept.get('bound') ?? null),
        set: ({ value }: { value: unknown }) => Promise.resolve(kept.set('bound', value)),
      });
      return bindSecrets({ store } as unknown as Core.Strapi, { database, credentials: open(key) });
    };
    const unbound = (text: string, key = 'k1') => encryptionBy(key).encrypt(text) ?? '';
    const connector = () =>
      database.connectors.insert({ hookKey: 'K', provider: 'zoom', name: 'Zoom', settings: {} });
    beforeEach(() => kept.clear());

    it('are bound at the first start, with links and deliveries, and read as before', async () => {
      const zoom = await connector();
      for (const field of ['clientSecret', OWN_SECRETS.webhook, `${OWN_SECRETS.webhook}:former`])
        await database.credentials.insert({ connectorId: zoom.id, field, cipher: unbound(field) });
      const facts = { connectorId: zoom.id, keyHash: 'h', stage: 'fetch', status: 'waiting' } as const;
      const { id } = await database.imports.insert({ ...facts, links: unbound('{"main":"https://x"}') });
      await database.deliveries.insert({
        connectorId: zoom.id,
        idempotencyKeyHash: 'h',
        sealed: unbound('event'),
      });
      await start('k1');
      const credentials = open('k1');
      const read = (await credentials.listAll()).map((row) => [row.field, credentials.read(row, zoom)]);
      expect(read).toEqual([
        ['clientSecret', { outcome: 'read', value: 'clientSecret' }],
        ['own:webhook', { outcome: 'read', value: 'own:webhook' }],
        ['own:webhook:former', { outcome: 'read', value: 'own:webhook:former' }],
      ]);
      const links = (await database.imports.findOne({ id }))?.links ?? '';
      expect(credentials.unseal(zoom.id, 'links', links)).toBe('{"main":"https://x"}');
      const [delivery] = await database.deliveries.find({});
      expect(credentials.unseal(zoom.id, 'delivery', delivery?.sealed ?? '')).toBe('event');
    });

    it('are not read when they come later', async () => {
      const zoom = await connector();
      await start('k1');
      await database.credentials.insert({ connectorId: zoom.id, field: 'x', cipher: unbound('copied') });
      await start('k1');
      expect(await open('k1').readable(zoom)).toEqual({});
    });

    it('wait for their key', async () => {
      const zoom = await connector();
      await database.credentials.insert({ connectorId: zoom.id, field: 'x', cipher: unbound('old') });
      await start();
      await start('k2');
      expect(await open('k1').readable(zoom)).toEqual({});
      await start('k1');
      expect(await open('k1').readable(zoom)).toEqual({ x: 'old' });
    });
  });
});
