import { claim, type Lease } from '../jobs/lease';
import { StopSignal } from '../domain/errors';
import { move, type ImportEvent } from '../domain/import-state';
import type { Known } from '../pipeline/plan';
import type { Database, ImportRow } from './database';
import type { Sql } from './table';

export interface KnownImport extends Known {
  id: number;
}

/** One query a page, whatever the number of known imports. */
export async function knownImports(
  database: Database,
  connectorId: number,
  keyHashes: string[],
): Promise<Map<string, KnownImport>> {
  const { imports } = database;
  if (keyHashes.length === 0) return new Map();
  const columns = {
    id: 'id',
    keyHash: imports.column('keyHash'),
    fingerprint: imports.column('fingerprint'),
    stage: imports.column('stage'),
    status: imports.column('status'),
  };
  const records: (KnownImport & { keyHash: string })[] = await imports
    .query()
    .where({ [imports.column('connectorId')]: connectorId })
    .whereIn(columns.keyHash, keyHashes)
    .select(columns);
  return new Map(records.map((record) => [record.keyHash, record]));
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
  if (!(error instanceof Error) || !('code' in error)) return false;
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
