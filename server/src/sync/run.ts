import { setTimeout as sleep } from 'node:timers/promises';
import { hostname } from 'node:os';
import type { Core } from '@strapi/strapi';
import type { Problem } from '../../../contracts/common';
import type { RunCounts, RunProgress } from '../../../contracts/runs';
import { message } from '../../../contracts/messages/catalogue';
import { reasonMessage } from '../domain/reasons';
import { authorizationAfter } from '../domain/authorization';
import { isEmailAddress } from '../domain/email';
import { asConnectorError, ConnectorError, StopSignal } from '../domain/errors';
import { problemOf } from '../jobs/dead-letter';
import { claim, isFree, release, type Lease } from '../ledger/lease';
import type { ConnectorRow, Database, RunRow } from '../ledger/database';
import {
  closeRun,
  holdConnector,
  insertRun,
  figuresOf,
  listsSomething,
  NO_COUNTS,
  openOf,
  openRunLog,
  openRunOf,
  openRunsOf,
  tallyRun,
  totalOf,
  type RunLog,
} from '../ledger/runs';
import { isDatabaseTrouble } from '../ledger/trouble';
import { discover, skipSummary } from '../pipeline/discover';
import type { Rules } from '../domain/policy';
import { onlyPushes, type Provider } from '../providers/provider';
import type { OpenAccount, Accounts } from '../accounts/accounts';
import { tellHosts } from '../mails/host-mails';
import { countIncomplete } from '../publishing/missing';
import { repairIncomplete } from '../pipeline/repair';
import { optionsOf, rulesOf } from '../accounts/policy';
import { advance, planListing } from './cursor';
import { keepAlive } from '../jobs/heartbeat';
import { throwIfStopped, type Stops } from '../jobs/stops';
import { resolveHosts } from '../accounts/host-limit';
import { managerOf, blockedBy } from '../people/standstill';
import type { Clock } from '../domain/clock';
import type { Queue } from '../jobs/queue';
import type { Redactor } from '../log/redact';
import type { Library } from '../media/library';
import type { Authors } from '../people/authors';
import type { Reviews } from '../reviews/reviews';
import type { Outbox } from '../mails/outbox';
import type { Logger } from '../log/logger';
import { isoOf } from '../domain/instant';

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

/** What it takes to queue one. */
export type QueueingRuns = Pick<Dependencies, 'database' | 'stops' | 'runs'>;

export type Trigger = RunRow['trigger'];

const PROGRESS_EVERY_MS = 1_000;
const RATE_OVER_MS = 30_000;

export interface ClaimedRun {
  connector: ConnectorRow;
  run: RunRow;
  lease: Lease;
}

export interface QueuedRun {
  run: RunRow;
  outcome: 'queued' | 'already-running';
}

/**
 * Queues a run that lists, or names the one that does. A change of settings or switching on asks a
 * run under way to stop and queues a new one, which begins when the old one has put everything down.
 * A webhook that says that something changed may come too late for a run under way: one more follows.
 */
export async function enqueueRun(
  runtime: QueueingRuns,
  connector: ConnectorRow,
  trigger: Trigger,
  startedById: number | null,
): Promise<QueuedRun> {
  const { database } = runtime;
  const supersedes = trigger === 'changed' || trigger === 'enabled';
  const queued = await database.transaction(async (sql) => {
    await holdConnector(database, connector.id, sql);
    const open = await openRunsOf(database, connector.id, sql);
    const running = open.find(({ status }) => status === 'running');
    const waiting = open.find(({ status }) => status === 'queued');
    const isServed = running !== undefined && listsSomething(running) && trigger !== 'webhook';
    if (isServed && !supersedes) return { run: running, outcome: 'already-running' as const };
    if (running !== undefined && supersedes)
      await database.runs.update({ id: running.id }, { stopRequested: true }, sql);
    if (waiting !== undefined) {
      if (listsSomething(waiting)) return { run: waiting, outcome: 'already-running' as const };
      const run = { ...waiting, lists: true, trigger, startedById };
      await database.runs.update({ id: waiting.id }, { lists: true, trigger, startedById }, sql);
      return { run, outcome: 'queued' as const, superseded: supersedes ? running?.id : undefined };
    }
    const run = await insertRun(database, connector, { trigger, startedById, lists: true }, sql);
    return { run, outcome: 'queued' as const, superseded: supersedes ? running?.id : undefined };
  });
  if ('superseded' in queued && queued.superseded !== undefined) {
    runtime.stops.stopConnector(connector.id, 'settings-changed');
  }
  runtime.runs.wake();
  return { run: queued.run, outcome: queued.outcome };
}

