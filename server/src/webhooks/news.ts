import { keyHash } from '../domain/hash';
import type { ConnectorRow, Database, DeliveryRow, DeliveryTry } from '../ledger/database';
import { deliveriesOfSubject, NOTED, waitingToAssemble } from '../ledger/deliveries';
import { participantsOf } from '../ledger/participants';
import { holdConnector } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import type { Occurrence } from '../domain/recording';
import { cleanTitle } from '../domain/title';
import { takeIn } from '../pipeline/take-in';
import type { Delivery, HookNews, ReceivesWebhooks } from '../providers/webhook';
import { findProvider } from '../providers/registry';
import { rulesOf } from '../accounts/policy';
import { Busy, openDelivery, type DeliveryResult } from './delivery';
import { noteEarlier } from './settling';
import { resolveHosts } from '../accounts/host-limit';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';

export interface Dependencies {
  database: Database;
  credentials: Pick<Credentials, 'seal' | 'unseal'>;
  accounts: Pick<Accounts, 'of'>;
}

/**
 * Takes in the occurrence that an event names. The event is only a hint: if the provider lists
 * recordings, the occurrence is read from it again and planned like a listed one. So late, early,
 * repeated and reversed events lead to the same result.
 */
export async function takeInOccurrence(
  dependencies: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  occurrenceId: string,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const { database } = dependencies;
  const opened = await dependencies.accounts.of(connector);
  const lists = opened.provider.listsRecordings;
  if (lists === undefined) return { outcome: 'nothing' };
  // What a refused call would have told comes with the next listing, which names it.
  const reading = await lists.readOccurrence(opened.account, occurrenceId, signal, () => undefined);
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
      environment: row.environment,
    });
    // In the same transaction, so that no worker takes the import without its marks.
    if (outcome.outcome === 'taken') await keepTimeMarks(dependencies, connector, row, outcome.importId, sql);
    return outcome;
  });
  if (taken.outcome === 'busy') throw new Busy('a worker has the import');
  await database.imports.update({ id: taken.importId }, { atProvider: null });
  return { outcome: 'import', importId: taken.importId, runId: taken.runId };
}

/** Stores the marks of the time line, which come in events of their own before the import exists. */
async function keepTimeMarks(
  dependencies: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  importId: string,
  sql: Sql,
): Promise<void> {
  const { database } = dependencies;
  const timeMarks = findProvider(connector.provider)?.receivesWebhooks?.timeMarks;
  if (timeMarks === undefined || row.subjectHash === null) return;
  const rows = await deliveriesOfSubject(database, connector.id, row.subjectHash, sql);
  const marks = timeMarks(rows.map((one) => openDelivery(dependencies, one)));
  if (marks.length > 0) await database.imports.update({ id: importId }, { timeMarks: marks }, sql);
}

/**
 * Takes in an occurrence that is only pushed, once its events have settled (`settling.ts`). It is assembled
 * from all deliveries that tell of its recordings, while the connector's row is locked, so that the later of
 * two workers sees all of them. Who was there is read only when there is a recording.
 */
