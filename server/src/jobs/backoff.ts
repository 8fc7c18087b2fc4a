import type { ConnectorError } from '../domain/errors';
import { HOUR_MS, MINUTE_MS } from '../domain/instant';

export interface BackoffRules {
  firstMs: number;
  capMs: number;
  maxAttempts: number;
}
export const DEFAULT_BACKOFF: BackoffRules = { firstMs: 60_000, capMs: 6 * HOUR_MS, maxAttempts: 8 };

/** How long a limit is taken to last when the provider does not say. */
const LIMIT_MS = 10 * MINUTE_MS;

/** Before a deadline one more try is made so early that a file can still come. */
const LAST_TRY_MS = 5 * MINUTE_MS;

/** What to do with an import after a failure. */
export type AfterFailure =
  | { action: 'retry'; atMs: number }
  /** The provider asks to wait or is not ready: no attempt is counted. */
  | { action: 'wait'; atMs: number }
  | { action: 'skip-gone' }
  /** Not this import's fault: it waits until the connector is authorised again. */
  | { action: 'park' }
  | { action: 'give-up' };

/** Doubling delay with up to a fifth of jitter, so that a crowd does not come back together. */
export function backoffMs(attempt: number, random: number, rules: BackoffRules = DEFAULT_BACKOFF): number {
  const delay = Math.min(rules.capMs, rules.firstMs * 2 ** (attempt - 1));
  return Math.round(delay * (0.9 + 0.2 * random));
}

/**
 * The one place where a failure becomes a next step. Pure.
 * `attempts` counts the one that just failed. `deadlineAtMs`: of what can be fetched only until then.
 */
export function afterFailure(
  error: ConnectorError,
  attempts: number,
  nowMs: number,
  random: number,
  rules: BackoffRules = DEFAULT_BACKOFF,
  deadlineAtMs?: number,
): AfterFailure {
  if (deadlineAtMs !== undefined) return beforeDeadline(error, attempts, nowMs, random, rules, deadlineAtMs);
  const atMs = Math.max(error.retryAtMs ?? 0, nowMs + backoffMs(attempts, random, rules));
  switch (error.failure) {
    case 'not-ready':
      return { action: 'wait', atMs: Math.max(error.retryAtMs ?? 0, nowMs + 10 * MINUTE_MS) };
    case 'gone':
      return { action: 'skip-gone' };
    case 'not-authorized':
      return { action: 'park' };
    case 'needs-person':
    case 'refused':
      return { action: 'give-up' };
    case 'retry-later':
      // A limit is the provider's plan, and a provider that is left alone was not even asked: neither
      // is a failure of this import.
      if (error.status === 429) return { action: 'wait', atMs: error.retryAtMs ?? nowMs + LIMIT_MS };
      if (error.code === 'circuit-open') return { action: 'wait', atMs };
      return attempts >= rules.maxAttempts ? { action: 'give-up' } : { action: 'retry', atMs };
    case 'needs-token':
    case 'bad-bytes':
      return attempts >= rules.maxAttempts ? { action: 'give-up' } : { action: 'retry', atMs };
  }
}

/**
 * What is gone for good after a while is tried until then, however often, and with short pauses; it
 * is given up only when its time is over or somebody refuses it for good.
 */
function beforeDeadline(
  error: ConnectorError,
  attempts: number,
  nowMs: number,
  random: number,
  rules: BackoffRules,
  deadlineAtMs: number,
): AfterFailure {
  if (nowMs >= deadlineAtMs) return { action: 'give-up' };
  const cap = { ...rules, capMs: Math.min(rules.capMs, LIMIT_MS) };
  const atMs = Math.max(error.retryAtMs ?? 0, nowMs + backoffMs(attempts, random, cap));
  // One try more just before the end, whatever the pause would be.
  const next = { atMs: Math.min(atMs, Math.max(nowMs + 1_000, deadlineAtMs - LAST_TRY_MS)) };
  switch (error.failure) {
    case 'gone':
    case 'refused':
      return { action: 'give-up' };
    case 'needs-person':
      // A full disk, a limit of the site: somebody may mend it in time.
      return { action: 'wait', ...next };
    case 'not-authorized':
      return { action: 'park' };
    case 'not-ready':
      return { action: 'wait', ...next };
    default:
      return error.status === 429 || error.code === 'circuit-open'
        ? { action: 'wait', ...next }
        : { action: 'retry', ...next };
  }
}
