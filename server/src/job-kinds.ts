import type { Core } from '@strapi/strapi';
import type { PluginConfig } from './config';
import type { JobKind } from './jobs/kind';
import { claimDeliveries, nextDeliveryDueInMs, type ClaimedDelivery } from './ledger/deliveries';
import { claimDueImports, nextImportDueInMs, type ClaimedImport } from './ledger/due-imports';
import { createTurns } from './ledger/turns';
import type { ClaimedMail, Outbox } from './mails/outbox';
import { workOnImport, type Dependencies as ImportDependencies } from './pipeline/worker';
import { providers } from './providers/registry';
import { apartFromListeners } from './site/event-hub';
import { workOnRun } from './sync/run';
import { claimRuns, type ClaimedRun } from './sync/run-queue';
import { openWaitingRuns } from './sync/waiting-runs';
import type { Dependencies as RunDependencies } from './sync/run-work';
import { workOnDelivery, type Dependencies as DeliveryDependencies } from './webhooks/work';

/** Runs that list at the same time. After that a run waits for its imports, which share one limit. */
const RUNS_AT_ONCE = 8;
const MAILS_AT_ONCE = 2;
/** They mostly wait for a provider's answer, or are put together in a moment. */
const DELIVERIES_AT_ONCE = 4;

/** Providers whose recordings only their events announce, for a short time. */
const PUSHING = providers
  .filter(({ pushesRecordings }) => pushesRecordings !== undefined)
  .map(({ descriptor }) => descriptor.id);

/** What the kinds need of the whole; `runtime.ts` has it. */
export type Dependencies = ImportDependencies & RunDependencies & DeliveryDependencies & { outbox: Outbox };

/** Every kind of work that the plugin does in the background. An engine carries all of them. */
export interface JobKinds {
  runs: JobKind<ClaimedRun>;
  imports: JobKind<ClaimedImport>;
  deliveries: JobKind<ClaimedDelivery>;
  mails: JobKind<ClaimedMail>;
}

/**
 * @param owner this process, for the leases.
 * @param whole asked when work begins: the kinds wake each other's queues, which are made of them.
 */
export function jobKinds(
  strapi: Core.Strapi,
  config: PluginConfig,
  owner: string,
  whole: () => Dependencies,
): JobKinds {
  // A listener of the site that throws harms no work of ours.
  const turns = createTurns();
  const waitingRuns = openWaitingRuns(whole);
  const apart = (work: () => Promise<void>) => apartFromListeners(work);
  return {
    runs: {
      name: 'runs',
      concurrency: RUNS_AT_ONCE,
      claim: (limit) => claimRuns(whole().database, owner, limit),
      work: (claimed, signal) => apart(() => workOnRun(strapi, whole(), claimed, signal)),
      // They are due at once; `wake` says so.
      nextDueInMs: () => Promise.resolve(undefined),
    },
    imports: {
      name: 'imports',
      concurrency: config.jobs.concurrency,
      claim: (limit) => claimDueImports(whole().database, owner, limit, turns),
      work: (claimed, signal) =>
        waitingRuns.during(claimed, () => apart(() => workOnImport(strapi, whole(), claimed, signal))),
      nextDueInMs: () => nextImportDueInMs(whole().database),
    },
    deliveries: {
      name: 'deliveries',
      settlesWithinMs: config.webhooks.settleMs,
      concurrency: DELIVERIES_AT_ONCE,
      claim: (limit) => claimDeliveries(whole().database, owner, limit, PUSHING),
      work: (claimed, signal) => apart(() => workOnDelivery(whole(), claimed, signal)),
      nextDueInMs: () => nextDeliveryDueInMs(whole().database, PUSHING),
    },
    mails: {
      name: 'mails',
      concurrency: MAILS_AT_ONCE,
      claim: (limit) => whole().outbox.claim(limit),
      work: (claimed) => apart(() => whole().outbox.work(claimed)),
      nextDueInMs: () => whole().outbox.nextDueInMs(),
    },
  };
}
