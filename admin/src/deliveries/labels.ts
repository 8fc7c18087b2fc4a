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
import type { Look } from '../labels';

export const DELIVERY_STATUS_LOOKS: Record<DeliveryStatus, Look> = {
  waiting: { tone: 'neutral', icon: 'waiting' },
  running: { tone: 'secondary', icon: 'running' },
  retrying: { tone: 'warning', icon: 'waiting' },
  done: { tone: 'success', icon: 'good' },
  dead: { tone: 'danger', icon: 'failed' },
};

export const EVENTS_STATE_LOOKS: Record<EventsView['state'], Look> = {
  'waiting-for-secret': { tone: 'warning', icon: 'person' },
  'no-event-yet': { tone: 'neutral', icon: 'waiting' },
  receiving: { tone: 'success', icon: 'good' },
};

export const SUBSCRIPTION_LOOKS: Record<SubscriptionView['state'], Look> = {
  pending: { tone: 'neutral', icon: 'waiting' },
  kept: { tone: 'success', icon: 'good' },
  failed: { tone: 'danger', icon: 'failed' },
  ended: { tone: 'neutral', icon: 'off' },
};

export const ATTEMPT_LOOKS: Record<DeliveryOutcome | 'failed' | 'put-down' | 'running', Look> = {
  import: { tone: 'success', icon: 'good' },
  listing: { tone: 'success', icon: 'good' },
  part: { tone: 'success', icon: 'good' },
  'at-provider': { tone: 'success', icon: 'good' },
  gone: { tone: 'warning', icon: 'late' },
  nothing: { tone: 'neutral', icon: 'skipped' },
  test: { tone: 'success', icon: 'good' },
  failed: { tone: 'danger', icon: 'failed' },
  'put-down': { tone: 'neutral', icon: 'stopped' },
  running: { tone: 'secondary', icon: 'running' },
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
