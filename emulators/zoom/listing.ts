import { dayOf, meetingJson, type Links } from './json';
import type { World } from './world';
import type { ZoomMeeting } from './shapes';

const DAY_MS = 86_400_000;

/** The first and last day of a listing, `yyyy-mm-dd`, as Zoom applies them. */
export interface Days {
  from: string;
  to: string;
}

/** The same day of the month before. Zoom lists nothing from before that day. */
function monthBefore(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month - 1, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 2, Math.min(date, lastOfMonth)));
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text;

/**
 * Zoom does not reject a range of more than a month. It moves `from`, and its answer names the range that it
 * used (https://github.com/zoom/api/issues/36). Undefined if a parameter is not a day.
 */
export function daysOf(query: URLSearchParams, nowMs: number): Days | undefined {
  const from = query.get('from') ?? dayOf(nowMs);
  const to = query.get('to') ?? dayOf(nowMs + DAY_MS);
  if (!isDay(from) || !isDay(to)) return undefined;
  const earliest = monthBefore(to);
  return { from: from < earliest ? earliest : from, to };
}

/** A list that can make one page without making the others. */
export interface Listed {
  count: number;
  /** The JSON of some items. `lasting`: it stays the same as long as nothing in the account changes. */
  slice(start: number, end: number): { texts: string[]; lasting: boolean };
}

/** The most answers that are kept. A benchmark with 100,000 meetings is to measure the plugin, not the emulator. */
const MOST_CACHED_CHARACTERS = 128 * 1024 * 1024;

export function createListing(world: World, accountId: () => string, links: Links) {
  const cache = new Map<ZoomMeeting['uuid'], string>();
  let cached = 0;

  /** Recordings of a user, newest first: ordinary meetings, then generated ones. Both days are included. */
  function recordings(hostId: string, days: Days, meetingId: number | undefined): Listed {
    const fromMs = Date.parse(days.from);
    const toMs = Date.parse(days.to) + DAY_MS;
    const ordinary = (world.byHost.get(hostId) ?? []).filter(
      (meeting) =>
        meeting.startedAtMs >= fromMs &&
        meeting.startedAtMs < toMs &&
        meeting.trashedAtMs === undefined &&
        world.isVisible(meeting) &&
        // A meeting is gone once all its files were deleted. A meeting that never had files stays in the list.
        (meeting.files === undefined || meeting.files.some((file) => file.trashedAtMs === undefined)) &&
        (meetingId === undefined || meeting.id === meetingId),
    );
    const generated =
      meetingId === undefined ? world.bulks.map((bulk) => bulk.listed(hostId, fromMs, toMs)) : [];
    const count = generated.reduce((sum, list) => sum + list.count, ordinary.length);
    return {
      count,
      slice(start, end) {
        const texts = ordinary.slice(start, end).map((meeting) => text(meeting));
        const lasting = texts.length === 0;
        let before = ordinary.length;
        for (const list of generated) {
          for (let at = Math.max(start, before); at < Math.min(end, before + list.count); at += 1) {
            texts.push(text(list.at(at - before)));
          }
          before += list.count;
        }
        return { texts, lasting };
      },
    };
  }

  const text = (meeting: ZoomMeeting): string => JSON.stringify(meetingJson(meeting, accountId(), links));

  /** Zoom ignores dates in the list of the trash. */
  function trash(hostId: string, type: string): Listed {
    const found = (world.byHost.get(hostId) ?? []).filter((meeting) =>
      type === 'recording_file'
        ? meeting.trashedAtMs === undefined && meeting.files?.some((file) => file.trashedAtMs !== undefined)
        : meeting.trashedAtMs !== undefined,
    );
    const kind = type === 'recording_file' ? 'files' : 'meetings';
    return {
      count: found.length,
      slice: (start, end) => ({
        texts: found
          .slice(start, end)
          .map((meeting) => JSON.stringify(meetingJson(meeting, accountId(), links, kind))),
        lasting: false,
      }),
    };
  }

  return {
    recordings,
    trash,
    /** Some items as a JSON array. Items that last are kept under `key`. */
    array(listed: Listed, start: number, end: number, key: string): string {
      const known = cache.get(key);
      if (known !== undefined) return known;
      const { texts, lasting } = listed.slice(start, end);
      const array = `[${texts.join(',')}]`;
      if (lasting && texts.length > 0 && cached + array.length <= MOST_CACHED_CHARACTERS) {
        cached += array.length;
        cache.set(key, array);
      }
      return array;
    },
    /** Call this whenever something in the account changed. */
    forget(): void {
      cache.clear();
      cached = 0;
    },
  };
}
export type Listing = ReturnType<typeof createListing>;
