import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { alteredBody, sendEvent, type OutgoingEvent, type SentEvent } from '../kit/send-event';
import type { Context } from './context';
import { meetingJson, participantAudioJson } from './json';
import type { ZoomMeeting } from './shapes';

/** An event for the webhook address. */
export const eventInput = z.strictObject({
  /** Zoom's name, for example `recording.completed`. Of an unknown event, only the meeting's own fields are sent. */
  event: z.string(),
  /** The meeting's uuid. It need not be in the emulated account. */
  uuid: z.string().optional(),
  /** The meetings of a `recording.batch_…` event. */
  uuids: z.array(z.string()).optional(),
  /** ISO instant of the event. Default: now. */
  at: z.string().optional(),
  /** Further fields of `payload.object`. They replace those of the same name. */
  object: z.record(z.string(), z.unknown()).optional(),
});
export type EventInput = z.input<typeof eventInput>;

/** How an event is sent, and the faults on the way. A number names the fault in docs/promises.md. */
export const sentHow = z
  .strictObject({
    /** Fault 54: how many copies are sent at the same time. */
    copies: z.number().int().positive(),
    /** Fault 55: `reversed` sends the last of several events first. */
    order: z.enum(['as-given', 'reversed']),
    /** Fault 56: age of the signature and of the event, in seconds. */
    lateSeconds: z.number(),
    timestamp: z.enum(['seconds', 'milliseconds']),
    /** Fault 52: what is wrong with the signature. */
    signature: z.enum(['good', 'missing', 'empty', 'wrong-secret', 'other-scheme', 'base64']),
    /** Fault 53: how the sent body differs from the signed one. */
    altered: z.enum(['spaces', 'unicode-escapes', 'other-words']),
    /** Waits between attempts while the receiver does not accept the event. Zoom waits 5, 20 and 60 minutes. */
    retryAfterMs: z.array(z.number().nonnegative()),
    /** True: each attempt has its own timestamp and signature. */
    retriesSignedAnew: z.boolean(),
  })
  .partial();
export type SentHow = z.input<typeof sentHow>;

export const eventsBody = z.strictObject({
  /** Webhook address. The emulator keeps it for later events. */
  to: z.string().optional(),
  send: z.array(eventInput).min(1),
  how: sentHow.optional(),
});

export interface ZoomEvents {
  /** Sets the address for events, like *Event Subscriptions* of the app. */
  subscribe(url: string): void;
  unsubscribe(): void;
  /** False without an address, and after six failed challenges in a row. */
  readonly isEnabled: boolean;
  /** Sends the challenge with which Zoom validates the address, at set-up and every 72 hours. */
  challenge(plainToken?: unknown): Promise<{ passed: boolean; answer: SentEvent }>;
  /** @returns the outcome of each copy of each event. */
  send(events: EventInput | EventInput[], how?: SentHow): Promise<SentEvent[]>;
  /** The request for an event, without sending it. */
  delivery(event: EventInput, how?: SentHow): OutgoingEvent;
}

const MOST_FAILED_CHALLENGES = 6;
const OPERATOR = { operator: 'admin@example.com', operator_id: 'I7zp-pYbTl22Z29H796Ixg' };
/** Fields of a meeting that is not in the emulated account. */
const STRANGER = { host_id: 'x1yCzABCDEfg23HiJKl4mN', topic: 'A meeting of another account', type: 2 };

