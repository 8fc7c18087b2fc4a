import { createHmac, randomBytes } from 'node:crypto';
import { cutText } from '../../../contracts/foreign-text';
import type { Refusal } from '../../../contracts/webhooks';
import type { Clock } from '../domain/clock';
import { keyHash } from '../domain/hash';
import type { NewDelivery } from '../ledger/deliveries';
import type { Credentials } from '../accounts/credentials';
import type { HookAnswer, HookContext, HookRequest, HookVerdict } from '../providers/webhook';
import { sameSecret } from '../providers/webhook';
import type { Inbox } from './inbox';
import type { Receiver, Receivers } from './receivers';
import type { Proven } from './proven';
import type { Refusals } from './refusals';
import { providers } from '../providers/registry';
import { sealRequest } from './sealed-request';
import { describeError } from '../domain/unexpected';

/** Headers that are stored with a delivery. None of them proves or opens anything. */
const KEPT_HEADERS = ['content-type', 'content-length', 'user-agent', 'date', 'x-request-id'];
const LONGEST_HEADER = 200;

/** The answer to the sender. An empty body has no content type. */
export type Answer =
  HookAnswer | { status: number; contentType?: undefined; body: ''; retryAfterSeconds?: number };

/** The same for every request that is not proven, also at an unknown address (P14). */
export const NOT_ACCEPTED: HookAnswer = {
  status: 401,
  contentType: 'application/json',
  body: '{"error":"not accepted"}',
};
export const emptyAnswer = (status: number): Answer => ({ status, body: '' });
const DONE = emptyAnswer(204);
/** All providers send an event again after a 5xx. Some drop it after a 4xx. */
const TRY_AGAIN: Answer = { status: 503, body: '', retryAfterSeconds: 5 };

export interface Intake {
  receivers: Receivers;
  refusals: Refusals;
  inbox: Inbox;
  credentials: Pick<Credentials, 'seal'>;
  clock: Clock;
  proven: Proven;
  /** Hints that gather and come within this time are one delivery. */
  gatherMs: number;
  /** Writes a line to the log. The text has nothing of the request. */
  failed(text: string): void;
}

/** Takes the place of a secret that is not there. */
const DECOY = randomBytes(32);
/** Takes about as long as a refusal by a provider's own check. */
const spendAsMuch = (rawBody: Buffer) => {
  const digest = createHmac('sha256', DECOY).update(rawBody).digest();
  sameSecret(digest, DECOY);
};

/** Refusals before any signature was computed. Their time must not differ from later refusals. */
const REFUSED_EARLY: readonly Refusal[] = ['no-secret', 'no-signature'];

/** Tries each own secret that is valid, because a renewed secret is used at the provider for a while. */
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
    // An event of an unexpected shape proves nothing.
    return { verdict: 'refused', reason: 'malformed' };
  }
}

/** The receiver at an address, or the answer while the database can't tell. Never throws. */
export async function receiverAt(
  intake: Pick<Intake, 'receivers' | 'refusals' | 'failed'>,
  hookKey: string,
): Promise<{ known: Receiver | undefined } | { unavailable: Answer }> {
  try {
    return { known: await intake.receivers.of(hookKey) };
  } catch (error) {
    intake.failed(`webhooks: the database does not answer: ${describeError(error)}`);
    intake.refusals.count(undefined, 'database-down');
    return { unavailable: TRY_AGAIN };
  }
}

/**
 * Verify → store → answer. A request that is not proven changes and writes nothing. A proven event is on
 * disk before the 2xx.
 */
