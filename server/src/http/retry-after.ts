import { DateTime } from 'luxon';
import { DAY_MS } from '../domain/instant';

/** Longest wait for a provider. After it the provider is asked again, however long it asked us to wait. */
export const LONGEST_WAIT_MS = DAY_MS;

export interface AskedWait {
  /** Epoch milliseconds. Not before now, and at most `LONGEST_WAIT_MS` from now. */
  retryAtMs: number;
  /** True when the provider asked for more than `LONGEST_WAIT_MS`. */
  capped: boolean;
}

const SECONDS = /^-?\d{1,15}(\.\d+)?$/;
/** A number above this is an instant and not a distance (1e9 s = the year 2001). */
const FIRST_EPOCH_SECONDS = 1_000_000_000;
const FIRST_EPOCH_MILLISECONDS = 100_000_000_000;

function instantOf(value: string, nowMs: number): number | undefined {
  const text = value.trim();
  if (SECONDS.test(text)) {
    const number = Number(text);
    if (number >= FIRST_EPOCH_MILLISECONDS) return number;
    return number >= FIRST_EPOCH_SECONDS ? number * 1000 : nowMs + number * 1000;
  }
  for (const parsed of [DateTime.fromHTTP(text), DateTime.fromISO(text, { zone: 'utc' })]) {
    if (parsed.isValid) return parsed.toMillis();
  }
  return undefined;
}

/**
 * When the provider wants to be asked again. Reads `Retry-After` as seconds, as an HTTP date or as an ISO
 * date-time (Zoom's daily limit; without a zone it is UTC), then `X-RateLimit-Reset` as Unix time or
 * seconds to wait. Undefined when both are absent or unreadable. Negative and past values mean now.
 */
export function askedWait(headers: Readonly<Record<string, string>>, nowMs: number): AskedWait | undefined {
  for (const name of ['retry-after', 'x-ratelimit-reset']) {
    const value = headers[name];
    const instant = value === undefined ? undefined : instantOf(value, nowMs);
    if (instant === undefined) continue;
    const waitMs = Math.max(0, instant - nowMs);
    return { retryAtMs: nowMs + Math.min(waitMs, LONGEST_WAIT_MS), capped: waitMs > LONGEST_WAIT_MS };
  }
  return undefined;
}
