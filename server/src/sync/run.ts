import { hostname } from 'node:os';
import type { Core } from '@strapi/strapi';
import type { Problem } from '../../../contracts/common';
import { message } from '../../../contracts/messages/catalogue';
import type { OpenAccount } from '../accounts/accounts';
import { resolveHosts } from '../accounts/host-limit';
import { rulesOf } from '../accounts/policy';
import { isEmailAddress } from '../domain/email';
import { ConnectorError, StopSignal } from '../domain/errors';
import type { HostResolution, Rules } from '../domain/policy';
import { redriveOfRun } from '../jobs/dead-letter';
import { keepAlive } from '../jobs/heartbeat';
import { throwIfStopped } from '../jobs/stops';
import type { RunRow } from '../ledger/database';
import { release } from '../ledger/lease';
import { listsSomething, NO_COUNTS, openRunLog, openRunsOf } from '../ledger/runs';
import { blockedBy, managerOf } from '../people/standstill';
import { skipSummary } from '../pipeline/discover';
import { repairIncomplete } from '../pipeline/repair';
import { onlyPushes, type ListsRecordings, type Provider } from '../providers/provider';
import { listAll, problemOfUnread, type UnreadParts } from './listing';
import { endEarly, endWhenOver } from './run-end';
import { reportProgress, type Progress } from './run-progress';
import type { ClaimedRun } from './run-queue';
import type { Dependencies, RunWork } from './run-work';
import { describeError } from '../domain/unexpected';

/** Works on one run until it ends. Never throws, and releases the connector at the end. */
export async function workOnRun(
  strapi: Core.Strapi,
  dependencies: Dependencies,
  { connector, run, lease }: ClaimedRun,
  outer: AbortSignal,
): Promise<void> {
  const { database, redactor, logger, stops, runs } = dependencies;
  const log = openRunLog(database, redactor.text, run.id);
  const stop = stops.open(connector.id, run.id, outer);
  const alive = keepAlive(database, database.connectors, lease, { connector, runId: run.id }, stop.abort);
  const isListed = run.listedAtMs !== null;
  const work: RunWork = {
    ...dependencies,
    strapi,
    connector,
    run,
    log,
    counts: { ...NO_COUNTS, skippedByReason: {}, ...(isListed ? run.counts : {}) },
    signal: stop.signal,
    hasReachedProvider: () => run.reachedProvider,
  };
  let putDown = true;
  try {
    const stopped = await whyStopped(work);
    if (stopped !== undefined) throw new StopSignal(stopped);
    if (!isListed) {
      const startedAtMs = run.startedAtMs ?? (await database.now());
      await database.runs.update({ id: run.id }, { status: 'running', startedAtMs, instance: hostname() });
      if (run.status === 'running') await log.add('info', 'went-on', message('log.run-continues'));
      await sync(work);
    }
    await endWhenOver(work);
  } catch (thrown) {
    await endEarly(work, causeOf(thrown, stop.signal)).catch((error: unknown) => {
      putDown = false;
      logger.warn(`run ${run.id} stays open: ${describeError(error)}`);
    });
  } finally {
    alive.stop();
    stop.close();
    // A run that could not be ended is still open. It continues when the lease expires, not at once.
    if (putDown) await release(database.connectors, lease).catch(() => undefined);
    runs.wake();
  }
}

/** Why a run that was claimed has to stop at once. */
async function whyStopped({ database, connector, run }: RunWork): Promise<StopSignal['reason'] | undefined> {
  if (!connector.enabled) return 'switched-off';
  if (!run.stopRequested) return undefined;
  const next = (await openRunsOf(database, connector.id)).find(({ id }) => id !== run.id);
  return next?.trigger === 'changed' || next?.trigger === 'enabled' ? 'settings-changed' : 'stopped-by-hand';
}

/** An error that is thrown after a stop is a result of the stop. */
function causeOf(thrown: unknown, { aborted, reason }: AbortSignal): unknown {
  if (!aborted || thrown instanceof StopSignal) return thrown;
  return reason instanceof StopSignal ? reason : new StopSignal('shutting-down');
}

