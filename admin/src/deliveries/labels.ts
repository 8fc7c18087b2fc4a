import type {
  DeliveryAttempt,
  DeliveryOutcome,
  DeliveryStatus,
  DeliveryView,
  EventsView,
  Refusal,
  RefusedCount,
  SubscriptionView,
} from '../../../contracts/webhooks';
import { LOOKS, type Look } from '../looks';

export const DELIVERY_STATUS_LOOKS: Record<DeliveryStatus, Look> = {
  waiting: LOOKS.waiting,
  running: LOOKS.moving,
  retrying: LOOKS.waiting,
  done: LOOKS.good,
  dead: LOOKS.failed,
};

export const EVENTS_STATE_LOOKS: Record<EventsView['state'], Look> = {
  'waiting-for-secret': LOOKS.person,
  'no-event-yet': LOOKS.waiting,
  receiving: LOOKS.good,
};

export const SUBSCRIPTION_LOOKS: Record<SubscriptionView['state'], Look> = {
  pending: LOOKS.waiting,
  kept: LOOKS.good,
  failed: LOOKS.failed,
  ended: LOOKS.off,
};

export const ATTEMPT_LOOKS: Record<DeliveryOutcome | 'failed' | 'put-down' | 'running', Look> = {
  import: LOOKS.good,
  listing: LOOKS.good,
  part: LOOKS.good,
  'at-provider': LOOKS.good,
  gone: LOOKS.look,
  nothing: LOOKS.skipped,
  test: LOOKS.good,
  failed: LOOKS.failed,
  'put-down': LOOKS.stopped,
  running: LOOKS.moving,
};

export const attemptWord = (attempt: DeliveryAttempt) => attempt.outcome ?? 'running';

const SOON_MS = 5_000;

/** True while the delivery is processed or will be within seconds; not while it waits for a person. */
export function isWorkedOn(
  { status, nextAttemptAt, waitsFor }: Pick<DeliveryView, 'status' | 'nextAttemptAt' | 'waitsFor'>,
  nowMs: number,
): boolean {
  if (status === 'running') return true;
  if (status === 'done' || status === 'dead' || waitsFor !== undefined) return false;
  return nextAttemptAt === undefined ? status === 'waiting' : Date.parse(nextAttemptAt) <= nowMs + SOON_MS;
}

const SETTLES_WITHIN_MS = 10 * 60_000;

/**
 * True while the delivery, or an import that it started recently, is not finished. An import that takes
 * longer can be watched on its own page.
 */
export const isUnsettled = (
  delivery: Pick<DeliveryView, 'status' | 'nextAttemptAt' | 'waitsFor' | 'imports' | 'receivedAt'>,
  nowMs: number,
): boolean =>
  isWorkedOn(delivery, nowMs) ||
  (Date.parse(delivery.receivedAt) > nowMs - SETTLES_WITHIN_MS &&
    delivery.imports.some(({ recordingDocumentIds }) => recordingDocumentIds.length === 0));

/** Counts of refused requests by reason, the most frequent first. */
export const refusedByReason = ({ byReason }: RefusedCount): { reason: Refusal; count: number }[] =>
  (Object.entries(byReason) as [Refusal, number][])
    .map(([reason, count]) => ({ reason, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
