import type { Core } from '@strapi/strapi';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { countingRows, FORMER_SECRET_MS, openCredentials, OWN_SECRETS } from './credentials';

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
    await credentials.save('1', 'clientSecret', 'TOP-SECRET', 7);
    const rows = await database.credentials.find({});
    expect(JSON.stringify(rows)).not.toContain('TOP-SECRET');
    expect(rows).toMatchObject([{ connectorId: '1', field: 'clientSecret', setById: 7 }]);
    expect(await credentials.readable('1')).toEqual({ clientSecret: 'TOP-SECRET' });
    expect(await credentials.readable('2')).toEqual({});
  });

  it('are not saved without an encryption key', async () => {
    const credentials = open();
    expect(credentials.canEncrypt()).toBe(false);
    expect(() => credentials.mustEncrypt()).toThrow(expect.objectContaining({ code: 'no-encryption-key' }));
    await expect(credentials.save('1', 'clientSecret', 'TOP-SECRET', 7)).rejects.toMatchObject({
      code: 'no-encryption-key',
    });
    expect(await database.credentials.find({})).toEqual([]);
    expect(() => open('k1').mustEncrypt()).not.toThrow();
  });

  it('of another key are unreadable, never empty, and are lent to no form', async () => {
    await open('k1').save('1', 'clientSecret', 'TOP-SECRET', 7);
    await open('k2').save('1', 'token', 'other', 7);
    const credentials = open('k2');
    const rows = await credentials.list('1');
    expect(rows.map((row) => credentials.read(row))).toEqual([
      { outcome: 'unreadable' },
      { outcome: 'read', value: 'other' },
    ]);
    expect(await credentials.readable('1')).toStrictEqual({ token: 'other' });
  });

  it('are saved over the ones before, one row a field', async () => {
    const credentials = open('k1');
    await credentials.save('1', 'token', 'one', 7);
    await credentials.save('1', 'token', 'two', 8);
    expect(await database.credentials.find({})).toMatchObject([{ field: 'token', setById: 8 }]);
    expect(await credentials.readable('1')).toEqual({ token: 'two' });
  });

  it('of the plugin itself are among no provider’s, and go with the rest', async () => {
    const credentials = open('k1');
    await credentials.save('1', OWN_SECRETS.refreshToken, 'refresh', 7);
    await credentials.save('1', 'token', 'one', 7);
    expect((await credentials.list('1')).map(({ field }) => field)).toEqual(['token']);
    expect(await credentials.own('1', OWN_SECRETS.refreshToken)).toEqual({
      outcome: 'read',
      value: 'refresh',
    });
    expect(await credentials.own('1', OWN_SECRETS.webhook)).toBeUndefined();
    await credentials.removeAll('1');
    expect(await credentials.listAll()).toEqual([]);
  });

  it('that are replaced count for a day beside the new ones', async () => {
    const credentials = open('k1');
    await credentials.save('1', 'hookSecret', 'one', 7);
    await credentials.replace('1', 'hookSecret', 'two', 8);
    const nowMs = await database.now();
    const valuesAt = async (atMs: number) =>
      countingRows(await credentials.listAll(['1']), '1', 'hookSecret', atMs).map((row) =>
        credentials.read(row),
      );
    expect(await valuesAt(nowMs)).toEqual([
      { outcome: 'read', value: 'two' },
      { outcome: 'read', value: 'one' },
    ]);
    expect(await valuesAt(nowMs + FORMER_SECRET_MS + 1_000)).toEqual([{ outcome: 'read', value: 'two' }]);
    expect(await credentials.readable('1')).toEqual({ hookSecret: 'two' });
  });

  it('entered once more change nothing: the one before them stays the one before', async () => {
    const credentials = open('k1');
    await credentials.save('1', 'hookSecret', 'one', 7);
    await credentials.replace('1', 'hookSecret', 'two', 8);
    await credentials.replace('1', 'hookSecret', 'two', 9);
    const rows = countingRows(await credentials.listAll(), '1', 'hookSecret', await database.now());
    expect(rows.map((row) => [credentials.read(row), row.setById])).toEqual([
      [{ outcome: 'read', value: 'two' }, 8],
      [{ outcome: 'read', value: 'one' }, 7],
    ]);
  });
});
