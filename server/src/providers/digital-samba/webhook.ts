import { createHash } from 'node:crypto';
import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { parseBody } from '../../http/json-body';
import {
  sameSecret,
  type Delivery,
  type HookContext,
  type HookNews,
  type HookRequest,
  type HookVerdict,
  type ReceivesWebhooks,
} from '../webhook';
import { sambaClient } from './client';
import { occurrenceIdOf } from './mapper';
import { DAY_MS } from '../../domain/instant';

/** The events (of about 39) after which something must be read again. */
export const WANTED_EVENTS = [
  'recording_ready',
  'recording_deleted',
  'session_transcript_ready',
  'session_summary_ready',
] as const;

/** The longest address that Digital Samba accepts (reference, webhooks). */
const LONGEST_ADDRESS = 100;
/** Nothing is documented about retries. The schedule finds what an older event was about. */
const MAX_AGE_SECONDS = 24 * 3600;
const KEPT_FOR_MS = DAY_MS;

/**
 * The two official sources disagree. The docs page has `eventType`, `sessionId` and camel case inside
 * `data`; the official skill has `event` and snake case. The names inside `data` of a recording are not
 * documented at all. So both spellings are accepted, and what they say is only a hint.
 */
const id = z.string().min(1).optional().catch(undefined);
const body = z.object({
  eventType: id,
  event: id,
  type: id,
  timestamp: z.coerce.number().optional().catch(undefined),
  sessionId: id,
  session_id: id,
  data: z
    .object({
      sessionId: id,
      session_id: id,
      recordingId: id,
      recording_id: id,
      participantId: id,
      participant_id: id,
      id,
    })
    .catch({}),
});

interface SambaEvent {
  type: string;
  sessionId?: string;
  /** What the event is about inside the session. */
  subjectId?: string;
  recordingId?: string;
  /** Unix seconds. */
  timestamp?: number;
}

function parseEvent(rawBody: Buffer): SambaEvent | undefined {
  const json = parseBody(rawBody, 'application/json');
  const parsed = json.outcome === 'json' ? body.safeParse(json.value) : undefined;
  if (!parsed?.success) return undefined;
  const { eventType, event, type, timestamp, data, ...top } = parsed.data;
  const name = eventType ?? event ?? type;
  if (name === undefined) return undefined;
  const sessionId = top.sessionId ?? top.session_id ?? data.sessionId ?? data.session_id;
  const recordingId =
    data.recordingId ?? data.recording_id ?? (name.startsWith('recording_') ? data.id : undefined);
  const subjectId = recordingId ?? data.participantId ?? data.participant_id ?? data.id;
  return {
    type: name,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(subjectId === undefined ? {} : { subjectId }),
    ...(recordingId === undefined ? {} : { recordingId }),
    ...(timestamp === undefined ? {} : { timestamp }),
  };
}

const isWanted = (type: string): boolean => WANTED_EVENTS.some((name) => name === type);

/** The docs page says `Bearer <value>`, the official skill says the bare value. Only these two count. */
function isProven(authorization: string, secret: string): boolean {
  // Both comparisons always run, so the time tells nothing.
  const [asIs, asBearer] = [sameSecret(authorization, secret), sameSecret(authorization, `Bearer ${secret}`)];
  return asIs || asBearer;
}

function receive(request: HookRequest, { ownSecret, nowMs }: HookContext): HookVerdict {
  const { authorization } = request.headers;
  if (authorization === undefined || authorization === '')
    return { verdict: 'refused', reason: 'no-signature' };
  if (!isProven(authorization, ownSecret)) return { verdict: 'refused', reason: 'wrong-signature' };
  const event = parseEvent(request.rawBody);
  if (event === undefined) return { verdict: 'refused', reason: 'malformed' };
  if (event.timestamp !== undefined && nowMs / 1000 - event.timestamp > MAX_AGE_SECONDS) {
    return { verdict: 'refused', reason: 'too-old' };
  }
  const subject = subjectOf(event);
  return {
    verdict: 'genuine',
    eventType: event.type,
    // There is no delivery id. Without a timestamp, only identical bytes are the same event.
    idempotencyKey:
      event.timestamp === undefined
        ? createHash('sha256').update(request.rawBody).digest('base64url')
        : [event.type, event.sessionId ?? '', event.subjectId ?? '', event.timestamp].join('|'),
    ...(subject === undefined ? {} : { subject }),
    wanted: isWanted(event.type),
  };
}

const subjectOf = ({ sessionId, recordingId }: SambaEvent): string | undefined =>
  sessionId ??
  (recordingId === undefined ? undefined : occurrenceIdOf({ id: recordingId, session_id: null }));

function read(delivery: Delivery): HookNews[] {
  const event = parseEvent(delivery.rawBody);
  if (event === undefined || !isWanted(event.type)) return [];
  // An event with only a recording does not say to which session it belongs.
  return [
    event.sessionId === undefined
      ? { type: 'listing' }
      : { type: 'occurrence', occurrenceId: event.sessionId },
  ];
}

const addressTooLong = (address: string) =>
  new ConnectorError(
    'needs-person',
    message('digital-samba.address-too-long', { most: LONGEST_ADDRESS, length: address.length }),
    { code: 'address-too-long' },
  );

export const receivesWebhooks: ReceivesWebhooks = {
  secretFields: [],
  methods: ['POST'],
  setUp: [
    message('digital-samba.setup.automatic'),
    message('digital-samba.setup.shown', { events: WANTED_EVENTS.join(', ') }),
  ],
  maxAgeSeconds: MAX_AGE_SECONDS,
  receive,
  read,

  example({ ownSecret, nowMs }) {
    const timestamp = Math.floor(nowMs / 1000);
    const event = {
      eventType: 'recording_ready',
      sessionId: '643be420-4dcc-453c-92d4-432164a4bc52',
      roomId: '5b9ca00e-656e-43cc-ba2c-7dcaae63daa9',
      timestamp,
      data: { recordingId: 'eb71357e-0b03-3257-9763-64187cc5d947' },
    };
    return {
      method: 'POST',
      headers: { authorization: `Bearer ${ownSecret}`, 'content-type': 'application/json' },
      query: '',
      rawBody: Buffer.from(JSON.stringify(event)),
    };
  },

  subscription: {
    async keep(account, { address, ownSecret, state }, signal) {
      if (address.length > LONGEST_ADDRESS) throw addressTooLong(address);
      const client = sambaClient(account);
      const offered = new Set(await client.eventNames(signal));
      const events = WANTED_EVENTS.filter((name) => offered.has(name));
      if (events.length === 0) {
        throw new ConnectorError('needs-person', message('digital-samba.no-events'), { code: 'no-events' });
      }
      const known = z.string().optional().catch(undefined).parse(state.webhookId);
      const registration = {
        endpoint: address,
        name: 'Meeting Connectors',
        authorization_header: ownSecret,
        events,
      };
      const webhookId = await client.saveWebhook(registration, known, signal);
      return { state: { webhookId }, renewAtMs: account.clock() + KEPT_FOR_MS };
    },
    async end(account, state, signal) {
      const known = z.string().optional().catch(undefined).parse(state.webhookId);
      if (known !== undefined) await sambaClient(account).removeWebhook(known, signal);
    },
  },
};
