import { keyHash } from '../domain/hash';
import type { ConnectorRow, Database, DeliveryRow, DeliveryTry } from '../ledger/database';
import { deliveriesOfSubject } from '../ledger/deliveries';
import { holdConnector } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import { takeIn } from '../pipeline/take-in';
import type { Delivery, HookNews, ReceivesWebhooks } from '../providers/webhook';
import { findProvider } from '../providers/registry';
import { rulesOf } from '../accounts/policy';
import { NotNow, openDelivery, type Told } from './delivery';
import { resolveHosts } from '../accounts/host-limit';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  database: Database;
  credentials: Credentials;
  accounts: Accounts;
}

/**
 * An event is a hint: of a provider that lists, the occurrence is read afresh and goes through the
 * same plan as a listed one, so that late, early, repeated and reversed events all end alike.
 */
export async function takeInOccurrence(
  runtime: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  occurrenceId: string,
  signal: AbortSignal,
): Promise<Told> {
  const { database } = runtime;
  const opened = await runtime.accounts.of(connector);
  const lists = opened.provider.listsRecordings;
  if (lists === undefined) return { outcome: 'nothing' };
  const reading = await lists.readOccurrence(opened.account, occurrenceId, signal);
  const keyOfIt = { connectorId: connector.id, keyHash: keyHash(occurrenceId) };
  if (reading.outcome === 'gone') {
    const known = await database.imports.findOne(keyOfIt);
    return known === undefined ? { outcome: 'gone' } : { outcome: 'import', importId: known.id };
  }
  const hosts = await resolveHosts(connector, opened, signal, false);
  const rules = rulesOf(connector, opened, hosts);
  const taken = await database.transaction(async (sql) => {
    await holdConnector(database, connector.id, sql);
    const outcome = await takeIn(database, sql, connector, rules, {
      occurrence: reading.occurrence,
      byHand: row.byHand,
    });
    // With the import, so that no worker holds it without them.
    if (outcome.outcome === 'taken') await keepTimeMarks(runtime, connector, row, outcome.importId, sql);
    return outcome;
  });
  if (taken.outcome === 'busy') throw new NotNow('a worker holds it');
  await database.imports.update({ id: taken.importId }, { atProvider: null });
  return { outcome: 'import', importId: taken.importId, runId: taken.runId };
}

/** Marks of the time line come in events of their own, before there is an import to keep them. */
async function keepTimeMarks(
  runtime: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  importId: number,
  sql: Sql,
): Promise<void> {
  const { database } = runtime;
  const timeMarks = findProvider(connector.provider)?.receivesWebhooks?.timeMarks;
  if (timeMarks === undefined || row.subjectHash === null) return;
  const rows = await deliveriesOfSubject(database, connector.id, row.subjectHash, sql);
  const marks = timeMarks(rows.map((one) => openDelivery(runtime, one)));
  if (marks.length > 0) await database.imports.update({ id: importId }, { timeMarks: marks }, sql);
}

/**
 * An occurrence that is only pushed is put together anew from all deliveries of its subject, under
 * the connector's row, so that of two workers the later one has seen what the earlier one saw.
 */
export async function takeInPushed(
  runtime: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  signal: AbortSignal,
): Promise<Told> {
  const { database, credentials } = runtime;
  const provider = findProvider(connector.provider);
  const { pushesRecordings: pushes, receivesWebhooks: hooks } = provider ?? {};
  const { subjectHash } = row;
  if (pushes === undefined || hooks === undefined || subjectHash === null) return { outcome: 'nothing' };
  const opened = await runtime.accounts.of(connector);
  const hosts = await resolveHosts(connector, opened, signal, false);
  const rules = rulesOf(connector, opened, hosts);
  return await database.transaction(async (sql): Promise<Told> => {
    await holdConnector(database, connector.id, sql);
    const rows = await deliveriesOfSubject(database, connector.id, subjectHash, sql);
    const deliveries = rows.map((one) => openDelivery(runtime, one));
    const pushed = pushes.assemble(deliveries, connector.settings);
    await noteAwaited(database, sql, row, subjectHash, pushed.awaitedSinceMs);
    if (pushed.occurrence === undefined) {
      await settleSiblings(database, sql, hooks, row, rows, deliveries, { outcome: 'part' });
      return { outcome: 'part' };
    }
    const taken = await takeIn(database, sql, connector, rules, {
      occurrence: pushed.occurrence,
      links: credentials.seal(JSON.stringify(pushed.links)),
      byHand: row.byHand,
    });
    if (taken.outcome === 'busy') throw new NotNow('a worker holds it');
    const marks = hooks.timeMarks?.(deliveries) ?? [];
    if (marks.length > 0) await database.imports.update({ id: taken.importId }, { timeMarks: marks }, sql);
    const told: Told = { outcome: 'import', importId: taken.importId, runId: taken.runId };
    await settleSiblings(database, sql, hooks, row, rows, deliveries, told);
    return told;
  });
}