/** Takes queued runs, and running ones whose process has died, one per connector. */
export async function claimRuns(database: Database, owner: string, limit: number): Promise<ClaimedRun[]> {
  const { connectors, runs } = database;
  const candidates: Record<string, unknown>[] = await connectors
    .query()
    .whereIn(
      'id',
      runs.query().whereIn(runs.column('status'), ['queued', 'running']).select(runs.column('connectorId')),
    )
    .andWhere(isFree(database, connectors))
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

/** Carries one run to its end. Never throws; lets go of the connector at last. */
export async function workOnRun(
  strapi: Core.Strapi,
  runtime: Dependencies,
  { connector, run, lease }: ClaimedRun,
  outer: AbortSignal,
): Promise<void> {
  const { database } = runtime;
  const log = openRunLog(database, runtime.redactor.text, run.id);
  const stop = runtime.stops.open(connector.id, run.id, outer);
  const alive = keepAlive(database, database.connectors, lease, { connector, runId: run.id }, stop.abort);
  const counts: RunCounts = { ...NO_COUNTS, skippedByReason: {} };
  const contact: Contact = { reached: () => false };
  let putDown = true;
  try {
    if (!connector.enabled) throw new StopSignal('switched-off');
    if (run.stopRequested) throw new StopSignal('stopped-by-hand');
    const startedAtMs = run.startedAtMs ?? (await database.now());
    await database.runs.update({ id: run.id }, { status: 'running', startedAtMs, instance: hostname() });
    if (run.status === 'running')
      await log.add('info', 'went-on', 'The run goes on after Strapi was started again.');

    // Imports may join a run as long as it is open: whether it is over is decided with the last look.
    const end = (problem?: Problem) =>
      finish(strapi, runtime, connector, run, 'finished', counts, problem, contact.reached());
    await sync(strapi, runtime, { connector, run, lease }, counts, contact, log, stop.signal, end);
  } catch (thrown) {
    const cause =
      stop.signal.aborted && !(thrown instanceof StopSignal)
        ? stop.signal.reason instanceof StopSignal
          ? stop.signal.reason
          : new StopSignal('shutting-down')
        : thrown;
    await endEarly(strapi, runtime, connector, run, counts, contact.reached(), cause, log).catch(
      (error: unknown) => {
        putDown = false;
        runtime.logger.warn(`run ${run.id} stays open: ${runtime.redactor.text(String(error))}`);
      },
    );
  } finally {
    alive.stop();
    stop.close();
    // A run that could not be ended is still open: it is taken up again when the lease ends, not at once.
    if (putDown) await release(database.connectors, lease).catch(() => undefined);
    runtime.runs.wake();
  }
}

/** What stands at a connector about its provider needs evidence: an answer, or a genuine event (A5). */
interface Contact {
  reached(): boolean;
}

async function sync(
  strapi: Core.Strapi,
  runtime: Dependencies,
  { connector, run }: ClaimedRun,
  counts: RunCounts,
  contact: Contact,
  log: RunLog,
  signal: AbortSignal,
  end: (problem?: Problem) => Promise<boolean>,
): Promise<void> {
  const { database } = runtime;
  const opened = await runtime.accounts.of(connector);
  const { http } = opened.account;
  const answersBefore = http.answers();
  const isEvent = onlyPushes(opened.provider) && !listsSomething(run);
  contact.reached = () => isEvent || http.answers() > answersBefore;
  const stuck = blockedBy(connector, opened.provider, await managerOf(strapi, connector));
  if (stuck !== undefined) throw stuck;

  const hosts = await resolveHosts(connector, opened, signal, listsSomething(run));
  const unknown = hosts.limit === 'none' ? [] : hosts.unknown;
  if (listsSomething(run)) await nameUnknownHosts(unknown, opened.provider, log);
  if (hosts.limit === 'hosts' && hosts.hosts.length === 0) {
    // Whether the account itself is good is told all the same.
    if (listsSomething(run)) await proveAccount(runtime, connector, opened, contact, signal);
    throw NOBODY_NAMED;
  }

  const lists = opened.provider.listsRecordings;
  if (!listsSomething(run) || lists === undefined) {
    if (listsSomething(run)) {
      await proveAccount(runtime, connector, opened, contact, signal);
      if (opened.provider.openFile === undefined) {
        const { label } = opened.provider.descriptor;
        await log.add(
          'info',
          'nothing-to-list',
          `${label} has no recordings API that is known: there is nothing to import. The account was tested and is good.`,
        );
      }
    }
    await adoptOpenImports(database, connector, run);
    if (listsSomething(run)) await repair(runtime, connector, run, rulesOf(connector, opened, hosts), log);
    const progress = reportProgress(runtime, run, counts);
    progress.step('Importing');
    try {
      await drain(runtime, run, progress, signal, end);
    } finally {
      progress.stop();
    }
    return;
  }
  await adoptOpenImports(database, connector, run);

  const signpostMs = runtime.clock();
  const listing = planListing(
    {
      watermarkMs: connector.watermarkMs,
      importSince: connector.options.importSince,
      lookBacks: connector.lookBacks ?? {},
    },
    signpostMs,
    lists.maxWindowDays,
  );
  const progress = reportProgress(runtime, run, counts);
  try {
    let watermarkMs = connector.watermarkMs;
    let isProven = false;
    for (const window of listing.windows) {
      progress.step(`Listing ${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}`);
      await discover(
        {
          database,
          connectorId: connector.id,
          settingsVersion: connector.settingsVersion,
          runId: run.id,
          account: opened.account,
          lists,
          rules: rulesOf(connector, opened, hosts),
          log,
          counts,
          signal,
          clock: runtime.clock,
          found: () => {
            runtime.imports.wake();
          },
          checkpoint: () => throwIfStopped(signal),
        },
        window,
      );
      if (!isProven && contact.reached()) {
        isProven = true;
        await noteAuthorized(runtime, connector);
      }
      watermarkMs = advance(watermarkMs, window, signpostMs);
      await database.connectors.update(
        { id: connector.id, settingsVersion: connector.settingsVersion },
        { watermarkMs },
      );
    }
    // A listing that had nothing to ask is no evidence.
    if (!isProven) await proveAccount(runtime, connector, opened, contact, signal);
    await database.connectors.update(
      { id: connector.id, settingsVersion: connector.settingsVersion },
      { lookBacks: { ...connector.lookBacks, ...listing.lookBacks } },
    );
    progress.step('Importing');
    await repair(runtime, connector, run, rulesOf(connector, opened, hosts), log);
    if (counts.skipped > 0) await log.add('info', 'skipped', skipSummary(counts));
    const problem = unknown.length === 0 ? undefined : unknownHosts(unknown, opened.provider);
    await drain(runtime, run, progress, signal, () => end(problem));
  } finally {
    progress.stop();
  }
}

async function repair(
  runtime: Dependencies,
  connector: ConnectorRow,
  run: RunRow,
  rules: Rules,
  log: RunLog,
): Promise<void> {
  const number = await repairIncomplete(runtime, connector, run.id, rules);
  if (number === 0) return;
  await log.add('info', 'repairing', `Recordings with something missing that are tried again: ${number}`);
  runtime.imports.wake();
}

async function noteAuthorized(runtime: Dependencies, connector: ConnectorRow): Promise<void> {
  await runtime.database.connectors.update(
    { id: connector.id },
    { authorization: 'authorized', authorizationProblem: null, needsYou: null },
  );
  // Imports that were parked for want of authorisation may go on.
  runtime.imports.wake();
}

/**
 * Where no listing does, the provider's own check of the account says whether it is authorised (A5).
 * @throws ConnectorError `not-authorized` for what the provider, or arithmetic, refuses; `retry-later`
 * when the provider was not reached, which proves nothing.
 */
async function proveAccount(
  runtime: Dependencies,
  connector: ConnectorRow,
  { provider, account }: OpenAccount,
  contact: Contact,
  signal: AbortSignal,
): Promise<void> {
  const steps = await provider.checkConnection(account);
  throwIfStopped(signal);
  const isAnswered = contact.reached() || onlyPushes(provider);
  const failed = steps.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) {
    const failure = isAnswered ? 'not-authorized' : 'retry-later';
    throw new ConnectorError(failure, failed.detail ?? failed.label, { code: failed.id });
  }
  if (!isAnswered) {
    throw new ConnectorError('retry-later', `${provider.descriptor.label} was not reached.`, {
      code: 'not-reached',
    });
  }
  await noteAuthorized(runtime, connector);
}

