import type { Core } from '@strapi/strapi';
import { PLUGIN_ID } from '../../contracts/plugin';
import { startChores, startWatch, stopChores } from './chores';
import type { PluginConfig } from './config';
import type { Clock } from './domain/clock';
import { StopSignal } from './domain/errors';
import { DEFAULT_BACKOFF, type BackoffRules } from './jobs/after-failure';
import { thisInstance } from './ledger/instance';
import { releaseDeadOwners } from './ledger/lease';
import { jobKinds } from './job-kinds';
import type { JobKind } from './jobs/kind';
import { createQueue, type Queue } from './jobs/queue';
import { openDatabase, type Database } from './ledger/database';
import { createRedactor, type Redactor } from './log/redact';
import { openLibrary, type Library } from './media/library';
import { endLeftEncoders } from './media/join/encoders';
import { findFfmpeg } from './media/join/ffmpeg';
import { createMediaChild, type MediaChild } from './media/media-child';
import { openSpool, spoolDirBeside, temporarySpoolDir, type Spool } from './media/spool';
import { openAuthors, type Authors } from './people/authors';
import { openDirectory } from './people/open-directory';
import { openPeopleSettings, type PeopleSettingsStore } from './people/people-settings';
import { createHttpClient } from './http/client';
import { openAnnouncements, type Announcements } from './publishing/events';
import { createReviewQueue } from './reviews/queue';
import { ownLocale } from './site/own-locale';
import { openReviewMails, type ReviewMails } from './mails/review-mails';
import { openModeration, type ModerationStore } from './reviews/moderation-settings';
import { openReviews, type Reviews } from './reviews/reviews';
import { openWorkflowStages, type WorkflowStages } from './publishing/workflow-stages';
import { openAccounts, type Accounts } from './accounts/accounts';
import { openAlerts, type Alerts } from './mails/alerts';
import { openCredentials, type Credentials } from './accounts/credentials';
import { guardListeners } from './site/event-hub';
import { siteNameOf } from './site/environment';
import { pullInFarFuture } from './ledger/far-future';
import { adoptFormer } from './ledger/ownership';
import { openMailTemplates, type MailTemplates } from './mails/templates';
import { openOutbox, type Outbox } from './mails/outbox';
import { openPublishDefaults, type PublishDefaultsStore } from './publishing/defaults';
import { openRecordings, type Recordings } from './publishing/recordings';
import { openSignInVaults, type SignInVaults } from './accounts/sign-in-vault';
import { openVerification, type Verification } from './imports/verification';
import { createInbox, durableCommit, type Inbox } from './webhooks/inbox';
import type { Intake } from './webhooks/receive';
import { createProven } from './webhooks/proven';
import { openReceivers, type Receivers } from './webhooks/receivers';
import { createRefusals, type Refusals } from './webhooks/refusals';
import { openSubscriptions, type Subscriptions } from './webhooks/subscriptions';
import { createStops, type Stops } from './jobs/stops';
import type { ReviewQueue } from './publishing/door';
import type { Logger } from './log/logger';
import { describeError, unexpectedErrors, type UnexpectedError } from './domain/unexpected';

const SORT_WITHIN_MS = 30_000;
/** Other instances also write rows that become due. */
const POLL_MS = 5_000;
/** Strapi itself waits for `destroy` without a limit. */
const STOP_WITHIN_MS = 8_000;

