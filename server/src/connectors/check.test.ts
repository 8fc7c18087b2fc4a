import type { Core } from '@strapi/strapi';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { openCredentials } from '../accounts/credentials';
import { checkConnector, type Dependencies } from './check';

const SAVED = { endPoint: 'https://api.etutorium.com', roomUrl: 'https://room.etutorium.com' };

describe('a check of what is typed', () => {
  let database: MemoryDatabase;
  let lent: unknown[];
  beforeEach(async () => {
    database = await memoryDatabase();
    lent = [];
  });
  afterEach(() => database.close());

  /** Checks settings of eTutorium for a saved connector of `provider`, and ends where an account would open. */
  async function check(provider: string, settings: Record<string, string>) {
    const same = { encrypt: (text: string) => text, decrypt: (text: string) => text };
    const credentials = openCredentials({ service: () => same } as unknown as Core.Strapi, database);
    const saved = await database.connectors.insert({
      provider,
      name: 'Saved',
      enabled: true,
      settings: SAVED,
    });
    await credentials.save(saved, 'apiToken', 'STORED', 1);
    const runtime = {
      database,
      credentials,
      vaults: { of: () => Promise.resolve(undefined) },
      accounts: {
        forCheck: (_provider: unknown, values: { apiToken: string }) => {
          lent.push(values.apiToken);
          throw new Error('far enough');
        },
      },
    } as unknown as Dependencies;
    const options = { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Saved' };
    return await checkConnector(runtime, { id: saved.id, provider: 'etutorium', options, settings });
  }

  it('uses the stored secret of the saved connector', async () => {
    await expect(check('etutorium', {})).rejects.toThrow('far enough');
    expect(lent).toEqual(['STORED']);
  });

  it('lends no secret of a connector of another provider', async () => {
    await expect(check('digital-samba', {})).rejects.toMatchObject({
      details: { fields: { 'settings.apiToken': { code: 'settings.missing' } } },
    });
    expect(lent).toEqual([]);
  });

  it('lends none to another server than the one that it was entered for', async () => {
    await expect(check('etutorium', { endPoint: 'https://evil.example.com' })).rejects.toMatchObject({
      details: { fields: { 'settings.apiToken': { code: 'form.secret-again' } } },
    });
    expect(lent).toEqual([]);
  });
});
