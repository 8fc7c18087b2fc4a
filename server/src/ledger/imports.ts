import { claim, type Lease } from '../jobs/lease';
import { StopSignal } from '../domain/errors';
import { move, type ImportEvent } from '../domain/import-state';
import type { Known } from '../pipeline/plan';
import type { Database, ImportRow } from './database';
import type { Sql } from './table';

export interface KnownImport extends Known {
  id: number;
}

interface FoundRecord extends KnownImport {
  keyHash: string;
}

/** A listed occurrence whose row is looked for. */
export interface Sought {
  keyHash: string;
  startedAtMs: number;
}

/** A stretch of time that holds more rows than this for each one sought belongs to many hosts. */
const ROWS_PER_SOUGHT = 2;

/**
 * What is known of a page of listed occurrences. Meetings of a page follow each other in time, so
 * their rows lie side by side in the index by time, while their hashes are scattered over all of
 * it: one query of the stretch as a rule, and one by hash for what that did not show.
 */
export async function knownImports(
  database: Database,
  connectorId: number,
  page: Sought[],
): Promise<Map<string, KnownImport>> {
  const { imports } = database;
  if (page.length === 0) return new Map();
  const connectorColumn = imports.column('connectorId');
  const columns = {
    id: 'id',
    keyHash: imports.column('keyHash'),
    fingerprint: imports.column('fingerprint'),
    stage: imports.column('stage'),
    status: imports.column('status'),
  };
  const found = new Map<string, KnownImport>();
  const keep = (records: FoundRecord[]) => {
    for (const record of records) found.set(record.keyHash, record);
  };
  const starts = page.map(({ startedAtMs }) => startedAtMs);
  keep(
    await imports
      .query()
      .where({ [connectorColumn]: connectorId })
      .whereBetween(imports.column('startedAtMs'), [Math.min(...starts), Math.max(...starts)])
      .limit(page.length * ROWS_PER_SOUGHT)
      .select(columns),
  );
  const missing = page.filter(({ keyHash }) => !found.has(keyHash)).map(({ keyHash }) => keyHash);
  // By the hash alone: SQLite, which keeps no statistics, prefers any index that begins with the connector.
  if (missing.length > 0) {
    const records: (FoundRecord & { connectorId: number })[] = await imports
      .query()
      .whereIn(columns.keyHash, missing)
      .select({ ...columns, connectorId: connectorColumn });
    keep(records.filter((record) => record.connectorId === connectorId));
  }
  return found;
}

/**
 * Inserts new rows; a row that another instance inserted in the meantime is left as it is. The
 * unique index decides, not the look-up before.
 */
export async function insertImports(database: Database, rows: Partial<ImportRow>[]): Promise<number> {
  try {
    await database.imports.insertMany(rows);
    return rows.length;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  let inserted = 0;
  for (const row of rows) {
    try {
      await database.imports.insertMany([row]);
      inserted += 1;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
    }
  }
  return inserted;
}

/** SQLite, Postgres and MySQL each say it in their own way. */
export function isUniqueViolation(error: unknown): boolean {
  // Not by class: a driver's errors may come from another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return (
    error.code === '23505' ||
    error.code === 'ER_DUP_ENTRY' ||
    (typeof error.code === 'string' && error.code.startsWith('SQLITE_CONSTRAINT'))
  );
}

export interface ClaimedImport {
  row: ImportRow;
  lease: Lease;
}

/** Connectors whose imports go on by themselves. */
function movingConnectors({ connectors }: Database) {
  return connectors
    .query()
    .where({ enabled: true })
    .whereNull(connectors.column('needsYou'))
    .whereNot({ authorization: 'not-authorized' })
    .select('id');
}

/**
 * Takes up to `limit` due imports of connectors that are on: earliest deadline first, then the
 * oldest meeting. Due means waiting or retrying with its time come, or running under a late lease.
 */
export async function claimDueImports(
  database: Database,
  owner: string,
  limit: number,
): Promise<ClaimedImport[]> {
  const { imports, sql, nowMs } = database;
  const due = imports.column('nextAttemptAtMs');
  const until = imports.column('leaseUntilMs');
  const deadline = imports.column('deadlineAtMs');
  const candidates: Record<string, unknown>[] = await imports
    .query()
    .whereIn(imports.column('status'), ['waiting', 'retrying', 'running'])
    .andWhere(due, '<=', sql.raw(nowMs))
    .andWhere((free: ReturnType<Sql>) => {
      void free.whereNull(until).orWhere(until, '<', sql.raw(nowMs));
    })
    .whereIn(imports.column('connectorId'), movingConnectors(database))
    .orderByRaw(`CASE WHEN ${deadline} IS NULL THEN 1 ELSE 0 END`)
    .orderBy(deadline)
    .orderBy(imports.column('startedAtMs'))
    .orderBy('id')
    .limit(limit);
  const claimed: ClaimedImport[] = [];
  for (const row of candidates.map(imports.read)) {
    const moved = move(row, { type: 'claim' });
    if (moved.outcome === 'refused') continue;
    const lease = await claim(database, imports, row, owner, {
      expected: { stage: row.stage, status: row.status },
      patch: { ...moved.to, changedAtMs: Date.now() },
    });
    if (lease !== undefined) claimed.push({ row, lease });
  }
  return claimed;
}

/** Milliseconds until the next import is due, or undefined when none is. */
export async function nextDueInMs(database: Database): Promise<number | undefined> {
  const { imports, sql, nowMs } = database;
  const due = imports.column('nextAttemptAtMs');
  const row: { due_in: number | string | null } | undefined = await imports
    .query()
    .whereIn(imports.column('status'), ['waiting', 'retrying'])
    .whereIn(imports.column('connectorId'), movingConnectors(database))
    .first(sql.raw(`min(${due}) - ${nowMs} as due_in`));
  return row === undefined || row.due_in === null ? undefined : Number(row.due_in);
}

/**
 * One claimed import. Every write carries the fencing number and the state it left: a worker that
 * was replaced meanwhile matches no row and stops.
 */
export class ImportLedger {
  constructor(
    private readonly database: Database,
    readonly row: ImportRow,
    readonly lease: Lease,
  ) {}

  /** Moves the import by the table of `domain/import-state.ts`. */
  async write(event: ImportEvent, patch: Partial<ImportRow> = {}, sql?: Sql): Promise<void> {
    const moved = move({ stage: this.row.stage, status: this.row.status }, event);
    if (moved.outcome === 'refused') throw new Error(`Import ${this.row.id}: ${moved.reason}`);
    await this.patch({ ...patch, ...moved.to }, sql);
  }

  /** Writes facts beside the state. */
  async patch(patch: Partial<ImportRow>, sql?: Sql): Promise<void> {
    const { imports } = this.database;
    const matched: number = await imports
      .query(sql)
      .where({
        id: this.row.id,
        [imports.column('leaseFence')]: this.lease.fence,
        [imports.column('status')]: this.row.status,
        [imports.column('stage')]: this.row.stage,
      })
      .update(imports.columnsOf(patch));
    if (matched !== 1) throw new StopSignal('lease-lost');
    Object.assign(this.row, patch);
  }

  /** Moves and lets go in one statement. */
  async finish(event: ImportEvent, patch: Partial<ImportRow>): Promise<void> {
    await this.write(event, { ...patch, leaseOwner: null, leaseUntilMs: null, step: null });
  }
}
