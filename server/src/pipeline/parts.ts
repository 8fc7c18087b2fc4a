import type { PlacedSegment } from '../domain/recording';
import type { FileRow } from '../ledger/database';
import { isoOf } from '../domain/instant';

/** What becomes one content entry: a meeting whose segments were joined, or one of its segments. */
export interface RecordingPart {
  segmentNumber: number;
  segmentCount: number;
  /** In order, on the time line of `main`. */
  segments: PlacedSegment[];
  /** The video, or the audio file where there is no video. */
  main: FileRow;
  /** Files made of the provider's texts for this part (captions, transcript, chat), and pictures. */
  beside: FileRow[];
}

const isMedia = (row: FileRow) => row.kind === 'video' || row.kind === 'audio';

/** A file that a newer one replaced does not count. */
const counts = (row: FileRow) => row.status !== 'replaced';

/** The joined file of an import, once it was made. */
export const joinedFile = (rows: readonly FileRow[]): FileRow | undefined =>
  rows.find((row) => row.origin === 'made' && isMedia(row) && counts(row));

/** The main files as the provider holds them, by segment. */
export const mainFiles = (rows: readonly FileRow[]): FileRow[] =>
  rows
    .filter((row) => row.origin === 'provider' && isMedia(row))
    .sort((a, b) => (a.segmentNumber ?? 0) - (b.segmentNumber ?? 0));

const startedAt = (row: FileRow) => isoOf(row.startedAtMs ?? 0);

/**
 * The content entries of an import's files. Pure: after a crash the same rows give the same parts. A
 * segment that came after the others were joined is a part of its own.
 */
export function partsOf(rows: readonly FileRow[]): RecordingPart[] {
  const joined = joinedFile(rows);
  const inJoined = new Set(joined?.segments?.map(({ key }) => key));
  const mains: { main: FileRow; segments: PlacedSegment[] }[] = mainFiles(rows)
    // A used file is in the joined file, or is the same as one that is.
    .filter((row) => row.status !== 'used' && !inJoined.has(row.segmentKey ?? ''))
    .map((main) => ({
      main,
      segments: [
        {
          key: main.segmentKey ?? '',
          startedAt: startedAt(main),
          offsetSeconds: 0,
          durationSeconds: main.durationSeconds ?? 0,
        },
      ],
    }));
  if (joined !== undefined) mains.push({ main: joined, segments: joined.segments ?? [] });
  const startOf = ({ segments }: { segments: PlacedSegment[] }) => segments[0]?.startedAt ?? '';
  return mains
    .sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
    .map(({ main, segments }, index, all) => ({
      segmentNumber: index + 1,
      segmentCount: all.length,
      segments,
      main,
      beside: rows.filter(
        (row) => row.origin === 'made' && !isMedia(row) && row.segmentKey === segments[0]?.key && counts(row),
      ),
    }));
}