/** Each by name, however the run ends. */
async function nameUnknownHosts(
  unknown: readonly string[],
  { descriptor }: Provider,
  log: RunLog,
): Promise<void> {
  for (const entry of unknown) {
    const what = isEmailAddress(entry)
      ? `${descriptor.label} does not know the host ${entry}.`
      : `"${entry}" in the list of hosts is not an e-mail address.`;
    await log.add('warning', 'unknown-host', `${what} Nothing of theirs is imported.`);
  }
}

const SHOWN_HOSTS = 10;
const unknownHosts = (unknown: readonly string[], { descriptor }: Provider): Problem => {
  const more = unknown.length > SHOWN_HOSTS ? ` and ${unknown.length - SHOWN_HOSTS} more` : '';
  return {
    what: `${descriptor.label} does not know ${unknown.slice(0, SHOWN_HOSTS).join(', ')}${more}. Nothing of theirs is imported. Correct the list of hosts in the connector.`,
    code: 'unknown-host',
  };
};

const NOBODY_NAMED = new ConnectorError(
  'needs-person',
  'No address in the list of hosts belongs to a host of this account, so nothing is imported, joined or deleted. Correct the list in the connector; the log names each address.',
  { code: 'nobody-named' },
);

/** What is open from earlier runs belongs to this one: it waits no longer than its own backoff. */
async function adoptOpenImports(database: Database, connector: ConnectorRow, run: RunRow): Promise<void> {
  const { imports } = database;
  const nowMs = await database.now();
  const due = imports.column('nextAttemptAtMs');
  const eager = run.trigger !== 'schedule' && listsSomething(run);
  const open = () => imports.query().where({ [imports.column('connectorId')]: connector.id });
  if (listsSomething(run)) {
    await open()
      .whereIn(imports.column('status'), ['waiting', 'retrying'])
      .whereNull(due)
      .update({ [due]: nowMs });
  }
  if (eager) {
    await open()
      .where({ [imports.column('status')]: 'retrying' })
      .update({ [due]: nowMs });
  }
  await open()
    .whereIn(imports.column('status'), ['waiting', 'retrying', 'running'])
    .andWhere(due, '<=', nowMs)
    .update({ [imports.column('runId')]: run.id });
}

