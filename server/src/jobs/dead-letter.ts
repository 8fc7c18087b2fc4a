import { ACCOUNT_NOT_GIVEN, NO_IMPORTABLE_FORMAT, StopSignal, type ConnectorError } from '../domain/errors';
import { asConnectorError } from '../domain/unexpected';
import type { Reason } from '../domain/reasons';
import type { Problem } from '../../../contracts/common';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import type { Database, ImportRow, RunRow } from '../ledger/database';
import { moveIdle, type ImportLedger } from '../ledger/imports';
import type { RunLog } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import {
  afterFailure,
  expiringImportPolicy,
  importPolicy,
  LINK_EXPIRED,
  triedOnceMoreAtMs,
  type BackoffRules,
} from './after-failure';
import { isoOf } from '../domain/instant';

export const problemOf = (error: unknown): Problem => {
  const known = asConnectorError(error);
  return {
    what: known.said,
    code: known.code,
    ...(known.providerWords === undefined ? {} : { providerWords: known.providerWords }),
  };
};

const PUT_DOWN_REASONS: Partial<Record<StopSignal['reason'], Reason>> = {
  'settings-changed': 'settings-changed',
  'switched-off': 'connector-off',
  'stopped-by-hand': 'stopped-by-hand',
  'needs-you': 'needs-you',
};

const waitReason = (error: ConnectorError): Reason =>
  error.failure === 'not-ready'
    ? 'not-ready'
    : error.code === ACCOUNT_NOT_GIVEN
      ? 'needs-you'
      : error.code === 'circuit-open'
        ? 'provider-down'
        : 'provider-limit';

/** What became of an attempt that did not reach its end. */
export type Settled = 'parked' | 'put-down' | 'retry' | 'wait' | 'skipped' | 'dead' | 'lost';

/**
 * Writes down what follows a failed or stopped attempt: it is put down, tried again, skipped, or kept as
 * a dead letter with its reason.
 */
export async function settle(
  ledger: ImportLedger,
  thrown: unknown,
  context: { nowMs: number; random: number; rules: BackoffRules; log: RunLog },
): Promise<Settled> {
  const { row } = ledger;
  if (thrown instanceof StopSignal) {
    if (thrown.reason === 'lease-lost') return 'lost';
    const reason = PUT_DOWN_REASONS[thrown.reason] ?? null;
    // After a stop by hand it waits for the next run, not for the next free worker.
    const nextAttemptAtMs = thrown.reason === 'stopped-by-hand' ? null : context.nowMs;
    await ledger.finish({ type: 'release' }, { reason, nextAttemptAtMs });
    return 'put-down';
  }
  const error = asConnectorError(thrown);
  const attempts = row.attempts + 1;
  // Only a download has to be in time. Files that are here can wait.
  const deadlineAtMs = row.stage === 'fetch' ? (row.deadlineAtMs ?? undefined) : undefined;
  const policy =
    deadlineAtMs === undefined
      ? importPolicy(context.rules)
      : expiringImportPolicy(context.rules, deadlineAtMs);
  const next = afterFailure(error, { attempts, ...context }, policy);
  const isTooLate = next.action === 'give-up' && deadlineAtMs !== undefined && context.nowMs >= deadlineAtMs;
  const problem = isTooLate ? expired(deadlineAtMs, error) : problemOf(error);
  const { what } = problem;
  const title = row.title ?? '';
  const tell = (level: 'info' | 'warning' | 'error', line: Message) =>
    context.log.add(level, problem.code, line, row.id);
  switch (next.action) {
    case 'retry':
      await ledger.finish(
        { type: 'retry' },
        {
          attempts,
          problem,
          reason: error.code === 'media-timeout' ? 'file-got-stuck' : null,
          nextAttemptAtMs: next.atMs,
        },
      );
      await tell('warning', message('log.retried', { title, what, next: { at: isoOf(next.atMs) } }));
      return 'retry';
    case 'wait': {
      const reason = waitReason(error);
      const isNews = row.reason !== reason;
      await ledger.finish({ type: 'wait' }, { problem, reason, nextAttemptAtMs: next.atMs });
      // One line, however long it waits for the same reason.
      if (isNews) await tell('info', message('log.waits', { title, what, next: { at: isoOf(next.atMs) } }));
      return 'wait';
    }
    case 'park':
      await ledger.finish(
        { type: 'wait' },
        { problem, reason: 'not-authorized', nextAttemptAtMs: context.nowMs },
      );
      return 'parked';
    case 'skip-gone':
    case 'skip-empty':
      if (row.stage === 'fetch') {
        const reason = next.action === 'skip-gone' ? 'gone-at-provider' : NO_IMPORTABLE_FORMAT;
        await ledger.finish({ type: 'skip' }, { problem, reason });
        await tell('warning', message('log.problem', { title, what }));
        return 'skipped';
      }
      await ledger.finish({ type: 'give-up' }, { attempts, problem, nextAttemptAtMs: null });
      await tell('error', message('log.problem', { title, what }));
      return 'dead';
    case 'give-up':
      await ledger.finish(
        { type: 'give-up' },
        {
          attempts,
          problem,
          reason: null,
          nextAttemptAtMs: isTooLate ? null : triedOnceMoreAtMs(error, context.nowMs),
        },
      );
      await tell('error', message('log.problem', { title, what }));
      return 'dead';
  }
}

