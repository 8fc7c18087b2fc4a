import type { Core } from '@strapi/strapi';
import { PLUGIN_ID } from '../../contracts/plugin';
import type { PluginConfig } from './config';
import type { Clock } from './domain/clock';
import { HOUR_MS, MINUTE_MS } from './domain/instant';
import { sweepOrphans, type Dependencies as OrphanDependencies } from './imports/orphans';
import type { Database } from './ledger/database';
import { pruneDeliveries } from './ledger/deliveries';
import { pruneParticipants } from './ledger/participants';
import { pullInFarFuture } from './ledger/far-future';
import { pruneRuns } from './ledger/runs';
import { forgetOldTries } from './connectors/sign-in';
import type { Credentials } from './accounts/credentials';
import type { Logger } from './log/logger';
import type { Alerts } from './mails/alerts';
import type { Outbox } from './mails/outbox';
import type { ReviewMails } from './mails/review-mails';
import { apartFromListeners } from './site/event-hub';
import type { QueueingRuns } from './sync/run-queue';
import { queueDueRuns } from './sync/schedule';
import { watchDeadlines, type Dependencies as DeadlineDependencies } from './webhooks/deadlines';
import type { Subscriptions } from './webhooks/subscriptions';
import { describeError } from './domain/unexpected';

/** What starting chores on a clock needs of the whole; `runtime.ts` has it. */
interface Starting {
  clock: Clock;
  logger: Logger;
  database: Pick<Database, 'lock'>;
}

/** What the chores of a working instance need. */
export type Dependencies = Starting &
  QueueingRuns &
  OrphanDependencies & {
    config: Pick<PluginConfig, 'retention'>;
    credentials: Pick<Credentials, 'remove'>;
    alerts: Pick<Alerts, 'review'>;
    outbox: Pick<Outbox, 'prune'>;
    reviewMails: Pick<ReviewMails, 'announceWaiting'>;
    subscriptions: Pick<Subscriptions, 'review'>;
  };

/** Something that is done regularly, independent of the other chores. */
export interface Chore {
  name: string;
  every: 'minute' | 'hour';
  run(): Promise<unknown>;
}

/** A chore takes seconds. One that lasts longer hangs, and is told of once in an hour. */
const HANGS_AFTER_MS = 10 * MINUTE_MS;

/** What is told of chores. */
interface ChoreNews {
  failed(name: string, error: unknown): void;
  hangs(name: string, minutes: number): void;
}

/**
 * Starts the due chores side by side. One that fails is logged and runs again at its next time. One that
 * does not end is not started twice, holds up no other, and is told of. Never throws. Resolves when all that
 * it started have ended. Starts none while `isPaused`; then they wait for their next time.
 */
export function createChores(
  chores: readonly Chore[],
  news: ChoreNews,
  isPaused: () => boolean = () => false,
): (now: Date) => Promise<void> {
  const underWay = new Map<string, { sinceMs: number; tellAtMs: number }>();
  const doOne = async ({ name, run }: Chore, nowMs: number) => {
    const former = underWay.get(name);
    if (former !== undefined) {
      if (nowMs < former.tellAtMs) return;
      former.tellAtMs = nowMs + HOUR_MS;
      news.hangs(name, Math.round((nowMs - former.sinceMs) / MINUTE_MS));
      return;
    }
    underWay.set(name, { sinceMs: nowMs, tellAtMs: nowMs + HANGS_AFTER_MS });
    try {
      await apartFromListeners(run);
    } catch (error) {
      news.failed(name, error);
    } finally {
      underWay.delete(name);
    }
  };
  return async (now) => {
    if (isPaused()) return;
    // What hangs is looked at each minute, however seldom it is due.
    const due = chores.filter(
      ({ name, every }) => every === 'minute' || now.getMinutes() === 0 || underWay.has(name),
    );
    await Promise.all(due.map((chore) => doOne(chore, now.getTime())));
  };
}

/** For an instance that works: all but the watch over deadlines. */
const choresOfWorkers = (strapi: Core.Strapi, dependencies: Dependencies): Chore[] => {
  const { database, config, credentials, subscriptions, alerts, reviewMails, outbox } = dependencies;
  const { runDays, deliveryDays, mailDays } = config.retention;
  return [
    { name: 'due runs', every: 'minute', run: () => queueDueRuns(dependencies) },
    { name: 'subscriptions', every: 'minute', run: () => subscriptions.review() },
    { name: 'alerts', every: 'minute', run: () => alerts.review() },
    { name: 'waiting reviews', every: 'minute', run: () => reviewMails.announceWaiting() },
    { name: 'old sign-ins', every: 'minute', run: () => forgetOldTries(database, credentials) },
    { name: 'far future', every: 'hour', run: () => pullInFarFuture(database) },
    { name: 'old runs', every: 'hour', run: () => pruneRuns(database, runDays) },
    { name: 'old deliveries', every: 'hour', run: () => pruneDeliveries(database, deliveryDays) },
    { name: 'old participants', every: 'hour', run: () => pruneParticipants(database, deliveryDays) },
    { name: 'old mails', every: 'hour', run: () => outbox.prune(mailDays) },
    { name: 'orphans', every: 'hour', run: () => sweepOrphans(strapi, dependencies) },
  ];
};

const WORK_JOB = PLUGIN_ID;
const WATCH_JOB = `${PLUGIN_ID}-watch`;
/** Both of Strapi's schedulers (node-schedule up to 5.53, croner from 5.54) read five fields. */
const EVERY_MINUTE = '* * * * *';

function startJob(
  strapi: Core.Strapi,
  { clock, logger, database }: Starting,
  job: string,
  chores: Chore[],
): void {
  const doDue = createChores(
    chores,
    {
      failed: (name, error) =>
        logger.warn(`chore "${name}" failed and is tried again at its next time: ${describeError(error)}`),
      hangs: (name, minutes) =>
        logger.warn(`chore "${name}" has not ended after ${minutes} minutes. It starts again when it has.`),
    },
    () => database.lock.pausedMs() > 0,
  );
  strapi.cron.add({
    [job]: { task: () => doDue(new Date(clock())), options: { rule: EVERY_MINUTE } },
  });
}

export const startChores = (strapi: Core.Strapi, dependencies: Dependencies): void =>
  startJob(strapi, dependencies, WORK_JOB, choresOfWorkers(strapi, dependencies));

/** Warns of recordings that are about to be lost: on every instance, also on those with `jobs` switched off. */
export const startWatch = (strapi: Core.Strapi, dependencies: Starting & DeadlineDependencies): void =>
  startJob(strapi, dependencies, WATCH_JOB, [
    { name: 'deadlines', every: 'minute', run: () => watchDeadlines(strapi, dependencies) },
  ]);

export function stopChores(strapi: Core.Strapi): void {
  strapi.cron.remove(WORK_JOB);
  strapi.cron.remove(WATCH_JOB);
}