async function sync(work: RunWork): Promise<void> {
  const { strapi, connector, run, log, signal } = work;
  const lists = listsSomething(run);
  const opened = await work.accounts.of(connector);
  const { provider } = opened;
  const { http } = opened.account;
  const answersBefore = http.answers();
  const isEvent = onlyPushes(provider) && !lists;
  work.hasReachedProvider = () => isEvent || http.answers() > answersBefore;
  const blocked = blockedBy(connector, provider, await managerOf(strapi, connector));
  if (blocked !== undefined) throw blocked;

  const hosts = await resolveHosts(connector, opened, signal, lists);
  const unknown = hosts.limit === 'none' ? [] : hosts.unknown;
  if (lists) await nameUnknownHosts(work, provider, unknown);
  if (hosts.limit === 'hosts' && hosts.hosts.length === 0) {
    // The manager still learns whether the account works.
    if (lists) await proveAccount(work, opened);
    throw nobodyNamed();
  }

  const { listsRecordings } = provider;
  const canList = lists && listsRecordings !== undefined;
  if (lists && !canList) {
    await proveAccount(work, opened);
    if (provider.openFile === undefined) {
      const { label } = provider.descriptor;
      await log.add('info', 'nothing-to-list', message('log.nothing-to-list', { provider: label }));
    }
  }
  await adoptOpenImports(work);
  const progress = reportProgress(work);
  try {
    const unread = canList
      ? await listAndProve(work, opened, listsRecordings, hosts, progress)
      : NOTHING_UNREAD;
    progress.step(message('step.importing'));
    if (lists) {
      await repair(work, rulesOf(connector, opened, hosts));
      await tryFailedAgain(work);
    }
    if (work.counts.skipped > 0) await log.add('info', 'skipped', skipSummary(work.counts));
    await progress.write();
    throwIfStopped(signal);
    const ofHosts = canList && unknown.length > 0 ? unknownHosts(unknown, provider) : null;
    await noteListed(work, problemOfUnread(unread) ?? ofHosts);
  } finally {
    progress.stop();
  }
}

/** From now on the run waits for its imports. Whoever ends it finds all that it has learned in its row. */
async function noteListed(work: RunWork, problem: Problem | null): Promise<void> {
  const { database, run } = work;
  const listed: Partial<RunRow> = {
    listedAtMs: await database.now(),
    reachedProvider: work.hasReachedProvider(),
    problem,
  };
  await database.runs.update({ id: run.id }, listed);
  Object.assign(run, listed);
  work.imports.wake();
}

const NOTHING_UNREAD: UnreadParts = new Map();

/** A listing that had to ask shows that the account is authorized; one that had not proves nothing. */
async function listAndProve(
  work: RunWork,
  opened: OpenAccount,
  lists: ListsRecordings,
  hosts: HostResolution,
  progress: Progress,
): Promise<UnreadParts> {
  let isProven = false;
  const unread = await listAll(work, opened, lists, hosts, progress, async () => {
    if (isProven || !work.hasReachedProvider()) return;
    isProven = true;
    await noteAuthorized(work);
  });
  if (!isProven) await proveAccount(work, opened);
  return unread;
}

async function repair(work: RunWork, rules: Rules): Promise<void> {
  const count = await repairIncomplete(work, work.connector, work.run.id, rules);
  if (count === 0) return;
  await work.log.add('info', 'repairing', message('log.repairing', { count }));
  work.imports.wake();
}

async function tryFailedAgain({ database, run, log, imports }: RunWork): Promise<void> {
  const count = await redriveOfRun(database, run);
  if (count === 0) return;
  await log.add('info', 'tried-again', message('log.tried-again', { count }));
  imports.wake();
}

async function noteAuthorized({ database, connector, imports }: RunWork): Promise<void> {
  await database.connectors.update(
    { id: connector.id },
    { authorization: 'authorized', authorizationProblem: null, needsYou: null },
  );
  // Imports that waited for the authorization continue.
  imports.wake();
}

/**
 * Checks the account where no listing has proved that it is authorized (A5).
 * @throws ConnectorError `not-authorized` for what the provider, or arithmetic, refuses; `retry-later`
 * when the provider was not reached, which proves nothing.
 */
async function proveAccount(work: RunWork, { provider, account }: OpenAccount): Promise<void> {
  const steps = await provider.checkConnection(account);
  throwIfStopped(work.signal);
  const isAnswered = work.hasReachedProvider() || onlyPushes(provider);
  const failed = steps.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) {
    const failure = isAnswered ? 'not-authorized' : 'retry-later';
    throw new ConnectorError(failure, failed.detail ?? failed.label, { code: failed.id });
  }
  if (!isAnswered) {
    const { label } = provider.descriptor;
    throw new ConnectorError('retry-later', message('run.not-reached', { provider: label }), {
      code: 'not-reached',
    });
  }
  await noteAuthorized(work);
}

/** Names each unknown host in the log, also when the run fails later. */
async function nameUnknownHosts(
  { log }: RunWork,
  { descriptor }: Provider,
  unknown: readonly string[],
): Promise<void> {
  for (const entry of unknown) {
    const said = isEmailAddress(entry)
      ? message('log.unknown-host', { provider: descriptor.label, host: entry })
      : message('log.not-an-address', { entry });
    await log.add('warning', 'unknown-host', said);
  }
}

const SHOWN_HOSTS = 10;
const unknownHosts = (unknown: readonly string[], { descriptor }: Provider): Problem => {
  const more = unknown.length - SHOWN_HOSTS;
  const hosts = [
    ...unknown.slice(0, SHOWN_HOSTS),
    ...(more > 0 ? [message('run.more-hosts', { count: more })] : []),
  ];
  return { what: message('run.unknown-hosts', { provider: descriptor.label, hosts }), code: 'unknown-host' };
};

const nobodyNamed = () =>
  new ConnectorError('needs-person', message('run.nobody-named'), { code: 'nobody-named' });

/** Open imports of earlier runs become part of this one. Each still waits for its own next attempt. */
async function adoptOpenImports({ database, connector, run }: RunWork): Promise<void> {
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
