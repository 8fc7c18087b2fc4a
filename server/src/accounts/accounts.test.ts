import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { pluginConfigSchema } from '../config';
import type { ConnectorRow } from '../ledger/database';
import { createRedactor } from '../log/redact';
import { openAccounts, type Accounts } from './accounts';

describe('the account of a connector', () => {
  let database: MemoryDatabase;
  let accounts: Accounts;
  const add = (environment: string | null): Promise<ConnectorRow> =>
    database.connectors.insert({
      provider: 'bigbluebutton',
      name: 'x',
      enabled: true,
      settings: { serverUrl: 'https://bbb.example.com/bigbluebutton/', apiToken: 'token' },
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'x' },
      settingsVersion: 1,
      environment,
    });

  beforeEach(async () => {
    database = await memoryDatabase({ name: 'staging', former: [] });
    accounts = openAccounts({
      database,
      credentials: {
        list: () => Promise.resolve([]),
        read: () => ({ outcome: 'unreadable' }),
      },
      vaults: { of: () => Promise.resolve(undefined) },
      config: pluginConfigSchema.parse({}),
      redactor: createRedactor(),
      clock: Date.now,
    });
  });
  afterEach(async () => {
    accounts.closeAll();
    await database.close();
  });

  it('is opened on no copy of the site, but to save what the copy was told of (G9)', async () => {
    const copied = await add('production');
    await expect(accounts.of(copied)).rejects.toMatchObject({ failure: 'needs-person', code: 'copied' });
    expect((await accounts.of(copied, 'save')).provider.descriptor.id).toBe('bigbluebutton');
    // One that is open already is no way round the gate.
    await expect(accounts.of(copied)).rejects.toMatchObject({ code: 'copied' });
    for (const own of [await add('staging'), await add(null)])
      expect((await accounts.of(own)).provider.descriptor.id).toBe('bigbluebutton');
  });
});
