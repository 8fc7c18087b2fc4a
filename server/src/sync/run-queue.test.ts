import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { createStops } from '../jobs/stops';
import type { ConnectorRow, RunRow } from '../ledger/database';
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

  it('gives out nothing of a connector without open runs, and holds it no longer than it looks', async () => {
    await add({ status: 'finished' });
    expect(await claimRuns(database, 'one', 8)).toEqual([]);
    expect(await database.connectors.findOne({ id: connector.id })).toMatchObject({ leaseOwner: null });
  });
});