/**
 * Waits until nothing of this run is under way or due, then ends it; what waits for later has its own
 * time. A run of events is left early when one that lists waits behind it: that takes over the rest.
 */
async function drain(
  runtime: Dependencies,
  run: RunRow,
  progress: ReturnType<typeof reportProgress>,
  signal: AbortSignal,
  end: () => Promise<boolean>,
): Promise<void> {
  for (let pauseMs = 25; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    throwIfStopped(signal);
    if ((await progress.write()) === 0 && (await end())) return;
    if (!listsSomething(run) && (await handOver(runtime.database, run)) && (await end())) return;
    runtime.imports.wake();
    await sleep(pauseMs, undefined, { signal }).catch(() => throwIfStopped(signal));
  }
}

/** Gives what is open to the run that waits, if there is one. */
async function handOver(database: Database, run: RunRow): Promise<boolean> {
  const next = (await openRunsOf(database, run.connectorId)).find(({ id }) => id !== run.id);
  if (next === undefined) return false;
  const { imports } = database;
  await imports
    .query()
    .where({ [imports.column('runId')]: run.id })
    .whereIn(imports.column('status'), ['waiting', 'retrying', 'running'])
    .update({ [imports.column('runId')]: next.id });
  return true;
}

/** Progress is read from the ledger, so that it is right whichever instance does the work. */
function reportProgress(runtime: Dependencies, run: RunRow, counts: RunCounts) {
  const { database } = runtime;
  let step = 'Starting';
  let samples: { atMs: number; bytes: number }[] = [];
  const write = async (): Promise<number> => {
    const tally = await tallyRun(database, run.id);
    const atMs = performance.now();
    samples = [
      ...samples.filter((sample) => atMs - sample.atMs <= RATE_OVER_MS),
      { atMs, bytes: tally.bytesDone },
    ];
    const first = samples[0];
    const elapsedMs = first === undefined ? 0 : atMs - first.atMs;
    const total = totalOf(tally);
    const open = openOf(tally);
    const waits = open > 0 && tally.due === 0 ? await nextWait(database, run.id) : undefined;
    const progress: RunProgress = {
      step,
      itemsDone: total - open,
      itemsTotal: total,
      bytesDone: tally.bytesDone,
      ...(tally.bytesTotal === undefined ? {} : { bytesTotal: tally.bytesTotal }),
      bytesPerSecond:
        first === undefined || elapsedMs < 100
          ? 0
          : Math.round(((tally.bytesDone - first.bytes) / elapsedMs) * 1000),
      ...(waits === undefined ? {} : { waitsFor: waits }),
    };
    // The head of its page shows the same moment as the progress. A run that has ended keeps its last figures.
    await database.runs.update(
      { id: run.id, status: 'running' },
      { progress, counts: figuresOf(counts, tally, listsSomething(run)) },
    );
    return tally.due;
  };
  const timer = setInterval(() => void write().catch(() => undefined), PROGRESS_EVERY_MS);
  timer.unref();
  return {
    step(words: string) {
      step = words;
    },
    write,
    stop: () => clearInterval(timer),
  };
}

