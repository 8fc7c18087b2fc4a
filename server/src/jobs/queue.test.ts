import type { JobKind } from './kind';
import { createQueue, type EngineOptions } from './queue';

interface Item {
  id: number;
}
/** A promise that the test ends. */
function held() {
  let end: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}
/** Lets everything run that is ready. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('a queue', () => {
  let due: Item[];
  let asked: number[];
  const stopped = new Error('shutting down');
  const queueOf = (kind: Partial<JobKind<Item>> = {}, options: Partial<EngineOptions> = {}) =>
    createQueue<Item>(
      {
        name: 'items',
        concurrency: 2,
        claim: (limit) => {
          asked.push(limit);
          return Promise.resolve(due.splice(0, limit));
        },
        work: () => Promise.resolve(),
        nextDueInMs: () => Promise.resolve(undefined),
        ...kind,
      },
      {
        // Nothing happens by the clock in these tests: only `wake` makes the queue look.
        pollMs: 3_600_000,
        failed: () => undefined,
        stopReason: () => stopped,
        pausedMs: () => 0,
        ...options,
      },
    );

  beforeEach(() => {
    due = [];
    asked = [];
  });

  it('asks for nothing while the database is locked, however often it is woken, and goes on after that', async () => {
    due = [{ id: 1 }];
    let pausedMs = 3_600_000;
    const queue = queueOf({}, { pausedMs: () => pausedMs });
    queue.start();
    for (let time = 0; time < 3; time += 1) {
      queue.wake();
      await settle();
    }
    expect(asked).toEqual([]);
    pausedMs = 0;
    queue.wake();
    await settle();
    expect(due).toEqual([]);
    await queue.stop(0);
  });

  it('works on no more items at once than it may, and takes the next when one ends', async () => {
    due = [1, 2, 3].map((id) => ({ id }));
    const works = new Map<number, ReturnType<typeof held>>();
    const queue = queueOf({
      work: ({ id }) => {
        const work = held();
        works.set(id, work);
        return work.promise;
      },
    });
    queue.start();
    await settle();
    expect([...works.keys()]).toEqual([1, 2]);
    expect(queue.busy).toBe(2);
    works.get(1)?.end();
    await settle();
    expect([...works.keys()]).toEqual([1, 2, 3]);
    expect(asked).toEqual([2, 1, expect.any(Number)].slice(0, asked.length));
    works.get(2)?.end();
    works.get(3)?.end();
    await queue.stop(1_000);
  });

  it('looks again when it is woken, also while it looks', async () => {
    const look = held();
    let looks = 0;
    const queue = queueOf({
      claim: async () => {
        looks += 1;
        if (looks > 1) return due.splice(0);
        await look.promise;
        return [];
      },
      work: ({ id }) => {
        worked.push(id);
        return Promise.resolve();
      },
    });
    const worked: number[] = [];
    queue.start();
    await settle();
    // What becomes due now was not seen by the look that is under way.
    queue.wake();
    look.end();
    due = [{ id: 7 }];
    await settle();
    expect(worked).toEqual([7]);
    await queue.stop(1_000);
  });

  it('looks when the next item is due, and as often as it is told though nothing is due for long', async () => {
    const looksAgain = async (pollMs: number, dueInMs: number) => {
      let looks = 0;
      const second = held();
      const queue = queueOf(
        {
          claim: () => {
            looks += 1;
            if (looks === 2) second.end();
            return Promise.resolve([]);
          },
          nextDueInMs: () => Promise.resolve(dueInMs),
        },
        { pollMs },
      );
      queue.start();
      await second.promise;
      await queue.stop(1_000);
    };
    await looksAgain(3_600_000, 1);
    await looksAgain(1, 3_600_000);
  });

  it('asks for nothing while all its places are taken', async () => {
    due = [1, 2, 3].map((id) => ({ id }));
    let asksForNext = 0;
    const queue = queueOf({
      work: () => new Promise(() => undefined),
      nextDueInMs: () => {
        asksForNext += 1;
        return Promise.resolve(0);
      },
    });
    queue.start();
    await settle();
    queue.wake();
    await settle();
    expect([asked, asksForNext]).toEqual([[2], 0]);
    await queue.stop(1);
  });

  it('is one queue, however often it is started', async () => {
    const queue = queueOf();
    queue.start();
    queue.start();
    await settle();
    expect(asked).toEqual([2]);
    await queue.stop(1_000);
  });

  it('goes on after an item whose work throws, and says so', async () => {
    due = [1, 2, 3].map((id) => ({ id }));
    const failures: unknown[] = [];
    const queue = queueOf(
      { concurrency: 1, work: ({ id }) => Promise.reject(new Error(`item ${id}`)) },
      { failed: (error) => failures.push(error) },
    );
    queue.start();
    await settle();
    expect(failures).toEqual([1, 2, 3].map((id) => new Error(`item ${id}`)));
    await queue.stop(1_000);
  });

  it('comes back after trouble of the database, and says so', async () => {
    const failures: unknown[] = [];
    let looks = 0;
    const queue = queueOf(
      {
        claim: () => {
          looks += 1;
          return looks === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve([]);
        },
      },
      { failed: (error) => failures.push(error) },
    );
    queue.start();
    await settle();
    expect(failures).toEqual([new Error('the database is away')]);
    queue.wake();
    await settle();
    expect(looks).toBeGreaterThan(1);
    await queue.stop(1_000);
  });

  it('tells what is under way to put itself down, waits for it, and takes nothing more', async () => {
    due = [{ id: 1 }];
    let reason: unknown;
    let isDown = false;
    const queue = queueOf({
      work: (_item, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            setImmediate(() => {
              isDown = true;
              resolve();
            });
          });
        }),
    });
    queue.start();
    await settle();
    await queue.stop(60_000);
    expect(reason).toBe(stopped);
    expect(isDown).toBe(true);
    due = [{ id: 2 }];
    queue.wake();
    await settle();
    expect(due).toHaveLength(1);
  });

  it('does not wait for ever for what does not put itself down', async () => {
    due = [{ id: 1 }];
    const queue = queueOf({ work: () => new Promise(() => undefined) });
    queue.start();
    await settle();
    await queue.stop(10);
    expect(queue.busy).toBe(1);
  });

  it('is idle once nothing was due and nothing is under way', async () => {
    due = [{ id: 1 }];
    const work = held();
    const queue = queueOf({ work: () => work.promise });
    queue.start();
    let isIdle = false;
    const idle = queue.firstIdle(60_000).then(() => {
      isIdle = true;
    });
    await settle();
    expect(isIdle).toBe(false);
    // Nothing more is due, and the item is still under way.
    queue.wake();
    await settle();
    expect(isIdle).toBe(false);
    // Whoever asks does not wait for ever.
    await queue.firstIdle(1);
    work.end();
    await idle;
    await queue.stop(1_000);
  });

  it.each([
    ['is not idle while something is due soon', 900, false],
    ['is idle when the next is due later', 1_100, true],
  ])('%s', async (_what, dueInMs, expected) => {
    const queue = queueOf({ settlesWithinMs: 1_000, nextDueInMs: () => Promise.resolve(dueInMs) });
    queue.start();
    let isIdle = false;
    void queue.firstIdle(60_000).then(() => {
      isIdle = true;
    });
    await settle();
    expect(isIdle).toBe(expected);
    await queue.stop(1_000);
  });
});
