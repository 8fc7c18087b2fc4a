import type { PageAnswer } from '../../../contracts/common';
import { composed } from '../../../contracts/foreign-text';
import { say, type Language } from '../../../contracts/messages/say';
import { readMessage } from '../../../contracts/messages/stored';
import type { GetRunLog, RunLogEntry } from '../../../contracts/runs';
import type { Database, RunLogRow } from '../ledger/database';
import { ORDER_COLUMN } from '../ledger/table';
import type { z } from 'zod';

/** Lines that are read at once while a log is searched. */
const AT_ONCE = 1_000;

const folded = (text: string) => composed(text).toLowerCase();

/** Whether a line shows these words to somebody who reads it in this language. Pure. */
function lineShows(
  { message, code }: Pick<RunLogRow, 'message' | 'code'>,
  title: string | undefined,
  words: string,
  language: Language,
): boolean {
  const wanted = folded(words);
  return [say(readMessage(message), language), title ?? '', code].some((text) =>
    folded(text).includes(wanted),
  );
}

/**
 * A page of the log of a run. A search finds what people read: the sentence in the language of the one who
 * asks, the title of the recording and the code. The database has only codes and values, so the lines are
 * put into words here, a thousand at a time.
 */
export async function pageOfLog(
  { runLog, imports }: Database,
  runId: string,
  { page, pageSize, level, search }: z.infer<typeof GetRunLog.query>,
  language: Language,
  view: (rows: RunLogRow[]) => Promise<RunLogEntry[]>,
): Promise<PageAnswer<RunLogEntry>> {
  const lines = () => runLog.query().where(runLog.columnsOf({ runId, level })).orderBy(ORDER_COLUMN);
  const answer = async (total: number, rows: RunLogRow[]): Promise<PageAnswer<RunLogEntry>> => ({
    data: await view(rows),
    meta: { pagination: { page, pageSize, pageCount: Math.ceil(total / pageSize), total } },
  });
  const first = (page - 1) * pageSize;
  if (!search) {
    const counted: { total?: number | string } | undefined = await runLog
      .query()
      .where(runLog.columnsOf({ runId, level }))
      .count({ total: '*' })
      .first();
    const records: Record<string, unknown>[] = await lines().limit(pageSize).offset(first);
    return await answer(Number(counted?.total ?? 0), records.map(runLog.read));
  }

  const titles = new Map<string, string>();
  const found: RunLogRow[] = [];
  let total = 0;
  let after = 0;
  for (;;) {
    const records: Record<string, unknown>[] = await lines()
      .andWhere(ORDER_COLUMN, '>', after)
      .limit(AT_ONCE);
    const rows = records.map(runLog.read);
    const unknown = [...new Set(rows.flatMap(({ importId }) => importId ?? []))].filter(
      (id) => !titles.has(id),
    );
    if (unknown.length > 0) {
      const named: { id: string; title: string | null }[] = await imports
        .query()
        .whereIn(imports.column('id'), unknown)
        .select({ id: imports.column('id'), title: imports.column('title') });
      for (const { id, title } of named) titles.set(id, title ?? '');
    }
    for (const row of rows) {
      if (!lineShows(row, row.importId === null ? undefined : titles.get(row.importId), search, language))
        continue;
      if (total >= first && found.length < pageSize) found.push(row);
      total += 1;
    }
    const last = records.at(-1);
    if (rows.length < AT_ONCE || last === undefined) break;
    after = Number(last[ORDER_COLUMN]);
  }
  return await answer(total, found);
}
