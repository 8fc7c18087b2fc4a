import { DateTime } from 'luxon';
import { message } from '../../../contracts/messages/catalogue';
import type { IsoInstant } from '../domain/recording';
import { segmentTitle } from './added-text';
import { inCueOrder, type Cue } from './captions';
import type { ChatMessage } from './chat';
import { toMilliseconds } from './plain-text';
import type { Chapter } from './timeline';
import { unreadable, type Unreadable } from './unreadable';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/instant';

/** The place of a segment on the joined time line. */
export interface Place {
  /** Sum of the durations of the segments before it. */
  offsetSeconds: number;
  /** Duration of its media, as probed. */
  durationSeconds: number;
}

/** The shortest time that WebVTT can express. */
const ONE_MILLISECOND = 0.001;

/** Moves an instant of a segment to the joined time line. It never leaves the segment. */
const shifted = (seconds: number, { offsetSeconds, durationSeconds }: Place): number =>
  toMilliseconds(offsetSeconds + Math.min(Math.max(0, seconds), Math.max(0, durationSeconds)));

const inOrder = <T extends Place>(segments: readonly T[]): T[] =>
  [...segments].sort((a, b) => a.offsetSeconds - b.offsetSeconds);

/**
 * The cues of all segments on the joined time line. None is lost: a cue after the end of its segment's
 * media is shown in the last instant of the segment.
 */
export function joinCues(segments: readonly (Place & { cues: readonly Cue[] })[]): Cue[] {
  return inOrder(segments).flatMap((segment) =>
    inCueOrder(segment.cues).map((cue) => {
      const lastStart = Math.max(0, segment.durationSeconds - ONE_MILLISECOND);
      const startSeconds = shifted(Math.min(cue.startSeconds, lastStart), segment);
      const endSeconds = Math.max(
        shifted(cue.endSeconds, segment),
        toMilliseconds(startSeconds + ONE_MILLISECOND),
      );
      return { ...cue, startSeconds, endSeconds };
    }),
  );
}

/**
 * The messages of all segments on the joined time line, in the order of each file. For times of day see
 * `placeWallClock`.
 */
export function joinChats(
  segments: readonly (Place & { messages: readonly ChatMessage[] })[],
): ChatMessage[] {
  return inOrder(segments).flatMap((segment) =>
    segment.messages.map((message) => ({ ...message, atSeconds: shifted(message.atSeconds, segment) })),
  );
}

/** The chapters of all segments on the joined time line. */
export function joinChapters(segments: readonly (Place & { chapters: readonly Chapter[] })[]): Chapter[] {
  return inOrder(segments).flatMap((segment) =>
    segment.chapters.map((chapter) => ({ ...chapter, startSeconds: shifted(chapter.startSeconds, segment) })),
  );
}

/** A segment and when it was recorded. `endedAt` comes from the provider, if it says. */
export interface TimedPlace extends Place {
  startedAt: IsoInstant;
  endedAt?: IsoInstant;
}

const millis = (instant: IsoInstant): number => Date.parse(instant);

/** Messages from before the recording, or from shortly after its end, still belong to the meeting. */
const BEFORE_MS = HOUR_MS;
const AFTER_MS = 15 * MINUTE_MS;

/**
 * Puts messages with times of day on the joined time line. The file names no date and no zone, so the
 * first message is taken to be from the hours around the start, and a clock that goes back by more than
 * half a day has passed midnight. Messages from while nothing was recorded are placed where the
 * recording continues.
 * @param segments all segments that the chat may cover; only one if they are not joined.
 * @param timezone IANA zone of the meeting; UTC if unknown.
 * @returns `unreadable` (`other-clock`) if most messages would be outside the recording: whoever saved
 *   the file is in another zone, so every place would be wrong.
 */
export function placeWallClock(
  messages: readonly ChatMessage[],
  segments: readonly TimedPlace[],
  timezone: string | undefined,
): { outcome: 'placed'; messages: ChatMessage[] } | Unreadable {
  const places = segments
    .map((segment) => ({ ...segment, startMs: millis(segment.startedAt) }))
    .sort((a, b) => a.startMs - b.startMs);
  const first = places[0];
  const last = places.at(-1);
  if (first === undefined || last === undefined || messages.length === 0) {
    return { outcome: 'placed', messages: messages.map((one) => ({ ...one })) };
  }
  const zone = timezone !== undefined && DateTime.local({ zone: timezone }).isValid ? timezone : 'utc';
  const { startMs } = first;
  const endMs = endOf(last);
  const instants = instantsOf(messages, startMs, zone);
  const inside = instants.filter((at) => at >= startMs - BEFORE_MS && at <= endMs + AFTER_MS).length;
  if (inside * 2 <= messages.length) {
    // Some clients use this form but count from the start of the recording.
    const { offsetSeconds } = first;
    const total = last.offsetSeconds + last.durationSeconds - offsetSeconds;
    if (messages.every(({ atSeconds }) => atSeconds <= total)) {
      return {
        outcome: 'placed',
        messages: joinChats([{ offsetSeconds, durationSeconds: total, messages }]),
      };
    }
    return unreadable('other-clock', message('text.other-clock', { zone: zone === 'utc' ? 'UTC' : zone }));
  }
  return {
    outcome: 'placed',
    messages: messages.map((one, index) => ({
      ...one,
      atSeconds: placeOf(instants[index] ?? startMs, places),
    })),
  };
}

