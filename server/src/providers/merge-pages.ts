/**
 * Reads up to `limit` sources at once and yields their pages as they arrive; the sources take turns.
 * Ends when all sources have ended. The first failure stops the others and is thrown, so that an
 * incomplete listing never looks complete.
 */
export async function* mergePages<S, P>(
  sources: Iterable<S>,
  limit: number,
  open: (source: S, signal: AbortSignal) => AsyncIterable<P>,
  signal: AbortSignal,
): AsyncGenerator<P> {
  interface Step {
    pages: AsyncIterator<P>;
    result: IteratorResult<P>;
  }
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const waiting = sources[Symbol.iterator]();
  const running = new Map<AsyncIterator<P>, Promise<Step>>();
  const advance = (pages: AsyncIterator<P>) => {
    const step = pages.next().then((result) => ({ pages, result }));
    step.catch(() => undefined);
    running.set(pages, step);
  };
  try {
    for (;;) {
      for (let next; running.size < limit && !(next = waiting.next()).done;) {
        advance(open(next.value, either)[Symbol.asyncIterator]());
      }
      if (running.size === 0) return;
      const { pages, result } = await Promise.race(running.values());
      // Removed here and added again at the end, because the race prefers the first entry.
      running.delete(pages);
      if (result.done) continue;
      yield result.value;
      advance(pages);
    }
  } finally {
    // Also when the caller stops reading early, so that no request keeps running.
    stop.abort(new Error('no longer read'));
    await Promise.allSettled(running.values());
  }
}
