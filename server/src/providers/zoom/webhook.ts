import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import { instantOf, LAST_MS, parseInstant } from '../../domain/instant';
import { parseBody } from '../../http/json-body';
import {
  sameSecret,
  type Delivery,
  type HookAnswer,
  type HookContext,
  type HookNews,
  type HookRequest,
  type HookVerdict,
  type ReceivesWebhooks,
} from '../webhook';
import type { TimeMark } from '../../domain/recording';

/**
 * Zoom's events. An event is only a hint; the API is asked for the recording. Zoom sends an event again
 * after 5, 20 and 60 minutes, documents no age limit, and may keep the first timestamp.
 */
const MAX_AGE_SECONDS = 2 * 3600;
/** Times below this are seconds (docs, webhooks; no unit is named there). */
const FIRST_MILLISECONDS = 100_000_000_000;
/** Zoom's own have 22 characters. */
const LONGEST_PLAIN_TOKEN = 512;

export const ZOOM_SECRET_FIELD = 'webhookSecret';

const word = z.string().max(1_000);
/** A number in `recording.*`, text in `meeting.*`. */
const looseText = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);
const time = z.union([z.string(), z.number()]).nullish().catch(undefined);

const named = z.object({ meeting_uuid: z.string().min(1) });
const object = z.object({
  uuid: z.string().min(1).optional().catch(undefined),
  id: looseText,
  end_time: time,
  recording_file: z.object({ recording_start: time, recording_end: time }).optional().catch(undefined),
  recording_files: z
    .array(z.object({ id: looseText, file_type: looseText }))
    .optional()
    .catch(undefined),
  meeting_uuids: z.array(z.string().min(1)).optional().catch(undefined),
  meetings: z.array(named).optional().catch(undefined),
});
const zoomEvent = z.object({
  event: word.min(1),
  event_ts: z.coerce.number().int().positive().max(LAST_MS).optional().catch(undefined),
  payload: z
    .object({
      account_id: looseText,
      operation: looseText,
      plainToken: z.unknown().optional(),
      time_stamp: looseText,
      object: object.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type ZoomEvent = z.infer<typeof zoomEvent>;

function eventOf(rawBody: Buffer): ZoomEvent | undefined {
  const parsed = parseBody(rawBody, 'application/json');
  return parsed.outcome === 'json' ? zoomEvent.safeParse(parsed.value).data : undefined;
}

/** What each event asks for. Other events are acknowledged and ignored. */
const MEANING = new Map<string, 'read' | 'mark' | 'trashed' | 'deleted' | 'recovered'>([
  ['recording.completed', 'read'],
  ['recording.transcript_completed', 'read'],
  ['recording.renamed', 'read'],
  ['meeting.ended', 'read'],
  ['webinar.ended', 'read'],
  ['recording.started', 'mark'],
  ['recording.paused', 'mark'],
  ['recording.resumed', 'mark'],
  ['recording.stopped', 'mark'],
  ['recording.trashed', 'trashed'],
  ['recording.batch_trashed', 'trashed'],
  ['recording.deleted', 'deleted'],
  ['recording.batch_deleted', 'deleted'],
  ['recording.recovered', 'recovered'],
  ['recording.batch_recovered', 'recovered'],
]);

/** The occurrences that an event names: one, or those of a batch. */
function uuidsOf({ payload }: ZoomEvent): string[] {
  const { uuid, meeting_uuids = [], meetings = [] } = payload?.object ?? {};
  return [
    ...new Set([
      ...(uuid === undefined ? [] : [uuid]),
      ...meeting_uuids,
      ...meetings.map((one) => one.meeting_uuid),
    ]),
  ];
}

const hmac = (secret: string, text: string | Buffer): string =>
  createHmac('sha256', secret).update(text).digest('hex');

const signatureOf = (secret: string, timestamp: string, rawBody: Buffer): string =>
  `v0=${hmac(secret, Buffer.concat([Buffer.from(`v0:${timestamp}:`), rawBody]))}`;

/** The secret that signed the raw bytes. All are tried, so that the duration reveals nothing. */
function signer(request: HookRequest, secrets: readonly string[], timestamp: string): string | undefined {
  const given = request.headers['x-zm-signature'] ?? '';
  const fitting = secrets.filter((secret) =>
    sameSecret(signatureOf(secret, timestamp, request.rawBody), given),
  );
  return fitting[0];
}

const secretsIn = (context: HookContext): string[] =>
  (context.secrets[ZOOM_SECRET_FIELD] ?? []).filter((secret) => secret.trim() !== '');

/** Zoom asks at set-up and every 72 hours. Six wrong answers end the subscription (docs, webhooks). */
function challengeAnswer(event: ZoomEvent, secret: string): HookAnswer | undefined {
  const plainToken = event.payload?.plainToken;
  if (typeof plainToken !== 'string' || plainToken === '' || plainToken.length > LONGEST_PLAIN_TOKEN) {
    return undefined;
  }
  return {
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ plainToken, encryptedToken: hmac(secret, plainToken) }),
  };
}

/**
 * Zoom does not number deliveries. A repeated one has the same timestamp and the same files, but can have
 * a different `download_token` and different links.
 */
function idempotencyKeyOf(event: ZoomEvent, rawBody: Buffer): string {
  const { payload } = event;
  const facts =
    event.event_ts === undefined
      ? [event.event, createHash('sha256').update(rawBody).digest('base64url')]
      : [
          event.event,
          event.event_ts,
          payload?.account_id,
          payload?.operation,
          payload?.time_stamp,
          uuidsOf(event),
          payload?.object?.recording_file,
          payload?.object?.recording_files?.map((file) => `${file.id ?? ''}/${file.file_type ?? ''}`).sort(),
        ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}

function receive(request: HookRequest, context: HookContext): HookVerdict {
  const secrets = secretsIn(context);
  if (secrets.length === 0) return { verdict: 'refused', reason: 'no-secret' };
  const timestamp = request.headers['x-zm-request-timestamp'] ?? '';
  if (!request.headers['x-zm-signature'] || timestamp === '') {
    return { verdict: 'refused', reason: 'no-signature' };
  }
  const secret = signer(request, secrets, timestamp);
  if (secret === undefined) return { verdict: 'refused', reason: 'wrong-signature' };
  if (!/^\d{9,14}$/.test(timestamp)) return { verdict: 'refused', reason: 'malformed' };
  const sentAtMs = Number(timestamp) * (Number(timestamp) < FIRST_MILLISECONDS ? 1000 : 1);
  if (Math.abs(context.nowMs - sentAtMs) > MAX_AGE_SECONDS * 1000) {
    return { verdict: 'refused', reason: 'too-old' };
  }
  const event = eventOf(request.rawBody);
  if (event === undefined) return { verdict: 'refused', reason: 'malformed' };
  if (event.event === 'endpoint.url_validation') {
    const answer = challengeAnswer(event, secret);
    return answer === undefined ? { verdict: 'refused', reason: 'malformed' } : { verdict: 'answer', answer };
  }
  const subject = event.payload?.object?.uuid;
  return {
    verdict: 'genuine',
    eventType: event.event,
    idempotencyKey: idempotencyKeyOf(event, request.rawBody),
    ...(subject === undefined ? {} : { subject }),
    wanted: MEANING.has(event.event),
  };
}

function read(delivery: Delivery): HookNews[] {
  const event = eventOf(delivery.rawBody);
  const meaning = event && MEANING.get(event.event);
  if (event === undefined || meaning === undefined || meaning === 'mark') return [];
  const uuids = uuidsOf(event);
  const readAll = uuids.map((occurrenceId): HookNews => ({ type: 'occurrence', occurrenceId }));
  if (meaning === 'read') return uuids.length === 0 ? [{ type: 'listing' }] : readAll;
  const changed = uuids.map((occurrenceId): HookNews => ({
    type: 'at-provider',
    occurrenceId,
    change: meaning,
    atMs: event.event_ts ?? delivery.receivedAtMs,
  }));
  // A recovered recording may never have been imported.
  return meaning === 'recovered' ? [...changed, ...readAll] : changed;
}

const instantMs = (value: string | number | null | undefined): number | undefined => {
  const instant = value === null || value === undefined || value === '' ? undefined : parseInstant(value);
  return instant === undefined ? undefined : Date.parse(instant);
};

/** Where the recording of an occurrence started, paused, went on and stopped. */
function timeMarks(deliveries: readonly Delivery[]): TimeMark[] {
  const marks = new Map<string, TimeMark>();
  for (const delivery of deliveries) {
    const event = eventOf(delivery.rawBody);
    if (event === undefined) continue;
    const file = event.payload?.object?.recording_file;
    const sentAtMs = event.event_ts ?? delivery.receivedAtMs;
    const add = (what: TimeMark['what'], atMs: number | undefined) => {
      const mark = { what, atMs: atMs ?? sentAtMs };
      marks.set(`${mark.what}@${mark.atMs}`, mark);
    };
    switch (event.event) {
      case 'recording.started':
        add('started', instantMs(file?.recording_start));
        break;
      case 'recording.paused':
        add('paused', instantMs(file?.recording_end));
        break;
      case 'recording.resumed':
        // Zoom doesn't document whether `recording_start` is that of the file or of this part.
        add('resumed', undefined);
        break;
      case 'recording.stopped':
        add('stopped', instantMs(file?.recording_end));
        break;
      case 'meeting.ended':
      case 'webinar.ended':
        add('ended', instantMs(event.payload?.object?.end_time));
    }
  }
  return [...marks.values()].sort((a, b) => a.atMs - b.atMs || (a.what < b.what ? -1 : 1));
}

/** An event of an invented meeting. It proves address and secret, and starts nothing. */
function example(context: HookContext): Omit<HookRequest, 'address'> {
  const at = instantOf(context.nowMs);
  const accountId = context.settings.accountId;
  const body = {
    event: 'recording.started',
    event_ts: context.nowMs,
    payload: {
      account_id: typeof accountId === 'string' ? accountId : '',
      object: {
        id: 1234567890,
        uuid: 'dGVzdCBldmVudCBvbmx5IQ==',
        host_id: 'test',
        topic: 'Test event of Meeting Connectors',
        type: 2,
        start_time: at,
        timezone: 'UTC',
        duration: 0,
        recording_file: { recording_start: at, recording_end: '' },
      },
    },
  };
  const rawBody = Buffer.from(JSON.stringify(body));
  const timestamp = String(Math.floor(context.nowMs / 1000));
  return {
    method: 'POST',
    query: '',
    headers: {
      'content-type': 'application/json',
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': signatureOf(secretsIn(context)[0] ?? '', timestamp, rawBody),
    },
    rawBody,
  };
}

export const receivesWebhooks: ReceivesWebhooks = {
  secretFields: [ZOOM_SECRET_FIELD],
  methods: ['POST'],
  maxAgeSeconds: MAX_AGE_SECONDS,
  setUp: [
    message('zoom.setup.secret'),
    message('zoom.setup.subscription'),
    message('zoom.setup.address'),
    message('zoom.setup.recording-events'),
    message('zoom.setup.meeting-events'),
    message('zoom.setup.validate'),
  ],
  receive,
  read,
  timeMarks,
  example,
};
