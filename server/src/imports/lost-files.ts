import type { Database } from '../ledger/database';
import type { Library } from '../media/library';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  database: Database;
  library: Library;
}

/**
 * Wants stored files of an import once more whose bytes are no longer whole in the library; of one that
 * we made, those that it was made of. What somebody replaced or removed on purpose stays as it is.
 * Answers whether there are any.
 */
export async function wantLostAgain(
  { database, library }: Dependencies,
  importId: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { files } = database;
  const all = await files.find({ importId });
  const again = new Set<number>();
  for (const file of all.filter(({ status }) => status === 'stored')) {
    const check = await library.check(file, signal);
    const isLost = (check.outcome === 'missing' || check.outcome === 'changed') && check.restorable;
    if (!isLost) continue;
    again.add(file.id);
    const sources = new Set(file.segments?.map(({ key }) => key));
    for (const source of all) {
      if (source.origin === 'provider' && source.status === 'used' && sources.has(source.segmentKey ?? ''))
        again.add(source.id);
    }
  }
  if (again.size === 0) return false;
  await files
    .query()
    .whereIn('id', [...again])
    .update(
      files.columnsOf({
        status: 'waiting',
        bytesDone: 0,
        prefixSha256: null,
        validator: null,
        readBack: false,
      }),
    );
  return true;
}
