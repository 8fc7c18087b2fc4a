import { markOfArrival } from '../domain/ownership';
import type { Database, DeliveryRow } from './database';
import { claimDue, nextDueInMs, type Claimed, type Work } from './due';
import { atHome } from './ownership';
import type { Sql } from './table';
import { isUniqueViolation } from './trouble';
import { DAY_MS } from '../domain/instant';

/** What the inbox writes of a genuine event. */
export type NewDelivery = Pick<
  DeliveryRow,
  | 'connectorId'
  | 'idempotencyKeyHash'
  | 'subjectHash'
  | 'eventType'
  | 'method'
  | 'sealed'
  | 'bodyBytes'
  | 'headers'
  | 'isTest'
  | 'receivedAtMs'
> &
  Partial<Pick<DeliveryRow, 'nextAttemptAtMs'>>;

const pairOf = (row: Pick<DeliveryRow, 'connectorId' | 'idempotencyKeyHash'>) =>
  `${row.connectorId}:${row.idempotencyKeyHash}`;

/**
 * Writes a batch of events in one statement, those that are there already left out. Returns, for each
 * in order, whether it was new; returning means that it is committed.
 */
export async function insertDeliveries(
  database: Database,
  batch: readonly NewDelivery[],
): Promise<boolean[]> {
  const { deliveries } = database;
  const known: { connector: string; hash: string }[] = await deliveries
    .query()
    .whereIn(
      deliveries.column('idempotencyKeyHash'),
      batch.map((row) => row.idempotencyKeyHash),
    )
    .select({
      connector: deliveries.column('connectorId'),
      hash: deliveries.column('idempotencyKeyHash'),
    });
  const seen = new Set(known.map(({ connector, hash }) => `${connector}:${hash}`));
  const isNew = batch.map((row) => {
    const pair = pairOf(row);
    if (seen.has(pair)) return false;
    seen.add(pair);
    return true;
  });
  const rows = batch
    .filter((_, index) => isNew[index])
    .map((row) => ({
      nextAttemptAtMs: row.receivedAtMs,
      ...row,
      status: 'waiting' as const,
      environment: markOfArrival(database.site),
    }));
  try {
    await deliveries.insertMany(rows);
    return isNew;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  // Another instance inserted one of them first. Inserted one by one, the unique index decides.
  for (const row of rows) {
    try {
      await deliveries.insertMany([row]);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      isNew[batch.findIndex((one) => pairOf(one) === pairOf(row))] = false;
    }
  }
  return isNew;
}

/**
 * Writes what a page told, unless it is known or this member told as many as they may since `sinceMs`. Part
 * of a transaction that holds the connector, so that requests at the same time are counted one after another.
 */
export async function insertTold(
  database: Database,
  delivery: NewDelivery,
  by: { member: number; sinceMs: number; most: number },
  sql: Sql,
): Promise<'stored' | 'known' | 'too-many'> {
  const { deliveries } = database;
  const { connectorId, idempotencyKeyHash } = delivery;
  if ((await deliveries.findOne({ connectorId, idempotencyKeyHash }, sql)) !== undefined) return 'known';
  const counted: Record<string, unknown> | undefined = await deliveries
    .query(sql)
    .where(deliveries.columnsOf({ connectorId, toldBy: by.member }))
    .andWhere(deliveries.column('receivedAtMs'), '>', by.sinceMs)
    .count({ total: '*' })
    .first();
  if (Number(counted?.total ?? 0) >= by.most) return 'too-many';
  const nextAttemptAtMs = delivery.receivedAtMs;
  await deliveries.insertMany([{ ...delivery, toldBy: by.member, status: 'waiting', nextAttemptAtMs }], sql);
  return 'stored';
}

export type ClaimedDelivery = Claimed<DeliveryRow>;

/** Connectors that were switched off leave their deliveries where they are. */
const connectorsThatAreOn = ({ connectors }: Database) =>
  connectors.query().where({ enabled: true }).select(connectors.column('id'));

/**
 * What a copy works on: events of recordings that are served for a short time, which came to it and not to
 * the original. They only lead to downloads.
 */
const maySave = (database: Database, pushing: readonly string[], query: ReturnType<Sql>) => {
  const { deliveries, connectors } = database;
  void query
    .where({ [deliveries.column('environment')]: markOfArrival(database.site) })
    .whereIn(
      deliveries.column('connectorId'),
      connectorsThatAreOn(database).whereIn(connectors.column('provider'), [...pushing]),
    );
};

/**
 * Deliveries in the order in which they came.
 * @param pushing providers whose recordings only events announce.
 */
const deliveryWork = (database: Database, pushing: readonly string[]): Work<DeliveryRow> => {
  const { deliveries } = database;
  return {
    waits: ['waiting', 'retrying'],
    underWay: 'running',
    allowed: (query) => {
      void query
        .whereIn(deliveries.column('connectorId'), connectorsThatAreOn(database).andWhere(atHome(database)))
        .orWhere((saved: ReturnType<Sql>) => maySave(database, pushing, saved));
    },
    order: (query) => {
      void query.orderBy(deliveries.column('receivedAtMs')).orderBy('id');
    },
    taken: () => ({ status: 'running' }),
  };
};

/** Takes up to `limit` due deliveries. */
export const claimDeliveries = (
  database: Database,
  owner: string,
  limit: number,
  pushing: readonly string[] = [],
): Promise<ClaimedDelivery[]> =>
  claimDue(database, database.deliveries, deliveryWork(database, pushing), owner, limit);

/** Milliseconds until the next delivery is due, or undefined when none is. */
export const nextDeliveryDueInMs = (
  database: Database,
  pushing: readonly string[] = [],
): Promise<number | undefined> => nextDueInMs(database, database.deliveries, deliveryWork(database, pushing));

/** Writes the result of a claimed delivery and releases it. False when the lease was lost. */
export async function finishDelivery(
  database: Database,
  { row, lease }: ClaimedDelivery,
  patch: Partial<DeliveryRow>,
  sql?: Sql,
): Promise<boolean> {
  const { deliveries } = database;
  const matched = await deliveries.update(
    { id: row.id, leaseFence: lease.fence, status: 'running' },
    { ...patch, leaseOwner: null, leaseUntilMs: null },
    sql,
  );
  return matched === 1;
}

/** All of one subject, or those with one of these event types, in the order in which they came. */
export async function deliveriesOfSubject(
  database: Database,
  connectorId: string,
  subjectHash: string,
  sql?: Sql,
  eventTypes?: readonly string[],
): Promise<DeliveryRow[]> {
  const { deliveries } = database;
  const query = deliveries
    .query(sql)
    .where(deliveries.columnsOf({ subjectHash, connectorId, isTest: false }))
    .orderBy(deliveries.column('receivedAtMs'))
    .orderBy('id');
  if (eventTypes !== undefined) void query.whereIn(deliveries.column('eventType'), [...eventTypes]);
  const records: Record<string, unknown>[] = await query;
  return records.map(deliveries.read);
}

/** `assembleByMs` of an event that was taken note of and puts nothing together. */
export const NOTED = 0;

/** Events with one of these types that wait to put their meeting together, by the index of meetings. */
const assembling = (
  { deliveries }: Database,
  sql: Sql,
  meeting: Pick<DeliveryRow, 'connectorId'> & { subjectHash: string },
  eventTypes: readonly string[],
) =>
  deliveries
    .query(sql)
    .where(deliveries.columnsOf(meeting))
    .whereIn(deliveries.column('eventType'), [...eventTypes])
    .andWhere(deliveries.column('assembleByMs'), '>', NOTED);

/**
 * Puts off the assembly of a meeting to `atMs`, as far as it can wait. Answers how many events wait to do it:
 * whichever is first does it for all.
 */
export async function postponeAssembly(
  database: Database,
  sql: Sql,
  meeting: Pick<DeliveryRow, 'connectorId'> & { subjectHash: string },
  eventTypes: readonly string[],
  atMs: number,
): Promise<number> {
  const { deliveries } = database;
  const by = deliveries.column('assembleByMs');
  const due = sql.raw('case when ?? < ? then ?? else ? end', [by, atMs, by, atMs]);
  return await assembling(database, sql, meeting, eventTypes)
    .andWhere(deliveries.columnsOf({ status: 'waiting' }))
    .update({ [deliveries.column('nextAttemptAtMs')]: due });
}

/** Those that wait to put a meeting together although they are no part of its recordings. */
export async function waitingToAssemble(
  database: Database,
  sql: Sql,
  meeting: Pick<DeliveryRow, 'connectorId'> & { subjectHash: string },
  eventTypes: readonly string[],
): Promise<DeliveryRow[]> {
  const records: Record<string, unknown>[] = await assembling(database, sql, meeting, eventTypes);
  return records.map(database.deliveries.read);
}

/** Another attempt of a delivery that has ended, asked for by a person. Its log keeps the earlier attempts. */
export async function replayDelivery(database: Database, row: DeliveryRow): Promise<boolean> {
  const changed = await database.deliveries.update(
    { id: row.id, status: row.status },
    {
      status: 'waiting',
      attempts: 0,
      problem: null,
      byHand: true,
      nextAttemptAtMs: await database.now(),
    },
  );
  return row.status !== 'running' && changed === 1;
}

/** Removes deliveries older than `days`, including those whose connector was never switched on again. */
export async function pruneDeliveries(database: Database, days: number): Promise<number> {
  const { deliveries, sql, nowMs } = database;
  const id = deliveries.column('id');
  const old: { id: string }[] = await deliveries
    .query()
    .whereNot({ [deliveries.column('status')]: 'running' })
    .andWhere(deliveries.column('receivedAtMs'), '<', sql.raw(`${nowMs} - ${days * DAY_MS}`))
    .limit(1_000)
    .select({ id });
  if (old.length === 0) return 0;
  return await deliveries
    .query()
    .whereIn(
      id,
      old.map((row) => row.id),
    )
    .delete();
}
