import { enqueueRun } from './run';
import type { Clock } from '../domain/clock';
import type { Queue } from '../jobs/queue';
import type { Database } from '../ledger/database';
import type { Redactor } from '../log/redact';
import type { Library } from '../media/library';
import type { Authors } from '../people/authors';
import type { Reviews } from '../reviews/reviews';
import type { Accounts } from '../accounts/accounts';
import type { Outbox } from '../mails/outbox';
import type { Stops } from '../jobs/stops';
import type { Logger } from '../log/logger';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  clock: Clock;
  database: Database;
  accounts: Accounts;
  library: Library;
  reviews: Reviews;
  authors: Authors;
  outbox: Outbox;
  redactor: Redactor;
  logger: Logger;
  stops: Stops;
  runs: Queue;
  imports: Queue;
}

/**
 * Queues the runs that are due. Fires on every instance; a conditional update decides which of them
 * queues a run.
 */
export async function queueDueRuns(runtime: Dependencies): Promise<number> {
  const { database } = runtime;
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
      { nextRunAtMs: minutes === null ? null : (await database.now()) + minutes * 60_000 },
    );
    if (won !== 1 || minutes === null) continue;
    await enqueueRun(runtime, connector, 'schedule', null);
    queued += 1;
  }
  return queued;
}
