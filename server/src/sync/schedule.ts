import type { Core } from '@strapi/strapi';
import { pruneDeliveries } from '../ledger/deliveries';
import { pruneRuns } from '../ledger/runs';
import { sweepOrphans } from '../pipeline/janitor';
import type { Runtime } from '../runtime';
import { watchDeadlines } from '../webhooks/deadlines';
import { enqueueRun } from './run';

const JOB = 'meeting-connectors';
const WATCH_JOB = 'meeting-connectors-watch';
/** Both of Strapi's schedulers (node-schedule up to 5.53, croner from 5.54) read five fields. */
const EVERY_MINUTE = '* * * * *';

/**
 * Queues the runs that are due. Fires on every instance; a conditional update decides which of them
 * queues a run.
 */
export async function queueDueRuns(runtime: Runtime): Promise<number> {
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

export function startSchedule(strapi: Core.Strapi, runtime: Runtime): void {
  strapi.cron.add({
    [JOB]: {
      async task() {
        try {
          await queueDueRuns(runtime);
          await runtime.subscriptions.review();
          await runtime.alerts.review();
          await runtime.reviewMails.announceWaiting();
          if (new Date(runtime.clock()).getMinutes() === 0) {
            await pruneRuns(runtime.database, runtime.config.retention.runDays);
            await pruneDeliveries(runtime.database, runtime.config.retention.deliveryDays);
            await runtime.outbox.prune(runtime.config.retention.mailDays);
            await sweepOrphans(strapi, runtime);
          }
        } catch (error) {
          runtime.logger.warn(`schedule: ${runtime.redactor.text(String(error))}`);
        }
      },
      options: { rule: EVERY_MINUTE },
    },
  });
}

/** Of what is about to be lost: on every instance, also on those that work on nothing. */
export function startWatch(strapi: Core.Strapi, runtime: Runtime): void {
  strapi.cron.add({
    [WATCH_JOB]: {
      async task() {
        await watchDeadlines(strapi, runtime).catch((error: unknown) =>
          runtime.logger.warn(`deadlines: ${String(error)}`),
        );
      },
      options: { rule: EVERY_MINUTE },
    },
  });
}

export function stopSchedule(strapi: Core.Strapi): void {
  strapi.cron.remove(JOB);
  strapi.cron.remove(WATCH_JOB);
}