const expired = (deadlineAtMs: number, error: ConnectorError): Problem => ({
  ...problemOf(error),
  what: message('import.link-expired', { deadline: { at: isoOf(deadlineAtMs) }, what: error.said }),
  code: LINK_EXPIRED,
});

/** Another attempt now, asked for by a person: of a dead letter, or of an import that waits. */
export async function redrive(database: Database, row: ImportRow): Promise<boolean> {
  return await moveIdle(database, row, { type: 'redrive' }, fromTheStart(await database.now()));
}

const fromTheStart = (nowMs: number) => ({
  attempts: 0,
  nextAttemptAtMs: nowMs,
  reason: null,
  changedAtMs: nowMs,
});

/** Rows read at a time. */
const AT_ONCE = 200;
type Condition = (query: ReturnType<Sql>) => void;

/**
 * Tries failed imports again that fit the condition. Answers how many.
 * @param facts written with each.
 * @param most at most so many.
 */
async function redriveFailed(
  database: Database,
  fits: Condition,
  facts: Parameters<typeof moveIdle>[3],
  most = Infinity,
): Promise<number> {
  const { imports } = database;
  const id = imports.column('id');
  let number = 0;
  for (let after = ''; number < most;) {
    const records: Record<string, unknown>[] = await imports
      .query()
      .where({ [imports.column('status')]: 'dead' })
      .andWhere(fits)
      .andWhere(id, '>', after)
      .orderBy(id)
      .limit(Math.min(AT_ONCE, most - number));
    if (records.length === 0) break;
    for (const row of records.map(imports.read)) {
      after = row.id;
      if (await moveIdle(database, row, { type: 'redrive' }, facts)) number += 1;
    }
  }
  return number;
}

/** All that failed and fits the condition, asked for by a person. */
export const redriveAll = async (database: Database, fits: Condition): Promise<number> =>
  await redriveFailed(database, fits, fromTheStart(await database.now()));

/** In one run. The next run tries the rest. */
const MOST_IN_ONE_RUN = 500;

/**
 * Failed imports of a connector whose cause may have passed become part of a run. By schedule, those whose day
 * is over get one more attempt. If a person started the run or changed the settings, each of them begins again.
 */
export async function redriveOfRun(
  database: Database,
  { connectorId, id, trigger }: Pick<RunRow, 'connectorId' | 'id' | 'trigger'>,
): Promise<number> {
  const { imports } = database;
  const nowMs = await database.now();
  const due = imports.column('nextAttemptAtMs');
  const isAsked = trigger === 'by-hand' || trigger === 'changed' || trigger === 'enabled';
  return await redriveFailed(
    database,
    (query) => {
      void query.where({ [imports.column('connectorId')]: connectorId }).whereNotNull(due);
      if (!isAsked) void query.where(due, '<=', nowMs);
    },
    isAsked
      ? { ...fromTheStart(nowMs), runId: id }
      : { nextAttemptAtMs: nowMs, reason: null, changedAtMs: nowMs, runId: id },
    MOST_IN_ONE_RUN,
  );
}
