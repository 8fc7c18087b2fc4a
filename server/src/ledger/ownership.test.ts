import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { ownershipOf } from '../domain/ownership';
import type { Database, ImportRow } from './database';
import { claimDeliveries, insertDeliveries, nextDeliveryDueInMs } from './deliveries';
import { claimDueImports, nextImportDueInMs } from './due-imports';
import { adoptFormer, atHome, markOfSite, takeOver } from './ownership';

const SITES = [
  { name: 'here', former: [] },
  { name: 'here', former: ['old', 'older'] },
  { name: undefined, former: [] },
  { name: undefined, former: ['old'] },
];

describe('rows of another site (G9)', () => {
  let database: MemoryDatabase;
  const on = (name: string | undefined, former: string[] = []): Database => ({
    ...database,
    site: { name, former },
  });
  const addConnector = (environment: string | null, provider = 'fake') =>
    database.connectors.insert({
      provider,
      name: environment ?? '',
      enabled: true,
      authorization: 'authorized',
      environment,
    });
  let number = 0;
  const addImport = async (connectorId: string, patch: Partial<ImportRow> = {}) =>
    await database.imports.insert({
      connectorId,
      keyHash: `hash-${(number += 1)}`,
      occurrenceId: 'x',
      stage: 'fetch',
      status: 'waiting',
      nextAttemptAtMs: 1,
      ...patch,
    });
  const deliver = (to: Database, connectorId: string) =>
    insertDeliveries(to, [
      {
        connectorId,
        idempotencyKeyHash: `key-${(number += 1)}`,
        subjectHash: null,
        eventType: 'x',
        method: 'POST',
        sealed: '',
        bodyBytes: 0,
        headers: {},
        isTest: false,
        receivedAtMs: 1,
      },
    ]);

  beforeEach(async () => {
    database = await memoryDatabase();
  });
  afterEach(() => database.close());

  it.each(SITES)('are the same ones in SQL as by the rule, on %j', async (site) => {
    for (const mark of [null, 'here', 'old', 'older', 'there', '']) await addConnector(mark);
    const query = database.connectors.query().where(atHome({ ...database, site }));
    const shown = ((await query) as Record<string, unknown>[]).map(database.connectors.read);
    const meant = (await database.connectors.find({})).filter((row) => ownershipOf(site, row) !== 'copied');
    expect(shown.map(({ id }) => id)).toEqual(meant.map(({ id }) => id));
  });

  it('are imported by nobody but the original, even before a deadline', async () => {
    const { id } = await addConnector('production');
    await addImport(id);
    await addImport(id, { deadlineAtMs: Date.now() + 60_000 });
    await addImport(id, { deadlineAtMs: Date.now() + 60_000, environment: 'production' });
    const copy = on('staging');
    expect(await claimDueImports(copy, 'one', 9)).toEqual([]);
    expect(await nextImportDueInMs(copy)).toBeUndefined();
    expect(await claimDueImports(on(undefined), 'one', 9)).toEqual([]);
    expect(await claimDueImports(on('production'), 'one', 9)).toHaveLength(3);
  });

  it('are saved by a copy before their deadline when it was told of them itself, and not published', async () => {
    const { id } = await addConnector('production');
    const told = { deadlineAtMs: Date.now() + 60_000, environment: 'staging' };
    const one = await addImport(id, told);
    await addImport(id, { ...told, stage: 'publish' });
    await addImport(id, { ...told, deadlineAtMs: null });
    const claimed = await claimDueImports(on('staging'), 'one', 9);
    expect(claimed.map(({ row }) => row.id)).toEqual([one.id]);
  });

  it('of the inbox are left to the original, but what came to the copy of a provider that only pushes', async () => {
    const [pushed, listed] = [await addConnector('production', 'push'), await addConnector('production')];
    const copy = on('staging');
    for (const { id } of [pushed, listed]) {
      await deliver(on('production'), id);
      await deliver(copy, id);
    }
    const claimed = await claimDeliveries(copy, 'one', 9, ['push']);
    expect(claimed.map(({ row }) => [row.connectorId, row.environment])).toEqual([[pushed.id, 'staging']]);
    expect(await nextDeliveryDueInMs(copy, ['push'])).toBeUndefined();
    expect(await claimDeliveries(on('production'), 'one', 9, ['push'])).toHaveLength(3);
  });

  it('make the whole site a copy while there is one of them', async () => {
    await addConnector('here');
    await addConnector(null);
    expect(await markOfSite(on('here'))).toEqual({ environment: 'here' });
    expect(await markOfSite(on(undefined))).toEqual({ environment: 'here' });
    await addConnector('there');
    expect(await markOfSite(on('here'))).toEqual({ environment: 'there' });
    expect(await markOfSite(on('here', ['there']))).toEqual({ environment: 'here' });
  });

  it('become this site’s when somebody says so, those that nobody knows as well', async () => {
    for (const mark of [null, 'here', 'there']) await addConnector(mark);
    expect(await database.transaction((sql) => takeOver(on('here'), 'here', sql))).toBe(2);
    const marks = (await database.connectors.find({})).map(({ environment }) => environment);
    expect(marks).toEqual(['here', 'here', 'here']);
  });

  it('of a former name of this site get its name, and no others do', async () => {
    for (const mark of [null, 'old', 'there']) {
      const { id } = await addConnector(mark);
      await addImport(id, { environment: mark });
    }
    await adoptFormer(on(undefined, ['old']));
    await adoptFormer(on('here'));
    const marks = async () => [
      (await database.connectors.find({})).map(({ environment }) => environment),
      (await database.imports.find({})).map(({ environment }) => environment),
    ];
    expect(await marks()).toEqual([
      [null, 'old', 'there'],
      [null, 'old', 'there'],
    ]);
    await adoptFormer(on('here', ['old']));
    expect(await marks()).toEqual([
      [null, 'here', 'there'],
      [null, 'here', 'there'],
    ]);
  });
});
