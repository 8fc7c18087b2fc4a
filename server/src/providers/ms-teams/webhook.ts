import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import { keyHash } from '../../domain/hash';
import { parseBody } from '../../http/json-body';
import { sameSecret, type HookNews, type HookVerdict, type ReceivesWebhooks } from '../webhook';
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
function handshake(query: string): HookVerdict | undefined {
  const token = new URLSearchParams(query).get('validationToken');
  if (token === null) return undefined;
  if (token === '' || token.length > LONGEST_TOKEN) return { verdict: 'refused', reason: 'malformed' };
  return { verdict: 'answer', answer: { status: 200, contentType: 'text/plain', body: token } };
}

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

  receive({ rawBody, query }, { ownSecret }) {
    if (rawBody.toString('utf8').trim() === '') {
      return handshake(query) ?? { verdict: 'refused', reason: 'malformed' };
    }
    const items = itemsOf(rawBody);
    if (items === undefined) return { verdict: 'refused', reason: 'malformed' };
    if (ownSecret === '') return { verdict: 'refused', reason: 'no-secret' };
    // All are compared, so that the duration does not reveal which one is wrong.
    const states = items.map(({ clientState }) => clientState ?? '');
    const proven = states.map((state) => sameSecret(state, ownSecret));
    if (states.some((state) => state === '')) return { verdict: 'refused', reason: 'no-signature' };
    if (proven.some((isSame) => !isSame)) return { verdict: 'refused', reason: 'wrong-signature' };
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
