import type { Database, FileRow } from '../ledger/database';
import { refetch, withSources } from '../ledger/files';
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
