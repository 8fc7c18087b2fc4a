import type { MessageOrText } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';
import { redactMessage, storeMessage } from '../../../contracts/messages/stored';
import type { RunCounts } from '../../../contracts/runs';
import type { ConnectorRow, Database, RunRow } from './database';
import { mayGoOn } from './due-imports';
import type { Sql } from './table';
import { DAY_MS } from '../domain/instant';
import { IN_STRAPI } from '../domain/import-state';

type Query = ReturnType<Sql>;

export const NO_COUNTS: RunCounts = {
  found: 0,
  known: 0,
  skipped: 0,
  skippedByReason: {},
  imported: 0,
  incomplete: 0,
  running: 0,
  waiting: 0,
  failed: 0,
  bytes: 0,
};

/** The log of one run: names and codes, never payloads. */
export interface RunLog {
  add(
    level: 'info' | 'warning' | 'error',
    code: string,
    message: MessageOrText,
    importId?: string,
    sql?: Sql,
  ): Promise<void>;
}

const LONGEST_LINE = 2_000;

/** As a row keeps it: redacted, and never longer than `LONGEST_LINE`. */
function lineFor(message: MessageOrText, redact: (text: string) => string): string {
  if (typeof message === 'string') return redact(message).slice(0, LONGEST_LINE);
  const stored = storeMessage(redactMessage(message, redact));
  return stored.length <= LONGEST_LINE ? stored : redact(english(message)).slice(0, LONGEST_LINE);
}

export function openRunLog(
  database: Database,
  redact: (text: string) => string,
  runId: string | null,
): RunLog {
  return {
    async add(level, code, message, importId, sql) {
      if (runId === null) return;
      const line = lineFor(message, redact);
      const row = { runId, atMs: Date.now(), level, code, message: line, importId: importId ?? null };
      await database.runLog.insertMany([row], sql);
    },
  };
}

/** How the imports of a run stand. */
export interface Tally {
  byStatus: Record<string, number>;
  /** In Strapi, whether or not the provider still has them. */
  imported: number;
  /** Those of `byStatus` that are in Strapi and wait for their deletion at the provider. */
  lingering: number;
  /** Those that are worked on now, without the ones that are in Strapi. */
  working: number;
  bytesDone: number;
  bytesTotal: number | undefined;
  due: number;
}

export const totalOf = ({ byStatus }: Pick<Tally, 'byStatus'>): number =>
  Object.values(byStatus).reduce((sum, number) => sum + number, 0);

/** Those that are not at their end; what only waits for its deletion is. */
export const openOf = ({ byStatus, lingering }: Pick<Tally, 'byStatus' | 'lingering'>): number =>
  (byStatus.waiting ?? 0) + (byStatus.retrying ?? 0) + (byStatus.running ?? 0) - lingering;

/**
 * The figures of a run, while it lasts and when it has ended: what its listing counted, and how its
 * imports stand.
 */
export const figuresOf = (listed: RunCounts, tally: Tally, lists: boolean): RunCounts => ({
  ...listed,
  // What events brought was never listed.
  found: lists ? listed.found : totalOf(tally),
  imported: tally.imported,
  running: tally.working,
  waiting: openOf(tally) - tally.working,
  failed: tally.byStatus.dead ?? 0,
  bytes: tally.bytesDone,
});

/** Two queries: one for the imports, one for the bytes of their files. */
export async function tallyRun(database: Database, runId: string): Promise<Tally> {
  const { imports, files, sql, nowMs } = database;
  const status = imports.column('status');
  const due = imports.column('nextAttemptAtMs');
  const rows: {
    status: string;
    number: number | string;
    due: number | string | null;
    imported: number | string | null;
  }[] = await imports
    .query()
    .where({ [imports.column('runId')]: runId })
    .groupBy(status)
    .select({ status })
    .count({ number: '*' })
    .select(
      sql.raw(
        `sum(case when ${due} <= ${nowMs} then 1 else 0 end) as due, sum(case when ${imports.column('stage')} = '${IN_STRAPI}' then 1 else 0 end) as imported`,
      ),
    );
  const byStatus: Record<string, number> = {};
  let dueNow = 0;
  let imported = 0;
  let lingering = 0;
  let working = 0;
  for (const row of rows) {
    byStatus[row.status] = Number(row.number);
    imported += Number(row.imported ?? 0);
    if (row.status !== 'done') lingering += Number(row.imported ?? 0);
    if (row.status === 'running') {
      dueNow += Number(row.number);
      working += Number(row.number) - Number(row.imported ?? 0);
    } else if (row.status === 'waiting' || row.status === 'retrying') dueNow += Number(row.due ?? 0);
  }
  const bytes:
    | { done: number | string | null; total: number | string | null; unknown: number | string | null }
    | undefined = await files
    .query()
    .whereIn(
      files.column('importId'),
      imports
        .query()
        .where({ [imports.column('runId')]: runId })
        .select(imports.column('id')),
    )
    .first(
      sql.raw(
        `sum(${files.column('bytesDone')}) as done, sum(${files.column('sizeBytes')}) as total, sum(case when ${files.column('sizeBytes')} is null then 1 else 0 end) as unknown`,
      ),
    );
  return {
    byStatus,
    imported,
    lingering,
    working,
    bytesDone: Number(bytes?.done ?? 0),
    // Without a file, nothing is known of their size either.
    bytesTotal:
      Number(bytes?.unknown ?? 0) > 0 || (bytes?.total ?? null) === null ? undefined : Number(bytes?.total),
    due: dueNow,
  };
}

