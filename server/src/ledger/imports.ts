import type { Lease } from './lease';
import { DAY_MS } from '../domain/instant';
import { StopSignal } from '../domain/errors';
import { BEFORE_IN_STRAPI, IN_STRAPI, move, type ImportEvent, type Known } from '../domain/import-state';
import type { Database, ImportRow } from './database';
import type { Sql } from './table';
import { isUniqueViolation } from './trouble';

export interface KnownImport extends Known {
  id: string;
}

/** A listed occurrence whose row is searched. */
export interface Sought {
  keyHash: string;
  startedAtMs: number;
  fingerprint: string;
}

/** As `settledImports` tells it. */
export const settledKey = ({ keyHash, fingerprint }: Pick<Sought, 'keyHash' | 'fingerprint'>): string =>
  keyHash + fingerprint;

/** A stretch of time that holds more rows than this for each one sought belongs to many hosts. */
const ROWS_PER_SOUGHT = 2;
/** SQLite accepts at most 500 rows of an insert as knex writes it. */
const ROWS_PER_INSERT = 300;

/**
 * The keys of those that a run leaves as they are: known, unchanged and not skipped. Meetings that
 * are listed together follow each other in time, so their rows lie side by side in the index by time,
 * while their hashes are scattered over all of it. One text a row: a run over everything reads as many
 * rows as there are. What is not among them may still be known, see `knownImports`.
 */
export async function settledImports(
  database: Database,
  connectorId: string,
  sought: readonly Sought[],
): Promise<Set<string>> {
  const { imports, sql } = database;
  if (sought.length === 0) return new Set();
  const starts = sought.map(({ startedAtMs }) => startedAtMs);
  const rows: { key: string }[] = await imports
    .query()
    .where({ [imports.column('connectorId')]: connectorId })
    .whereBetween(imports.column('startedAtMs'), [Math.min(...starts), Math.max(...starts)])
    .whereNot({ [imports.column('status')]: 'skipped' })
    .limit(sought.length * ROWS_PER_SOUGHT)
    .select(
      sql.raw('concat(??, ??) as ??', [imports.column('keyHash'), imports.column('fingerprint'), 'key']),
    );
  return new Set(rows.map(({ key }) => key));
}

/** What is known of occurrences, including skipped and failed ones. */
export async function knownImports(
  database: Database,
  connectorId: string,
  keyHashes: readonly string[],
): Promise<Map<string, KnownImport>> {
  const { imports } = database;
  if (keyHashes.length === 0) return new Map();
  // By the hash alone: SQLite, which keeps no statistics, prefers any index that begins with the connector.
  const records: (KnownImport & { keyHash: string; connectorId: string })[] = await imports
    .query()
    .whereIn(imports.column('keyHash'), keyHashes)
    .select({
      id: imports.column('id'),
      connectorId: imports.column('connectorId'),
      keyHash: imports.column('keyHash'),
      fingerprint: imports.column('fingerprint'),
      reason: imports.column('reason'),
      stage: imports.column('stage'),
      status: imports.column('status'),
      recordedSeconds: imports.column('recordedSeconds'),
    });
  return new Map(
    records.flatMap((record) => (record.connectorId === connectorId ? [[record.keyHash, record]] : [])),
  );
}

/** How far from each other the recordings of one session start at most. */
const ONE_SESSION_MS = 2 * DAY_MS;

/** Whether another import of about the same time has one of these files. */
export async function hasFileElsewhere(
  database: Database,
  connectorId: string,
  startedAtMs: number,
  fileKeyHashes: readonly string[],
): Promise<boolean> {
  const { imports, files } = database;
  const around = imports
    .query()
    .where({ [imports.column('connectorId')]: connectorId })
    .whereBetween(imports.column('startedAtMs'), [startedAtMs - ONE_SESSION_MS, startedAtMs + ONE_SESSION_MS])
    .select(imports.column('id'));
  const found: unknown = await files
    .query()
    .whereIn(files.column('importId'), around)
    .whereIn(files.column('fileKeyHash'), fileKeyHashes)
    .first(files.column('id'));
  return found !== undefined;
}

/**
 * Inserts new rows; a row that another instance inserted in the meantime is left as it is. The
 * unique index decides, not the look-up before.
 */
