import type { ConnectorRow, Database, RunRow } from '../ledger/database';
import { claim, isFree, release, type Lease } from '../ledger/lease';
import { atHome } from '../ledger/ownership';
import { holdConnector, holdingOpen, insertRun, listsSomething, openRunOf, openRunsOf } from '../ledger/runs';
import type { Queue } from '../jobs/queue';
import type { Stops } from '../jobs/stops';
import { ORDER_COLUMN, type Sql } from '../ledger/table';

type Query = ReturnType<Sql>;

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

/**
 * Condition: a run of the connector has something to do. A queued one begins, one whose process has died
 * lists again, and one that waits for its imports ends: when nothing holds it open, when it was stopped, or
 * when it listed nothing and another run takes over its imports.
 */
const hasWork =
  (database: Database) =>
  (query: Query): void => {
    const { connectors, runs, imports, sql } = database;
    const connectorId = `${connectors.name}.${connectors.column('id')}`;
    const runsIn = (status: RunRow['status'], alias: string): Query =>
      sql({ [alias]: runs.name })
        .where(`${alias}.${runs.column('connectorId')}`, sql.ref(connectorId))
        .where({ [`${alias}.${runs.column('status')}`]: status });
    const listedAt = `run.${runs.column('listedAtMs')}`;
    const isDone = (ended: Query) => {
      void ended
        .where({ [`run.${runs.column('stopRequested')}`]: true })
        .orWhere({ [`${connectors.name}.${connectors.column('enabled')}`]: false })
        .orWhere((events: Query) => {
          void events.where({ [`run.${runs.column('lists')}`]: false }).whereExists(runsIn('queued', 'next'));
        })
        .orWhere((over: Query) => {
          for (const holding of holdingOpen(database))
            void over.whereNotExists(
              holding.where(
                `${imports.name}.${imports.column('runId')}`,
                sql.ref(`run.${runs.column('id')}`),
              ),
            );
        });
    };
    void query
      .where((begins: Query) => {
        void begins.whereExists(runsIn('queued', 'run')).whereNotExists(runsIn('running', 'other'));
      })
      .orWhereExists(runsIn('running', 'run').whereNull(listedAt))
      .orWhereExists(runsIn('running', 'run').whereNotNull(listedAt).andWhere(isDone));
  };

/** Takes runs that have something to do, the oldest first and one per connector; none of a copied one. */
export async function claimRuns(database: Database, owner: string, limit: number): Promise<ClaimedRun[]> {
  const { connectors, runs, sql } = database;
  const oldest = runs
    .query()
    .where(runs.column('connectorId'), sql.ref(`${connectors.name}.${connectors.column('id')}`))
    .whereIn(runs.column('status'), ['queued', 'running'])
    .min(`${runs.name}.${ORDER_COLUMN}`);
  const candidates: Record<string, unknown>[] = await connectors
    .query()
    .where(hasWork(database))
    .andWhere(isFree(database, connectors))
    .andWhere(atHome(database))
    .orderBy(oldest)
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
