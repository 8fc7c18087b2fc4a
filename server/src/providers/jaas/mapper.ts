import { DateTime } from 'luxon';
import { keyHash } from '../../domain/hash';
import { DAY_MS, HOUR_MS, isoOf, MINUTE_MS, parseInstant } from '../../domain/instant';
import type { FileKind, Host, IsoInstant, Occurrence, ProviderFile } from '../../domain/recording';
import type { Stay } from '../../domain/stays';
import type { Delivery, PushedOccurrence } from '../webhook';
import { cleanKey } from '../clean-answers';
import type { Account } from '../account';
import { LINK_HOURS, readEventSettings } from './descriptor';
import {
  idempotencyKeyOf,
  NO_DATA,
  objectNameOf,
  readEvent,
  RECORDING_EVENTS,
  roomOf,
  SEEN_EVENT,
  sessionOf,
  type JaasData,
  type JaasEvent,
} from './events';
import { storedObjectOf } from './storage';

/** Pure: turns 8x8's events into the plugin's types. Links are returned beside the occurrence, never in it. */

interface SessionEvent {
  event: JaasEvent;
  data: JaasData;
  eventType: string;
  key: string;
  /** The event's own instant, or that of its arrival when it has none. */
  atMs: number;
}

/** A later end of a link is a mistake of units. */
const LONGEST_LINK_MS = 7 * DAY_MS;

/** Each event once, by its own time. The order and the number of the deliveries do not matter. */
function eventsOf(deliveries: readonly Delivery[]): SessionEvent[] {
  const events = new Map<string, SessionEvent>();
  for (const { rawBody, receivedAtMs } of deliveries) {
    const event = readEvent(rawBody);
    if (event?.eventType === undefined) continue;
    const key = idempotencyKeyOf(event, rawBody);
    const known = events.get(key);
    const atMs = event.timestamp ?? receivedAtMs;
    if (known !== undefined && known.atMs <= atMs) continue;
    events.set(key, { event, data: event.data ?? NO_DATA, eventType: event.eventType, key, atMs });
  }
  return [...events.values()].sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1));
}

/** One recording of the meeting, from a start to a stop, or to 8x8's limit of six hours. */
interface Recorded {
  id: string;
  startMs: number;
  endMs: number;
  /** From the last announcement, because a newer link lives longer. */
  link: string;
  expiresAtMs: number;
  extension: string;
  initiatorId?: string;
  participants: { id?: string; name?: string }[];
}

const isSeen = ({ eventType }: SessionEvent): boolean => eventType === SEEN_EVENT;

const isLink = (link: string | undefined): link is string => link !== undefined && URL.canParse(link);

/**
 * What distinguishes one recording from another: its own id, which also names its folder in 8x8's storage.
 * Without either, it is the object, and without that the event.
 */
function recordingIdOf({ data, key }: SessionEvent, link: string): string {
  const object = objectNameOf(link);
  const folders = object?.split('/') ?? [];
  return data.recordingSessionId ?? (folders.length >= 3 ? folders[1] : object) ?? key;
}

export function linkEndOf(end: number | undefined, atMs: number): number {
  return end !== undefined && end > atMs && end < atMs + LONGEST_LINK_MS ? end : atMs + LINK_HOURS * HOUR_MS;
}
const expiryOf = ({ data, atMs }: SessionEvent): number => linkEndOf(data.linkExpiration, atMs);

const extensionOf = (link: string, otherwise: string): string =>
  /\.([a-z0-9]{2,4})$/i.exec(objectNameOf(link) ?? '')?.[1]?.toLowerCase() ?? otherwise;

/** 8x8 stops a recording after six hours (docs, recordings). One more for clocks and slow uploads. */
const LONGEST_RECORDING_MS = 7 * HOUR_MS;

/** The start in `room_2026-03-10-12-00-07.mp4`, by the recorder's clock, if it fits the time of the event. */
function startInName(link: string, eventAtMs: number): number | undefined {
  const [, day, hour, minute, second] =
    /_(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)\.\w+$/.exec(objectNameOf(link) ?? '') ?? [];
  const atMs = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return atMs <= eventAtMs && atMs > eventAtMs - LONGEST_RECORDING_MS ? atMs : undefined;
}

