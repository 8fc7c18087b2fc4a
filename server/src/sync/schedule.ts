import { queueRun, type QueueingRuns } from './run-queue';
import { MINUTE_MS } from '../domain/instant';
import { atHome } from '../ledger/ownership';

/**
 * Queues the runs that are due: by schedule, or where a limit ended that had ended a run. Fires on every instance; a conditional update decides which of them
 * queues a run. Both are one transaction: an end of the process between them loses no run and makes no
 * second one.
 */
export async function queueDueRuns(queueing: QueueingRuns): Promise<number> {
  const { database } = queueing;
  const { connectors, sql, nowMs } = database;
  const due = connectors.column('nextRunAtMs');
  const records: Record<string, unknown>[] = await connectors
    .query()
    .where({ enabled: true })
    .andWhere(atHome(database))
    .whereNotNull(due)
    .andWhere(due, '<=', sql.raw(nowMs));
  let queued = 0;
  for (const connector of records.map(connectors.read)) {
    const minutes = connector.options.scheduleMinutes;
    const isQueued = await database.transaction(async (trx) => {
      const won = await connectors.update(
        { id: connector.id, nextRunAtMs: connector.nextRunAtMs },
        { nextRunAtMs: minutes === null ? null : (await database.now(trx)) + minutes * MINUTE_MS },
        trx,
      );
      if (won !== 1) return false;
      await queueRun(database, connector, 'schedule', null, trx);
      return true;
    });
    if (!isQueued) continue;
    queueing.runs.wake();
    queued += 1;
  }
  return queued;
}
