import { createHmac, randomBytes } from 'node:crypto';
import type { Refusal } from '../../../contracts/webhooks';
import type { Clock } from '../domain/clock';
import { keyHash } from '../domain/hash';
import type { NewDelivery } from '../ledger/deliveries';
import type { Credentials } from '../accounts/credentials';
import type { HookAnswer, HookContext, HookRequest, HookVerdict } from '../providers/webhook';
import { sameSecret } from '../providers/webhook';
import type { Inbox } from './inbox';
import type { Receiver, Receivers } from './receivers';
import type { Refusals } from './refusals';
import { sealRequest } from './sealed-request';

/** Kept beside a delivery: what helps to understand it, and nothing that proves or opens anything. */
const KEPT_HEADERS = ['content-type', 'content-length', 'user-agent', 'date', 'x-request-id'];
const LONGEST_HEADER = 200;

/** What the sender is told. An empty body has no content type. */
export type Answer =
  HookAnswer | { status: number; contentType?: undefined; body: ''; retryAfterSeconds?: number };

/** The same for everything that is not proven, an unknown address included (P14). */
export const NOT_ACCEPTED: HookAnswer = {
  status: 401,
  contentType: 'application/json',
  body: '{"error":"not accepted"}',
};
export const emptyAnswer = (status: number): Answer => ({ status, body: '' });
const DONE = emptyAnswer(204);
/** Every provider sends again what got a 5xx; some drop what got a 4xx. */
const TRY_AGAIN: Answer = { status: 503, body: '', retryAfterSeconds: 5 };

export interface Door {
  receivers: Receivers;
  refusals: Refusals;
  inbox: Inbox;
  credentials: Pick<Credentials, 'seal'>;
  clock: Clock;
  isKnown(connectorId: number, idempotencyKeyHash: string): Promise<boolean>;
  /** Trouble worth a line in the log, without anything of the request. */
  failed(text: string): void;
}

/** Takes about as long as a refusal by a provider's own check. */
const DECOY = randomBytes(32);
const spendAsMuch = (rawBody: Buffer) => {
  const digest = createHmac('sha256', DECOY).update(rawBody).digest();
  sameSecret(digest, DECOY);
};

/** Refused before any signature was computed, which must not be told from refusals after it. */
const REFUSED_EARLY: readonly Refusal[] = ['no-secret', 'no-signature'];

/** Judges by each own secret that counts: one that was renewed is still at the provider for a while. */
export function judge(receiver: Receiver, request: HookRequest, nowMs: number): HookVerdict {
  const { hooks, secrets, settings } = receiver;
  if (hooks === undefined) return { verdict: 'refused', reason: 'malformed' };
  const isWaiting =
    hooks.secretFields.length > 0 && hooks.secretFields.every((field) => (secrets[field] ?? []).length === 0);
  if (isWaiting) return { verdict: 'refused', reason: 'no-secret' };
  const ownSecrets = receiver.ownSecrets.length > 0 ? receiver.ownSecrets : [DECOY.toString('hex')];
  let verdict: HookVerdict = { verdict: 'refused', reason: 'malformed' };
  for (const ownSecret of ownSecrets) {
    verdict = receiveSafely(hooks, request, { secrets, ownSecret, settings, nowMs });
    if (verdict.verdict !== 'refused') return verdict;
  }
  return verdict;
}

function receiveSafely(
  hooks: NonNullable<Receiver['hooks']>,
  request: HookRequest,
  context: HookContext,
): HookVerdict {
  try {
    return hooks.receive(request, context);
  } catch {
    // A shape that nobody thought of proves nothing.
    return { verdict: 'refused', reason: 'malformed' };
  }
}

/** Whom an address belongs to; an answer instead while nobody can tell. Never throws. */
export async function receiverAt(
  door: Pick<Door, 'receivers' | 'refusals' | 'failed'>,
  hookKey: string,
): Promise<{ known: Receiver | undefined } | { unavailable: Answer }> {
  try {
    return { known: await door.receivers.of(hookKey) };
  } catch (error) {
    door.failed(`webhooks: the database does not answer: ${String(error)}`);
    door.refusals.count(undefined, 'database-down');
    return { unavailable: TRY_AGAIN };
  }
}

/**
 * Verify → store → answer. What is not proven changes nothing and writes nothing; what is proven is
 * on disk before the 2xx.
 */
export async function receive(door: Door, hookKey: string, request: HookRequest): Promise<Answer> {
  const found = await receiverAt(door, hookKey);
  if ('unavailable' in found) return found.unavailable;
  const receiver = found.known;
  if (receiver === undefined) {
    spendAsMuch(request.rawBody);
    return refuse(door, undefined, 'malformed');
  }
  const { connectorId } = receiver;
  if (receiver.hooks === undefined) spendAsMuch(request.rawBody);
  const nowMs = door.clock();
  const verdict = judge(receiver, request, nowMs);
  switch (verdict.verdict) {
    case 'refused':
      if (REFUSED_EARLY.includes(verdict.reason)) spendAsMuch(request.rawBody);
      return refuse(door, connectorId, verdict.reason);
    case 'answer':
      return verdict.answer;
    case 'genuine-if-known': {
      const isKnown = await door.isKnown(connectorId, keyHash(verdict.idempotencyKey)).catch(() => undefined);
      if (isKnown === undefined) return unavailable(door, connectorId, 'the database does not answer');
      if (!isKnown) return refuse(door, connectorId, 'wrong-signature');
      door.refusals.countRepeated(connectorId);
      return verdict.answer ?? DONE;
    }
    case 'genuine': {
      const answer = verdict.answer ?? DONE;
      if (verdict.wanted) {
        try {
          const delivery = deliveryOf(door.credentials, connectorId, verdict, request, nowMs);
          if ((await door.inbox.add(delivery)) === 'repeated') door.refusals.countRepeated(connectorId);
        } catch (error) {
          return unavailable(door, connectorId, String(error));
        }
      }
      door.receivers.touch(connectorId);
      return answer;
    }
  }
}

/** The row of a genuine event. */
export const deliveryOf = (
  credentials: Pick<Credentials, 'seal'>,
  connectorId: number,
  verdict: Extract<HookVerdict, { verdict: 'genuine' }>,
  request: HookRequest,
  receivedAtMs: number,
): NewDelivery => ({
  connectorId,
  idempotencyKeyHash: keyHash(verdict.idempotencyKey),
  subjectHash: verdict.subject === undefined ? null : keyHash(verdict.subject),
  eventType: verdict.eventType.slice(0, 100),
  method: request.method,
  sealed: sealRequest(credentials, request),
  bodyBytes: request.rawBody.length,
  headers: keptHeaders(request.headers),
  isTest: false,
  receivedAtMs,
});

function refuse(door: Door, connectorId: number | undefined, reason: Refusal): HookAnswer {
  door.refusals.count(connectorId, reason);
  return NOT_ACCEPTED;
}

function unavailable(door: Door, connectorId: number, cause: string): Answer {
  door.failed(`webhooks: an event of connector ${connectorId} could not be stored: ${cause}`);
  door.refusals.count(connectorId, 'database-down');
  return TRY_AGAIN;
}

const keptHeaders = (headers: HookRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value.slice(0, LONGEST_HEADER)]];
    }),
  );