export async function takeInPushed(
  dependencies: Dependencies,
  connector: ConnectorRow,
  row: DeliveryRow,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const { database, credentials } = dependencies;
  const provider = findProvider(connector.provider);
  const { pushesRecordings: pushes, receivesWebhooks: hooks } = provider ?? {};
  const { subjectHash } = row;
  if (pushes === undefined || hooks === undefined || subjectHash === null) return { outcome: 'nothing' };
  const opened = await dependencies.accounts.of(connector, 'save');
  const hosts = await resolveHosts(connector, opened, signal, false);
  const rules = rulesOf(connector, opened, hosts);
  const meeting = { connectorId: connector.id, subjectHash };
  await noteEarlier(dependencies, pushes, (delivery) => hooks.read(delivery), meeting);
  return await database.transaction(async (sql): Promise<DeliveryResult> => {
    await holdConnector(database, connector.id, sql);
    const done = await doneByAnother(database, sql, row);
    if (done !== undefined) return done;
    const rows = await deliveriesOfSubject(database, connector.id, subjectHash, sql, pushes.assembledFrom);
    const deliveries = rows.map((one) => openDelivery(dependencies, one));
    let pushed = pushes.assemble(deliveries, connector.settings, []);
    if (pushed.occurrence !== undefined) {
      const people = await participantsOf(database, meeting, sql);
      pushed = pushes.assemble(deliveries, connector.settings, people);
    }
    await noteAwaited(database, sql, row, subjectHash, pushed.awaitedSinceMs);
    await keepPlaces(database, sql, connector, pushed.places ?? []);
    const take = async (occurrence: Occurrence, links: Record<string, string>, notBeforeMs?: number) => {
      const taken = await takeIn(database, sql, connector, rules, {
        occurrence,
        links: credentials.seal(connector.id, 'links', JSON.stringify(links)),
        byHand: row.byHand,
        environment: row.environment,
        notBeforeMs,
      });
      if (taken.outcome === 'busy') throw new Busy('a worker has the import');
      return { outcome: 'import', importId: taken.importId, runId: taken.runId } as const;
    };
    let result: DeliveryResult = { outcome: 'part' };
    for (const { occurrence, links } of pushed.told ?? []) result = await take(occurrence, links);
    if (pushed.occurrence !== undefined) {
      await makeOne(database, sql, connector.id, pushed.occurrence, pushed.formerIds ?? []);
      const waits = connector.options.joinSegments && !row.byHand;
      const taken = await take(pushed.occurrence, pushed.links, waits ? pushed.mayGrowUntilMs : undefined);
      const marks = hooks.timeMarks?.(deliveries) ?? [];
      if (marks.length > 0) await database.imports.update({ id: taken.importId }, { timeMarks: marks }, sql);
      result = taken;
    }
    await settleSiblings(database, sql, hooks, row, rows, deliveries, result);
    for (const one of await waitingToAssemble(database, sql, meeting, pushes.peopleFrom))
      if (one.id !== row.id && isOpen(one)) await endWith(database, sql, one, result);
    return result;
  });
}

/** A provider has few storages. What is named later stays out then, and a manager can enter it. */
const MOST_PLACES = 100;

/** Remembers where genuine events say that files are. Part of a transaction that holds the connector. */
async function keepPlaces(
  database: Database,
  sql: Sql,
  connector: ConnectorRow,
  places: readonly string[],
): Promise<void> {
  const known = (row: ConnectorRow | undefined) => row?.places ?? [];
  if (places.every((place) => known(connector).includes(place))) return;
  // Another worker may have added to them since this row was read.
  const before = known(await database.connectors.findOne({ id: connector.id }, sql));
  const all = [...new Set([...before, ...places])].slice(0, MOST_PLACES);
  await database.connectors.update({ id: connector.id }, { places: all }, sql);
}

/**
 * A file that only a page had told of has been announced: its import becomes that of the occurrence. If this
 * has one already, the other stays a draft of its own.
 */
async function makeOne(
  database: Database,
  sql: Sql,
  connectorId: string,
  occurrence: Occurrence,
  formerIds: readonly string[],
): Promise<void> {
  const { imports } = database;
  const its = { connectorId, keyHash: keyHash(occurrence.id) };
  for (const id of formerIds) {
    if ((await imports.findOne(its, sql)) !== undefined) return;
    const told = await imports.findOne({ connectorId, keyHash: keyHash(id) }, sql);
    if (told === undefined) continue;
    const patch = { keyHash: its.keyHash, occurrenceId: occurrence.id, title: cleanTitle(occurrence.title) };
    const { status } = told;
    const made = status === 'running' ? 0 : await imports.update({ id: told.id, status }, patch, sql);
    if (made !== 1) throw new Busy('a worker has the import');
  }
}

/** Stores the first recording that ended and was not announced, at the delivery that is processed. */
async function noteAwaited(
  database: Database,
  sql: Sql,
  row: DeliveryRow,
  subjectHash: string,
  awaitedSinceMs: readonly number[],
): Promise<void> {
  const { deliveries } = database;
  await deliveries
    .query(sql)
    .where(deliveries.columnsOf({ subjectHash, connectorId: row.connectorId }))
    .whereNotNull(deliveries.column('awaitedSinceMs'))
    .update(deliveries.written({ awaitedSinceMs: null }));
  if (awaitedSinceMs.length === 0) return;
  await deliveries.update({ id: row.id }, { awaitedSinceMs: Math.min(...awaitedSinceMs) }, sql);
}

