import type { Database, FileRow } from '../ledger/database';
import { refetch, withSources } from '../ledger/files';
import type { Library } from '../media/library';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  database: Database;
  library: Library;
}

/**
 * Has stored files of an import fetched once more whose content is no longer whole in the library. What
 * somebody replaced or removed on purpose stays as it is. Answers whether there are any.
 */
export async function refetchLost(
  { database, library }: Dependencies,
  importId: number,
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
