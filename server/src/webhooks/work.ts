import { message } from '../../../contracts/messages/catalogue';
import type { DeliveryOutcome } from '../../../contracts/webhooks';
import { ConnectorError, StopSignal } from '../domain/errors';
import { refusalOf } from '../domain/ownership';
import { afterFailure, deliveryPolicy, type BackoffRules } from '../jobs/after-failure';
import { problemOf } from '../jobs/dead-letter';
import type { ConnectorRow, DeliveryRow, DeliveryTry, Database } from '../ledger/database';
import { finishDelivery, NOTED, type ClaimedDelivery } from '../ledger/deliveries';
import { isDatabaseTrouble, isUniqueViolation } from '../ledger/trouble';
import { onlyPushes } from '../providers/provider';
import type { HookNews } from '../providers/webhook';
import { findProvider } from '../providers/registry';
import { keepAlive } from '../jobs/heartbeat';
import { enqueueRun } from '../sync/run-queue';
import { noteAtProvider, takeInOccurrence, takeInPushed } from './news';
import { Busy, openDelivery, type DeliveryResult } from './delivery';
import { takeNote, type MeetingNews, type Settling } from './settling';
import type { PluginConfig } from '../config';
import type { Clock } from '../domain/clock';
import type { Queue } from '../jobs/queue';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';
import type { Subscriptions } from './subscriptions';
import type { Stops } from '../jobs/stops';
import type { Logger } from '../log/logger';
import { asConnectorError, describeError } from '../domain/unexpected';

export interface Dependencies {
  config: { webhooks: Pick<PluginConfig['webhooks'], 'settleMs'> };
  clock: Clock;
  database: Database;
  credentials: Pick<Credentials, 'seal' | 'unseal'>;
  accounts: Pick<Accounts, 'of'>;
  subscriptions: Pick<Subscriptions, 'due'>;
  logger: Logger;
  backoff: BackoffRules;
  stops: Stops;
  runs: Queue;
  imports: Pick<Queue, 'wake'>;
}

/** The wait for a worker that has the import of the event. */
const BUSY_MS = 5_000;
const MOST_TRIES_KEPT = 30;
/** Of several outcomes, the first one in this list is shown. */
const WEIGHT: readonly DeliveryOutcome[] = ['import', 'listing', 'at-provider', 'part', 'gone', 'nothing'];

/** Processes one delivery and stores its outcome. Never throws. */
export async function workOnDelivery(
  dependencies: Dependencies,
  claimed: ClaimedDelivery,
  outer: AbortSignal,
): Promise<void> {
  const { database } = dependencies;
  const { row } = claimed;
  const stop = dependencies.stops.open(row.connectorId, null, outer);
  let alive: { stop(): void } | undefined;
  const startedAtMs = dependencies.clock();
  try {
    const connector = await database.connectors.findOne({ id: row.connectorId });
    if (connector === undefined || !connector.enabled) throw new StopSignal('switched-off');
    alive = keepAlive(database, database.deliveries, claimed.lease, { connector, runId: null }, stop.abort);
    const results: DeliveryResult[] = [];
    for (const done of await carryOut(dependencies, connector, row, stop.signal)) {
      if (!('assembleByMs' in done)) {
        results.push(done);
        continue;
      }
      const { assembleAtMs, assembleByMs } = done;
      await finishDelivery(database, claimed, {
        status: 'waiting',
        assembleByMs,
        nextAttemptAtMs: assembleAtMs,
      });
      return;
    }
    const outcome = WEIGHT.find((word) => results.some((one) => one.outcome === word)) ?? 'nothing';
    await finishDelivery(database, claimed, {
      status: 'done',
      outcome: row.isTest ? 'test' : outcome,
      problem: null,
      byHand: false,
      assembleByMs: row.subjectHash === null ? null : NOTED,
      importIds: [...new Set(results.flatMap(({ importId }) => (importId === undefined ? [] : [importId])))],
      runId: results.find(({ runId }) => runId)?.runId ?? row.runId,
      attempts: row.attempts + 1,
      attemptLog: withTry(row, {
        startedAtMs,
        finishedAtMs: dependencies.clock(),
        outcome: row.isTest ? 'test' : outcome,
        byHand: row.byHand,
      }),
    });
    await noteSynced(database, connector, row);
    dependencies.imports.wake();
    dependencies.runs.wake();
  } catch (thrown) {
    const cause = stop.signal.aborted && !(thrown instanceof StopSignal) ? stop.signal.reason : thrown;
    await settle(dependencies, claimed, startedAtMs, cause).catch((error: unknown) => {
      // The database does not answer. The lease expires, and another try follows.
      dependencies.logger.warn(`delivery ${row.id} could not be settled: ${describeError(error)}`);
    });
  } finally {
    alive?.stop();
    stop.close();
  }
}

