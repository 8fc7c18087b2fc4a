import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '../../../contracts/common';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { optionsOf } from '../accounts/policy';
import { authorizationAfter } from '../domain/authorization';
import { StopSignal } from '../domain/errors';
import { problemOf } from '../jobs/dead-letter';
import type { RunRow } from '../ledger/database';
import { closeRun, figuresOf, listsSomething, tallyRun } from '../ledger/runs';
import { SETTINGS_UNREADABLE } from '../ledger/shapes';
import { isDatabaseTrouble } from '../ledger/trouble';
import { tellHosts } from '../mails/host-mails';
import { countIncomplete } from '../publishing/missing';
import type { RunWork } from './run-work';
import { asConnectorError, describeError } from '../domain/unexpected';

/** Writes that the run has ended. Returns false when imports joined it that are due: then it is not over. */
export async function finish(
  work: RunWork,
  status: 'finished' | 'failed' | 'stopped' | 'needs-you',
  problem?: Problem,
): Promise<boolean> {
  const { strapi, database, connector, run, counts } = work;
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
  // Imports of earlier runs too: one that was tried again ends after its run.
  await tellHosts(strapi, work, connector.id, run.id).catch((error: unknown) =>
    work.logger.warn(`hosts were not told: ${describeError(error)}`),
  );
  if (work.hasReachedProvider()) {
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
}

/** How long a stopping run waits for its imports, in steps of 100 ms. */
const SETTLE_STEPS = 100;

/** Stops the imports of the run and waits for them, so that nothing continues after the run has ended. */
async function letImportsSettle({ database, run, stops }: RunWork, reason: StopReason): Promise<void> {
  const { imports } = database;
  stops.stopRun(run.id, reason);
  if (reason === 'stopped-by-hand') {
    await imports
      .query()
      .where({ [imports.column('runId')]: run.id })
      .whereIn(imports.column('status'), ['waiting', 'retrying'])
      .update({ [imports.column('nextAttemptAtMs')]: null, [imports.column('reason')]: 'stopped-by-hand' });
  }
  for (let step = 0; step < SETTLE_STEPS; step += 1) {
    if ((await imports.find({ runId: run.id, status: 'running' })).length === 0) return;
    await sleep(100);
  }
}