/** What was said to have ended and was not announced hangs on the delivery that was worked last. */
async function noteAwaited(
  database: Database,
  sql: Sql,
  row: DeliveryRow,
  subjectHash: string,
  awaitedSinceMs: readonly number[],
): Promise<void> {
  const { deliveries } = database;
  await deliveries.update({ subjectHash, connectorId: row.connectorId }, { awaitedSinceMs: null }, sql);
  if (awaitedSinceMs.length === 0) return;
  await deliveries.update({ id: row.id }, { awaitedSinceMs: Math.min(...awaitedSinceMs) }, sql);
}

/** Deliveries of the same subject that were put together with this one need no turn of their own. */
async function settleSiblings(
  database: Database,
  sql: Sql,
  hooks: ReceivesWebhooks,
  row: DeliveryRow,
  rows: readonly DeliveryRow[],
  deliveries: readonly Delivery[],
  told: Told,
): Promise<void> {
  const atMs = Date.now();
  for (const [index, sibling] of rows.entries()) {
    const isOpen = sibling.status === 'waiting' || sibling.status === 'retrying';
    const delivery = deliveries[index];
    if (sibling.id === row.id || !isOpen || sibling.byHand || delivery === undefined) continue;
    const isOfTheSame = hooks.read(delivery).every((news) => news.type === 'pushed');
    if (!isOfTheSame) continue;
    const made: DeliveryTry = {
      number: (sibling.attemptLog?.at(-1)?.number ?? 0) + 1,
      startedAtMs: atMs,
      finishedAtMs: atMs,
      outcome: told.outcome,
      byHand: false,
    };
    await database.deliveries.update(
      { id: sibling.id, status: sibling.status },
      {
        status: 'done',
        outcome: told.outcome,
        problem: null,
        importIds: told.importId === undefined ? [] : [told.importId],
        runId: told.runId ?? null,
        attempts: sibling.attempts + 1,
        attemptLog: [...(sibling.attemptLog ?? []), made],
      },
      sql,
    );
  }
}

/**
 * Trashed, deleted or recovered there: shown at the import, nothing of ours is removed. The provider
 * is asked, since such events come late and in any order.
 */
export async function noteAtProvider(
  runtime: Dependencies,
  connector: ConnectorRow,
  news: Extract<HookNews, { type: 'at-provider' }>,
  signal: AbortSignal,
): Promise<Told> {
  const { database } = runtime;
  const known = await database.imports.findOne({
    connectorId: connector.id,
    keyHash: keyHash(news.occurrenceId),
  });
  if (known === undefined) return { outcome: 'nothing' };
  const told: Told = { outcome: 'at-provider', importId: known.id };
  const opened = await runtime.accounts.of(connector);
  const lists = opened.provider.listsRecordings;
  const reading = await lists?.readOccurrence(opened.account, news.occurrenceId, signal);
  if (reading?.outcome === 'found' || (reading === undefined && news.change === 'recovered')) {
    await database.imports.update({ id: known.id }, { atProvider: null });
    return told;
  }
  const isOlder = known.atProvider !== null && known.atProvider.atMs > news.atMs;
  // Reversed with an older event, or gone again since: the last word that it is gone stays.
  if (news.change === 'recovered' || isOlder) return told;
  await database.imports.update({ id: known.id }, { atProvider: { change: news.change, atMs: news.atMs } });
  return told;
}
