import { mergePages } from './merge-pages';

const { signal } = new AbortController();

/** Sources that open a gate for each page, and count who is reading. */
function library(pages: Record<string, number>) {
  const seen = { open: 0, most: 0, closed: [] as string[], aborted: [] as string[] };
  async function* open(name: string, stop: AbortSignal): AsyncGenerator<string> {
    seen.open += 1;
    seen.most = Math.max(seen.most, seen.open);
    stop.addEventListener('abort', () => seen.aborted.push(name));
    try {
      for (let number = 1; number <= (pages[name] ?? 0); number += 1) {
        await Promise.resolve();
        if (name === 'broken') throw new Error('page lost');
        yield `${name}${number}`;
      }
    } finally {
      seen.open -= 1;
      seen.closed.push(name);
    }
  }
  return { seen, open };
}
async function all<T>(list: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}

describe('several lists read at once', () => {
  it('give every page of every source, in turns, with at most so many open', async () => {
    const { seen, open } = library({ a: 3, b: 3, c: 1, empty: 0 });
    const pages = await all(mergePages(['a', 'b', 'empty', 'c'], 2, open, signal));
    expect([...pages].sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1']);
    expect(pages.slice(0, 4)).toEqual(['a1', 'b1', 'a2', 'b2']);
    expect(seen.most).toBe(2);
    expect(seen.open).toBe(0);
  });

  it('end without sources', async () => {
    expect(await all(mergePages([], 2, library({}).open, signal))).toEqual([]);
  });

  it('fault 63: throw the first failure and stop the others: a part is never the whole', async () => {
    const { seen, open } = library({ a: 1_000, broken: 1 });
    await expect(all(mergePages(['a', 'broken'], 2, open, signal))).rejects.toThrow('page lost');
    expect(seen.aborted).toContain('a');
  });

  it('stop their requests when the reader stops early', async () => {
    const { seen, open } = library({ a: 1_000, b: 1_000 });
    for await (const page of mergePages(['a', 'b'], 2, open, signal)) {
      expect(page).toBe('a1');
      break;
    }
    expect(seen.aborted.sort()).toEqual(['a', 'b']);
  });

  it('hand the reader’s own stop on, with its reason', async () => {
    const stop = new AbortController();
    const reasons: unknown[] = [];
    async function* open(name: string, given: AbortSignal): AsyncGenerator<string> {
      given.addEventListener('abort', () => reasons.push(given.reason));
      yield await Promise.resolve(name);
      given.throwIfAborted();
    }
    const reason = new Error('stopped by the test');
    const reading = (async () => {
      for await (const _page of mergePages(['a'], 1, open, stop.signal)) stop.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
    expect(reasons).toEqual([reason]);
  });
});
