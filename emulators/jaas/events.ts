import { createHash, createHmac } from 'node:crypto';
import { alteredBody, sendEvent, type OutgoingEvent, type SentEvent } from '../kit/send-event';
import { addressOf, jidOf, type JaasSession, type Person, type StoredFile, type World } from './world';

/** An event as it is put into JSON. */
export type EventBody = Record<string, unknown> & { eventType?: string; data?: unknown };

/** How events are sent, and their faults. The numbers are in docs/promises.md. */
export interface SentHow {
  to?: string;
  /** 54: the number of copies that are sent at the same time. */
  copies?: number;
  /** 55 */
  order?: 'as-it-was' | 'reversed';
  /** Only events of these types. */
  only?: readonly string[];
  /** 56: the age of the signature in seconds. */
  lateSeconds?: number;
  /** 52; `two`: a false one first, then the good one. */
  signature?: 'good' | 'two' | 'missing' | 'wrong-secret' | 'other-scheme' | 'hex' | 'garbled';
  /** Sent with line breaks, and signed as sent. */
  pretty?: boolean;
  /** 53: the sent body differs from the signed one. */
  altered?: 'spaces' | 'unicode-escapes' | 'other-words';
  /** Fields to leave out of the event or of its data. */
  without?: readonly string[];
  /** Every number as text. */
  numbersAsText?: boolean;
  /** Merged into `data`. */
  data?: Record<string, unknown>;
  /** Waits between attempts while the receiver does not answer 2xx. */
  retryAfterMs?: readonly number[];
  /** 8x8/jaas_demo#8: retries have the first signature and another body. */
  retriesAltered?: boolean;
  /** Sent again like such a retry, although the first attempt was accepted. */
  againAltered?: boolean;
}

export interface Sender {
  appId: string;
  webhookSecret: string;
  storageUrl(): string;
  clock: () => number;
}

