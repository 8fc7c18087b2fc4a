import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '../../../contracts/common';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { optionsOf } from '../accounts/policy';
import { authorizationAfter } from '../domain/authorization';
import { StopSignal, type ConnectorError } from '../domain/errors';
import { problemOf } from '../jobs/dead-letter';
import type { ConnectorRow, Database, ImportRow, RunRow } from '../ledger/database';
import {
  closeRun,
  figuresOf,
  isOver,
  listsSomething,
  openRunsOf,
  tallyRun,
  type Tally,
} from '../ledger/runs';
import { SETTINGS_UNREADABLE } from '../ledger/shapes';
import { isDatabaseTrouble } from '../ledger/trouble';
import { tellHosts } from '../mails/host-mails';
import { countIncomplete } from '../publishing/missing';
import type { RunWork } from './run-work';
import { asConnectorError, describeError } from '../domain/unexpected';

type EndStatus = 'finished' | 'failed' | 'stopped' | 'needs-you';

/**
 * Ends a run that has listed, unless imports hold it open. Then it waits without a slot: whoever ends the
 * last of them has it claimed once more, and so does the next look for work.
 */
export async function endWhenOver(work: RunWork): Promise<void> {
  const { database, run } = work;
  if (await close(work)) return;
  if (!listsSomething(run) && (await handOver(database, run))) await close(work);
}

/** Moves open imports to the queued run, if there is one. */
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

async function close(work: RunWork): Promise<boolean> {
  const { database, run } = work;
  if (!(await isOver(database, run.id))) return false;
  const tally = await tallyRun(database, run.id);
  // Since it was listed, its account may have been refused.
  const connector = (await database.connectors.findOne({ id: run.connectorId })) ?? work.connector;
  const { status, problem } = verdictOf(connector, tally.due, run.problem);
  return await end(work, tally, status, problem, (patch) => closeRun(database, run, patch));
}

/** What became of a run that nothing holds open. Imports that are due then wait for a person. */
export function verdictOf(
  { authorization, authorizationProblem, needsYou }: Standing,
  due: number,
  listed: Problem | null,
): { status: EndStatus; problem: Problem | null } {
  if (due > 0 && needsYou !== null)
    return { status: needsYou.code === 'accounts-unconfirmed' ? 'needs-you' : 'failed', problem: needsYou };
  if (due > 0 && authorization === 'not-authorized')
    return { status: 'failed', problem: authorizationProblem ?? listed };
  return { status: 'finished', problem: listed };
}
type Standing = Pick<ConnectorRow, 'authorization' | 'authorizationProblem' | 'needsYou'>;

/** Writes that the run has ended, whatever its imports do. */
async function finish(work: RunWork, status: EndStatus, problem?: Problem): Promise<void> {
  const { database, run } = work;
  const tally = await tallyRun(database, run.id);
  await end(work, tally, status, problem ?? null, async (patch) => {
    await database.runs.update({ id: run.id }, patch);
    return true;
  });
}

async function end(
  work: RunWork,
  tally: Tally,
  status: EndStatus,
  problem: Problem | null,
  write: (patch: Partial<RunRow>) => Promise<boolean>,
): Promise<boolean> {
  const { strapi, database, connector, run, counts } = work;
  const finishedAtMs = await database.now();
  const patch: Partial<RunRow> = {
    status,
    finishedAtMs,
    progress: null,
    problem,
    counts: {
      ...figuresOf(counts, tally, listsSomething(run)),
      incomplete: await countIncomplete(database, run.id, optionsOf(connector).rules.skipKinds),
    },
  };
  if (!(await write(patch))) return false;
  // Imports of earlier runs too: one that was tried again ends after its run.
  await tellHosts(strapi, work, connector.id, run.id).catch((error: unknown) =>
    work.logger.warn(`hosts were not told: ${describeError(error)}`),
  );
  if (work.hasReachedProvider() || tally.bytesDone > 0) {
    await database.connectors.update(
      { id: connector.id },
      { lastSyncedAtMs: finishedAtMs, ...(status === 'finished' ? { lastSucceededAtMs: finishedAtMs } : {}) },
    );
  }
  return true;
}

