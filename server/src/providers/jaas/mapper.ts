import { DateTime } from 'luxon';
import { keyHash } from '../../domain/hash';
import { parseInstant } from '../../domain/instant';
import type { FileKind, Host, IsoInstant, Occurrence, ProviderFile } from '../../domain/recording';
import type { Delivery, PushedOccurrence } from '../webhook';
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

/** Pure: 8x8's events in, the plugin's words out. Links leave only beside the occurrence, never in it. */

interface Told {
  event: JaasEvent;
  data: JaasData;
  eventType: string;
  key: string;
  /** The event's own instant; that of its arrival where it names none. */
  atMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A link's stated end far off is a mistake of units. */
const LONGEST_LINK_MS = 7 * DAY_MS;

/** Each event once, by its own time: neither the order nor the number of deliveries matters. */
function toldBy(deliveries: readonly Delivery[]): Told[] {
  const told = new Map<string, Told>();
  for (const { rawBody, receivedAtMs } of deliveries) {
    const event = readEvent(rawBody);
    if (event?.eventType === undefined) continue;
    const key = idempotencyKeyOf(event, rawBody);
    const known = told.get(key);
    const atMs = event.timestamp ?? receivedAtMs;
    if (known !== undefined && known.atMs <= atMs) continue;
    told.set(key, { event, data: event.data ?? NO_DATA, eventType: event.eventType, key, atMs });
  }
  return [...told.values()].sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1));
}

/** One recording of the meeting: from a start to a stop, or to 8x8's limit of six hours. */
interface Recorded {
  id: string;
  startMs: number;
  endMs: number;
  /** Of the last announcement: a link told anew lives longer. */
  link: string;
  expiresAtMs: number;
  extension: string;
  initiatorId?: string;
  participants: { id?: string; name?: string }[];
  /** Known from a page only, which tells neither start nor length. */
  isSeen: boolean;
}

const isLink = (link: string | undefined): link is string => link !== undefined && URL.canParse(link);

/**
 * What tells one recording from another: its own id, which also names its folder in 8x8's storage;
 * where neither is there, the object; at last the event.
 */
function recordingIdOf({ data, key }: Told, link: string): string {
  const object = objectNameOf(link);
  const folders = object?.split('/') ?? [];
  return data.recordingSessionId ?? (folders.length >= 3 ? folders[1] : object) ?? key;
}

const expiryOf = ({ data, atMs }: Told): number => {
  const told = data.linkExpiration;
  return told !== undefined && told > atMs && told < atMs + LONGEST_LINK_MS
    ? told
    : atMs + LINK_HOURS * HOUR_MS;
};

const extensionOf = (link: string, otherwise: string): string =>
  /\.([a-z0-9]{2,4})$/i.exec(objectNameOf(link) ?? '')?.[1]?.toLowerCase() ?? otherwise;

/** 8x8 stops a recording after six hours. */
const LONGEST_RECORDING_MS = 7 * HOUR_MS;

/** `room_2026-03-10-12-00-07.mp4`: the recorder's clock, believed where it fits the time of the telling. */
function startInName(link: string, toldAtMs: number): number | undefined {
  const [, day, hour, minute, second] =
    /_(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)\.\w+$/.exec(objectNameOf(link) ?? '') ?? [];
  const atMs = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return atMs <= toldAtMs && atMs > toldAtMs - LONGEST_RECORDING_MS ? atMs : undefined;
}

function recordingsOf(told: readonly Told[]): Recorded[] {
  const recordings = new Map<string, Recorded>();
  const isSeen = ({ eventType }: Told) => eventType === SEEN_EVENT;
  // What 8x8 itself tells stands above what a page saw, whichever came first.
  for (const one of [...told.filter(isSeen), ...told.filter((other) => !isSeen(other))]) {
    const { data, atMs } = one;
    const link = data.preAuthenticatedLink;
    if (!(isSeen(one) || RECORDING_EVENTS.includes(one.eventType)) || !isLink(link)) continue;
    const lengthMs = (data.durationSec ?? 0) * 1000;
    const endMs = data.endTimestamp ?? (data.startTimestamp ?? atMs - lengthMs) + lengthMs;
    const startMs = isSeen(one)
      ? (startInName(link, atMs) ?? atMs)
      : (data.startTimestamp ?? Math.max(0, endMs - lengthMs));
    const id = recordingIdOf(one, link);
    const before = recordings.get(id);
    const known = before?.isSeen === true && !isSeen(one) ? undefined : before;
    recordings.set(id, {
      // What was said first stays: an import is known by it.
      startMs: known?.startMs ?? startMs,
      endMs: known?.endMs ?? Math.max(startMs, endMs),
      id,
      link,
      expiresAtMs: expiryOf(one),
      extension: extensionOf(link, 'mp4'),
      ...(data.initiatorId === undefined ? {} : { initiatorId: data.initiatorId }),
      participants: data.participants ?? [],
      isSeen: isSeen(one),
    });
  }
  return [...recordings.values()].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
}