function recordingsOf(events: readonly SessionEvent[]): Recorded[] {
  const recordings = new Map<string, Recorded>();
  for (const one of events) {
    const { data, atMs } = one;
    const link = data.preAuthenticatedLink;
    if (!(isSeen(one) || RECORDING_EVENTS.includes(one.eventType)) || !isLink(link)) continue;
    const lengthMs = (data.durationSec ?? 0) * 1000;
    const endMs = data.endTimestamp ?? (data.startTimestamp ?? atMs - lengthMs) + lengthMs;
    const startMs = isSeen(one)
      ? (startInName(link, atMs) ?? atMs)
      : (data.startTimestamp ?? Math.max(0, endMs - lengthMs));
    const id = recordingIdOf(one, link);
    const known = recordings.get(id);
    recordings.set(id, {
      // The first start and end stay, because they identify an import.
      startMs: known?.startMs ?? startMs,
      endMs: known?.endMs ?? Math.max(startMs, endMs),
      id,
      link,
      expiresAtMs: expiryOf(one),
      extension: extensionOf(link, 'mp4'),
      ...(data.initiatorId === undefined ? {} : { initiatorId: data.initiatorId }),
      participants: data.participants ?? [],
    });
  }
  return [...recordings.values()].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
}

const instant = (ms: number): IsoInstant => parseInstant(Math.max(ms, 1e11)) ?? isoOf(0);

/** Sorted as text, they are in the order of the starts. Two that started in the same second stay separate. */
const segmentKeyOf = ({ startMs, id }: Recorded): string => `${instant(startMs)}/${keyHash(id).slice(0, 10)}`;

const videoOf = (recorded: Recorded): ProviderFile => ({
  key: `recording:${recorded.id}`,
  kind: 'video',
  view: 'recording',
  extension: recorded.extension,
  startedAt: instant(recorded.startMs),
  endedAt: instant(recorded.endMs),
  ready: true,
  segmentKey: segmentKeyOf(recorded),
  expiresAt: instant(recorded.expiresAtMs),
});

const TEXTS: Readonly<Record<string, { kind: FileKind; extension: string }>> = {
  CHAT_UPLOADED: { kind: 'chat', extension: 'json' },
  // Its format is not published. `texts/` recognises it by its content.
  TRANSCRIPTION_UPLOADED: { kind: 'transcript', extension: 'txt' },
};

interface Linked {
  file: ProviderFile;
  link: string;
}

/**
 * A chat belongs to the whole meeting, so each recording gets its part. The times of a transcript count
 * from the start of one recording: the last one that had started before the event.
 */
function textsOf(events: readonly SessionEvent[], recordings: readonly Recorded[]): Linked[] {
  const files = new Map<string, Linked>();
  for (const one of events) {
    const what = Object.hasOwn(TEXTS, one.eventType) ? TEXTS[one.eventType] : undefined;
    const link = one.data.preAuthenticatedLink;
    if (what === undefined || !isLink(link)) continue;
    const sameId = recordings.filter(({ id }) => id === one.data.recordingSessionId);
    const before = recordings.filter(({ startMs }) => startMs <= one.atMs).slice(-1);
    const fitting = sameId.length > 0 ? sameId : before.length > 0 ? before : recordings.slice(0, 1);
    for (const recorded of what.kind === 'chat' ? recordings : fitting) {
      const segmentKey = segmentKeyOf(recorded);
      const key = `${what.kind}:${objectNameOf(link) ?? one.key}@${recorded.id}`;
      files.set(key, {
        link,
        file: {
          key,
          kind: what.kind,
          view: what.kind,
          extension: extensionOf(link, what.extension),
          ready: true,
          segmentKey,
          expiresAt: instant(expiryOf(one)),
        },
      });
    }
  }
  return [...files.values()];
}

