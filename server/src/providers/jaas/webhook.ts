import { createHmac } from 'node:crypto';
import { message } from '../../../../contracts/messages/catalogue';
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
import { readEventSettings, type EventSettings } from './descriptor';
import {
  appsOf,
  idempotencyKeyOf,
  isKept,
  isTelling,
  NO_DATA,
  PEOPLE_EVENTS,
  readEvent,
  sessionOf,
  type JaasEvent,
} from './events';
import { linkEndOf } from './mapper';
import type { TimeMark } from '../../domain/recording';
import type { Sighting } from '../../domain/stays';
import { HOUR_MS } from '../../domain/instant';

export const SECRET_FIELD = 'webhookSecret';
/** 25 hours unless the connector says otherwise, because a retry may have its first signature (8x8/jaas_demo#8). */
const MAX_AGE_SECONDS = 25 * 3600;
/** A header has one signature, or two while a secret is replaced. Many more are an attack. */
const MOST_SIGNATURES = 10;

const secretsIn = (context: HookContext, field: string): string[] =>
  (context.secrets[field] ?? []).filter((secret) => secret.trim() !== '');

/** The key is the whole secret as text, with `whsec_`. The signed message is `t.body` (docs, signatures). */
export const signatureOf = (secret: string, seconds: string, rawBody: Buffer): string =>
  createHmac('sha256', secret).update(`${seconds}.`).update(rawBody).digest('base64');

interface Signature {
  /** As one text: a repetition has the same. */
  shown: string;
  seconds: string;
  values: string[];
}

/** `t=…,v1=…[,v1=…]`. A value may contain `=`. Other schemes are ignored. */
function signatureIn(header: string): Signature | undefined {
  const parts = header.split(',').map((part) => {
    const at = part.indexOf('=');
    return { name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
  });
  const seconds = parts.find(({ name }) => name === 't')?.value ?? '';
  const values = parts.filter(({ name }) => name === 'v1').map(({ value }) => value);
  return seconds === '' || values.length === 0 || values.length > MOST_SIGNATURES
    ? undefined
    : { shown: [seconds, ...values].join(' '), seconds, values };
}

function isSigned({ seconds, values }: Signature, rawBody: Buffer, secrets: readonly string[]): boolean {
  const expected = secrets.map((secret) => signatureOf(secret, seconds, rawBody));
  // All are compared, so the time does not tell which one matched.
  return expected.flatMap((one) => values.filter((value) => sameSecret(one, value))).length > 0;
}

/** 8x8 can send a fixed Authorization header (console, endpoint). Ours is the connector's own secret. */
const showsOwnSecret = (request: HookRequest, context: HookContext): boolean =>
  context.ownSecret !== '' &&
  sameSecret((request.headers.authorization ?? '').replace(/^bearer\s+/i, ''), context.ownSecret);

const whole = (value: string | undefined, least: number, most: number): number | undefined => {
  const number = Number(value ?? '');
  return value !== undefined && Number.isInteger(number) && number >= least && number <= most
    ? number
    : undefined;
};

/** Our answer about a meeting that is about to start. Empty: everything as set at 8x8. */
export function provisioning(settings: EventSettings, passcode: string | undefined): Record<string, unknown> {
  const { lobby, transcriber, visitors, hideGuestNames } = settings;
  const maxOccupants = whole(settings.maxOccupants, 2, 500);
  const participantsSoftLimit = whole(settings.participantsSoftLimit, 1, 1_000_000);
  return {
    ...(lobby === 'unset' ? {} : { lobbyEnabled: lobby !== 'off' }),
    ...(lobby === 'unset' || lobby === 'off' ? {} : { lobbyType: lobby }),
    ...(passcode !== undefined && /^\d+$/.test(passcode) ? { passcode } : {}),
    ...(maxOccupants === undefined ? {} : { maxOccupants }),
    ...(transcriber === 'unset' ? {} : { transcriberType: transcriber }),
    ...(participantsSoftLimit === undefined ? {} : { participantsSoftLimit }),
    ...(visitors === 'unset' ? {} : { visitorsEnabled: visitors === 'on' }),
    ...(hideGuestNames ? { hideDisplayName: 'GUEST' } : {}),
  };
}

/** SETTINGS_PROVISIONING comes before each meeting, without an event type. 8x8 uses the answer at once. */
const asksForSettings = (event: JaasEvent): boolean =>
  event.fqn !== undefined &&
  (event.eventType === 'SETTINGS_PROVISIONING' ||
    (event.eventType === undefined && event.idempotencyKey === undefined && event.data === undefined));

const jsonAnswer = (value: object): HookAnswer => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(value),
});

function settingsAnswer(context: HookContext): HookVerdict {
  const [passcode] = secretsIn(context, 'passcode');
  return {
    verdict: 'answer',
    answer: jsonAnswer(provisioning(readEventSettings(context.settings), passcode)),
  };
}

