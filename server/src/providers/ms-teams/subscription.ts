import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import type { Account } from '../account';
import type { KeepsSubscription } from '../webhook';
import { graphClient, type GraphClient } from './client';
import { readSettings } from './descriptor';
import { DAY_MS, isoOf, MINUTE_MS } from '../../domain/instant';

/** Microsoft's pages name two longest lifetimes, 3 days and 1 hour. The second is used when the first is refused. */
const LIVES_MS = [3 * DAY_MS - 10 * MINUTE_MS, 59 * MINUTE_MS] as const;
/** Without subscriptions, the next look is after a day. */
const LOOK_AGAIN_MS = DAY_MS;
/** Shortest wait before a renewal, however short the lifetime is. */
const LEAST_WAIT_MS = MINUTE_MS;

/** What a call of `keep` stores for the next one: IDs and expiry, no secret. */
const kept = z.object({
  /** Webhook address of the subscriptions. */
  address: z.string().catch(''),
  subscriptions: z
    .array(z.object({ id: z.string(), resource: z.string(), expiresAtMs: z.number() }))
    .catch([]),
});
type Kept = z.infer<typeof kept>['subscriptions'][number];

const RECORDINGS = 'communications/onlineMeetings/getAllRecordings';
const TRANSCRIPTS = 'communications/onlineMeetings/getAllTranscripts';

/** What this account can subscribe to. Only an app can subscribe to the meetings of the whole organisation. */
function resourcesOf(account: Account): string[] {
  const { authorizationType, takeTranscripts } = readSettings(account);
  if (authorizationType === 'user-delegated') return [];
  return takeTranscripts ? [RECORDINGS, TRANSCRIPTS] : [RECORDINGS];
}

interface Request {
  address: string;
  ownSecret: string;
  nowMs: number;
}

export const subscription: KeepsSubscription = {
  async keep(account, { address, ownSecret, state }, signal) {
    const client = graphClient(account);
    const nowMs = account.clock();
    const before = kept.parse(state);
    const resources = resourcesOf(account);
    const isStale = ({ resource }: Kept) => before.address !== address || !resources.includes(resource);
    for (const { id } of before.subscriptions.filter(isStale)) {
      // May be refused if permissions have changed since; then the subscription expires on its own.
      await client.unsubscribe(id, signal).catch(() => signal.throwIfAborted());
    }

    const made: string[] = [];
    try {
      const after: Kept[] = [];
      for (const resource of resources) {
        const known = before.subscriptions.find((one) => one.resource === resource && !isStale(one));
        const renewed = known && (await renew(client, known, nowMs, signal));
        const live = renewed ?? (await subscribe(client, resource, { address, ownSecret, nowMs }, signal));
        if (renewed === undefined) made.push(live.id);
        after.push(live);
      }
      const endsFirst = Math.min(...after.map(({ expiresAtMs }) => expiresAtMs));
      const waitMs = after.length === 0 ? LOOK_AGAIN_MS : Math.max(LEAST_WAIT_MS, (endsFirst - nowMs) / 2);
      return { state: { address, subscriptions: after }, renewAtMs: Math.round(nowMs + waitMs) };
    } catch (error) {
      // End subscriptions whose IDs would be lost. If that fails, they expire on their own.
      for (const id of made) await client.unsubscribe(id, signal).catch(() => undefined);
      throw error;
    }
  },

  async end(account, state, signal) {
    const client = graphClient(account);
    for (const { id } of kept.parse(state).subscriptions) await client.unsubscribe(id, signal);
  },
};

/** Tries the longer lifetime first. Microsoft answers 400 when it is too long. */
async function forTheLongest<T>(nowMs: number, ask: (expiresAt: string) => Promise<T>): Promise<T> {
  const [longest, shorter] = LIVES_MS.map((ms) => isoOf(nowMs + ms));
  try {
    return await ask(longest ?? '');
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.status !== 400) throw error;
    return await ask(shorter ?? '');
  }
}

async function renew(
  client: GraphClient,
  known: Kept,
  nowMs: number,
  signal: AbortSignal,
): Promise<Kept | undefined> {
  const answer = await forTheLongest(nowMs, (expiresAt) => client.renew(known.id, expiresAt, signal));
  return answer && { ...known, expiresAtMs: endOf(answer.expirationDateTime) };
}

async function subscribe(
  client: GraphClient,
  resource: string,
  { address, ownSecret, nowMs }: Request,
  signal: AbortSignal,
): Promise<Kept> {
  const answer = await forTheLongest(nowMs, (expirationDateTime) =>
    client.subscribe(
      {
        changeType: 'created',
        notificationUrl: address,
        // Required for more than an hour.
        lifecycleNotificationUrl: address,
        resource,
        expirationDateTime,
        clientState: ownSecret,
        includeResourceData: false,
      },
      signal,
    ),
  );
  return { id: answer.id, resource, expiresAtMs: endOf(answer.expirationDateTime) };
}

/** The expiry that Microsoft granted, which can be earlier than requested. */
function endOf(expirationDateTime: string): number {
  const endsAtMs = Date.parse(expirationDateTime);
  if (!Number.isNaN(endsAtMs)) return endsAtMs;
  throw new ConnectorError('retry-later', message('ms-teams.no-end'), { code: 'unexpected-answer' });
}
