import type { Database, FileRow } from '../ledger/database';
import { AFRESH, refetch, withSources } from '../ledger/files';
import type { Sql } from '../ledger/table';
import type { Library } from '../media/library';

/** What this file needs of `runtime.ts`. */
export interface Dependencies {
  database: Database;
  library: Pick<Library, 'check'>;
}

/**
 * Marks stored files of an import to be fetched again when their bytes are lost or damaged in the
 * library. A file that somebody replaced or removed stays as it is. Answers whether there are any.
 */
export async function refetchLost(
  { database, library }: Dependencies,
  importId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const all = await database.files.find({ importId });
  const lost: FileRow[] = [];
  for (const file of all.filter(({ status }) => status === 'stored')) {
    const check = await library.check(file, signal);
    if ((check.outcome === 'missing' || check.outcome === 'changed') && check.restorable) lost.push(file);
  }
  if (lost.length === 0) return false;
  await refetch(database, withSources(lost, all));
  return true;
}

/** Has the files of entries that were deleted in Strapi imported once more, for entries of their own. */
export async function bringBack(
  { files }: Database,
  importId: string,
  deletedEntries: readonly string[],
  sql: Sql,
): Promise<void> {
  if (deletedEntries.length === 0) return;
  await files
    .query(sql)
    .where({ [files.column('importId')]: importId })
    .whereIn(files.column('recordingDocumentId'), [...deletedEntries])
    .whereNot({ [files.column('status')]: 'replaced' })
    .update(files.columnsOf({ ...AFRESH, problem: null, recordingDocumentId: null }));
}
