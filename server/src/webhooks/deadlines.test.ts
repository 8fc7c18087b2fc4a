import type { Core } from '@strapi/strapi';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { HOUR_MS, isoOf, MINUTE_MS } from '../domain/instant';
import type { Occurrence, ProviderFile } from '../domain/recording';
import type { ConnectorRow, FileRow, ImportRow } from '../ledger/database';
import { watchDeadlines } from './deadlines';

describe('the watch on what is about to be lost', () => {
  let database: MemoryDatabase;
  let nowMs: number;
  let connector: ConnectorRow;
  /** What managers and listeners of the site are told, in order. */
  let told: string[];
  const strapi = {
    config: { get: () => 'https://cms.example.com/admin' },
    eventHub: {
      emit: (_event: string, { cause, outcome }: Record<string, string>) => {
        told.push(`event ${cause}${outcome === undefined ? '' : ` ${outcome}`}`);
        return Promise.resolve();
      },
    },
  } as unknown as Core.Strapi;
  const log = (text: string) => text;
  const watch = async () => {
    told = [];
    await watchDeadlines(strapi, {
      database,
      alerts: {
        raise: ({ cause, subject }) => Promise.resolve(void told.push(`raise ${cause} ${subject}`)),
        over: ({ cause, subject }) => Promise.resolve(void told.push(`over ${cause} ${subject}`)),
        review: () => Promise.resolve(),
      },
      redactor: { text: log } as Parameters<typeof watchDeadlines>[1]['redactor'],
      logger: { info: log, warn: log, error: log },
    });
    // Of the inbox, which is empty here unless a test fills it.
    return told.filter((line) => line !== 'over link-expires inbox');
  };
  const addConnector = (provider: string) =>
    database.connectors.insert({
      hookKey: provider,
      provider,
      name: provider,
      settings: {},
      enabled: true,
    });
  async function addImport(expiresInMs: number, over: Partial<ImportRow> = {}): Promise<ImportRow> {
    const file = { key: 'video', kind: 'video', expiresAt: isoOf(nowMs + expiresInMs) };
    return await database.imports.insert({
      connectorId: connector.id,
      keyHash: String(Math.random()),
      title: 'Week 5',
      stage: 'fetch',
      status: 'waiting',
      deadlineAtMs: nowMs + expiresInMs,
      occurrence: { files: [file as unknown as ProviderFile] } as Occurrence,
      ...over,
    });
  }
  const addFile = (importId: string, status: FileRow['status']) =>
    database.files.insert({ importId, fileKey: 'video', status } as Partial<FileRow>);

  beforeEach(async () => {
    database = await memoryDatabase();
    nowMs = await database.now();
    connector = await addConnector('jaas');
  });
  afterEach(() => database.close());

  it('warns six hours before, once, and says once that the files are here', async () => {
    await addImport(7 * HOUR_MS);
    expect(await watch()).toEqual([]);
    const { id } = await addImport(5 * HOUR_MS);
    expect(await watch()).toEqual(['event link-expires', `raise link-expires import:${id}`]);
    expect(await watch()).toEqual([]);
    await addFile(id, 'verified');
    expect(await watch()).toEqual(['event link-expires-over saved', `over link-expires import:${id}`]);
    expect(await watch()).toEqual([]);
  });

  it.each(['verified', 'used', 'stored'] as const)('warns of nothing whose file is %s', async (status) => {
    const { id } = await addImport(HOUR_MS);
    await addFile(id, status);
    expect(await watch()).toEqual([]);
  });

  it('says that a recording is lost when its time is over, unless a worker has it', async () => {
    const { id } = await addImport(-MINUTE_MS, { status: 'running', expiryAlert: 'warned' });
    expect(await watch()).toEqual([]);
    await database.imports.update({ id }, { status: 'dead' });
    expect(await watch()).toEqual(['event link-expires-over lost', `over link-expires import:${id}`]);
  });

  it('takes an import that left the fetch step for saved', async () => {
    const { id } = await addImport(-MINUTE_MS, { stage: 'store', expiryAlert: 'warned' });
    expect(await watch()).toEqual(['event link-expires-over saved', `over link-expires import:${id}`]);
  });

  it('says after the provider’s usual time that a recording was not announced, once', async () => {
    const { id } = await database.deliveries.insert({
      connectorId: connector.id,
      idempotencyKeyHash: 'k',
      status: 'done',
      awaitedSinceMs: nowMs - 29 * MINUTE_MS,
    });
    expect(await watch()).toEqual([]);
    await database.deliveries.update({ id }, { awaitedSinceMs: nowMs - 31 * MINUTE_MS });
    expect(await watch()).toEqual(['event recording-missing']);
    expect(await watch()).toEqual([]);
  });

  it('misses nothing of a provider that announces no recordings', async () => {
    const zoom = await addConnector('zoom');
    await database.deliveries.insert({
      connectorId: zoom.id,
      idempotencyKeyHash: 'k',
      status: 'done',
      awaitedSinceMs: nowMs - 24 * HOUR_MS,
    });
    expect(await watch()).toEqual([]);
  });

  it('warns of events that nobody processes while their links expire, and says when that is over', async () => {
    const add = (receivedAtMs: number) =>
      database.deliveries.insert({
        connectorId: connector.id,
        idempotencyKeyHash: String(receivedAtMs),
        status: 'waiting',
        isTest: false,
        receivedAtMs,
      });
    await add(nowMs - HOUR_MS);
    expect(await watch()).toEqual([]);
    const { id } = await add(nowMs - 20 * HOUR_MS);
    expect(await watch()).toEqual(['raise link-expires inbox', 'event events-wait']);
    expect(await watch()).toEqual(['raise link-expires inbox']);
    await database.deliveries.update({ id }, { status: 'done' });
    await watch();
    expect(told).toEqual(['over link-expires inbox']);
  });

  it('removes links an hour after they expired, unless a worker has the import', async () => {
    const links = 'sealed';
    const rows = [
      await addImport(-61 * MINUTE_MS, { links, status: 'dead', expiryAlert: 'over' }),
      await addImport(-61 * MINUTE_MS, { links, status: 'running', expiryAlert: 'over' }),
      await addImport(-59 * MINUTE_MS, { links, status: 'dead', expiryAlert: 'over' }),
    ];
    await watch();
    const left = await Promise.all(rows.map(({ id }) => database.imports.findOne({ id })));
    expect(left.map((row) => row?.links)).toEqual([null, links, links]);
  });
});
