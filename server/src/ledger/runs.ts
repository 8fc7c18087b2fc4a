import type { RunCounts } from '../../../contracts/runs';
import type { Database, RunRow } from './database';
import type { Sql } from './table';

export const NO_COUNTS: RunCounts = {
  found: 0,
  known: 0,
  skipped: 0,
  skippedByReason: {},
  imported: 0,
  waiting: 0,
  failed: 0,
  bytes: 0,
};

/** The log of one run: names and codes, never payloads. */
export interface RunLog {
  add(level: 'info' | 'warning' | 'error', code: string, message: string, importId?: number): Promise<void>;
}

export function openRunLog(
  database: Database,
  redact: (text: string) => string,
  runId: number | null,
): RunLog {
  return {
    async add(level, code, message, importId) {
      if (runId === null) return;
      await database.runLog.insertMany([
        {
          runId,
          atMs: Date.now(),
          level,
          code,
          message: redact(message).slice(0, 2_000),
          importId: importId ?? null,
        },
      ]);
    },
  };
}

/** How the imports of a run stand, in one query each for rows and bytes. */
export async function tallyRun(
  database: Database,
  runId: number,
): Promise<{
  byStatus: Record<string, number>;
  /** In Strapi, whether or not the provider still has them. */
  imported: number;
  /** Those of `byStatus` that are in Strapi and wait for their deletion at the provider. */
  lingering: number;
  bytesDone: number;
  bytesTotal: number | undefined;
  due: number;
}> {
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
        `sum(case when ${due} <= ${nowMs} then 1 else 0 end) as due, sum(case when ${imports.column('stage')} = 'clean-up' then 1 else 0 end) as imported`,
      ),
    );
  const byStatus: Record<string, number> = {};
  let dueNow = 0;
  let imported = 0;
  let lingering = 0;
  for (const row of rows) {
    byStatus[row.status] = Number(row.number);
    imported += Number(row.imported ?? 0);
    if (row.status !== 'done') lingering += Number(row.imported ?? 0);
    if (row.status === 'running') dueNow += Number(row.number);
    else if (row.status === 'waiting' || row.status === 'retrying') dueNow += Number(row.due ?? 0);
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
        .select('id'),
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
    bytesDone: Number(bytes?.done ?? 0),
    bytesTotal: Number(bytes?.unknown ?? 0) > 0 ? undefined : Number(bytes?.total ?? 0),
    due: dueNow,
  };
}

/** The run of a connector that is queued or running, oldest first. */
export async function openRunOf(
  database: Database,
  connectorId: number,
  sql?: Sql,
): Promise<RunRow | undefined> {
  const { runs } = database;
  const record: Record<string, unknown> | undefined = await runs
    .query(sql)
    .where({ [runs.column('connectorId')]: connectorId })
    .whereIn(runs.column('status'), ['queued', 'running'])
    .orderBy('id')
    .first();
  return record === undefined ? undefined : runs.read(record);
}

/** Removes finished runs older than `days`, with their logs. */
export async function pruneRuns(database: Database, days: number): Promise<number> {
  const { runs, runLog, sql, nowMs } = database;
  const old: { id: number }[] = await runs
    .query()
    .whereNotIn(runs.column('status'), ['queued', 'running'])
    .andWhere(runs.column('finishedAtMs'), '<', sql.raw(`${nowMs} - ${days * 86_400_000}`))
    .limit(500)
    .select('id');
  const ids = old.map((row) => row.id);
  if (ids.length === 0) return 0;
  await runLog.query().whereIn(runLog.column('runId'), ids).delete();
  return await runs.query().whereIn('id', ids).delete();
}