function receive(request: HookRequest, context: HookContext): HookVerdict {
  const secrets = secretsIn(context, SECRET_FIELD);
  if (secrets.length === 0) return { verdict: 'refused', reason: 'no-secret' };
  const { appId = '', maxAgeHours } = readEventSettings(context.settings);
  const belongsHere = (event: JaasEvent) => appsOf(event).every((app) => app === appId.toLowerCase());
  const header = request.headers['x-jaas-signature'] ?? '';
  const signature = signatureIn(header);
  if (signature === undefined) {
    // It is not published whether 8x8 signs the question for settings. Then our own secret is its proof.
    const event = header === '' && showsOwnSecret(request, context) ? readEvent(request.rawBody) : undefined;
    return event !== undefined && asksForSettings(event) && appsOf(event).length > 0 && belongsHere(event)
      ? settingsAnswer(context)
      : { verdict: 'refused', reason: 'no-signature' };
  }
  if (!isSigned(signature, request.rawBody, secrets)) {
    // A retry was seen with its first signature and a slightly different body (8x8/jaas_demo#8). If that
    // signature proved an event before, this is a repetition without effect.
    return { verdict: 'genuine-if-proven', proof: signature.shown, answer: jsonAnswer({}) };
  }
  if (!/^\d{9,11}$/.test(signature.seconds)) return { verdict: 'refused', reason: 'malformed' };
  if (Math.abs(context.nowMs - Number(signature.seconds) * 1000) > maxAgeHours * HOUR_MS) {
    return { verdict: 'refused', reason: 'too-old' };
  }
  const event = readEvent(request.rawBody);
  if (event === undefined || !belongsHere(event)) return { verdict: 'refused', reason: 'malformed' };
  if (asksForSettings(event)) return settingsAnswer(context);
  if (event.eventType === undefined) return { verdict: 'refused', reason: 'malformed' };
  const subject = sessionOf(event);
  return {
    verdict: 'genuine',
    eventType: event.eventType,
    idempotencyKey: idempotencyKeyOf(event, request.rawBody),
    proof: signature.shown,
    ...(subject === undefined ? {} : { subject }),
    wanted: isKept(event.eventType) && subject !== undefined,
  };
}

function read(delivery: Delivery): HookNews[] {
  const event = readEvent(delivery.rawBody);
  const subject = event && sessionOf(event);
  if (event?.eventType === undefined || subject === undefined) return [];
  const { eventType, data, timestamp } = event;
  const atMs = timestamp ?? delivery.receivedAtMs;
  if (PEOPLE_EVENTS.includes(eventType))
    return [{ type: 'participant', subject, sighting: sightingOf(event, atMs, delivery) }];
  if (!isTelling(eventType)) return [];
  const hasLink = data?.preAuthenticatedLink !== undefined;
  return [
    { type: 'pushed', subject, ...(hasLink ? { expiresAtMs: linkEndOf(data.linkExpiration, atMs) } : {}) },
  ];
}

/** Both events of a connection have its address and the id of the person, who can have several at a time. */
function sightingOf(event: JaasEvent, atMs: number, { rawBody }: Delivery): Sighting {
  const { id, name, email, participantFullJid, participantJid, participantId } = event.data ?? NO_DATA;
  const key = idempotencyKeyOf(event, rawBody);
  return {
    what: event.eventType === 'PARTICIPANT_LEFT' ? 'left' : 'joined',
    atMs,
    connection: JSON.stringify([
      id ?? '',
      participantJid ?? participantFullJid ?? participantId ?? (id === undefined ? key : ''),
    ]),
    ...(id === undefined ? {} : { personId: id }),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    addresses: [participantFullJid, participantJid, participantId].filter((address) => address !== undefined),
  };
}

/** When recordings of a meeting started and stopped, and when it ended. */
function timeMarks(deliveries: readonly Delivery[]): TimeMark[] {
  const marks = new Map<string, TimeMark>();
  const add = (what: TimeMark['what'], atMs: number) => marks.set(`${what}@${atMs}`, { what, atMs });
  for (const delivery of deliveries) {
    const event = readEvent(delivery.rawBody);
    const atMs = event?.timestamp ?? delivery.receivedAtMs;
    if (event?.eventType === 'RECORDING_STARTED') add('started', atMs);
    if (event?.eventType === 'RECORDING_ENDED') add('stopped', atMs);
    if (event?.eventType === 'ROOM_DESTROYED' && event.data?.isBreakout !== true) add('ended', atMs);
  }
  return [...marks.values()].sort((a, b) => a.atMs - b.atMs || (a.what < b.what ? -1 : 1));
}

/** An invented room is created. It shows that address and secret are right, and has no effect. */
function example(context: HookContext): Omit<HookRequest, 'address'> {
  const { appId = '' } = readEventSettings(context.settings);
  const unique = createHmac('sha256', context.ownSecret)
    .update(String(context.nowMs))
    .digest('hex')
    .slice(0, 32);
  const body = {
    idempotencyKey: unique,
    customerId: appId.replace(/^vpaas-magic-cookie-/, ''),
    appId,
    eventType: 'ROOM_CREATED',
    sessionId: `test-${unique}`,
    timestamp: context.nowMs,
    fqn: `${appId}/test-event-of-meeting-connectors`,
    data: { conference: `test-event-of-meeting-connectors@conference.${appId}.8x8.vc`, isBreakout: false },
  };
  const rawBody = Buffer.from(JSON.stringify(body));
  const seconds = String(Math.floor(context.nowMs / 1000));
  const [secret = ''] = secretsIn(context, SECRET_FIELD);
  return {
    method: 'POST',
    query: '',
    headers: {
      'content-type': 'application/json',
      'x-jaas-signature': `t=${seconds},v1=${signatureOf(secret, seconds, rawBody)}`,
    },
    rawBody,
  };
}

export const receivesWebhooks: ReceivesWebhooks = {
  secretFields: [SECRET_FIELD],
  methods: ['POST'],
  maxAgeSeconds: MAX_AGE_SECONDS,
  setUp: [
    message('jaas.setup.endpoint'),
    message('jaas.setup.events'),
    message('jaas.setup.provisioning'),
    message('jaas.setup.secret'),
    message('jaas.setup.test'),
  ],
  receive,
  read,
  timeMarks,
  example,
};
