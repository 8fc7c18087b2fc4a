import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { removeConnector } from './remove';

describe('a connector that is removed', () => {
  let database: MemoryDatabase;
  let discarded: string[];
  const nothing = () => Promise.resolve();
  /** With one file in the Media Library that is in no entry yet. */
  const remove = async (environment: string) => {
    const connector = await database.connectors.insert({
      provider: 'fake',
      name: environment,
      enabled: true,
      environment,
    });
    const { id } = await database.imports.insert({
      connectorId: connector.id,
      keyHash: environment,
      occurrenceId: 'x',
      stage: 'store',
      status: 'waiting',
    });
    await database.files.insert({
      importId: id,
      fileKey: 'video',
      kind: 'video',
      origin: 'provider',
      status: 'stored',
      mediaFileId: `media of ${environment}`,
    });
    await database.participants.insert({
      connectorId: connector.id,
      subjectHash: 'meeting',
      connectionHash: 'connection',
      source: 'event',
    });
    await removeConnector(
      {
        database,
        credentials: { removeAll: nothing },
        accounts: { forget: () => undefined },
        library: { discard: (file) => Promise.resolve(void discarded.push(file)) },
        spool: { remove: nothing },
        receivers: { changed: () => undefined },
        refusals: { forget: () => undefined },
        subscriptions: { end: nothing },
        logger: { warn: () => undefined },
        stops: { stopConnector: () => undefined, connectorStopped: nothing },
      },
      connector,
    );
    expect(await database.connectors.find({})).toEqual([]);
    expect(await database.participants.find({})).toEqual([]);
  };

  beforeEach(async () => {
    database = await memoryDatabase({ name: 'staging', former: [] });
    discarded = [];
  });
  afterEach(() => database.close());

  it('takes its files without an entry along, but not on a copy: its storage may be the original’s (G9)', async () => {
    await remove('staging');
    expect(discarded).toEqual(['media of staging']);
    await remove('production');
    expect(discarded).toEqual(['media of staging']);
  });
});