async function nextWait(database: Database, runId: number): Promise<RunProgress['waitsFor']> {
  const { imports } = database;
  const record: Record<string, unknown> | undefined = await imports
    .query()
    .where({ [imports.column('runId')]: runId })
    .whereIn(imports.column('status'), ['waiting', 'retrying'])
    .whereNotNull(imports.column('nextAttemptAtMs'))
    .orderBy(imports.column('nextAttemptAtMs'))
    .first();
  if (record === undefined) return undefined;
  const row = imports.read(record);
  return {
    reason: row.reason === null ? message('reason.retrying') : reasonMessage(row.reason),
    ...(row.nextAttemptAtMs === null ? {} : { until: isoOf(row.nextAttemptAtMs) }),
  };
}

/** False: imports joined it that are due, so it is not over. */
async function finish(
  strapi: Core.Strapi,
  runtime: Dependencies,
  connector: ConnectorRow,
  run: RunRow,
  status: 'finished' | 'failed' | 'stopped' | 'needs-you',
  counts: RunCounts,
  problem: Problem | undefined,
  reachedProvider: boolean,
): Promise<boolean> {
  const { database } = runtime;
  const tally = await tallyRun(database, run.id);
  const finishedAtMs = await database.now();
  const patch: Partial<RunRow> = {
    status,
    finishedAtMs,
    progress: null,
    problem: problem ?? null,
    counts: {
      ...figuresOf(counts, tally, listsSomething(run)),
      incomplete: await countIncomplete(database, run.id, optionsOf(connector).rules.skipKinds),
    },
  };
  if (status === 'finished') {
    if (!(await closeRun(database, run, patch))) return false;
  } else await database.runs.update({ id: run.id }, patch);
  // Of earlier runs too: an import that was tried again has ended after its run.
  await tellHosts(strapi, runtime, connector.id, run.id).catch((error: unknown) =>
    runtime.logger.warn(`hosts were not told: ${runtime.redactor.text(String(error))}`),
  );
  if (reachedProvider) {
    await database.connectors.update(
      { id: connector.id },
      { lastSyncedAtMs: finishedAtMs, ...(status === 'finished' ? { lastSucceededAtMs: finishedAtMs } : {}) },
    );
  }
  return true;
}

