import type { Database } from './database';
import { isDead } from './instance';
import type { Sql, Table } from './table';

/** A row that one worker can hold for some time. */
export interface LeasedRow {
  id: string;
  leaseOwner: string | null;
  leaseFence: number;
  leaseUntilMs: number | null;
}

/**
 * Proof of holding a row. `fence` rises with each claim: a holder that was paused and replaced
 * has an old number, so none of its writes matches a row.
 */
export interface Lease {
  rowId: string;
  fence: number;
  owner: string;
  /**
   * The holder before can't write any more: it released the row, or its process has ended. It says nothing of
   * those before it.
   */
  formerHolderIsGone: boolean;
}

export const LEASE_MS = 30_000;
export const HEARTBEAT_MS = 10_000;

/** Condition: nobody holds the row, or the lease of its holder has expired. */
export const isFree =
  <Row extends LeasedRow>(database: Database, table: Table<Row>) =>
  (query: ReturnType<Sql>): void => {
    const until = table.column('leaseUntilMs');
    void query.whereNull(until).orWhere(until, '<', database.sql.raw(database.nowMs));
  };

/**
 * Takes a row that is as it was read and free, by one conditional update. `expected` names what else must
 * be unchanged. Returns undefined when another worker was faster. On success `row` is up to date.
 */
export async function claim<Row extends LeasedRow>(
  database: Database,
  table: Table<Row>,
  row: Row,
  owner: string,
  change: { expected?: Partial<Row>; patch?: Partial<Row> } = {},
): Promise<Lease | undefined> {
  const { expected = {}, patch = {} } = change;
  const fence = row.leaseFence + 1;
  const won: number = await table
    .query()
    .where(table.matches({ ...expected, id: row.id, leaseFence: row.leaseFence } as Partial<Row>))
    .andWhere(isFree(database, table))
    .update({
      ...table.written(patch),
      [table.column('leaseFence')]: fence,
      [table.column('leaseOwner')]: owner,
      [table.column('leaseUntilMs')]: database.sql.raw(`${database.nowMs} + ${LEASE_MS}`),
    });
  if (won !== 1) return undefined;
  const former = row.leaseOwner;
  Object.assign(row, patch, { leaseFence: fence, leaseOwner: owner });
  return { rowId: row.id, fence, owner, formerHolderIsGone: former === null || isDead(former) };
}

/** Renews the lease. False: it is lost, and the work must stop. */
export async function heartbeat<Row extends LeasedRow>(
  database: Database,
  table: Table<Row>,
  lease: Lease,
): Promise<boolean> {
  const kept: number = await table
    .query()
    .where({
      [table.column('id')]: lease.rowId,
      [table.column('leaseFence')]: lease.fence,
      [table.column('leaseOwner')]: lease.owner,
    })
    .update({ [table.column('leaseUntilMs')]: database.sql.raw(`${database.nowMs} + ${LEASE_MS}`) });
  return kept === 1;
}

/** Releases the row. Harmless when the lease was lost already. */
export async function release<Row extends LeasedRow>(table: Table<Row>, lease: Lease): Promise<void> {
  await table
    .query()
    .where({ [table.column('id')]: lease.rowId, [table.column('leaseFence')]: lease.fence })
    .update({ [table.column('leaseOwner')]: null, [table.column('leaseUntilMs')]: null });
}

/** At boot: frees rows of holders that have ended for certain, so that they do not wait for the lease to expire. */
export async function releaseDeadOwners<Row extends LeasedRow>(table: Table<Row>): Promise<number> {
  const owner = table.column('leaseOwner');
  const records: Record<string, unknown>[] = await table.query().whereNotNull(owner).distinct(owner);
  const dead = records.map((record) => String(record[owner])).filter(isDead);
  if (dead.length === 0) return 0;
  return await table
    .query()
    .whereIn(owner, dead)
    .update({ [owner]: null, [table.column('leaseUntilMs')]: null });
}
