import type { Reason } from '../domain/reasons';
import { isMedia } from './losses';
import { isTooShort, totalSeconds, wanted } from './plan';
import type { FileRow, Work } from './work';

/** Providers round, and the last picture of a video has no end. */
const LENGTH_TOLERANCE_SECONDS = 1;

/** The length that counts: of the files themselves, not of what the provider says of them. */
const probedSeconds = (rows: readonly FileRow[]): number | undefined => {
  const media = rows.filter(
    (row) => row.origin === 'provider' && isMedia(row) && row.durationSeconds !== null,
  );
  if (media.length === 0) return undefined;
  return totalSeconds(
    media.map((row) => ({ segmentKey: row.segmentKey ?? '', seconds: row.durationSeconds ?? 0 })),
  );
};

export type Excluded = { reason: Reason; recordedSeconds?: number };

/**
 * Why the rules, as they are now, exclude an import whose files are here. Undefined while they take it. Asked at
 * every step before publishing, because they may have been narrowed meanwhile.
 */
export function excludedNow({ ledger, policy }: Work, rows: readonly FileRow[]): Excluded | undefined {
  const decision = wanted(ledger.row.occurrence, policy.rules);
  if ('skip' in decision) return { reason: decision.skip };
  const seconds = probedSeconds(rows);
  if (seconds === undefined) return undefined;
  const recordedSeconds = seconds + LENGTH_TOLERANCE_SECONDS;
  return isTooShort(recordedSeconds, policy.rules) ? { reason: 'too-short', recordedSeconds } : undefined;
}

/** Skips an import of which no entry was made, and removes what of it is stored or in the spool. */
export async function leaveOut(
  work: Work,
  rows: readonly FileRow[],
  { reason, recordedSeconds }: Excluded,
): Promise<void> {
  for (const row of rows) {
    work.checkpoint();
    if (row.mediaFileId !== null) await work.library.discard(row.mediaFileId);
    await work.spool.removeAllOf(row.id, work.ledger.lease.fence);
    await work.files.drop(row);
  }
  await work.ledger.finish(
    { type: 'skip' },
    { reason, problem: null, ...(recordedSeconds === undefined ? {} : { recordedSeconds }) },
  );
}
