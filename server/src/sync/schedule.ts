import { enqueueRun, type QueueingRuns } from './run-queue';
import { MINUTE_MS } from '../domain/instant';

/**
 * Queues the runs that are due. Fires on every instance; a conditional update decides which of them
 * queues a run.
 */
export async function queueDueRuns(queueing: QueueingRuns): Promise<number> {
  const { database } = queueing;
  const { connectors, sql, nowMs } = database;
  const due = connectors.column('nextRunAtMs');
  const records: Record<string, unknown>[] = await connectors
    .query()
    .where({ enabled: true })
    .whereNotNull(due)
    .andWhere(due, '<=', sql.raw(nowMs));
  let queued = 0;
  for (const connector of records.map(connectors.read)) {
    const minutes = connector.options.scheduleMinutes;
    const won = await connectors.update(
      { id: connector.id, nextRunAtMs: connector.nextRunAtMs },
      { nextRunAtMs: minutes === null ? null : (await database.now()) + minutes * MINUTE_MS },
    );
    if (won !== 1 || minutes === null) continue;
    await enqueueRun(queueing, connector, 'schedule', null);
    queued += 1;
  }
  return queued;
}
