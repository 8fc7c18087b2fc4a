import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
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
import { hexHash, kindOfLength } from './checksum';
import { subscription } from './subscription';

/**
 * A server sends four things to one address: the ready callback (a JWT signed with the API token), the
 * end callback (unsigned, so its address carries our own secret), attendance (a JWT beside an unsigned
 * body) and events of the webhooks module (a checksum over the raw body). Each is only a hint, and the
 * server is asked for the facts.
 */

/** The module retries for about five minutes and keeps the first timestamp (bbb-webhooks). */
const MAX_AGE_SECONDS = 15 * 60;
const CLOCK_TOLERANCE_SECONDS = 300;

const RECORD_ID = /^[0-9a-f]{40}-\d{13}$/;
const readyClaims = z.object({
  meeting_id: z.string().min(1).max(1_000),
  record_id: z.string().regex(RECORD_ID),
});
const analyticsClaims = z.object({ exp: z.number() });
const analyticsBody = z.object({ internal_meeting_id: z.string().regex(RECORD_ID) });

const hookEvent = z.object({
  data: z.object({
    id: z.string().min(1).max(200),
    attributes: z
      .object({
        meeting: z
          .object({ 'internal-meeting-id': z.string().optional().catch(undefined) })
          .optional()
          .catch(undefined),
        'record-id': z.string().optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
});
type HookEvent = z.infer<typeof hookEvent>;

/** The events of the module that we use. The connector subscribes to these. */
const MEANING: ReadonlyMap<string, 'read' | 'deleted'> = new Map([
  ['rap-publish-ended', 'read'],
  ['rap-published', 'read'],
  ['rap-unpublished', 'read'],
  ['rap-deleted', 'deleted'],
]);

const secretsIn = (context: HookContext): string[] =>
  (context.secrets.apiToken ?? []).map((secret) => secret.trim()).filter((secret) => secret !== '');
/** Behind Scalelite, the inner server signs the attendance. */
const innerSecretsIn = (context: HookContext): string[] =>
  (context.secrets.innerSecrets ?? [])
    .flatMap((secrets) => secrets.split(/\s+/))
    .filter((secret) => secret !== '');

/** The claims of a token that one of the secrets signed, with one of these algorithms and no other. */
function claimsOf(
  token: string,
  secrets: readonly string[],
  algorithms: ('HS256' | 'HS512')[],
  nowMs: number,
): unknown {
  for (const secret of secrets) {
    try {
      return jwt.verify(token, secret, {
        algorithms,
        clockTimestamp: Math.floor(nowMs / 1000),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
    } catch {
      // Another secret may have signed it.
    }
  }
  return undefined;
}

const refused = (reason: Extract<HookVerdict, { verdict: 'refused' }>['reason']): HookVerdict => ({
  verdict: 'refused',
  reason,
});
const formOf = (rawBody: Buffer): URLSearchParams => new URLSearchParams(rawBody.toString('utf8'));

function receiveReady(token: string, context: HookContext): HookVerdict {
  const claims = claimsOf(token, secretsIn(context), ['HS256', 'HS512'], context.nowMs);
  if (claims === undefined) return refused('wrong-signature');
  const parsed = readyClaims.safeParse(claims);
  if (!parsed.success) return refused('malformed');
  const { record_id: recordId } = parsed.data;
  return {
    verdict: 'genuine',
    eventType: 'recording-ready',
    // It has neither a time nor an id, and one comes for each format, all identical before 3.0.29.
    idempotencyKey: hexHash('sha256', `ready\n${recordId}`),
    gathers: true,
    subject: recordId,
    wanted: true,
  };
}

function receiveEnd(request: HookRequest, context: HookContext): HookVerdict {
  const token = new URLSearchParams(request.query).get('token') ?? '';
  if (token === '') return refused('no-signature');
  if (context.ownSecret === '' || !sameSecret(token, context.ownSecret)) return refused('wrong-signature');
  const rest = request.query.replace(/(^|&)token=[^&]*/, '');
  return {
    verdict: 'genuine',
    eventType: 'meeting-ended',
    idempotencyKey: hexHash('sha256', `ended\n${rest}`),
    gathers: true,
    wanted: true,
  };
}

/** The signature covers only an instant. Anybody who saw such a token can send any body for a day. */
function receiveAnalytics(token: string, request: HookRequest, context: HookContext): HookVerdict {
  const secrets = [...secretsIn(context), ...innerSecretsIn(context)];
  const claims = claimsOf(token, secrets, ['HS512'], context.nowMs);
  if (!analyticsClaims.safeParse(claims).success) return refused('wrong-signature');
  const body = parseBody(request.rawBody, 'application/json');
  const parsed = body.outcome === 'json' ? analyticsBody.safeParse(body.value) : undefined;
  if (!parsed?.success) return refused('malformed');
  return {
    verdict: 'genuine',
    eventType: 'analytics',
    idempotencyKey: hexHash('sha256', 'analytics\n', request.rawBody),
    subject: parsed.data.internal_meeting_id,
    wanted: true,
  };
}

/** The documentation shows one event, but servers send a list (bbb-webhooks). */
function eventsOf(rawBody: Buffer): HookEvent[] | undefined {
  const text = formOf(rawBody).get('event') ?? '';
  const body = parseBody(Buffer.from(text), 'application/json');
  if (body.outcome !== 'json') return undefined;
  const parsed = z.array(hookEvent).min(1).max(100).safeParse([body.value].flat());
  return parsed.success ? parsed.data : undefined;
}

const recordIdOf = ({ data }: HookEvent): string | undefined => {
  const id = data.attributes?.['record-id'] ?? data.attributes?.meeting?.['internal-meeting-id'];
  return id !== undefined && RECORD_ID.test(id) ? id : undefined;
};

/** The checksum covers the address as registered, the raw body and the secret. Its length tells the hash. */
function isSigned(request: HookRequest, secrets: readonly string[]): boolean {
  const [, checksum = ''] = /(?:^|&)checksum=([0-9a-f]+)$/i.exec(request.query) ?? [];
  const kind = kindOfLength(checksum);
  if (kind === undefined) return false;
  const query = request.query.replace(/(^|&)checksum=[0-9a-f]+$/i, '');
  const registered = query === '' ? request.address : `${request.address}?${query}`;
  return (
    secrets.filter((secret) =>
      sameSecret(hexHash(kind, registered, request.rawBody, secret), checksum.toLowerCase()),
    ).length > 0
  );
}

function receiveModule(request: HookRequest, context: HookContext): HookVerdict {
  const secrets = secretsIn(context);
  const bearer = bearerOf(request);
  const hasChecksum = /(?:^|&)checksum=/.test(request.query);
  if (bearer === undefined && !hasChecksum) return refused('no-signature');
  const isGood =
    bearer === undefined
      ? isSigned(request, secrets)
      : secrets.filter((secret) => sameSecret(secret, bearer)).length > 0;
  if (!isGood) return refused('wrong-signature');
  const timestamp = formOf(request.rawBody).get('timestamp') ?? '';
  const events = eventsOf(request.rawBody);
  if (!/^\d{13}$/.test(timestamp) || events === undefined) return refused('malformed');
  if (Math.abs(context.nowMs - Number(timestamp)) > MAX_AGE_SECONDS * 1000) return refused('too-old');
  const [first] = events;
  const subject = first && recordIdOf(first);
  return {
    verdict: 'genuine',
    eventType: first?.data.id ?? '',
    idempotencyKey: hexHash('sha256', 'module\n', request.rawBody),
    ...(subject === undefined ? {} : { subject }),
    wanted: events.some(({ data }) => MEANING.has(data.id)),
  };
}

const bearerOf = ({ headers }: HookRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];

function receive(request: HookRequest, context: HookContext): HookVerdict {
  if (secretsIn(context).length === 0) return refused('no-secret');
  if (request.method === 'GET') return receiveEnd(request, context);
  if (/\bjson\b/i.test(request.headers['content-type'] ?? '')) {
    const token = bearerOf(request);
    return token === undefined ? refused('no-signature') : receiveAnalytics(token, request, context);
  }
  const [, token] = READY_TOKEN.exec(request.rawBody.toString('latin1')) ?? [];
  return token === undefined ? receiveModule(request, context) : receiveReady(token, context);
}

/** The JWT of a form, read without parsing the form. Servers send nothing else in it. */
const READY_TOKEN = /(?:^|&)signed_parameters=([\w.-]{0,8000})(?:&|$)/;

function read(delivery: Delivery): HookNews[] {
  if (delivery.method === 'GET') {
    // `true`: recording was allowed and its button was used, so a recording will come (docs, end callback).
    return new URLSearchParams(delivery.query).get('recordingmarks') === 'true' ? [{ type: 'listing' }] : [];
  }
  if (delivery.eventType === 'recording-ready') {
    // The signature was verified on arrival. A stored delivery has its subject only as a hash.
    const token = formOf(delivery.rawBody).get('signed_parameters') ?? '';
    const claims = readyClaims.safeParse(jwt.decode(token));
    const occurrenceId = delivery.subject ?? claims.data?.record_id;
    return occurrenceId === undefined ? [] : [{ type: 'occurrence', occurrenceId }];
  }
  if (delivery.eventType === 'analytics') return [];
  return (eventsOf(delivery.rawBody) ?? []).flatMap((event): HookNews[] => {
    const meaning = MEANING.get(event.data.id);
    const occurrenceId = recordIdOf(event);
    if (meaning === undefined || occurrenceId === undefined) return [];
    return meaning === 'read'
      ? [{ type: 'occurrence', occurrenceId }]
      : [{ type: 'at-provider', occurrenceId, change: 'deleted', atMs: delivery.receivedAtMs }];
  });
}

/** An event of the module about an invented recording. It has no effect. */
function example(context: HookContext, address = ''): Omit<HookRequest, 'address'> {
  const event = {
    data: {
      type: 'event',
      id: 'rap-published',
      attributes: {
        meeting: { 'internal-meeting-id': 'test-event', 'external-meeting-id': 'test-event' },
        'record-id': 'test-event',
      },
      event: { ts: context.nowMs },
    },
  };
  const told = encodeURIComponent(JSON.stringify([event])).replaceAll('%3A', ':');
  const rawBody = Buffer.from(`domain=test.invalid&event=${told}&timestamp=${context.nowMs}`);
  const checksum = hexHash('sha256', address, rawBody, secretsIn(context)[0] ?? '');
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    query: `checksum=${checksum}`,
    rawBody,
  };
}

export const receivesWebhooks: ReceivesWebhooks = {
  secretFields: ['apiToken'],
  methods: ['GET', 'POST'],
  maxAgeSeconds: MAX_AGE_SECONDS,
  setUp: [
    message('bigbluebutton.setup.module'),
    message('bigbluebutton.setup.callback'),
    message('bigbluebutton.setup.both'),
  ],
  receive,
  read,
  example,
  subscription,
};