const stable = (...parts: unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export function createEvents(sender: Sender, world: World) {
  let to: string | undefined;

  const linkTo = (file: StoredFile): string => `${sender.storageUrl()}${world.pathOf(file)}`;

  function event(session: JaasSession, eventType: string, timestamp: number, data: object): EventBody {
    const { appId } = sender;
    return {
      idempotencyKey: stable(session.sessionId, eventType, timestamp, data),
      customerId: appId.replace('vpaas-magic-cookie-', ''),
      appId,
      eventType,
      sessionId: session.sessionId,
      timestamp,
      fqn: `${appId}/${session.room}`,
      data,
    };
  }

  const joined = (session: JaasSession, person: Person) => {
    const jid = jidOf(session, person.id);
    return {
      conference: addressOf(sender.appId, session.room),
      // Text in live events, boolean in the documentation's.
      moderator: person.moderator === true ? 'true' : 'false',
      name: person.name,
      group: '',
      email: person.email ?? '',
      id: person.id,
      participantJid: jid.split('/')[0],
      participantFullJid: jid,
      participantId: jid.split('/')[1],
      avatar: '',
      flip: '',
      'hidden-from-recorder': 'false',
      isBreakout: false,
      breakoutRoomId: '',
    };
  };

  /** All events of a session, in order. */
  function eventsOf(session: JaasSession): EventBody[] {
    const conference = addressOf(sender.appId, session.room);
    const { startedAtMs, endedAtMs, people } = session;
    const list: EventBody[] = [
      event(session, 'ROOM_CREATED', startedAtMs - 2_000, {
        conference,
        isBreakout: false,
        breakoutRoomId: '',
      }),
      ...people.map((person, index) =>
        event(session, 'PARTICIPANT_JOINED', startedAtMs - 1_000 + index, joined(session, person)),
      ),
    ];
    for (const { startedAtMs: start, endedAtMs: end } of session.recordings) {
      list.push(
        event(session, 'RECORDING_STARTED', start, { conference }),
        event(session, 'RECORDING_ENDED', end, { conference }),
      );
    }
    list.push(
      ...people.map((person, index) =>
        event(session, 'PARTICIPANT_LEFT', endedAtMs + 1_000 + index, {
          ...joined(session, person),
          disconnectReason: 'left',
        }),
      ),
      event(session, 'ROOM_DESTROYED', endedAtMs + 2_000, {
        conference,
        isBreakout: false,
        breakoutRoomId: '',
      }),
    );
    for (const [index, recording] of session.recordings.entries()) {
      const told = endedAtMs + 20_000 + index;
      const { recordingSessionId, startedAtMs: startTimestamp, endedAtMs: endTimestamp } = recording;
      list.push(
        event(session, 'RECORDING_UPLOADED', told, {
          participants: people.map(({ id, name }) => ({ name, avatar: '', id })),
          preAuthenticatedLink: recording.link ?? linkTo(recording.file),
          share: true,
          ...(recording.initiatorId === undefined ? {} : { initiatorId: recording.initiatorId }),
          durationSec: Math.round((endTimestamp - startTimestamp) / 1000),
          startTimestamp,
          endTimestamp,
          recordingSessionId,
        }),
        // An excerpt of 90 seconds, which is not the recording.
        event(session, 'VIDEO_SEGMENT_UPLOADED', told + 5_000, {
          preAuthenticatedLink: linkTo(recording.file).replace('vpaas-recordings', 'vpaas-segments'),
          linkExpiration: told + 86_400_000,
          startTimestamp,
          endTimestamp,
          recordingSessionId,
        }),
      );
    }
    if (session.chat !== undefined) {
      const link = { preAuthenticatedLink: linkTo(session.chat) };
      list.push(event(session, 'CHAT_UPLOADED', endedAtMs + 22_000, link));
    }
    if (session.transcript !== undefined) {
      const link = { preAuthenticatedLink: linkTo(session.transcript) };
      list.push(event(session, 'TRANSCRIPTION_UPLOADED', endedAtMs + 23_000, link));
    }
    return list;
  }

  const asText = (value: unknown): unknown =>
    typeof value === 'number'
      ? String(value)
      : Array.isArray(value)
        ? value.map(asText)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asText(one)]))
          : value;

  function bodyOf(told: EventBody, how: SentHow): string {
    const without = (value: object) =>
      Object.fromEntries(Object.entries(value).filter(([key]) => !how.without?.includes(key)));
    const { data } = told;
    const changed = {
      ...without(told),
      ...(typeof data === 'object' && data !== null && !Array.isArray(data)
        ? { data: { ...without(data), ...how.data } }
        : {}),
    };
    return JSON.stringify(how.numbersAsText ? asText(changed) : changed, null, how.pretty ? 2 : undefined);
  }

  const mac = (secret: string, seconds: number, body: string) =>
    createHmac('sha256', secret).update(`${seconds}.${body}`).digest();

  function headerOf(body: string, how: SentHow): string {
    const seconds = Math.floor(sender.clock() / 1000) - (how.lateSeconds ?? 0);
    const good = mac(sender.webhookSecret, seconds, body).toString('base64');
    switch (how.signature) {
      case 'two':
        return `t=${seconds},v1=${mac('whsec_former', seconds, body).toString('base64')},v1=${good}`;
      case 'wrong-secret':
        return `t=${seconds},v1=${mac('whsec_of_another_endpoint', seconds, body).toString('base64')}`;
      case 'other-scheme':
        return `t=${seconds},v0=${good}`;
      case 'hex':
        return `t=${seconds},v1=${mac(sender.webhookSecret, seconds, body).toString('hex')}`;
      case 'garbled':
        return `t;${seconds} v1:${good}`;
      default:
        return `t=${seconds},v1=${good}`;
    }
  }

  const alter = (body: string, how: NonNullable<SentHow['altered']>): string =>
    how === 'spaces'
      ? body.replaceAll('":', '": ')
      : how === 'unicode-escapes'
        ? body.replace('"fqn"', '"\\u0066qn"')
        : body.replace('"share":true', '"share":false').replace('"data":', '"other":1,"data":');

  function deliveryOf(told: EventBody, how: SentHow = {}): OutgoingEvent {
    const body = bodyOf(told, how);
    return {
      headers: {
        'content-type': 'application/json',
        ...(how.signature === 'missing' ? {} : { 'x-jaas-signature': headerOf(body, how) }),
      },
      body: how.altered === undefined ? Buffer.from(body) : alteredBody(body, alter(body, how.altered)),
    };
  }

  const withOtherBody = (sent: OutgoingEvent): OutgoingEvent => ({
    ...sent,
    body: alteredBody(sent.body.toString(), alter(sent.body.toString(), 'spaces')),
  });

  async function send(events: EventBody | EventBody[], how: SentHow = {}): Promise<SentEvent[]> {
    const address = how.to ?? to;
    if (address === undefined) throw new Error('add an endpoint before');
    const fitting = [events].flat().filter(({ eventType = '' }) => how.only?.includes(eventType) ?? true);
    const sent: SentEvent[] = [];
    for (const told of how.order === 'reversed' ? fitting.reverse() : fitting) {
      const outgoing = deliveryOf(told, how);
      const options = {
        to: address,
        ...(how.copies === undefined ? {} : { copies: how.copies }),
        ...(how.retryAfterMs === undefined ? {} : { retryAfterMs: how.retryAfterMs }),
        ...(how.retriesAltered ? { beforeRetry: withOtherBody } : {}),
      };
      sent.push(...(await sendEvent(outgoing, options)));
      if (how.againAltered) sent.push(...(await sendEvent(withOtherBody(outgoing), { to: address })));
    }
    return sent;
  }

  return {
    /** As *Webhooks → Add endpoint*. */
    addEndpoint: (url: string | undefined) => void (to = url),
    endpoint: () => to,
    event,
    eventsOf,
    deliveryOf,
    send,
    /** SETTINGS_PROVISIONING: the question before each meeting, with its answer. */
    async askSettings(
      room: string,
      how: { signed: boolean; authorization?: string },
    ): Promise<{ status: number; settings: unknown }> {
      const outgoing = deliveryOf(
        { fqn: `${sender.appId}/${room}` },
        how.signed ? {} : { signature: 'missing' },
      );
      if (how.authorization !== undefined) outgoing.headers.authorization = how.authorization;
      const [answer] = await sendEvent(outgoing, { to: to ?? '' });
      const isJson = answer?.contentType.includes('json') === true;
      return {
        status: answer?.status ?? 0,
        settings: isJson ? (JSON.parse(answer.body) as unknown) : undefined,
      };
    },
  };
}
export type JaasEvents = ReturnType<typeof createEvents>;