export async function insertImports(database: Database, rows: Partial<ImportRow>[]): Promise<number> {
  let inserted = 0;
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const some = rows.slice(start, start + ROWS_PER_INSERT);
    inserted += (await insertAll(database, some)) ? some.length : await insertOneByOne(database, some);
  }
  return inserted;
}

/** False when one of them exists: then none was inserted. */
async function insertAll(database: Database, rows: Partial<ImportRow>[]): Promise<boolean> {
  try {
    await database.imports.insertMany(rows);
    return true;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return false;
  }
}

async function insertOneByOne(database: Database, rows: Partial<ImportRow>[]): Promise<number> {
  let inserted = 0;
  for (const row of rows) if (await insertAll(database, [row])) inserted += 1;
  return inserted;
}

/** After a change of who stands for accounts: imports that wait for one are tried now. */
export async function wakeAccountWaits(database: Database): Promise<void> {
  const waiting = { status: 'waiting', reason: 'needs-you' } as const;
  await database.imports.update(waiting, { nextAttemptAtMs: await database.now() });
}

/**
 * The start of the newest meeting of a connector whose recordings are in Strapi, and how many older ones
 * wait or failed (A5). Null before the first.
 */
export async function fetchedTill(
  { imports }: Database,
  connectorId: string,
): Promise<{ atMs: number | null; behind: number }> {
  const ofConnector = () => imports.query().where({ [imports.column('connectorId')]: connectorId });
  const started = imports.column('startedAtMs');
  const newestOf = async (query: ReturnType<Sql>): Promise<number> => {
    const newest: { at?: number | string | null } | undefined = await query.max({ at: started }).first();
    return Number(newest?.at ?? NaN);
  };
  const settled = await newestOf(ofConnector().where({ [imports.column('stage')]: IN_STRAPI }));
  // Its entry stays in Strapi while its files are fetched once more.
  const fetchedAgain = await newestOf(
    ofConnector()
      .whereIn(imports.column('stage'), [...BEFORE_IN_STRAPI])
      .andWhere(imports.column('importedAtMs'), '>', 0),
  );
  const newest = [settled, fetchedAgain].filter((at) => !Number.isNaN(at));
  if (newest.length === 0) return { atMs: null, behind: 0 };
  const atMs = Math.max(...newest);
  const behind: { number?: number | string } | undefined = await ofConnector()
    .whereIn(imports.column('status'), ['waiting', 'running', 'retrying', 'dead'])
    .whereNot({ [imports.column('stage')]: IN_STRAPI })
    .andWhere(started, '<', atMs)
    .count({ number: '*' })
    .first();
  return { atMs, behind: Number(behind?.number ?? 0) };
}

/**
 * Moves an import that nobody works on, if it has not changed since it was read. False when it has, or
 * when the table of moves has no such move. A worker uses `ImportLedger` instead.
 */
export async function moveIdle(
  database: Database,
  row: Pick<ImportRow, 'id' | 'stage' | 'status'> & Partial<Pick<ImportRow, 'leaseFence'>>,
  event: Extract<ImportEvent, { type: 'redrive' | 'reopen' | 'leave-out' | 'bring-back' }>,
  facts: Omit<Partial<ImportRow>, 'stage' | 'status'>,
  sql?: Sql,
): Promise<boolean> {
  const moved = move(row, event);
  if (moved.outcome === 'refused') return false;
  const { id, stage, status, leaseFence } = row;
  const changed = await database.imports.update(
    { id, stage, status, ...(leaseFence === undefined ? {} : { leaseFence }) },
    { changedAtMs: Date.now(), ...facts, ...moved.to },
    sql,
  );
  return changed === 1;
}

/**
 * One claimed import. Every write names the fencing number and the state before it, so a worker that was
 * replaced matches no row and stops.
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
      .where(
        imports.matches({
          id: this.row.id,
          leaseFence: this.lease.fence,
          status: this.row.status,
          stage: this.row.stage,
        }),
      )
      .update(imports.written(patch));
    if (matched !== 1) throw new StopSignal('lease-lost');
    Object.assign(this.row, patch);
  }

  /** Moves and releases in one statement. */
  async finish(event: ImportEvent, patch: Partial<ImportRow>): Promise<void> {
    await this.write(event, { ...patch, leaseOwner: null, leaseUntilMs: null, step: null });
  }
}