/** The runs of a connector that are queued or running, oldest first: at most one of each. */
export async function openRunsOf(database: Database, connectorId: string, sql?: Sql): Promise<RunRow[]> {
  const { runs } = database;
  const records: Record<string, unknown>[] = await runs
    .query(sql)
    .where({ [runs.column('connectorId')]: connectorId })
    .whereIn(runs.column('status'), ['queued', 'running'])
    .orderBy('id');
  return records.map(runs.read);
}

/** The one of them that is worked on, or is next. */
export const openRunOf = async (
  database: Database,
  connectorId: string,
  sql?: Sql,
): Promise<RunRow | undefined> => (await openRunsOf(database, connectorId, sql))[0];

/**
 * Locks the connector's row until the transaction ends. Called first by everything that must not happen at
 * the same time for one connector, on any instance.
 */
export async function holdConnector(database: Database, connectorId: string, sql: Sql): Promise<void> {
  const { connectors } = database;
  const fence = connectors.column('leaseFence');
  await connectors
    .query(sql)
    .where({ [connectors.column('id')]: connectorId })
    .update({ [fence]: sql.ref(fence) });
}

/**
 * The run to which imports belong that an event brought: one that is open, else a new one that lists
 * nothing. Part of the transaction that writes the imports, under `holdConnector`, so that the run
 * can't end between.
 */
export const runForEvents = (database: Database, connector: ConnectorRow, sql: Sql): Promise<RunRow> =>
  runWithoutListing(database, connector, { trigger: 'webhook', startedById: null }, sql);

/** The same for an import that somebody asks for. */
export const runByHand = (
  database: Database,
  connector: ConnectorRow,
  startedById: number,
  sql: Sql,
): Promise<RunRow> => runWithoutListing(database, connector, { trigger: 'by-hand', startedById }, sql);

async function runWithoutListing(
  database: Database,
  connector: ConnectorRow,
  facts: Pick<RunRow, 'trigger' | 'startedById'>,
  sql: Sql,
): Promise<RunRow> {
  const [open] = await openRunsOf(database, connector.id, sql);
  if (open !== undefined && !open.stopRequested) return open;
  return await insertRun(database, connector, { ...facts, lists: false }, sql);
}

/** Runs of versions without this column list too. */
export const listsSomething = (run: Pick<RunRow, 'lists'>) => run.lists !== false;

export const insertRun = async (
  database: Database,
  connector: ConnectorRow,
  facts: Pick<RunRow, 'trigger' | 'startedById' | 'lists'>,
  sql: Sql,
): Promise<RunRow> =>
  await database.runs.insert(
    {
      connectorId: connector.id,
      connectorName: connector.name,
      provider: connector.provider,
      ...facts,
      status: 'queued',
      queuedAtMs: await database.now(sql),
    },
    sql,
  );

/**
 * Imports that hold a run open: those in progress, and those that are due and may go on. What waits for a
 * later attempt or for a person does not. Two queries, because each is one look into the index.
 */
export function holdingOpen(database: Database, sql?: Sql): [Query, Query] {
  const { imports, nowMs } = database;
  const status = imports.column('status');
  return [
    imports.query(sql).where({ [status]: 'running' }),
    imports
      .query(sql)
      .whereIn(status, ['waiting', 'retrying'])
      .where(imports.column('nextAttemptAtMs'), '<=', database.sql.raw(nowMs))
      .andWhere(mayGoOn(database)),
  ];
}

/** Whether no import holds the run open. */
export async function isOver(database: Database, runId: string, sql?: Sql): Promise<boolean> {
  const { imports } = database;
  for (const holding of holdingOpen(database, sql)) {
    const found: unknown = await holding.where({ [imports.column('runId')]: runId }).first('id');
    if (found !== undefined) return false;
  }
  return true;
}

/**
 * Ends a run. Returns false, and the run continues, when imports that are due have joined it. Joining and
 * ending both hold the connector.
 */
export async function closeRun(
  database: Database,
  run: Pick<RunRow, 'id' | 'connectorId'>,
  patch: Partial<RunRow>,
): Promise<boolean> {
  return await database.transaction(async (sql) => {
    await holdConnector(database, run.connectorId, sql);
    if (!(await isOver(database, run.id, sql))) return false;
    await database.runs.update({ id: run.id }, patch, sql);
    return true;
  });
}

/** Removes finished runs older than `days`, with their logs. */
export async function pruneRuns(database: Database, days: number): Promise<number> {
  const { runs, runLog, sql, nowMs } = database;
  const id = runs.column('id');
  const old: { id: string }[] = await runs
    .query()
    .whereNotIn(runs.column('status'), ['queued', 'running'])
    .andWhere(runs.column('finishedAtMs'), '<', sql.raw(`${nowMs} - ${days * DAY_MS}`))
    .limit(500)
    .select({ id });
  const ids = old.map((row) => row.id);
  if (ids.length === 0) return 0;
  await runLog.query().whereIn(runLog.column('runId'), ids).delete();
  return await runs.query().whereIn(id, ids).delete();
}
