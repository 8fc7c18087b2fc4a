import { deleteAtProvider } from './delete-at-provider';
import { keptForRepair } from './texts';
import type { FileRow, Work } from './work';

/**
 * The end of an import. What it left in the spool is removed, except the texts of which a file is still
 * to be made. The occurrence is deleted at the provider when the connector says so and everything of it
 * is proven to be in Strapi. Until then the import waits here. It counts as imported.
 */
export async function cleanUp(work: Work, rows: FileRow[]): Promise<void> {
  const { ledger } = work;
  const kept = keptForRepair(rows);
  for (const row of rows) {
    if (kept.includes(row)) continue;
    if (row.spoolName !== null) await work.files.patch(row, { spoolName: null });
    await work.spool.removeAllOf(row.id, ledger.lease.fence);
  }
  const next = await deleteAtProvider(work, rows);
  switch (next.action) {
    case 'finish':
      await ledger.finish({ type: 'finish' }, { attempts: 0, problem: null, reason: null });
      return;
    case 'wait':
      await ledger.finish(
        { type: 'wait' },
        { attempts: 0, problem: null, reason: next.reason, nextAttemptAtMs: next.untilMs },
      );
      return;
    case 'import-again':
      // What is stored stays. Only what is new or different is fetched.
      await ledger.finish(
        { type: 'again' },
        { attempts: 0, problem: null, reason: 'changed-at-provider', nextAttemptAtMs: work.clock() },
      );
      return;
  }
}
