import type { ConnectorRow, Database, RunRow } from '../ledger/database';
import { claim, isFree, release, type Lease } from '../ledger/lease';
import { atHome } from '../ledger/ownership';
import { holdConnector, insertRun, listsSomething, openRunOf, openRunsOf } from '../ledger/runs';
import type { Queue } from '../jobs/queue';
import type { Stops } from '../jobs/stops';
import type { Sql } from '../ledger/table';

/** What queueing a run needs; `runtime.ts` has it. */
export interface QueueingRuns {
  database: Database;
  stops: Pick<Stops, 'stopConnector'>;
  runs: Pick<Queue, 'wake'>;
}

export type Trigger = RunRow['trigger'];

export interface QueuedRun {
  run: RunRow;
  outcome: 'queued' | 'already-running';
}

/**
 * Queues a run that lists recordings, or names the one that already does. After a change of settings, or
 * when the connector is switched on, the run in progress is asked to stop, and a new one begins after it
 * has stopped. A webhook may come too late for the run in progress, so another run follows.
 */
export async function enqueueRun(
  { database, stops, runs }: QueueingRuns,
  connector: ConnectorRow,
  trigger: Trigger,
  startedById: number | null,
): Promise<QueuedRun> {
  const { superseded, ...queued } = await database.transaction((sql) =>
    queueRun(database, connector, trigger, startedById, sql),
  );
  if (superseded !== undefined) stops.stopConnector(connector.id, 'settings-changed');
  runs.wake();
  return queued;
}

/**
 * The same as a part of an open transaction. After its commit, the caller stops the connector where a run
 * was superseded, and wakes the queue.
 */
export async function queueRun(
  database: Database,
  connector: ConnectorRow,
  trigger: Trigger,
  startedById: number | null,
  sql: Sql,
): Promise<QueuedRun & { superseded?: string | undefined }> {
  const supersedes = trigger === 'changed' || trigger === 'enabled';
  await holdConnector(database, connector.id, sql);
  const open = await openRunsOf(database, connector.id, sql);
  const running = open.find(({ status }) => status === 'running');
  const waiting = open.find(({ status }) => status === 'queued');
  const isServed = running !== undefined && listsSomething(running) && trigger !== 'webhook';
  if (isServed && !supersedes) return { run: running, outcome: 'already-running' };
  if (running !== undefined && supersedes)
    await database.runs.update({ id: running.id }, { stopRequested: true }, sql);
  const superseded = supersedes ? running?.id : undefined;
  if (waiting !== undefined) {
    if (listsSomething(waiting)) return { run: waiting, outcome: 'already-running' };
    const run = { ...waiting, lists: true, trigger, startedById };
    await database.runs.update({ id: waiting.id }, { lists: true, trigger, startedById }, sql);
    return { run, outcome: 'queued', superseded };
  }
  const run = await insertRun(database, connector, { trigger, startedById, lists: true }, sql);
  return { run, outcome: 'queued', superseded };
}

export interface ClaimedRun {
  connector: ConnectorRow;
  run: RunRow;
  lease: Lease;
}

/** Takes queued runs, and running ones whose process has died, one per connector; none of a copied one. */
export async function claimRuns(database: Database, owner: string, limit: number): Promise<ClaimedRun[]> {
  const { connectors, runs } = database;
  const candidates: Record<string, unknown>[] = await connectors
    .query()
    .whereIn(
      connectors.column('id'),
      runs.query().whereIn(runs.column('status'), ['queued', 'running']).select(runs.column('connectorId')),
    )
    .andWhere(isFree(database, connectors))
    .andWhere(atHome(database))
    .orderBy('id')
    .limit(limit);
  const claimed: ClaimedRun[] = [];
  for (const seen of candidates.map(connectors.read)) {
    const lease = await claim(database, connectors, seen, owner);
    if (lease === undefined) continue;
    // Read again under the lease: settings may have changed since the look.
    const connector = await connectors.findOne({ id: seen.id });
    const run = await openRunOf(database, seen.id);
    if (connector === undefined || run === undefined) await release(connectors, lease);
    else claimed.push({ connector, run, lease });
  }
  return claimed;
}
