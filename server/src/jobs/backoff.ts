import type { ConnectorError } from '../domain/errors';

export interface BackoffRules {
  firstMs: number;
  capMs: number;
  maxAttempts: number;
}
export const DEFAULT_BACKOFF: BackoffRules = { firstMs: 60_000, capMs: 6 * 3_600_000, maxAttempts: 8 };

/** How long a limit is taken to last when the provider does not say. */
const LIMIT_MS = 10 * 60_000;

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
 * `attempts` counts the one that just failed.
 */
export function afterFailure(
  error: ConnectorError,
  attempts: number,
  nowMs: number,
  random: number,
  rules: BackoffRules = DEFAULT_BACKOFF,
): AfterFailure {
  const atMs = Math.max(error.retryAtMs ?? 0, nowMs + backoffMs(attempts, random, rules));
  switch (error.failure) {
    case 'not-ready':
      return { action: 'wait', atMs: Math.max(error.retryAtMs ?? 0, nowMs + 10 * 60_000) };
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