/** Everything with an effect, made once for each Strapi and passed to the code that needs it. */
export interface Runtime {
  config: PluginConfig;
  /** Path of ffmpeg. Undefined when there is none, or when it is switched off. */
  ffmpeg: string | undefined;
  clock: Clock;
  database: Database;
  credentials: Credentials;
  vaults: SignInVaults;
  accounts: Accounts;
  library: Library;
  media: MediaChild;
  spool: Spool;
  recordings: Recordings;
  reviews: Reviews;
  workflowStages: WorkflowStages;
  moderation: ModerationStore;
  reviewQueue: ReviewQueue;
  announcements: Announcements;
  reviewMails: ReviewMails;
  verification: Verification;
  publishDefaults: PublishDefaultsStore;
  peopleSettings: PeopleSettingsStore;
  authors: Authors;
  mailTemplates: MailTemplates;
  outbox: Outbox;
  alerts: Alerts;
  /** Receives events of providers; see `webhooks/receive.ts`. */
  intake: Intake;
  receivers: Receivers;
  refusals: Refusals;
  inbox: Inbox;
  subscriptions: Subscriptions;
  redactor: Redactor;
  logger: Logger;
  backoff: BackoffRules;
  stops: Stops;
  runs: Queue;
  imports: Queue;
  mails: Queue;
  deliveries: Queue;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createRuntime(strapi: Core.Strapi, config: PluginConfig): Runtime {
  const clock: Clock = Date.now;
  const database = openDatabase(strapi, siteNameOf(strapi, config));
  const redactor = createRedactor();
  const credentials = openCredentials(strapi, database);
  const vaults = openSignInVaults(strapi, { database, credentials, redactor });
  const say = (text: string) => `[${PLUGIN_ID}] ${redactor.text(text)}`;
  const logger: Logger = {
    error: (text) => strapi.log.error(say(text)),
    warn: (text) => strapi.log.warn(say(text)),
    info: (text) => strapi.log.info(say(text)),
  };
  const tellUnexpected = (found: unknown) => {
    const { id, description } = found as UnexpectedError;
    logger.error(`an unexpected error ${id}: ${description}`);
  };
  unexpectedErrors.subscribe(tellUnexpected);
  guardListeners(strapi, (event, error) =>
    logger.error(
      `a listener of this site on "${event}" threw, and the work went on: ${describeError(error)}`,
    ),
  );
  const storeHttp = createHttpClient({
    clock,
    allowedPrivateHosts: config.network.allowedPrivateHosts,
    limits: config.network.limits,
    redact: redactor,
  });
  const library = openLibrary(strapi, database, { http: storeHttp, uploadIdleMs: config.store.idleMs });
  const owner = thisInstance();
  const backoff = { ...DEFAULT_BACKOFF, firstMs: config.jobs.firstRetryMs };
  const peopleSettings = openPeopleSettings(strapi);
  const mailTemplates = openMailTemplates(strapi);
  const outbox = openOutbox(strapi, {
    database,
    templates: mailTemplates,
    owner,
    backoff,
    redact: redactor.text,
    logger,
    // The link does not depend on the role.
    signUpLink: async ({ directory, id }, recipient) => {
      const users = openDirectory(strapi, directory);
      const user = await users?.get(id);
      // A link that lets somebody in goes to them alone. After a move the number may be another account's.
      const isTheirs = user?.email.toLowerCase() === recipient.toLowerCase();
      return isTheirs ? ((await users?.signUpLink(id)) ?? '') : '';
    },
    wake: () => runtime.mails.wake(),
  });
  const receivers = openReceivers(database, credentials, clock);
  const refusals = createRefusals(clock);
  const inbox = createInbox(durableCommit(database, strapi.db.dialect.client === 'sqlite'), () =>
    runtime.deliveries.wake(),
  );
  const kinds = jobKinds(strapi, config, owner, () => runtime);
  const queueOf = <Item>(kind: JobKind<Item>): Queue =>
    createQueue(kind, {
      pollMs: POLL_MS,
      failed: (error) =>
        logger.warn(`the queue of ${kind.name} could not read the database: ${describeError(error)}`),
      stopReason: () => new StopSignal('shutting-down'),
      pausedMs: database.lock.pausedMs,
    });

  const reviews = openReviews(database, clock);
  const moderation = openModeration(strapi);
  const announcements = openAnnouncements(strapi, clock, (error) =>
    logger.warn(`an event could not be sent: ${describeError(error)}`),
  );
  const authors = openAuthors(strapi, { database, settings: peopleSettings, owner });
  const workflowStages = openWorkflowStages(strapi, database);
  const reviewQueue = createReviewQueue(
    database,
    reviews,
    moderation,
    announcements,
    workflowStages,
    async () => (await ownLocale(strapi)).locale,
  );

  const runtime: Runtime = {
    config,
    ffmpeg: config.join.ffmpeg ? findFfmpeg(config.join.ffmpegPath) : undefined,
    clock,
    database,
    credentials,
    vaults,
    accounts: openAccounts({
      credentials,
      database,
      vaults,
      config,
      redactor,
      clock,
    }),
    library,
    media: createMediaChild({ log: logger }),
    spool: openSpool(
      config.spoolDir ??
        (library.localDir === undefined
          ? temporarySpoolDir(strapi.dirs.app.root)
          : spoolDirBeside(library.localDir)),
    ),
    recordings: openRecordings(strapi, reviewQueue, announcements, workflowStages, { library }),
    reviews,
    workflowStages,
    moderation,
    reviewQueue,
    announcements,
    reviewMails: openReviewMails(strapi, { database, outbox, clock }),
    verification: openVerification(strapi, { database, library, reviews, logger }),
    publishDefaults: openPublishDefaults(strapi),
    peopleSettings,
    authors,
    mailTemplates,
    outbox,
    alerts: openAlerts(strapi, { database, outbox, logger, authors }),
    intake: {
      receivers,
      refusals,
      inbox,
      credentials,
      clock,
      proven: createProven(),
      gatherMs: config.webhooks.gatherMs,
      failed: (text) => logger.warn(text),
    },
    receivers,
    refusals,
    inbox,
    subscriptions: openSubscriptions(strapi, () => runtime),
    redactor,
    logger,
    backoff,
    stops: createStops(),
    runs: queueOf(kinds.runs),
    imports: queueOf(kinds.imports),
    deliveries: queueOf(kinds.deliveries),
    mails: queueOf(kinds.mails),
    async start() {
      await adoptFormer(database);
      await pullInFarFuture(database);
      await endLeftEncoders(runtime.spool.dir);
      await releaseDeadOwners(database.connectors);
      await releaseDeadOwners(database.imports);
      await releaseDeadOwners(database.mails);
      await releaseDeadOwners(database.signIns);
      await releaseDeadOwners(database.deliveries);
      if (config.schedule.enabled) startWatch(strapi, runtime);
      if (!config.jobs.enabled) return;
      runtime.deliveries.start();
      // Deliveries that came while nothing ran are processed first, so that the earliest deadline is known.
      void runtime.deliveries.firstIdle(SORT_WITHIN_MS).then(() => runtime.imports.start());
      runtime.runs.start();
      await outbox.letHeldGoOn();
      runtime.mails.start();
      if (config.schedule.enabled) startChores(strapi, runtime);
    },
    async stop() {
      stopChores(strapi);
      await runtime.verification.stop();
      const queues = [runtime.deliveries, runtime.runs, runtime.imports, runtime.mails];
      await Promise.all(queues.map((queue) => queue.stop(STOP_WITHIN_MS)));
      await runtime.media.stop();
      runtime.accounts.closeAll();
      storeHttp.close();
      unexpectedErrors.unsubscribe(tellUnexpected);
    },
  };
  return runtime;
}

const runtimes = new WeakMap<Core.Strapi, Runtime>();
export const setRuntime = (strapi: Core.Strapi, runtime: Runtime) => void runtimes.set(strapi, runtime);
/** The runtime of a booted Strapi. */
export function getRuntime(strapi: Core.Strapi): Runtime {
  const runtime = runtimes.get(strapi);
  if (runtime === undefined) throw new Error('Meeting Connectors has not been started');
  return runtime;
}
