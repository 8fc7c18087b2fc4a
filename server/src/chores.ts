import type { Core } from '@strapi/strapi';
import { PLUGIN_ID } from '../../contracts/plugin';
import { pruneDeliveries } from './ledger/deliveries';
import { pruneRuns } from './ledger/runs';
import { sweepOrphans } from './imports/orphans';
import { apartFromListeners } from './site/event-hub';
import { queueDueRuns } from './sync/schedule';
import { watchDeadlines } from './webhooks/deadlines';
import type { PluginConfig } from './config';
import type { Clock } from './domain/clock';
import type { Queue } from './jobs/queue';
import type { Database } from './ledger/database';
import type { Redactor } from './log/redact';
import type { Library } from './media/library';
import type { Spool } from './media/spool';
import type { Authors } from './people/authors';
import type { ReviewMails } from './mails/review-mails';
import type { Reviews } from './reviews/reviews';
import type { Accounts } from './accounts/accounts';
import type { Alerts } from './mails/alerts';
import type { Outbox } from './mails/outbox';
import type { Subscriptions } from './webhooks/subscriptions';
import type { Stops } from './jobs/stops';
import type { Logger } from './log/logger';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  config: PluginConfig;
  clock: Clock;
  database: Database;
  accounts: Accounts;
  library: Library;
  spool: Spool;
  reviews: Reviews;
  reviewMails: ReviewMails;
  authors: Authors;
  outbox: Outbox;
  alerts: Alerts;
  subscriptions: Subscriptions;
  redactor: Redactor;
  logger: Logger;
  stops: Stops;
  runs: Queue;
  imports: Queue;
}

/** Something that is done again and again, whatever becomes of the others. */
export interface Chore {
  name: string;
  every: 'minute' | 'hour';
  run(): Promise<unknown>;
}

/**
 * Starts what is due, each beside the others: one that fails is logged and tried at its next time, and
 * one that does not end is not started twice and holds up nothing. Never throws. Resolves when all that
 * it started have ended.
 */
export function createChores(
  chores: readonly Chore[],
  failed: (name: string, error: unknown) => void,
): (now: Date) => Promise<void> {
  const underWay = new Set<string>();
  const doOne = async ({ name, run }: Chore) => {
    if (underWay.has(name)) return;
    underWay.add(name);
    try {
      await apartFromListeners(run);
    } catch (error) {
      failed(name, error);
    } finally {
      underWay.delete(name);
    }
  };
  return async (now) => {
    const due = chores.filter(({ every }) => every === 'minute' || now.getMinutes() === 0);
    await Promise.all(due.map(doOne));
  };
}

/** For an instance that works: all but the watch over deadlines. */
const choresOfWorkers = (strapi: Core.Strapi, runtime: Dependencies): Chore[] => {
  const { database, config } = runtime;
  const { runDays, deliveryDays, mailDays } = config.retention;
  return [
    { name: 'due runs', every: 'minute', run: () => queueDueRuns(runtime) },
    { name: 'subscriptions', every: 'minute', run: () => runtime.subscriptions.review() },
    { name: 'alerts', every: 'minute', run: () => runtime.alerts.review() },
    { name: 'waiting reviews', every: 'minute', run: () => runtime.reviewMails.announceWaiting() },
    { name: 'old runs', every: 'hour', run: () => pruneRuns(database, runDays) },
    { name: 'old deliveries', every: 'hour', run: () => pruneDeliveries(database, deliveryDays) },
    { name: 'old mails', every: 'hour', run: () => runtime.outbox.prune(mailDays) },
    { name: 'orphans', every: 'hour', run: () => sweepOrphans(strapi, runtime) },
  ];
};

const WORK_JOB = PLUGIN_ID;
const WATCH_JOB = `${PLUGIN_ID}-watch`;
/** Both of Strapi's schedulers (node-schedule up to 5.53, croner from 5.54) read five fields. */
const EVERY_MINUTE = '* * * * *';

function startJob(strapi: Core.Strapi, runtime: Dependencies, job: string, chores: Chore[]): void {
  const doDue = createChores(chores, (name, error) =>
    runtime.logger.warn(`chore "${name}" failed and is tried again at its next time: ${String(error)}`),
  );
  strapi.cron.add({
    [job]: { task: () => doDue(new Date(runtime.clock())), options: { rule: EVERY_MINUTE } },
  });
}

export const startChores = (strapi: Core.Strapi, runtime: Dependencies): void =>
  startJob(strapi, runtime, WORK_JOB, choresOfWorkers(strapi, runtime));

/** Of what is about to be lost: on every instance, also on those that work on nothing. */
export const startWatch = (strapi: Core.Strapi, runtime: Dependencies): void =>
  startJob(strapi, runtime, WATCH_JOB, [
    { name: 'deadlines', every: 'minute', run: () => watchDeadlines(strapi, runtime) },
  ]);

export function stopChores(strapi: Core.Strapi): void {
  strapi.cron.remove(WORK_JOB);
  strapi.cron.remove(WATCH_JOB);
}
