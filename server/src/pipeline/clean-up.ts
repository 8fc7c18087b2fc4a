import type { FileRow, Work } from './work';

/**
 * Removes what the import left in the spool. Nothing is deleted at the provider: connectors have no
 * such switch yet.
 */
export async function cleanUp(work: Work, rows: FileRow[]): Promise<void> {
  for (const row of rows) {
    if (row.spoolName === null) continue;
    await work.spool.removeAllOf(row.id);
    await work.files.patch(row, { spoolName: null });
  }
}
