import type { TimeMark } from '../domain/recording';
import { segmentTitle } from './added-text';
import { SHORTEST_GAP_SECONDS, type TimedPlace } from './join-texts';
import { toMilliseconds } from './plain-text';
import type { Chapter } from './timeline';
import { isoOf } from '../domain/instant';

/** A time in which the recording was paused. The media file has no gap there. */
export interface Pause {
  fromMs: number;
  toMs: number;
}

/** Pauses whose two ends were both reported before the recording was started again or stopped. */
export function pausesOf(marks: readonly TimeMark[]): Pause[] {
  const pauses: Pause[] = [];
  let fromMs: number | undefined;
  for (const { what, atMs } of [...marks].sort((a, b) => a.atMs - b.atMs)) {
    if (what === 'paused') {
      fromMs ??= atMs;
      continue;
    }
    const seconds = fromMs === undefined ? 0 : (atMs - fromMs) / 1000;
    if (what === 'resumed' && fromMs !== undefined && seconds >= SHORTEST_GAP_SECONDS) {
      pauses.push({ fromMs, toMs: atMs });
    }
    fromMs = undefined;
  }
  return pauses;
}

const lengthMs = (pauses: readonly Pause[]): number =>
  pauses.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);

/**
 * Pauses of one segment: begun between its start and that of the next one.
 * @param starts of all segments of the meeting.
 */
export function pausesWithin(
  pauses: readonly Pause[],
  { startedAt }: Pick<TimedPlace, 'startedAt'>,
  starts: readonly string[],
): Pause[] {
  const startMs = Date.parse(startedAt);
  const nextMs = Math.min(...starts.map((start) => Date.parse(start)).filter((start) => start > startMs));
  return pauses.filter(({ fromMs }) => fromMs >= startMs && fromMs < nextMs);
}

/** The segment with its real end: the duration of its media plus all its pauses. */
export const withPauses = <T extends TimedPlace>(segment: T, pauses: readonly Pause[]): T => ({
  ...segment,
  endedAt: isoOf(Date.parse(segment.startedAt) + segment.durationSeconds * 1000 + lengthMs(pauses)),
});

/** A chapter for each place where a segment continues after a pause. */
export function pauseChapters(segment: TimedPlace, pauses: readonly Pause[]): Chapter[] {
  const startMs = Date.parse(segment.startedAt);
  return pauses.flatMap(({ fromMs, toMs }, index) => {
    const seconds = (fromMs - startMs - lengthMs(pauses.slice(0, index))) / 1000;
    // After the end of the media, the marks belong to another recording.
    if (seconds >= segment.durationSeconds) return [];
    const startSeconds = toMilliseconds(segment.offsetSeconds + seconds);
    return [{ startSeconds, title: segmentTitle(2, (toMs - fromMs) / 1000) }];
  });
}
