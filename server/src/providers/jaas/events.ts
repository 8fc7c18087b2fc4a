import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isEpochMs } from '../../domain/instant';
import { parseBody } from '../../http/json-body';

/**
 * The parts of 8x8's events that we read. The order of keys varies, fields can be missing, and numbers can
 * be text (docs, webhooks payload; public receivers). An unexpected value counts as missing.
 */
const text = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .optional()
  .catch(undefined)
  .transform((value) => (value === '' ? undefined : value));
const number = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .pipe(z.number().positive())
  .optional()
  .catch(undefined);
/** Epoch milliseconds. A smaller number is seconds, as in the signature. */
const FIRST_MILLISECONDS = 100_000_000_000;
const time = number.transform((value) => {
  if (value === undefined) return undefined;
  const ms = Math.round(value >= FIRST_MILLISECONDS ? value : value * 1000);
  return isEpochMs(ms) ? ms : undefined;
});
/** `moderator` comes as `true` and as `"true"`. */
const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .optional()
  .catch(undefined);

const person = z.object({ id: text, name: text, email: text });
const data = z.object({
  preAuthenticatedLink: text,
  recordingSessionId: text,
  initiatorId: text,
  durationSec: number,
  startTimestamp: time,
  endTimestamp: time,
  linkExpiration: time,
  participants: z
    .array(person.catch({ id: undefined, name: undefined, email: undefined }))
    .optional()
    .catch(undefined),
  conference: text,
  isBreakout: flag,
  id: text,
  name: text,
  email: text,
  participantId: text,
  participantJid: text,
  participantFullJid: text,
  moderator: flag,
});

const envelope = z.object({
  idempotencyKey: text,
  customerId: text,
  appId: text,
  eventType: text,
  sessionId: text,
  timestamp: time,
  fqn: text,
  data: data.optional().catch(undefined),
});
export type JaasEvent = z.infer<typeof envelope>;
export type JaasData = z.infer<typeof data>;
export const NO_DATA: JaasData = data.parse({});

/** Undefined for anything that is not a JSON object. Never throws. */
export function readEvent(rawBody: Buffer): JaasEvent | undefined {
  const parsed = parseBody(rawBody, 'application/json');
  return parsed.outcome === 'json' ? envelope.safeParse(parsed.value).data : undefined;
}

const APP_PREFIX = 'vpaas-magic-cookie-';

/** The apps that an event names, as full App IDs. `fqn` is `{AppID}/{room}`. */
export function appsOf(event: Pick<JaasEvent, 'appId' | 'customerId' | 'fqn'>): string[] {
  const inFqn = /^(vpaas-magic-cookie-[^/]+)\//i.exec(event.fqn ?? '')?.[1];
  return [event.appId, event.customerId, inFqn]
    .filter((id) => id !== undefined)
    .map((id) => id.toLowerCase())
    .map((id) => (id.startsWith(APP_PREFIX) ? id : `${APP_PREFIX}${id}`));
}

/** The room as people know it: the part after the App ID, decoded where it is encoded. */
export function roomOf(fqn: string | undefined): string | undefined {
  const room = /^[^/]+\/(.+)$/.exec(fqn ?? '')?.[1];
  if (room === undefined) return undefined;
  try {
    return decodeURIComponent(room);
  } catch {
    // The name itself has a percent sign.
    return room;
  }
}

/** The delivery's own key, otherwise a hash of its bytes. */
export const idempotencyKeyOf = (event: JaasEvent, rawBody: Buffer): string =>
  event.idempotencyKey ?? createHash('sha256').update(rawBody).digest('base64url');

/** The same for all events of one meeting. A file without a session counts as a meeting of its own. */
export const sessionOf = (event: JaasEvent): string | undefined =>
  event.sessionId ??
  (event.data?.preAuthenticatedLink === undefined
    ? undefined
    : `without-session:${event.data.recordingSessionId ?? event.idempotencyKey ?? event.fqn ?? ''}`);

/** The object of a link, e.g. `{AppID}/{recordingSessionId}/{room}_{time}.mp4`, without the secret part of the path. */
export function objectNameOf(link: string): string | undefined {
  const path = URL.canParse(link) ? new URL(link).pathname : '';
  const name = /\/o\/(.+)$/.exec(path)?.[1] ?? path.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name) || undefined;
  } catch {
    return name || undefined;
  }
}

/** Events about recordings. CERTIFIED_REC_UPLOADED is undocumented; a public receiver handles it like RECORDING_UPLOADED. */
export const RECORDING_EVENTS: readonly string[] = ['RECORDING_UPLOADED', 'CERTIFIED_REC_UPLOADED'];
/** Not a webhook event: a page that embeds the room saw it (IFrame API). Stored like an event. */
export const SEEN_EVENT = 'recordingLinkAvailable';
/** A meeting is assembled from these: a few each. */
export const MEETING_EVENTS: readonly string[] = [
  ...RECORDING_EVENTS,
  SEEN_EVENT,
  'CHAT_UPLOADED',
  'TRANSCRIPTION_UPLOADED',
  'RECORDING_STARTED',
  'RECORDING_ENDED',
  'ROOM_CREATED',
  'ROOM_DESTROYED',
];
/** Two for each person of a meeting, who may be thousands. */
export const PEOPLE_EVENTS: readonly string[] = ['PARTICIPANT_JOINED', 'PARTICIPANT_LEFT'];
const KEPT = new Set([...MEETING_EVENTS, ...PEOPLE_EVENTS]);
/** Events after which a meeting must be assembled again. */
const TELLING = new Set([
  ...RECORDING_EVENTS,
  SEEN_EVENT,
  'CHAT_UPLOADED',
  'TRANSCRIPTION_UPLOADED',
  'RECORDING_ENDED',
  'ROOM_DESTROYED',
]);
/** All other events are acknowledged and ignored, also VIDEO_SEGMENT_UPLOADED (excerpts of 90 seconds). */
export const isKept = (eventType: string): boolean => KEPT.has(eventType);
export const isTelling = (eventType: string): boolean => TELLING.has(eventType);
