import type { DeliveryOutcome } from '../../../contracts/webhooks';
import { asConnectorError, ConnectorError, StopSignal } from '../domain/errors';
import { afterFailure, deliveryPolicy, type BackoffRules } from '../jobs/after-failure';
import { problemOf } from '../jobs/dead-letter';
import type { ConnectorRow, DeliveryRow, DeliveryTry, Database } from '../ledger/database';
import { finishDelivery, type ClaimedDelivery } from '../ledger/deliveries';
import { isDatabaseTrouble, isUniqueViolation } from '../ledger/trouble';
import type { HookNews } from '../providers/webhook';
import { findProvider } from '../providers/registry';
import { keepAlive } from '../jobs/heartbeat';
import { enqueueRun } from '../sync/run-queue';
import { noteAtProvider, takeInOccurrence, takeInPushed } from './news';
import { NotNow, openDelivery, type Told } from './delivery';
import type { Clock } from '../domain/clock';
import type { Queue } from '../jobs/queue';
import type { Redactor } from '../log/redact';
import type { Library } from '../media/library';
import type { Authors } from '../people/authors';
import type { Reviews } from '../reviews/reviews';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';
import type { Outbox } from '../mails/outbox';
import type { Subscriptions } from './subscriptions';
import type { Stops } from '../jobs/stops';
import type { Logger } from '../log/logger';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  clock: Clock;
  database: Database;
  credentials: Credentials;
  accounts: Accounts;
  library: Library;
  reviews: Reviews;
  authors: Authors;
  outbox: Outbox;
  subscriptions: Subscriptions;
  redactor: Redactor;
  logger: Logger;
  backoff: BackoffRules;
  stops: Stops;
  runs: Queue;
  imports: Queue;
}

/** Looked at again so soon while a worker holds what it speaks of. */
const BUSY_MS = 5_000;
const MOST_TRIES_KEPT = 30;
/** Of several outcomes the one that says most is shown. */
const WEIGHT: readonly DeliveryOutcome[] = ['import', 'listing', 'at-provider', 'part', 'gone', 'nothing'];

/** Carries one delivery as far as it goes, and writes down what came of it. Never throws. */
export async function workOnDelivery(
  runtime: Dependencies,
  claimed: ClaimedDelivery,
  outer: AbortSignal,
): Promise<void> {
  const { database } = runtime;
  const { row } = claimed;
  const stop = runtime.stops.open(row.connectorId, null, outer);
  let alive: { stop(): void } | undefined;
  const startedAtMs = runtime.clock();
  try {
    const connector = await database.connectors.findOne({ id: row.connectorId });
    if (connector === undefined || !connector.enabled) throw new StopSignal('switched-off');
    alive = keepAlive(database, database.deliveries, claimed.lease, { connector, runId: null }, stop.abort);
    const told = await carryOut(runtime, connector, row, stop.signal);
    const outcome = WEIGHT.find((word) => told.some((one) => one.outcome === word)) ?? 'nothing';
    await finishDelivery(database, claimed, {
      status: 'done',
      outcome: row.isTest ? 'test' : outcome,
      problem: null,
      byHand: false,
      importIds: [...new Set(told.flatMap(({ importId }) => (importId === undefined ? [] : [importId])))],
      runId: told.find(({ runId }) => runId)?.runId ?? row.runId,
      attempts: row.attempts + 1,
      attemptLog: withTry(row, {
        startedAtMs,
        finishedAtMs: runtime.clock(),
        outcome: row.isTest ? 'test' : outcome,
        byHand: row.byHand,
      }),
    });
    runtime.imports.wake();
    runtime.runs.wake();
  } catch (thrown) {
    const cause = stop.signal.aborted && !(thrown instanceof StopSignal) ? stop.signal.reason : thrown;
    await settle(runtime, claimed, startedAtMs, cause).catch((error: unknown) => {
      // The database is away: the lease ends by itself and another try follows.
      runtime.logger.warn(`delivery ${row.id} could not be put down: ${String(error)}`);
    });
  } finally {
    alive?.stop();
    stop.close();
  }
}

async function carryOut(
  runtime: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  signal: AbortSignal,
): Promise<Told[]> {
  const hooks = findProvider(connector.provider)?.receivesWebhooks;
  if (hooks === undefined) {
    throw new ConnectorError(
      'needs-person',
      `This version of the plugin takes no events of "${connector.provider}": update the plugin, then replay it.`,
      { code: 'unknown-provider' },
    );
  }
  const news = hooks.read(openDelivery(runtime, row));
  if (row.isTest) return [];
  const told: Told[] = [];
  for (const one of news) told.push(await tell(runtime, connector, row, one, signal));
  return told;
}

async function tell(
  runtime: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  news: HookNews,
  signal: AbortSignal,
): Promise<Told> {
  switch (news.type) {
    case 'listing': {
      const { run } = await enqueueRun(runtime, connector, 'webhook', null);
      return { outcome: 'listing', runId: run.id };
    }
    case 'subscription':
      await runtime.subscriptions.due(connector.id);
      return { outcome: 'nothing' };
    case 'occurrence':
      return await takeInOccurrence(runtime, connector, row, news.occurrenceId, signal);
    case 'pushed':
      return await takeInPushed(runtime, connector, row, signal);
    case 'at-provider':
      return await noteAtProvider(runtime, connector, news, signal);
  }
}

const withTry = (row: DeliveryRow, made: Omit<DeliveryTry, 'number'>): DeliveryTry[] => {
  const before = row.attemptLog ?? [];
  return [...before, { number: (before.at(-1)?.number ?? 0) + 1, ...made }].slice(-MOST_TRIES_KEPT);
};

/** Put down, tried again, or kept as a dead letter with its reason. */
async function settle(
  runtime: Dependencies,
  claimed: ClaimedDelivery,
  startedAtMs: number,
  thrown: unknown,
): Promise<void> {
  const { database } = runtime;
  const { row } = claimed;
  const nowMs = await database.now();
  if (thrown instanceof StopSignal) {
    if (thrown.reason === 'lease-lost') return;
    await finishDelivery(database, claimed, { status: 'waiting', nextAttemptAtMs: nowMs });
    return;
  }
  const isBusy = thrown instanceof NotNow || isUniqueViolation(thrown) || isDatabaseTrouble(thrown);
  if (isBusy) {
    await finishDelivery(database, claimed, { status: 'retrying', nextAttemptAtMs: nowMs + BUSY_MS });
    return;
  }
  const error = asConnectorError(thrown);
  const problem = problemOf(error);
  const attempts = row.attempts + 1;
  const failed = { startedAtMs, finishedAtMs: runtime.clock(), outcome: 'failed' as const, problem };
  const attemptLog = withTry(row, { ...failed, byHand: row.byHand });
  if (error.code === 'unexpected') {
    runtime.logger.error(
      `delivery ${row.id}: ${String((error.cause as Error | undefined)?.stack ?? error.message)}`,
    );
  }
  const facts = { attempts, nowMs, random: Math.random() };
  const next = afterFailure(error, facts, deliveryPolicy(runtime.backoff));
  const waits = next.action === 'wait';
  await finishDelivery(database, claimed, {
    ...('atMs' in next
      ? { status: 'retrying', nextAttemptAtMs: next.atMs }
      : { status: 'dead', nextAttemptAtMs: null }),
    problem,
    attempts: waits ? row.attempts : attempts,
    // Days of waiting for the same thing are one line.
    attemptLog: waits && row.problem?.code === problem.code ? row.attemptLog : attemptLog,
  });
}
