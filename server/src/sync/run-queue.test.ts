import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { createStops } from '../jobs/stops';
import type { ConnectorRow, ImportRow, RunRow } from '../ledger/database';
import { claimRuns, enqueueRun, type Trigger } from './run-queue';

describe('the queue of sync runs', () => {
  let database: MemoryDatabase;
  let connector: ConnectorRow;
  let woken: number;
  const stops = createStops();
  const queue = (trigger: Trigger) =>
    enqueueRun({ database, stops, runs: { wake: () => (woken += 1) } }, connector, trigger, 5);
  const add = (patch: Partial<RunRow>) =>
    database.runs.insert({ connectorId: connector.id, trigger: 'schedule', status: 'queued', ...patch });
  const all = async () =>
    (await database.runs.find({ connectorId: connector.id })).map(
      ({ trigger, status, lists, stopRequested }) => ({ trigger, status, lists, stopRequested }),
    );

  beforeEach(async () => {
    database = await memoryDatabase();
    woken = 0;
    connector = await database.connectors.insert({ provider: 'fake', name: 'Lectures', enabled: true });
  });
  afterEach(() => database.close());

  it('takes a run for a connector that has none, and wakes the workers', async () => {
    const { outcome, run } = await queue('by-hand');
    expect(outcome).toBe('queued');
    expect(run).toMatchObject({ trigger: 'by-hand', status: 'queued', lists: true, startedById: 5 });
    expect(woken).toBe(1);
  });

  it('names the run that lists already, whether it waits or is in progress', async () => {
    const { run } = await queue('schedule');
    expect(await queue('by-hand')).toMatchObject({ outcome: 'already-running', run: { id: run.id } });
    await database.runs.update({ id: run.id }, { status: 'running' });
    expect(await queue('by-hand')).toMatchObject({ outcome: 'already-running', run: { id: run.id } });
    expect(await all()).toHaveLength(1);
  });

  it('stops the run in progress after a change, and queues one that begins under the new settings (A4)', async () => {
    await add({ status: 'running', lists: true, stopRequested: false });
    const stop = stops.open(connector.id, '1', new AbortController().signal);
    expect((await queue('changed')).outcome).toBe('queued');
    expect(stop.signal.reason).toMatchObject({ reason: 'settings-changed' });
    stop.close();
    expect(await all()).toMatchObject([
      { status: 'running', stopRequested: true },
      { status: 'queued', trigger: 'changed', lists: true },
    ]);
  });

  it('queues one more after a webhook: the run in progress may have listed before the event', async () => {
    await add({ status: 'running', lists: true });
    expect((await queue('webhook')).outcome).toBe('queued');
    expect((await queue('webhook')).outcome).toBe('already-running');
    expect(await all()).toMatchObject([{ status: 'running' }, { status: 'queued', trigger: 'webhook' }]);
  });

  it('lets a waiting run of events list as well, instead of queueing another one', async () => {
    const waiting = await add({ trigger: 'webhook', lists: false });
    expect(await queue('by-hand')).toMatchObject({ outcome: 'queued', run: { id: waiting.id, lists: true } });
    expect(await all()).toMatchObject([{ trigger: 'by-hand', lists: true }]);
  });

  it('gives out one run of a connector at a time, the one in progress before the next', async () => {
    const running = await add({ status: 'running' });
    await add({ status: 'queued' });
    const [first, ...others] = await claimRuns(database, 'one', 8);
    expect(first?.run.id).toBe(running.id);
    expect(others).toEqual([]);
    // Held: nobody else gets the connector.
    expect(await claimRuns(database, 'two', 8)).toEqual([]);
  });

  it('gives out no run of a connector that was copied from another site (G9)', async () => {
    await add({ status: 'running' });
    await add({ status: 'queued' });
    await database.connectors.update({ id: connector.id }, { environment: 'production' });
    expect(await claimRuns(database, 'one', 8)).toEqual([]);
    const original = { ...database, site: { name: 'production', former: [] } };
    expect(await claimRuns(original, 'one', 8)).toHaveLength(1);
  });

  it('gives out a run again when the lease of its holder has expired', async () => {
    const { id } = await add({ status: 'running' });
    const [first] = await claimRuns(database, 'one', 8);
    await database.connectors.update({ id: connector.id }, { leaseUntilMs: 1 });
    const [second] = await claimRuns(database, 'two', 8);
    expect(second?.run.id).toBe(id);
    expect(second?.lease.fence).toBeGreaterThan(first?.lease.fence ?? Infinity);
  });

  describe('that has listed and waits for its imports', () => {
    let run: RunRow;
    let imported: ImportRow;
    const addImport = (patch: Partial<ImportRow>) =>
      database.imports.insert({
        connectorId: connector.id,
        runId: run.id,
        keyHash: String(Math.random()),
        occurrenceId: 'x',
        stage: 'fetch',
        status: 'waiting',
        nextAttemptAtMs: 1,
        ...patch,
      });
    const given = async () => (await claimRuns(database, 'one', 8)).map((claimed) => claimed.run.id);
    const change = (patch: Partial<ImportRow>) => database.imports.update({ id: imported.id }, patch);
    beforeEach(async () => {
      run = await add({ status: 'running', listedAtMs: 1, lists: true, stopRequested: false });
      imported = await addImport({ status: 'running' });
    });

    it('is nobody’s while one of them is in progress or due', async () => {
      expect(await given()).toEqual([]);
      await change({ status: 'waiting' });
      expect(await given()).toEqual([]);
      await change({ status: 'retrying' });
      expect(await given()).toEqual([]);
    });

    it.each<[string, Partial<ImportRow>]>([
      ['has ended', { status: 'done' }],
      ['has failed', { status: 'dead' }],
      ['waits for a later attempt', { status: 'retrying', nextAttemptAtMs: Date.now() + 3_600_000 }],
      ['waits for the next run', { status: 'waiting', nextAttemptAtMs: null }],
    ])('is given out to be ended when its last one %s', async (_, patch) => {
      await change(patch);
      expect(await given()).toEqual([run.id]);
    });

    it.each<[string, Partial<ConnectorRow>]>([
      ['was refused by the provider', { authorization: 'not-authorized' }],
      ['needs somebody', { needsYou: { what: 'Look', code: 'manager-gone' } }],
    ])('is given out when its account %s, unless something would be lost', async (_, patch) => {
      await change({ status: 'waiting' });
      await database.connectors.update({ id: connector.id }, patch);
      await change({ deadlineAtMs: Date.now() + 3_600_000 });
      expect(await given()).toEqual([]);
      await change({ stage: 'publish' });
      expect(await given()).toEqual([run.id]);
    });

    it('is given out when it is stopped, and when its connector is switched off', async () => {
      await database.runs.update({ id: run.id }, { stopRequested: true });
      expect(await given()).toEqual([run.id]);
      await database.runs.update({ id: run.id }, { stopRequested: false });
      await database.connectors.update({ id: connector.id }, { leaseUntilMs: null, enabled: false });
      expect(await given()).toEqual([run.id]);
    });

    it('keeps the next run of its connector back, but not that of another one', async () => {
      await add({ status: 'queued' });
      const other = await database.connectors.insert({ provider: 'fake', name: 'Other', enabled: true });
      const theirs = await add({ status: 'queued', connectorId: other.id });
      expect(await given()).toEqual([theirs.id]);
    });

    it('hands its imports over to the next one when it listed nothing itself', async () => {
      await database.runs.update({ id: run.id }, { lists: false });
      expect(await given()).toEqual([]);
      await add({ status: 'queued', lists: true });
      expect(await given()).toEqual([run.id]);
    });

    it('stands in no other’s way, however many wait', async () => {
      for (let index = 0; index < 20; index += 1) {
        const { id } = await database.connectors.insert({ provider: 'fake', name: 'Many', enabled: true });
        const waiting = await add({ status: 'running', listedAtMs: 1, connectorId: id });
        await addImport({ connectorId: id, runId: waiting.id });
      }
      const { id } = await database.connectors.insert({ provider: 'fake', name: 'Last', enabled: true });
      const last = await add({ status: 'queued', connectorId: id });
      expect(await given()).toEqual([last.id]);
    });
  });

  it('gives out the oldest first, whatever the connectors’ order', async () => {
    const other = await database.connectors.insert({ provider: 'fake', name: 'Other', enabled: true });
    const first = await add({ connectorId: other.id });
    await add({});
    expect((await claimRuns(database, 'one', 1)).map(({ run }) => run.id)).toEqual([first.id]);
  });

  it('gives out nothing of a connector without open runs, and holds it no longer than it looks', async () => {
    await add({ status: 'finished' });
    expect(await claimRuns(database, 'one', 8)).toEqual([]);
    expect(await database.connectors.findOne({ id: connector.id })).toMatchObject({ leaseOwner: null });
  });
});
