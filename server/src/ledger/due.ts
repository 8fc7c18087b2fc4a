import { claim, isFree, type Lease, type LeasedRow } from './lease';
import type { Database } from './database';
import type { Sql, Table } from './table';

/** A row of work: it waits for its time, and its worker holds a lease. */
export interface WorkRow extends LeasedRow {
  status: string;
  nextAttemptAtMs: number | null;
}

/** Which rows of a table are work, and in which order they are taken. */
export interface Work<Row extends WorkRow> {
  /** Statuses of a row that waits for its time. */
  waits: readonly Row['status'][];
  /** Status of a row in progress. It is due again when its lease has expired. */
  underWay: Row['status'];
  /** What else must be true, apart from the time. */
  allowed?(query: ReturnType<Sql>): void;
  order(query: ReturnType<Sql>): void;
  /** What the claim writes beside the lease; undefined leaves the row alone. */
  taken(row: Row): Partial<Row> | undefined;
}

export interface Claimed<Row> {
  row: Row;
  lease: Lease;
  /** Somebody worked on it before, and did not reach its end or a checkpoint. */
  isTakenOver: boolean;
}

/** Takes up to `limit` rows whose time has come and that nobody holds. */
export async function claimDue<Row extends WorkRow>(
  database: Database,
  table: Table<Row>,
  work: Work<Row>,
  owner: string,
  limit: number,
): Promise<Claimed<Row>[]> {
  const query = table
    .query()
    .whereIn(table.column('status'), [...work.waits, work.underWay])
    .andWhere(table.column('nextAttemptAtMs'), '<=', database.sql.raw(database.nowMs))
    .andWhere(isFree(database, table));
  restrict(query, work);
  work.order(query);
  const records: Record<string, unknown>[] = await query.limit(limit);
  return await claimRows(database, table, records.map(table.read), owner, work);
}

/** Takes those of the rows that are still as they were read. */
export async function claimRows<Row extends WorkRow>(
  database: Database,
  table: Table<Row>,
  rows: readonly Row[],
  owner: string,
  { underWay, taken }: Pick<Work<Row>, 'underWay' | 'taken'>,
): Promise<Claimed<Row>[]> {
  const claimed: Claimed<Row>[] = [];
  for (const row of rows) {
    const patch = taken(row);
    if (patch === undefined) continue;
    const isTakenOver = row.status === underWay;
    const seen: Partial<WorkRow> = { status: row.status };
    const lease = await claim(database, table, row, owner, { expected: seen as Partial<Row>, patch });
    if (lease !== undefined) claimed.push({ row, lease, isTakenOver });
  }
  return claimed;
}

/** Milliseconds until the next row is due, negative when one is late; undefined when none waits. */
export async function nextDueInMs<Row extends WorkRow>(
  database: Database,
  table: Table<Row>,
  work: Pick<Work<Row>, 'waits' | 'allowed'>,
): Promise<number | undefined> {
  const query = table.query().whereIn(table.column('status'), [...work.waits]);
  restrict(query, work);
  const due = table.column('nextAttemptAtMs');
  const row: { due_in: number | string | null } | undefined = await query.first(
    database.sql.raw(`min(${due}) - ${database.nowMs} as due_in`),
  );
  return row === undefined || row.due_in === null ? undefined : Number(row.due_in);
}

function restrict<Row extends WorkRow>(query: ReturnType<Sql>, { allowed }: Pick<Work<Row>, 'allowed'>) {
  if (allowed !== undefined) void query.andWhere((inner: ReturnType<Sql>) => allowed(inner));
}
