import { setTimeout as sleep } from 'node:timers/promises';
import type { JobKind } from './kind';

/**
 * Works on due items, several at a time. The ledger says what is due; a queue only decides when to look.
 * `wake` tells it that something may be due now.
 */
export interface Queue {
  start(): void;
  wake(): void;
  /** Resolves once nothing is due or in progress, or after `withinMs`. */
  firstIdle(withinMs: number): Promise<void>;
  /** Takes no more work, and waits at most `withinMs` until the work in progress has stopped. */
  stop(withinMs: number): Promise<void>;
  readonly busy: number;
}

export interface EngineOptions {
  /** Looks at least this often, because other processes write due items too. */
  pollMs: number;
  /** The database failed: logged, and asked again. */
  failed(error: unknown): void;
  stopReason: () => Error;
  /** Milliseconds for which nothing may be asked of the database; 0 when it may. */
  pausedMs(): number;
}

/** A pause may end before its time. */
const PAUSE_STEP_MS = 1_000;

/** The engine that needs nothing beside Strapi's own database. */
export function createQueue<Item>(kind: JobKind<Item>, options: EngineOptions): Queue {
  const abort = new AbortController();
  const underWay = new Set<Promise<void>>();
  let wakeUp: () => void = () => undefined;
  let woken = false;
  let loop: Promise<void> | undefined;
  let idle: () => void = () => undefined;
  const wasIdle = new Promise<void>((resolve) => {
    idle = resolve;
  });

  const waitForWake = async (ms: number) => {
    if (woken || abort.signal.aborted) return;
    const waited = new AbortController();
    const wakened = new Promise<void>((resolve) => {
      wakeUp = resolve;
    });
    await Promise.race([
      wakened,
      sleep(ms, undefined, { signal: waited.signal, ref: false }).catch(() => undefined),
    ]);
    waited.abort();
  };

  const run = async () => {
    while (!abort.signal.aborted) {
      woken = false;
      const pausedMs = options.pausedMs();
      if (pausedMs > 0) {
        await waitForWake(Math.min(pausedMs, PAUSE_STEP_MS));
        continue;
      }
      try {
        const free = kind.concurrency - underWay.size;
        const items = free > 0 ? await kind.claim(free) : [];
        for (const item of items) {
          const done = kind
            .work(item, abort.signal)
            .catch(options.failed)
            .finally(() => {
              underWay.delete(done);
              queue.wake();
            });
          underWay.add(done);
        }
        // When all places are taken there is no need to look: an item that ends wakes the queue.
        const next = underWay.size >= kind.concurrency ? options.pollMs : await kind.nextDueInMs();
        const isNear = next !== undefined && next <= (kind.settlesWithinMs ?? -Infinity);
        if (items.length === 0 && underWay.size === 0 && !isNear) idle();
        await waitForWake(Math.max(20, Math.min(next ?? options.pollMs, options.pollMs)));
      } catch (error) {
        options.failed(error);
        await waitForWake(1_000);
      }
    }
  };

  const queue: Queue = {
    get busy() {
      return underWay.size;
    },
    start() {
      loop ??= run();
    },
    wake() {
      woken = true;
      wakeUp();
    },
    async firstIdle(withinMs) {
      const limit = new AbortController();
      await Promise.race([
        wasIdle,
        sleep(withinMs, undefined, { signal: limit.signal, ref: false }).catch(() => undefined),
      ]);
      limit.abort();
    },
    async stop(withinMs) {
      abort.abort(options.stopReason());
      queue.wake();
      const limit = new AbortController();
      await Promise.race([
        Promise.allSettled([...underWay, loop]),
        sleep(withinMs, undefined, { signal: limit.signal }).catch(() => undefined),
      ]);
      limit.abort();
    },
  };
  return queue;
}