/** What came of this delivery, if another one assembled its meeting after it was claimed. */
async function doneByAnother(
  { deliveries }: Database,
  sql: Sql,
  row: DeliveryRow,
): Promise<DeliveryResult | undefined> {
  const now = await deliveries.findOne({ id: row.id }, sql);
  if (row.assembleByMs === NOTED || row.byHand || now?.assembleByMs !== NOTED) return undefined;
  const [importId] = now.importIds ?? [];
  return {
    outcome: now.outcome ?? 'part',
    runId: now.runId,
    ...(importId === undefined ? {} : { importId }),
  };
}

/** Ends the other open deliveries of the same subject, because they were assembled with this one. */
async function settleSiblings(
  database: Database,
  sql: Sql,
  hooks: ReceivesWebhooks,
  row: DeliveryRow,
  rows: readonly DeliveryRow[],
  deliveries: readonly Delivery[],
  result: DeliveryResult,
): Promise<void> {
  for (const [index, sibling] of rows.entries()) {
    const delivery = deliveries[index];
    if (sibling.id === row.id || !isOpen(sibling) || delivery === undefined) continue;
    const isOfTheSame = hooks.read(delivery).every((news) => news.type === 'pushed');
    if (isOfTheSame) await endWith(database, sql, sibling, result);
  }
}

const isOpen = ({ status, byHand, assembleByMs }: DeliveryRow): boolean =>
  (status === 'waiting' ||
    status === 'retrying' ||
    (status === 'running' && (assembleByMs ?? NOTED) > NOTED)) &&
  !byHand;

/** Ends a delivery that another one was worked on for. Who has claimed it ends it, by what is written here. */
async function endWith(
  { deliveries }: Database,
  sql: Sql,
  row: DeliveryRow,
  result: DeliveryResult,
): Promise<void> {
  const importIds = result.importId === undefined ? [] : [result.importId];
  const came = { outcome: result.outcome, importIds, runId: result.runId ?? null, assembleByMs: NOTED };
  if (row.status === 'running') {
    await deliveries.update({ id: row.id, status: 'running' }, came, sql);
    return;
  }
  const atMs = Date.now();
  const made: DeliveryTry = {
    number: (row.attemptLog?.at(-1)?.number ?? 0) + 1,
    startedAtMs: atMs,
    finishedAtMs: atMs,
    outcome: result.outcome,
    byHand: false,
  };
  await deliveries.update(
    { id: row.id, status: row.status },
    {
      ...came,
      status: 'done',
      problem: null,
      attempts: row.attempts + 1,
      attemptLog: [...(row.attemptLog ?? []), made],
    },
    sql,
  );
}

/**
 * Stores at the import that its recording was trashed, deleted or recovered at the provider. Nothing
 * here is removed. The provider is asked first, because such events come late and in any order.
 */
export async function noteAtProvider(
  dependencies: Dependencies,
  connector: ConnectorRow,
  news: Extract<HookNews, { type: 'at-provider' }>,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const { database } = dependencies;
  const known = await database.imports.findOne({
    connectorId: connector.id,
    keyHash: keyHash(news.occurrenceId),
  });
  if (known === undefined) return { outcome: 'nothing' };
  const result: DeliveryResult = { outcome: 'at-provider', importId: known.id };
  const opened = await dependencies.accounts.of(connector);
  const lists = opened.provider.listsRecordings;
  const reading = await lists?.readOccurrence(opened.account, news.occurrenceId, signal, () => undefined);
  if (reading?.outcome === 'found' || (reading === undefined && news.change === 'recovered')) {
    await database.imports.update({ id: known.id }, { atProvider: null });
    return result;
  }
  const isOlder = known.atProvider !== null && known.atProvider.atMs > news.atMs;
  // The events came in reversed order, or the recording is gone again: the newer event counts.
  if (news.change === 'recovered' || isOlder) return result;
  await database.imports.update({ id: known.id }, { atProvider: { change: news.change, atMs: news.atMs } });
  return result;
}
