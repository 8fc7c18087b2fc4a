import { DateTime } from 'luxon';
import { fileNameFor } from '../domain/file-name';

/** What a name says of the recording; without what the reader may not see of it. */
export interface Named {
  title?: string | undefined;
  /** ISO instant. */
  startedAt?: string | undefined;
  timezone?: string | undefined;
}
export interface FileToName {
  /** What it is, if it is not the recording itself: `captions`, `chat original`. */
  part: string | undefined;
  extension: string;
}

/** The day on which the meeting began where it was held. */
function dayOf({ startedAt, timezone }: Named): string | undefined {
  if (startedAt === undefined) return undefined;
  const zone = timezone !== undefined && DateTime.local({ zone: timezone }).isValid ? timezone : 'utc';
  const start = DateTime.fromISO(startedAt, { zone });
  return start.isValid ? start.toFormat('yyyy-MM-dd') : undefined;
}

/**
 * Names for downloads of one recording, no two of them the same: `Office hour 2026-02-10.mp4`,
 * `Office hour 2026-02-10 (captions).vtt`. Pure.
 */
export function downloadNames(recording: Named, files: readonly FileToName[]): string[] {
  const day = dayOf(recording);
  const taken = new Map<string, number>();
  return files.map(({ part, extension }) => {
    const lower = extension.toLowerCase();
    const name = (words: string | undefined) =>
      fileNameFor(recording.title ?? '', lower, [
        ...(day === undefined ? [] : [day]),
        ...(words === undefined ? [] : [`(${words})`]),
      ]);
    const first = name(part);
    const count = (taken.get(first) ?? 0) + 1;
    taken.set(first, count);
    return count === 1 ? first : name([part, String(count)].filter(Boolean).join(' '));
  });
}