/**
 * The messages that belong to one segment of a meeting, on the joined time line: those written between
 * its start and the start of the next segment. Messages from before the first segment belong to it.
 * @param messages with epoch seconds.
 * @param starts of all segments of the meeting, in order.
 */
export function placeInstants(
  messages: readonly ChatMessage[],
  segment: TimedPlace,
  starts: readonly IsoInstant[],
): ChatMessage[] {
  const startMs = millis(segment.startedAt);
  const others = starts.map(millis);
  const isFirst = others.every((other) => other >= startMs);
  const nextMs = Math.min(...others.filter((other) => other > startMs));
  return messages
    .map((message) => ({ message, atMs: message.atSeconds * 1000 }))
    .filter(({ atMs }) => (isFirst || atMs >= startMs) && atMs < nextMs)
    .map(({ message, atMs }) => ({ ...message, atSeconds: shifted((atMs - startMs) / 1000, segment) }));
}

const endOf = (segment: TimedPlace): number =>
  Math.max(
    millis(segment.startedAt) + segment.durationSeconds * 1000,
    segment.endedAt === undefined ? 0 : millis(segment.endedAt),
  );

const HALF_DAY_SECONDS = 43_200;

/** The instant of each message, in milliseconds. */
function instantsOf(messages: readonly ChatMessage[], startMs: number, zone: string): number[] {
  const startDay = DateTime.fromMillis(startMs, { zone }).startOf('day');
  const hours = new Map<number, number>();
  // Set by fields, because the day of a clock change does not have 24 hours.
  const hourMs = (day: number, hour: number): number => {
    const key = day * 24 + hour;
    const known = hours.get(key) ?? startDay.plus({ days: day }).set({ hour }).toMillis();
    hours.set(key, known);
    return known;
  };
  const on = (day: number, atSeconds: number): number =>
    hourMs(day, Math.floor(atSeconds / 3600) % 24) + (atSeconds % 3600) * 1000;
  let before = messages[0]?.atSeconds ?? 0;
  let day =
    [-1, 0, 1].find((candidate) => {
      const ahead = on(candidate, before) - startMs;
      return ahead >= -BEFORE_MS && ahead < DAY_MS - BEFORE_MS;
    }) ?? 0;
  return messages.map(({ atSeconds }) => {
    if (before - atSeconds > HALF_DAY_SECONDS) day += 1;
    before = atSeconds;
    return on(day, atSeconds);
  });
}

/** Seconds on the joined time line. `places` are sorted by start. */
function placeOf(instantMs: number, places: readonly (TimedPlace & { startMs: number })[]): number {
  const current = places.filter(({ startMs }) => startMs <= instantMs).at(-1);
  if (current === undefined) return places[0]?.offsetSeconds ?? 0;
  return shifted((instantMs - current.startMs) / 1000, current);
}

/** A chapter for each segment of the meeting, and how long nothing was recorded before it. */
export interface SegmentChapter extends Chapter {
  /** Since the end of the segment before. 0 for the first, and if two touch or overlap. */
  gapSeconds: number;
}

/** Shorter gaps come from the rounding of providers. */
export const SHORTEST_GAP_SECONDS = 2;

export function segmentChapters(segments: readonly TimedPlace[]): SegmentChapter[] {
  const places = inOrder(segments);
  let endMs = 0;
  return places.map((segment, index) => {
    const gapMs = index === 0 ? 0 : millis(segment.startedAt) - endMs;
    endMs = Math.max(endMs, endOf(segment));
    const gapSeconds = gapMs / 1000 < SHORTEST_GAP_SECONDS ? 0 : toMilliseconds(gapMs / 1000);
    return {
      startSeconds: toMilliseconds(segment.offsetSeconds),
      title: segmentTitle(index + 1, gapSeconds),
      gapSeconds,
    };
  });
}

/** Merges lists of chapters by start. At the same instant the earlier list comes first. */
export const mergeChapters = (...lists: readonly (readonly Chapter[])[]): Chapter[] =>
  lists.flat().sort((a, b) => a.startSeconds - b.startSeconds);