/** A run that was stopped, or that could not list: imports of it go their own way. */
async function endEarly(
  strapi: Core.Strapi,
  runtime: Dependencies,
  connector: ConnectorRow,
  run: RunRow,
  counts: RunCounts,
  reachedProvider: boolean,
  cause: unknown,
  log: RunLog,
): Promise<void> {
  const { database } = runtime;
  if (cause instanceof StopSignal) {
    // Another process goes on with it: the row stays as it is.
    if (cause.reason === 'shutting-down' || cause.reason === 'lease-lost') return;
    await letImportsSettle(runtime, run.id, cause.reason);
    await log.add('info', cause.reason, STOP_WORDS[cause.reason]);
    await finish(strapi, runtime, connector, run, 'stopped', counts, undefined, reachedProvider);
    return;
  }
  // It goes on when the database does: failing it would make the manager wait for the schedule.
  if (isDatabaseTrouble(cause)) throw cause;
  const error = asConnectorError(cause);
  const problem = problemOf(error);
  if (error.code === 'unexpected') {
    runtime.logger.error(
      `run ${run.id}: ${runtime.redactor.text(String((error.cause as Error | undefined)?.stack ?? error.message))}`,
    );
  }
  // What waits for a manager's yes has not failed.
  const waits = error.code === 'accounts-unconfirmed';
  await log.add(waits ? 'warning' : 'error', problem.code, problem.what);
  const needsYou = error.code === 'manager-gone' || waits;
  if (needsYou) await database.connectors.update({ id: connector.id }, { needsYou: problem });
  const authorization = authorizationAfter(error, reachedProvider);
  if (authorization !== 'as-before') {
    await database.connectors.update({ id: connector.id }, { authorization, authorizationProblem: problem });
  }
  await finish(
    strapi,
    runtime,
    connector,
    run,
    waits ? 'needs-you' : 'failed',
    counts,
    problem,
    reachedProvider,
  );
}

const STOP_WORDS: Record<Exclude<StopSignal['reason'], 'shutting-down' | 'lease-lost'>, string> = {
  'settings-changed': 'The settings were changed: a new run goes on under them.',
  'switched-off': 'The connector was switched off. What is stored stays; the rest waits.',
  'needs-you': 'The connector needs you. What is stored stays; the rest waits.',
  'stopped-by-hand': 'The run was stopped. What is stored stays; the rest waits for the next run.',
};

/** Everything of the run is put down before the run says that it has ended. */
async function letImportsSettle(
  runtime: Dependencies,
  runId: number,
  reason: StopSignal['reason'],
): Promise<void> {
  const { database } = runtime;
  const { imports } = database;
  runtime.stops.stopRun(runId, reason);
  if (reason === 'stopped-by-hand') {
    await imports
      .query()
      .where({ [imports.column('runId')]: runId })
      .whereIn(imports.column('status'), ['waiting', 'retrying'])
      .update({ [imports.column('nextAttemptAtMs')]: null, [imports.column('reason')]: 'stopped-by-hand' });
  }
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await imports.find({ runId, status: 'running' })).length === 0) return;
    await sleep(100);
  }
}
