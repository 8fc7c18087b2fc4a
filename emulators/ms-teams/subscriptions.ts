import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Exchange } from '../kit/server';
import type { Context } from './context';
import { failure, type Reply } from './reply';
import { guidOf, type TeamsMeeting } from './world';

const MINUTE_MS = 60_000;
const LONGEST_HANDSHAKE_MS = 10_000;

const wanted = z.object({
  changeType: z.string(),
  notificationUrl: z.url(),
  lifecycleNotificationUrl: z.url().optional(),
  resource: z.string(),
  expirationDateTime: z.string(),
  clientState: z.string().max(128).optional(),
});

export interface Subscription {
  id: string;
  resource: string;
  notificationUrl: string;
  lifecycleNotificationUrl?: string;
  clientState?: string;
  untilMs: number;
}

/** Subscriptions with Microsoft's own handshake, and the notifications that they bring. */
export function createSubscriptions(context: Context) {
  const { app, settings } = context;
  const all = new Map<string, Subscription>();

  const shown = (one: Subscription) => ({
    id: one.id,
    resource: one.resource,
    applicationId: app.clientId,
    changeType: 'created',
    notificationUrl: one.notificationUrl,
    expirationDateTime: new Date(one.untilMs).toISOString(),
  });

  /** A question with a token that must come back as it is, as plain text, within 10 seconds. */
  async function handshake(address: string): Promise<Reply | undefined> {
    const token = `Validation: Testing client application reachability <${randomBytes(6).toString('hex')}> & more`;
    const url = `${address}${address.includes('?') ? '&' : '?'}validationToken=${encodeURIComponent(token)}`;
    try {
      const answered = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
        signal: AbortSignal.timeout(LONGEST_HANDSHAKE_MS),
      });
      const isPlain = (answered.headers.get('content-type') ?? '').startsWith('text/plain');
      if (answered.status === 200 && isPlain && (await answered.text()) === token) return undefined;
      return failure(
        400,
        'ValidationError',
        'Subscription validation request failed. Response must exactly match validationToken query parameter.',
      );
    } catch {
      return failure(400, 'ValidationError', 'Subscription validation request timed out.');
    }
  }

  /** The refusal of a lifetime that is too long, or undefined. */
  function tooLong(untilMs: number, hasLifecycle: boolean): Reply | undefined {
    const minutes = (untilMs - context.clock()) / MINUTE_MS;
    if (Number.isNaN(minutes) || minutes <= 0)
      return failure(400, 'InvalidRequest', 'The expiration is in the past.');
    if (minutes > 60 && !hasLifecycle) {
      return failure(
        400,
        'InvalidRequest',
        'lifecycleNotificationUrl is a required property for subscription creation when the expirationDateTime value is set to greater than 1 hour.',
      );
    }
    return minutes > settings.subscriptionMinutes
      ? failure(
          400,
          'ExtensionError',
          `Subscription expiration can only be ${settings.subscriptionMinutes} minutes in the future.`,
        )
      : undefined;
  }

  async function create(exchange: Exchange): Promise<Reply> {
    const parsed = wanted.safeParse(JSON.parse(exchange.body.toString() || '{}'));
    if (!parsed.success) return failure(400, 'InvalidRequest', 'The subscription is not complete.');
    const facts = parsed.data;
    const untilMs = Date.parse(facts.expirationDateTime);
    const refused = tooLong(untilMs, facts.lifecycleNotificationUrl !== undefined);
    if (refused) return refused;
    for (const address of [facts.notificationUrl, facts.lifecycleNotificationUrl]) {
      const failed = address === undefined ? undefined : await handshake(address);
      if (failed) return failed;
    }
    const one: Subscription = {
      id: guidOf(randomBytes(16)),
      resource: facts.resource,
      notificationUrl: facts.notificationUrl,
      untilMs,
      ...(facts.lifecycleNotificationUrl === undefined
        ? {}
        : { lifecycleNotificationUrl: facts.lifecycleNotificationUrl }),
      ...(facts.clientState === undefined ? {} : { clientState: facts.clientState }),
    };
    all.set(one.id, one);
    return { status: 201, json: shown(one) };
  }

  const post = async (address: string, body: unknown): Promise<number> => {
    const answered = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LONGEST_HANDSHAKE_MS),
    });
    await answered.arrayBuffer();
    return answered.status;
  };

  return {
    all,

    async handle(
      exchange: Exchange,
      grant: { kind: string; permissions: string[] },
      id: string | undefined,
    ): Promise<Reply> {
      if (!grant.permissions.some((name) => name.startsWith('OnlineMeeting'))) {
        return failure(403, 'ExtensionError', 'Operation: Create; Exception: Forbidden');
      }
      if (exchange.method === 'POST' && id === undefined) return await create(exchange);
      const one = all.get(id ?? '');
      if (one === undefined || one.untilMs <= context.clock()) {
        return failure(404, 'ResourceNotFound', 'The object was not found.');
      }
      if (exchange.method === 'DELETE') {
        all.delete(one.id);
        return { status: 204 };
      }
      if (exchange.method !== 'PATCH') return { status: 200, json: shown(one) };
      const { expirationDateTime } = z
        .object({ expirationDateTime: z.string() })
        .parse(JSON.parse(exchange.body.toString()));
      const untilMs = Date.parse(expirationDateTime);
      const refused = tooLong(untilMs, one.lifecycleNotificationUrl !== undefined);
      if (refused) return refused;
      one.untilMs = untilMs;
      return { status: 200, json: shown(one) };
    },

    /** Notifies each subscription of the last recording of a meeting. Resolves with the statuses. */
    async notify(meeting: TeamsMeeting): Promise<number[]> {
      const recording = meeting.recordings.at(-1);
      const resource = `communications/onlineMeetings('${meeting.id}')/recordings('${recording?.id ?? ''}')`;
      const live = [...all.values()].filter(
        ({ resource: to, untilMs }) => to.endsWith('getAllRecordings') && untilMs > context.clock(),
      );
      return await Promise.all(
        live.map((one) =>
          post(one.notificationUrl, {
            value: [
              {
                id: guidOf(randomBytes(16)),
                subscriptionId: one.id,
                changeType: 'created',
                clientState: one.clientState,
                tenantId: app.tenantId,
                subscriptionExpirationDateTime: new Date(one.untilMs).toISOString(),
                resource,
                resourceData: {
                  id: recording?.id,
                  '@odata.type': '#Microsoft.Graph.callRecording',
                  '@odata.id': resource,
                },
              },
            ],
            validationTokens: [],
          }),
        ),
      );
    },

    /** Sends a lifecycle event to each. `subscriptionRemoved` also removes it. */
    async lifecycle(event: 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed'): Promise<number[]> {
      const live = [...all.values()];
      if (event === 'subscriptionRemoved') all.clear();
      return await Promise.all(
        live.map((one) =>
          post(one.lifecycleNotificationUrl ?? one.notificationUrl, {
            value: [
              {
                subscriptionId: one.id,
                subscriptionExpirationDateTime: new Date(one.untilMs).toISOString(),
                tenantId: app.tenantId,
                clientState: one.clientState,
                lifecycleEvent: event,
              },
            ],
          }),
        ),
      );
    },
  };
}
export type Subscriptions = ReturnType<typeof createSubscriptions>;