export async function receive(intake: Intake, hookKey: string, request: HookRequest): Promise<Answer> {
  const open = answerToAnybody(request);
  if (open !== undefined) return open;
  const found = await receiverAt(intake, hookKey);
  if ('unavailable' in found) return found.unavailable;
  const receiver = found.known;
  if (receiver === undefined) {
    spendAsMuch(request.rawBody);
    return refuse(intake, undefined, 'malformed');
  }
  const { connectorId } = receiver;
  if (receiver.hooks === undefined) spendAsMuch(request.rawBody);
  const nowMs = intake.clock();
  const verdict = judge(receiver, request, nowMs);
  switch (verdict.verdict) {
    case 'refused':
      if (REFUSED_EARLY.includes(verdict.reason)) spendAsMuch(request.rawBody);
      return refuse(intake, connectorId, verdict.reason);
    case 'answer':
      return verdict.answer;
    case 'genuine-if-proven':
      if (!intake.proven.has(connectorId, verdict.proof))
        return refuse(intake, connectorId, 'wrong-signature');
      intake.refusals.countRepeated(connectorId);
      intake.refusals.accepted(connectorId);
      return verdict.answer ?? DONE;
    case 'genuine': {
      const answer = verdict.answer ?? DONE;
      if (verdict.wanted) {
        try {
          const delivery = deliveryOf(
            intake.credentials,
            connectorId,
            gathered(verdict, nowMs, intake.gatherMs),
            request,
            nowMs,
          );
          if ((await intake.inbox.add(delivery)) === 'repeated') intake.refusals.countRepeated(connectorId);
        } catch (error) {
          return unavailable(intake, connectorId, describeError(error));
        }
      }
      if (verdict.proof !== undefined) intake.proven.add(connectorId, verdict.proof);
      intake.receivers.touch(connectorId);
      intake.refusals.accepted(connectorId);
      return answer;
    }
  }
}

/** The same at every address, whatever provider it belongs to. */
function answerToAnybody(request: HookRequest): HookAnswer | undefined {
  for (const { receivesWebhooks } of providers) {
    const answer = receivesWebhooks?.answersAnybody?.(request);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

type Genuine = Extract<HookVerdict, { verdict: 'genuine' }>;

/** Clocks of several instances may differ by as much. */
const CLOCKS_DIFFER_BY = 0.1;

/** The same key and time for all equal hints of one stretch of time. Due after its end, when all of them are true. */
export function gathered(verdict: Genuine, nowMs: number, gatherMs: number): Genuine & { dueAtMs?: number } {
  if (verdict.gathers === undefined) return verdict;
  const stretch = Math.floor(nowMs / gatherMs);
  return {
    ...verdict,
    idempotencyKey: `${verdict.idempotencyKey}\n${stretch}`,
    dueAtMs: Math.ceil((stretch + 1 + CLOCKS_DIFFER_BY) * gatherMs),
  };
}

/** The row of a genuine event. */
export const deliveryOf = (
  credentials: Pick<Credentials, 'seal'>,
  connectorId: string,
  verdict: Genuine & { dueAtMs?: number },
  request: HookRequest,
  receivedAtMs: number,
): NewDelivery => ({
  connectorId,
  idempotencyKeyHash: keyHash(verdict.idempotencyKey),
  subjectHash: verdict.subject === undefined ? null : keyHash(verdict.subject),
  eventType: cutText(verdict.eventType, 100),
  method: request.method,
  sealed: sealRequest(credentials, connectorId, request),
  bodyBytes: request.rawBody.length,
  headers: keptHeaders(request.headers),
  isTest: false,
  receivedAtMs,
  ...(verdict.dueAtMs === undefined ? {} : { nextAttemptAtMs: verdict.dueAtMs }),
});

function refuse(intake: Intake, connectorId: string | undefined, reason: Refusal): HookAnswer {
  intake.refusals.count(connectorId, reason);
  return NOT_ACCEPTED;
}

function unavailable(intake: Intake, connectorId: string, cause: string): Answer {
  intake.failed(`webhooks: an event of connector ${connectorId} could not be stored: ${cause}`);
  intake.refusals.count(connectorId, 'database-down');
  return TRY_AGAIN;
}

const keptHeaders = (headers: HookRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value.slice(0, LONGEST_HEADER)]];
    }),
  );
