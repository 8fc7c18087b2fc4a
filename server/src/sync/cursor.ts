import type { Window } from '../providers/provider';
import { DAY_MS, isoOf } from '../domain/instant';

/** Days that every run looks back: providers list recordings up to a day late, some later. */
const ALWAYS_DAYS = 3;
/**
 * How far a first run goes back when no start day is set, and how far one run a week looks back: a recording
 * can be published months after its meeting.
 */
export const WHOLE_DAYS = 180;
/** Longer looks back. Each is repeated after `everyDays` days. */
const LOOK_BACKS = [
  { days: 7, everyDays: 1 },
  { days: 14, everyDays: 3 },
  { days: 30, everyDays: 7 },
  { days: WHOLE_DAYS, everyDays: 7 },
] as const;

export interface Cursor {
  /** Listing is complete up to here; null before the first complete listing. */
  watermarkMs: number | null;
  /** ISO day from which the connector imports, or null. */
  importSince: string | null;
  lookBacks: Record<string, number>;
}

export interface ListingPlan {
  /** Ascending, adjoining, none longer than the provider answers faithfully. */
  windows: Window[];
  /** Look-backs that this plan covers, to be noted once it is complete. */
  lookBacks: Record<string, number>;
}

/**
 * What a run lists: from the watermark minus the look-back to the signpost (the instant the run
 * began). Pure. The watermark itself never passes the signpost; see `advance`.
 */
export function planListing(cursor: Cursor, signpostMs: number, maxWindowDays: number): ListingPlan {
  const since = cursor.importSince === null ? undefined : Date.parse(`${cursor.importSince}T00:00:00Z`);
  const covered: Record<string, number> = {};
  let fromMs: number;
  if (cursor.watermarkMs === null) {
    fromMs = since ?? signpostMs - WHOLE_DAYS * DAY_MS;
    for (const { days } of LOOK_BACKS) covered[days] = signpostMs;
  } else {
    let days: number = ALWAYS_DAYS;
    for (const lookBack of LOOK_BACKS) {
      const last = cursor.lookBacks[lookBack.days] ?? 0;
      if (signpostMs - last >= lookBack.everyDays * DAY_MS) {
        days = lookBack.days;
        covered[lookBack.days] = signpostMs;
      }
    }
    fromMs = Math.min(cursor.watermarkMs, signpostMs) - days * DAY_MS;
    if (since !== undefined) fromMs = Math.max(fromMs, since);
  }
  return {
    windows: windowsBetween(Math.min(fromMs, signpostMs), signpostMs, maxWindowDays),
    lookBacks: covered,
  };
}

/** Ascending and adjoining; none when the end is not later than the beginning. */
export function windowsBetween(fromMs: number, toMs: number, maxWindowDays: number): Window[] {
  const windows: Window[] = [];
  const lengthMs = maxWindowDays * DAY_MS;
  for (let at = fromMs; at < toMs; at += lengthMs)
    windows.push({ from: isoOf(at), to: isoOf(Math.min(at + lengthMs, toMs)) });
  return windows;
}

/** The watermark after a window was listed completely: it only rises, and never past the signpost. */
export const advance = (watermarkMs: number | null, window: Window, signpostMs: number): number =>
  Math.max(watermarkMs ?? 0, Math.min(Date.parse(window.to), signpostMs));
