import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import { keyHash } from '../../domain/hash';
import { parseBody } from '../../http/json-body';
import { sameSecret, type HookAnswer, type HookNews, type ReceivesWebhooks } from '../webhook';
import { notification, type Notification } from './schemas';
import { subscription } from './subscription';
import { isoOf } from '../../domain/instant';

/** Microsoft's validation tokens have a few hundred characters. */
const LONGEST_TOKEN = 2_048;
/** Graph never sends more items in one delivery. */
const MOST_ITEMS = 1_000;

/** Several items, or a single one without a list, as one documented sample shows. */
const delivery = z.union([
  z.object({ value: z.array(notification).min(1).max(MOST_ITEMS) }).transform(({ value }) => value),
  notification
    .refine(({ subscriptionId }) => Boolean(subscriptionId), 'not a notification')
    .transform((one) => [one]),
]);

function itemsOf(rawBody: Buffer): Notification[] | undefined {
  const body = parseBody(rawBody, 'application/json');
  return body.outcome === 'json' ? delivery.safeParse(body.value).data : undefined;
}

/**
 * Graph validates an address before it sends anything there. The answer is the decoded token as plain text
 * (Graph: receive change notifications through webhooks), never as HTML, because anybody can ask.
 */
function handshake(query: string): HookAnswer | undefined {
  const token = new URLSearchParams(query).get('validationToken');
  if (token === null || token === '' || token.length > LONGEST_TOKEN) return undefined;
  return { status: 200, contentType: 'text/plain', body: token };
}

/** Of each item, as Graph writes it: found in the bytes before they are parsed. */
const STATE = /"clientState" {0,20}: {0,20}"([^"\\]{1,200})"/g;

/**
 * Whether every `clientState` in the bytes is our own secret. All are compared, so that the duration does
 * not tell which one is wrong.
 */
function proofOf(rawBody: Buffer, ownSecret: string): 'no-signature' | 'wrong-signature' | 'shown' {
  const states = [...rawBody.toString('latin1').matchAll(STATE)].slice(0, MOST_ITEMS);
  if (states.length === 0) return 'no-signature';
  const proven = states.filter(([, state = '']) => sameSecret(state, ownSecret));
  return proven.length === states.length ? 'shown' : 'wrong-signature';
}

const isBlank = (rawBody: Buffer): boolean => rawBody.length < 100 && rawBody.toString('utf8').trim() === '';

const eventOf = (item: Notification): string => item.lifecycleEvent || item.changeType || 'unknown';

/** Microsoft repeats a delivery with exactly the same items until it is answered. */
const keyOf = (items: readonly Notification[]): string =>
  keyHash(
    JSON.stringify(
      items.map((item) => [
        item.id ?? '',
        item.subscriptionId ?? '',
        eventOf(item),
        item.resource ?? '',
        item.subscriptionExpirationDateTime ?? '',
      ]),
    ),
  );

export const receivesWebhooks: ReceivesWebhooks = {
  // `clientState`, which Graph sends back with each notification, is our own secret.
  secretFields: [],
  methods: ['POST'],
  setUp: [
    message('ms-teams.setup.automatic'),
    message('ms-teams.setup.reachable'),
    message('ms-teams.setup.user-delegated'),
  ],
  // Notifications have no signed timestamp. The idempotency key recognises repeats.
  maxAgeSeconds: 4 * 3600,

  answersAnybody: ({ rawBody, query }) => (isBlank(rawBody) ? handshake(query) : undefined),

  receive({ rawBody, query }, { ownSecret }) {
    if (isBlank(rawBody)) {
      const answer = handshake(query);
      return answer === undefined
        ? { verdict: 'refused', reason: 'malformed' }
        : { verdict: 'answer', answer };
    }
    if (ownSecret === '') return { verdict: 'refused', reason: 'no-secret' };
    const proof = proofOf(rawBody, ownSecret);
    if (proof !== 'shown') return { verdict: 'refused', reason: proof };
    const items = itemsOf(rawBody);
    if (items === undefined) return { verdict: 'refused', reason: 'malformed' };
    // Each item has its own.
    if (items.some(({ clientState }) => !clientState)) return { verdict: 'refused', reason: 'no-signature' };
    if (!items.every(({ clientState }) => sameSecret(clientState ?? '', ownSecret))) {
      return { verdict: 'refused', reason: 'wrong-signature' };
    }
    return {
      verdict: 'genuine',
      eventType: [...new Set(items.map(eventOf))].join(', '),
      idempotencyKey: keyOf(items),
      wanted: true,
    };
  },

  /**
   * A notification names the meeting and the recording, but not the call, which identifies an occurrence.
   * A lifecycle event means that notifications may be missing. Both ask for a listing.
   */
  read({ rawBody }): HookNews[] {
    const items = itemsOf(rawBody) ?? [];
    if (items.length === 0) return [];
    const ends = items.some(({ lifecycleEvent }) => lifecycleEvent && lifecycleEvent !== 'missed');
    return [...(ends ? [{ type: 'subscription' as const }] : []), { type: 'listing' }];
  },

  example({ ownSecret, nowMs }) {
    const at = isoOf(nowMs);
    const meeting = `example-meeting-${nowMs}`;
    const body = {
      value: [
        {
          id: `example-${nowMs}`,
          subscriptionId: '00000000-0000-4000-8000-000000000000',
          changeType: 'created',
          clientState: ownSecret,
          tenantId: '00000000-0000-4000-8000-000000000001',
          subscriptionExpirationDateTime: at,
          resource: `communications/onlineMeetings('${meeting}')/recordings('example')`,
          resourceData: {
            id: 'example',
            '@odata.type': '#Microsoft.Graph.callRecording',
            '@odata.id': `communications/onlineMeetings('${meeting}')/recordings('example')`,
          },
        },
      ],
      validationTokens: [],
    };
    return {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      query: '',
      rawBody: Buffer.from(JSON.stringify(body)),
    };
  },

  subscription,
};