const time = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export function createEvents(context: Context): ZoomEvents {
  const { world, account, tokens, clock } = context;
  let to: string | undefined;
  let failedChallenges = 0;

  /** The meeting's fields in `recording.*` events, without the files. */
  function bare(meeting: ZoomMeeting | undefined, uuid: string) {
    if (meeting === undefined) {
      return {
        id: 1_234_567_890,
        uuid,
        ...STRANGER,
        start_time: time(clock()),
        duration: 0,
        timezone: 'UTC',
      };
    }
    const { id, host_id, topic, type, start_time, timezone, duration } = json(meeting);
    return { id, uuid, host_id, topic, type, start_time, timezone, duration };
  }
  const json = (meeting: ZoomMeeting): Record<string, unknown> =>
    meetingJson(meeting, account.accountId, context.links);

  /**
   * The meeting's fields in `recording.*` events, with the files. Links in events have their own path, and
   * work with the event's token. Address of the host and passcode are only in events of recordings that are
   * ready, not in those of recordings that were moved to or from the trash (Zoom's OpenAPI of events).
   */
  function whole(meeting: ZoomMeeting | undefined, uuid: string, about: 'ready' | 'transcript' | 'moved') {
    const words = about === 'moved' ? {} : { host_email: 'stranger@example.com', password: '132456' };
    if (meeting === undefined) {
      const none = {
        share_url: 'https://example.com',
        total_size: 0,
        recording_count: 0,
        recording_files: [],
      };
      return { ...bare(meeting, uuid), account_id: account.accountId, ...words, ...none };
    }
    const { recording_files, recording_play_passcode, ...facts } = json(meeting);
    const files = (Array.isArray(recording_files) ? recording_files : []) as Record<string, unknown>[];
    return {
      ...facts,
      ...(about === 'moved' ? {} : { ...words, host_email: world.users.get(meeting.hostId)?.email }),
      ...(about === 'ready' ? { on_prem: false, recording_play_passcode } : {}),
      recording_files: files
        .filter((file) => about !== 'transcript' || file.file_type === 'TRANSCRIPT')
        .map((file) => ({
          ...file,
          download_url: String(file.download_url).replace('/rec/download/', '/rec/webhook_download/'),
        })),
      ...(about === 'transcript'
        ? {}
        : { participant_audio_files: participantAudioJson(meeting, context.links) }),
    };
  }

  function stretch(meeting: ZoomMeeting | undefined, atMs: number, ended: boolean) {
    const starts = (meeting?.files ?? []).map((file) => file.startedAtMs).filter((ms) => ms <= atMs);
    const startMs = starts.length === 0 ? (meeting?.startedAtMs ?? atMs) : Math.max(...starts);
    return { recording_start: time(startMs), recording_end: ended ? time(atMs) : '' };
  }

  function payloadOf(input: EventInput, atMs: number): { object: object; [more: string]: unknown } {
    const uuid = input.uuid ?? 'bm8gc3VjaCBtZWV0aW5nIQ==';
    const uuids = input.uuids ?? [uuid];
    const meeting = world.findMeeting(uuid);
    const batch = () => ({
      meetings: uuids.map((meeting_uuid) => ({
        meeting_uuid,
        recording_file_ids: (world.findMeeting(meeting_uuid)?.files ?? []).flatMap((file) => file.id ?? []),
      })),
    });
    switch (input.event) {
      case 'recording.completed':
        return { object: whole(meeting, uuid, 'ready') };
      case 'recording.transcript_completed':
        return { object: whole(meeting, uuid, 'transcript') };
      case 'recording.trashed':
      case 'recording.recovered':
      case 'recording.deleted':
        return { ...OPERATOR, object: whole(meeting, uuid, 'moved') };
      case 'recording.started':
      case 'recording.resumed':
        return { object: { ...bare(meeting, uuid), recording_file: stretch(meeting, atMs, false) } };
      case 'recording.paused':
      case 'recording.stopped':
        return { object: { ...bare(meeting, uuid), recording_file: stretch(meeting, atMs, true) } };
      case 'recording.batch_trashed':
        return { ...OPERATOR, operation: 'trash_user_recordings', object: { meeting_uuids: uuids } };
      case 'recording.batch_deleted':
      case 'recording.batch_recovered':
        return { ...OPERATOR, object: batch() };
      case 'recording.renamed': {
        const { id, topic, type, host_id } = bare(meeting, uuid);
        const object = { uuid, id, topic, type, host_id };
        return {
          ...OPERATOR,
          time_stamp: atMs,
          object,
          old_object: { ...object, topic: 'The former topic' },
        };
      }
      case 'meeting.started':
        return { object: { ...bare(meeting, uuid), id: String(bare(meeting, uuid).id) } };
      case 'meeting.ended':
        // The numeric id is a string in these events, but a number in `recording.*`.
        return {
          object: { ...bare(meeting, uuid), id: String(bare(meeting, uuid).id), end_time: time(atMs) },
        };
      default:
        return { object: bare(meeting, uuid) };
    }
  }

  function bodyOf(input: EventInput, atMs: number): string {
    const { object, ...payload } = payloadOf(input, atMs);
    const hasToken = /^recording\.(completed|transcript_completed|trashed|recovered)$/.test(input.event);
    return JSON.stringify({
      event: input.event,
      event_ts: atMs,
      payload: { account_id: account.accountId, ...payload, object: { ...object, ...input.object } },
      ...(hasToken ? { download_token: tokens.download(input.uuid ?? '', 24 * 3600) } : {}),
    });
  }

  const hmac = (secret: string, text: string): Buffer => createHmac('sha256', secret).update(text).digest();

  function signed(body: string, how: SentHow): OutgoingEvent {
    const sentAtMs = clock() - (how.lateSeconds ?? 0) * 1000;
    const timestamp = String(how.timestamp === 'milliseconds' ? sentAtMs : Math.floor(sentAtMs / 1000));
    const secret = how.signature === 'wrong-secret' ? 'the-token-of-another-app' : account.webhookSecret;
    const mac = hmac(secret, `v0:${timestamp}:${body}`);
    const signature: Record<string, string> = {
      missing: '',
      empty: '',
      'other-scheme': `v1=${mac.toString('hex')}`,
      base64: `v0=${mac.toString('base64')}`,
    };
    return {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Zoom Marketplace/1.0a',
        'x-zm-request-timestamp': timestamp,
        ...(how.signature === 'missing'
          ? {}
          : { 'x-zm-signature': signature[how.signature ?? ''] ?? `v0=${mac.toString('hex')}` }),
      },
      body: how.altered === undefined ? Buffer.from(body) : alteredBody(body, altered(body, how.altered)),
    };
  }

  function altered(body: string, how: NonNullable<SentHow['altered']>): string {
    switch (how) {
      case 'spaces':
        return body.replaceAll('":', '": ');
      case 'unicode-escapes':
        return body.replace('"event"', '"\\u0065vent"');
      case 'other-words':
        return body.replace('"topic":"', '"topic":"not ');
    }
  }

  const eventOf = (input: EventInput, how: SentHow): OutgoingEvent => {
    const facts = eventInput.parse(input);
    const atMs = facts.at === undefined ? clock() - (how.lateSeconds ?? 0) * 1000 : Date.parse(facts.at);
    return signed(bodyOf(facts, atMs), how);
  };
  const address = (): string => {
    if (to === undefined) throw new Error('subscribe an address before');
    return to;
  };

  return {
    subscribe(url) {
      to = url;
      failedChallenges = 0;
    },
    unsubscribe: () => void (to = undefined),
    get isEnabled() {
      return to !== undefined && failedChallenges < MOST_FAILED_CHALLENGES;
    },
    async challenge(plainToken = 'qgg8vlvZRS6UYooatFL8Aw') {
      const body = JSON.stringify({
        payload: { plainToken },
        event_ts: clock(),
        event: 'endpoint.url_validation',
      });
      const [answer] = await sendEvent(signed(body, {}), { to: address() });
      if (answer === undefined) throw new Error('nothing was sent');
      const encryptedToken = hmac(account.webhookSecret, String(plainToken)).toString('hex');
      const passed = answer.status === 200 && answer.body === JSON.stringify({ plainToken, encryptedToken });
      failedChallenges = passed ? 0 : failedChallenges + 1;
      return { passed, answer };
    },
    delivery: (event, how = {}) => eventOf(event, how),
    async send(events, how = {}) {
      const { copies, order, retryAfterMs, retriesSignedAnew } = sentHow.parse(how);
      const list = order === 'reversed' ? [events].flat().reverse() : [events].flat();
      const sent: SentEvent[] = [];
      for (const event of list) {
        const options = {
          to: address(),
          ...(copies === undefined ? {} : { copies }),
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
          // Zoom retries after 5xx and time-outs only (Zoom's documentation of webhooks).
          retryOn: (status: number) => status === 0 || status >= 500,
          beforeRetry: (last: OutgoingEvent) =>
            retriesSignedAnew ? signed(last.body.toString(), how) : last,
        };
        sent.push(...(await sendEvent(eventOf(event, how), options)));
      }
      return sent;
    },
  };
}