/** The host by the person's id in our tokens. Only who joined has e-mail addresses. */
function hostOf(people: readonly Stay[], recordings: readonly Recorded[]): Host | undefined {
  const id = recordings.map(({ initiatorId }) => initiatorId).find((one) => one !== undefined);
  if (id === undefined) return undefined;
  const stays = people.filter(({ personId }) => personId === cleanKey(id));
  const firstOf = (read: (stay: Stay) => string | null) =>
    stays.map(read).find((value) => value !== null) ?? undefined;
  const email = firstOf((stay) => stay.email);
  const name =
    firstOf((stay) => stay.name) ??
    recordings.flatMap(({ participants }) => participants).find((person) => person.id === id)?.name;
  return {
    id,
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Names of the people in the chat, because its file has only their addresses in the meeting. */
function namesOf(people: readonly Stay[]): Record<string, string> {
  return Object.fromEntries(
    people.flatMap(({ name, addresses }): [string, string][] =>
      name === null ? [] : addresses.map((address) => [address, name]),
    ),
  );
}

/**
 * When recordings ended that were not announced. Ends and announcements share no id, so each announcement
 * belongs to the end that is nearest to its own.
 */
function awaitedOf(events: readonly SessionEvent[], recordings: readonly Recorded[]): number[] {
  const at = (type: string) => events.filter(({ eventType }) => eventType === type).map(({ atMs }) => atMs);
  const starts = at('RECORDING_STARTED');
  const ends = at('RECORDING_ENDED');
  const closed = events.find(
    ({ eventType, data, atMs }) =>
      eventType === 'ROOM_DESTROYED' && data.isBreakout !== true && atMs >= (starts.at(-1) ?? Infinity),
  );
  // A recording without an end of its own ended with the room.
  if (closed !== undefined && starts.length > ends.length) ends.push(closed.atMs);
  const pairs = recordings
    .flatMap((recorded, of) =>
      ends.map((atMs, end) => ({ of, end, awayMs: Math.abs(atMs - recorded.endMs) })),
    )
    .sort((a, b) => a.awayMs - b.awayMs);
  const announced = new Set<number>();
  const used = new Set<number>();
  for (const { of, end } of pairs) {
    if (announced.has(end) || used.has(of)) continue;
    announced.add(end);
    used.add(of);
  }
  return ends.filter((_, index) => !announced.has(index)).sort((a, b) => a - b);
}

const zoneIn = (timezone: string | undefined): string | undefined =>
  timezone !== undefined && DateTime.local({ zone: timezone }).isValid ? timezone : undefined;

/** The room in `room_2026-03-10-12-00-07.mp4`. A page can name any. */
const roomInName = (link: string): string | undefined =>
  /(?:^|\/)([^/]+)_\d{4}(?:-\d\d){5}\.\w+$/.exec(objectNameOf(link) ?? '')?.[1];

/** Of a file that only a page told of. A page names neither start nor length, and nothing of it is proven. */
const toldIdOf = (link: string): string => `page:${keyHash(storedObjectOf(link)?.name ?? link)}`;

function toldOf(one: Recorded, timezone: string | undefined): { occurrence: Occurrence; link: Linked } {
  const room = roomInName(one.link);
  const startedAt = instant(one.startMs);
  const video = videoOf(one);
  return {
    occurrence: {
      id: toldIdOf(one.link),
      unproven: true,
      ...(room === undefined ? {} : { meetingId: room }),
      title: titleOf(room, startedAt, timezone),
      startedAt,
      ...(timezone === undefined ? {} : { timezone }),
      files: [video],
    },
    link: { file: video, link: one.link },
  };
}

function titleOf(room: string | undefined, startedAt: IsoInstant, timezone: string | undefined): string {
  const day = DateTime.fromISO(startedAt, { zone: timezone ?? 'utc' }).toFormat('yyyy-MM-dd');
  return room === undefined ? day : `${room} ${day}`;
}

const linksOf = (linked: readonly Linked[]): Record<string, string> =>
  Object.fromEntries(linked.map(({ file, link }) => [file.key, link]));

/**
 * Assembles a meeting from all events of its session, in any order and with any repetition. What only a page
 * told of is no part of it: a member could name any session. `people` are those who were there.
 */
export function assemble(
  deliveries: readonly Delivery[],
  settings: Account['settings'],
  people: readonly Stay[],
): PushedOccurrence {
  const all = eventsOf(deliveries);
  const { appId = '', timezone: zone } = readEventSettings(settings);
  const timezone = zoneIn(zone);
  const proven = provenOf(
    all.filter((one) => !isSeen(one)),
    people,
    timezone,
  );
  const objects = proven.recordings.flatMap(({ link }) => storedObjectOf(link) ?? []);
  const formerIds = proven.recordings.map(({ link }) => toldIdOf(link));
  const told = all
    .filter(isSeen)
    .flatMap((one) => recordingsOf([one]))
    .map((one) => toldOf(one, timezone))
    .filter(({ occurrence }) => !formerIds.includes(occurrence.id))
    .map(({ occurrence, link }) => ({ occurrence, links: linksOf([link]) }));
  const places = objects
    .filter(({ name }) => name.toLowerCase().startsWith(`${appId.toLowerCase()}/`))
    .map(({ place }) => place);
  return {
    ...proven.pushed,
    ...(told.length === 0 ? {} : { told }),
    ...(formerIds.length === 0 ? {} : { formerIds }),
    ...(places.length === 0 ? {} : { places: [...new Set(places)] }),
  };
}

/** The meeting as 8x8's own events tell it. */
function provenOf(
  events: readonly SessionEvent[],
  people: readonly Stay[],
  timezone: string | undefined,
): { pushed: PushedOccurrence; recordings: readonly Recorded[] } {
  const recordings = recordingsOf(events);
  const awaitedSinceMs = awaitedOf(events, recordings);
  const [first] = recordings;
  if (first === undefined) return { pushed: { links: {}, awaitedSinceMs }, recordings };

  const videos = recordings.map((recorded): Linked => ({ file: videoOf(recorded), link: recorded.link }));
  const linked = [...videos, ...textsOf(events, recordings)];
  const startedAt = instant(first.startMs);
  const room = events.map(({ event }) => roomOf(event.fqn)).find((name) => name !== undefined);
  const host = hostOf(people, recordings);
  const names = namesOf(people);
  const occurrence: Occurrence = {
    id: events.map(({ event }) => sessionOf(event)).find((session) => session !== undefined) ?? first.id,
    ...(room === undefined ? {} : { meetingId: room }),
    title: titleOf(room, startedAt, timezone),
    startedAt,
    ...(timezone === undefined ? {} : { timezone }),
    ...(host === undefined ? {} : { host }),
    ...(Object.keys(names).length === 0 ? {} : { names }),
    files: linked.map(({ file }) => file),
  };
  const pushed = { occurrence, links: linksOf(linked), awaitedSinceMs };
  const mayGrowUntilMs = growsUntil(recordings, awaitedSinceMs.length > 0 ? undefined : endOf(events));
  return { pushed: { ...pushed, mayGrowUntilMs }, recordings };
}

/** How long after a recording another one may begin, while nothing tells that the meeting is over. */
const LONGEST_PAUSE_MS = HOUR_MS;
/** Events of what ended before come within this time. */
const AFTER_THE_END_MS = 10 * MINUTE_MS;
/** Of the time for which the first file is served: the rest is left for its download. */
const SHARE_TO_WAIT = 0.5;

/** When the room was left for good, as far as events tell it. */
const endOf = (events: readonly SessionEvent[]): number | undefined =>
  events.filter(({ eventType, data }) => eventType === 'ROOM_DESTROYED' && data.isBreakout !== true).at(-1)
    ?.atMs;

/** Until when events may tell of another recording of the meeting. */
function growsUntil(recordings: readonly Recorded[], endedAtMs: number | undefined): number {
  const lastEndMs = Math.max(...recordings.map(({ endMs }) => endMs));
  const isOver = endedAtMs !== undefined && recordings.every(({ startMs }) => startMs <= endedAtMs);
  const quietFromMs = isOver
    ? Math.max(endedAtMs, lastEndMs) + AFTER_THE_END_MS
    : lastEndMs + LONGEST_PAUSE_MS;
  const served = recordings.map(({ expiresAtMs }) => expiresAtMs - LINK_HOURS * HOUR_MS * SHARE_TO_WAIT);
  return Math.min(quietFromMs, ...served);
}