type StopReason = StopSignal['reason'];
/** Another process continues a run that was stopped for one of these reasons. */
type HandedOn = Extract<StopReason, 'shutting-down' | 'lease-lost'>;

const STOP_MESSAGES: Record<Exclude<StopReason, HandedOn>, Message> = {
  'settings-changed': message('log.settings-changed'),
  'switched-off': message('log.switched-off'),
  'needs-you': message('log.needs-you'),
  'stopped-by-hand': message('log.stopped-by-hand'),
};

/**
 * Ends a run that was stopped or that could not list. Its imports continue on their own. A run that
 * another process continues stays as it is.
 */
export async function endEarly(work: RunWork, cause: unknown): Promise<void> {
  const { database, connector, run, log } = work;
  if (cause instanceof StopSignal) {
    if (cause.reason === 'shutting-down' || cause.reason === 'lease-lost') return;
    await letImportsSettle(work, cause.reason);
    await log.add('info', cause.reason, STOP_MESSAGES[cause.reason]);
    await finish(work, 'stopped');
    return;
  }
  // It continues when the database is back. If it failed, the manager would wait for the next schedule.
  if (isDatabaseTrouble(cause)) throw cause;
  const error = asConnectorError(cause);
  const problem = problemOf(error);
  if (error.code === 'unexpected') work.logger.error(`run ${run.id}: ${error.message}`);
  // A run that waits for a manager's confirmation has not failed.
  const waits = error.code === 'accounts-unconfirmed';
  await log.add(waits ? 'warning' : 'error', problem.code, problem.what);
  const needsYou = error.code === 'manager-gone' || error.code === SETTINGS_UNREADABLE || waits;
  if (needsYou) await database.connectors.update({ id: connector.id }, { needsYou: problem });
  const authorization = authorizationAfter(error, work.hasReachedProvider());
  if (authorization !== 'as-before') {
    await database.connectors.update({ id: connector.id }, { authorization, authorizationProblem: problem });
  }
  await finish(work, waits ? 'needs-you' : 'failed', problem);
  await goOnAfterLimit(work, error);
}

/** A run that a limit ended begins again when the limit does, also if the connector has no schedule or a slow one. */
async function goOnAfterLimit(
  { database, connector }: RunWork,
  { retryAtMs }: ConnectorError,
): Promise<void> {
  if (retryAtMs === undefined) return;
  const now = await database.connectors.findOne({ id: connector.id });
  if (now === undefined || (now.nextRunAtMs !== null && now.nextRunAtMs <= retryAtMs)) return;
  const { id, nextRunAtMs, settingsVersion } = now;
  await database.connectors.update({ id, nextRunAtMs, settingsVersion }, { nextRunAtMs: retryAtMs });
}

const heldAs = ({ id, leaseFence }: ImportRow) => `${id} ${leaseFence}`;

/** How long a stopping run waits for its imports, in steps of 100 ms. */
const SETTLE_STEPS = 100;

/**
 * Stops the imports of the run and waits for them, so that nothing continues after the run has ended. After
 * a change of settings they may be taken up again at once, under the new ones.
 */
async function letImportsSettle({ database, run, stops }: RunWork, reason: StopReason): Promise<void> {
  const { imports } = database;
  if (reason === 'stopped-by-hand') {
    await imports
      .query()
      .where({ [imports.column('runId')]: run.id })
      .whereIn(imports.column('status'), ['waiting', 'retrying'])
      .update({ [imports.column('nextAttemptAtMs')]: null, [imports.column('reason')]: 'stopped-by-hand' });
  }
  const running = () => imports.find({ runId: run.id, status: 'running' });
  const held = new Set((await running()).map(heldAs));
  stops.stopRun(run.id, reason);
  for (let step = 0; step < SETTLE_STEPS; step += 1) {
    if (!(await running()).map(heldAs).some((one) => held.has(one))) return;
    await sleep(100);
  }
}