const instant = (ms: number): IsoInstant => parseInstant(Math.max(ms, 1e11)) ?? new Date(0).toISOString();

/** Their string order is that of the starts; two that started in one second stay two. */
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

const WORDS: Readonly<Record<string, { kind: FileKind; extension: string }>> = {
  CHAT_UPLOADED: { kind: 'chat', extension: 'json' },
  // Its format is not published: it is told by its content.
  TRANSCRIPTION_UPLOADED: { kind: 'transcript', extension: 'txt' },
};

interface Linked {
  file: ProviderFile;
  link: string;
}

/**
 * A chat is of the whole meeting, and each of its recordings gets its part of it; a transcript counts
 * from the start of one recording: the last that had begun when it was told of.
 */
function wordsOf(told: readonly Told[], recordings: readonly Recorded[]): Linked[] {
  const files = new Map<string, Linked>();
  for (const one of told) {
    const what = Object.hasOwn(WORDS, one.eventType) ? WORDS[one.eventType] : undefined;
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

/** Names and addresses by the person's id in our tokens; `PARTICIPANT_JOINED` alone has addresses. */
function hostOf(told: readonly Told[], recordings: readonly Recorded[]): Host | undefined {
  const id = recordings.map(({ initiatorId }) => initiatorId).find((one) => one !== undefined);
  if (id === undefined) return undefined;
  const joined = told.filter(({ eventType, data }) => eventType === 'PARTICIPANT_JOINED' && data.id === id);
  const said = (read: (data: JaasData) => string | undefined) =>
    joined.map(({ data }) => read(data)).find((value) => value !== undefined);
  const email = said((data) => data.email);
  const name =
    said((data) => data.name) ??
    recordings.flatMap(({ participants }) => participants).find((person) => person.id === id)?.name;
  return {
    id,
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Who wrote in the chat: its file names people by addresses of the meeting only. */
function namesOf(told: readonly Told[]): Record<string, string> {
  const names: [string, string][] = told.flatMap(({ eventType, data }) => {
    const { name } = data;
    if (eventType !== 'PARTICIPANT_JOINED' || name === undefined) return [];
    return [data.participantFullJid, data.participantJid, data.participantId].flatMap(
      (address): [string, string][] => (address === undefined ? [] : [[address, name]]),
    );
  });
  return Object.fromEntries(names);
}

/**
 * Recordings that ended and were not announced. Ends and announcements share no id: each announcement
 * stands for the end that is nearest to its own.
 */
function awaitedOf(told: readonly Told[], recordings: readonly Recorded[]): number[] {
  const at = (type: string) => told.filter(({ eventType }) => eventType === type).map(({ atMs }) => atMs);
  const starts = at('RECORDING_STARTED');
  const ends = at('RECORDING_ENDED');
  const closed = told.find(
    ({ eventType, data, atMs }) =>
      eventType === 'ROOM_DESTROYED' && data.isBreakout !== true && atMs >= (starts.at(-1) ?? Infinity),
  );
  // Whoever left last ended the recording with the room.
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

/** Puts a meeting together from all that 8x8 told of its session, in any order and however often. */
export function assemble(deliveries: readonly Delivery[], settings: Account['settings']): PushedOccurrence {
  const told = toldBy(deliveries);
  const recordings = recordingsOf(told);
  const awaitedSinceMs = awaitedOf(told, recordings);
  const [first] = recordings;
  if (first === undefined) return { links: {}, awaitedSinceMs };

  const videos = recordings.map((recorded): Linked => ({ file: videoOf(recorded), link: recorded.link }));
  const linked = [...videos, ...wordsOf(told, recordings)];
  const timezone = zoneIn(readEventSettings(settings).timezone);
  const startedAt = instant(first.startMs);
  const room = told.map(({ event }) => roomOf(event.fqn)).find((name) => name !== undefined);
  const day = DateTime.fromISO(startedAt, { zone: timezone ?? 'utc' }).toFormat('yyyy-MM-dd');
  const host = hostOf(told, recordings);
  const names = namesOf(told);
  const occurrence: Occurrence = {
    id: told.map(({ event }) => sessionOf(event)).find((session) => session !== undefined) ?? first.id,
    ...(room === undefined ? {} : { meetingId: room }),
    title: room === undefined ? day : `${room} ${day}`,
    startedAt,
    ...(timezone === undefined ? {} : { timezone }),
    ...(host === undefined ? {} : { host }),
    ...(Object.keys(names).length === 0 ? {} : { names }),
    files: linked.map(({ file }) => file),
  };
  return {
    occurrence,
    links: Object.fromEntries(linked.map(({ file, link }) => [file.key, link])),
    awaitedSinceMs,
  };
}
