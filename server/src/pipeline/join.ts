import type { FileRow } from './work';

/** What becomes one content entry: the files that play one after another in it. */
export interface RecordingPart {
  segmentNumber: number;
  segmentCount: number;
  files: FileRow[];
}

/**
 * Each segment becomes a recording of its own. Connectors have no joining yet, so nothing is
 * combined here; `segmentCount` tells editors that there is more of the same meeting.
 */
export function join(rows: FileRow[]): RecordingPart[] {
  return rows.map((row) => ({
    segmentNumber: row.segmentNumber ?? 1,
    segmentCount: row.segmentCount ?? rows.length,
    files: [row],
  }));
}