/** Of a provider that only pushes, each delivery that worked is a contact with it (A5). */
async function noteSynced(
  { connectors, now }: Database,
  { id, provider }: ConnectorRow,
  { isTest }: DeliveryRow,
): Promise<void> {
  const found = findProvider(provider);
  if (isTest || found === undefined || !onlyPushes(found)) return;
  await connectors.update({ id }, { lastSyncedAtMs: await now() });
}

async function carryOut(
  dependencies: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  signal: AbortSignal,
): Promise<(DeliveryResult | Settling)[]> {
  const hooks = findProvider(connector.provider)?.receivesWebhooks;
  if (hooks === undefined) {
    throw new ConnectorError(
      'needs-person',
      message('webhook.unknown-provider', { provider: connector.provider }),
      { code: 'unknown-provider' },
    );
  }
  const news = hooks.read(openDelivery(dependencies, row));
  if (row.isTest) return [];
  const results: (DeliveryResult | Settling)[] = [];
  for (const one of news) results.push(await apply(dependencies, connector, row, one, signal));
  return results;
}

async function apply(
  dependencies: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  news: HookNews,
  signal: AbortSignal,
): Promise<DeliveryResult | Settling> {
  const isOfMeeting = news.type === 'pushed' || news.type === 'participant';
  const refusal = refusalOf(dependencies.database.site, isOfMeeting ? 'save' : 'work', connector);
  if (refusal !== undefined) throw new ConnectorError('needs-person', refusal.what, { code: refusal.code });
  switch (news.type) {
    case 'listing': {
      const { run } = await enqueueRun(dependencies, connector, 'webhook', null);
      return { outcome: 'listing', runId: run.id };
    }
    case 'subscription':
      await dependencies.subscriptions.due(connector.id);
      return { outcome: 'nothing' };
    case 'occurrence':
      return await takeInOccurrence(dependencies, connector, row, news.occurrenceId, signal);
    case 'pushed':
    case 'participant':
      return await ofMeeting(dependencies, connector, row, news, signal);
    case 'at-provider':
      return await noteAtProvider(dependencies, connector, news, signal);
  }
}

/**
 * An event of a meeting whose recordings only events announce: taken note of at first, and where it waited to put
 * the meeting together, that is done. Whoever asks by hand doesn't wait.
 */
async function ofMeeting(
  dependencies: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  news: MeetingNews,
  signal: AbortSignal,
): Promise<DeliveryResult | Settling> {
  const { database, config } = dependencies;
  const pushes = findProvider(connector.provider)?.pushesRecordings;
  const { subjectHash } = row;
  if (pushes === undefined || subjectHash === null) return { outcome: 'nothing' };
  if ((row.assembleByMs ?? NOTED) === NOTED) {
    const { settleMs } = config.webhooks;
    const noted = await takeNote(database, pushes, connector, { ...row, subjectHash }, news, settleMs);
    if ('outcome' in noted || !row.byHand) return noted;
  }
  return await takeInPushed(dependencies, connector, row, signal);
}

const withTry = (row: DeliveryRow, made: Omit<DeliveryTry, 'number'>): DeliveryTry[] => {
  const before = row.attemptLog ?? [];
  return [...before, { number: (before.at(-1)?.number ?? 0) + 1, ...made }].slice(-MOST_TRIES_KEPT);
};

/** Releases the delivery, plans another try, or keeps it as a dead letter with its reason. */
async function settle(
  dependencies: Dependencies,
  claimed: ClaimedDelivery,
  startedAtMs: number,
  thrown: unknown,
): Promise<void> {
  const { database } = dependencies;
  const { row } = claimed;
  const nowMs = await database.now();
  if (thrown instanceof StopSignal) {
    if (thrown.reason === 'lease-lost') return;
    await finishDelivery(database, claimed, { status: 'waiting', nextAttemptAtMs: nowMs });
    return;
  }
  const isBusy = thrown instanceof Busy || isUniqueViolation(thrown) || isDatabaseTrouble(thrown);
  if (isBusy) {
    await finishDelivery(database, claimed, { status: 'retrying', nextAttemptAtMs: nowMs + BUSY_MS });
    return;
  }
  const error = asConnectorError(thrown);
  const problem = problemOf(error);
  const attempts = row.attempts + 1;
  const failed = { startedAtMs, finishedAtMs: dependencies.clock(), outcome: 'failed' as const, problem };
  const attemptLog = withTry(row, { ...failed, byHand: row.byHand });
  if (error.code === 'unexpected') {
    dependencies.logger.error(`delivery ${row.id}: ${error.message}`);
  }
  const facts = { attempts, nowMs, random: Math.random() };
  const next = afterFailure(error, facts, deliveryPolicy(dependencies.backoff));
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
