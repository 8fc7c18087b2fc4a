import { TokenBucket } from 'limiter';
import { sleep } from './sleep';

export type Turn =
  | { outcome: 'go' }
  /** The pause ends in `waitMs`, which is longer than the caller waits. */
  | { outcome: 'paused'; waitMs: number };

/** Paces the requests of one account: token buckets by name, and pauses that a provider asked for. */
export interface Pacer {
  /** Resolves when a request with this rate may be sent. Throws the reason of an aborted signal. */
  turn(rate: string | undefined, longestWaitMs: number, ...signals: AbortSignal[]): Promise<Turn>;
  /** Sends nothing with this rate for `forMs`; nothing of the account at all when `rate` is absent. */
  pause(rate: string | undefined, forMs: number): void;
}

/** Share of a provider's rate that is used steadily. The rest is for bursts, and for requests that arrive late. */
const STEADY = 0.9;

/**
 * Gives no more tokens in any second than the rate, whenever the provider's own second begins. A bucket that
 * holds a whole second's tokens would give almost twice as many after a pause.
 */
function bucket(perSecond: number): TokenBucket {
  const burst = Math.max(1, Math.floor(perSecond * (1 - STEADY)));
  const made = new TokenBucket({
    bucketSize: burst,
    tokensPerInterval: burst,
    interval: (1000 * burst) / (perSecond * STEADY),
  });
  made.content = burst;
  return made;
}

/**
 * The buckets come from the library `limiter`. Waiting is our own, because its waiting can't be stopped:
 * a caller that no longer waits would still take a token. Time is the monotonic clock, so that a change
 * of the wall clock neither stops requests nor sends them all at once.
 */
export function createPacer(rates: Readonly<Record<string, { perSecond: number }>>): Pacer {
  const buckets = new Map(Object.entries(rates).map(([name, { perSecond }]) => [name, bucket(perSecond)]));
  const pausedUntil = new Map<string | undefined, number>();

  return {
    pause(rate, forMs) {
      const until = performance.now() + forMs;
      pausedUntil.set(rate, Math.max(until, pausedUntil.get(rate) ?? 0));
    },

    async turn(rate, longestWaitMs, ...signals) {
      const tokens = rate === undefined ? undefined : buckets.get(rate);
      if (rate !== undefined && !tokens) throw new TypeError(`The rate "${rate}" is not declared`);
      for (;;) {
        for (const signal of signals) signal.throwIfAborted();
        const until = Math.max(pausedUntil.get(undefined) ?? 0, pausedUntil.get(rate) ?? 0);
        const pauseMs = Math.ceil(until - performance.now());
        if (pauseMs > longestWaitMs) return { outcome: 'paused', waitMs: pauseMs };
        if (pauseMs > 0) await sleep(pauseMs, ...signals);
        else if (!tokens || tokens.tryRemoveTokens(1)) return { outcome: 'go' };
        else await sleep(Math.max(1, tokens.getWaitTime(1)), ...signals);
      }
    },
  };
}
