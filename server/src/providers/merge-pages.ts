/**
 * Reads several sources at once, at most `limit`, and yields their pages as they come, each source
 * in its turn. Ends when all have ended; the first failure stops the others and is thrown, so that
 * a part is never taken for the whole.
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
      // Taken out and put in again at the end: the race prefers who stands first.
      running.delete(pages);
      if (result.done) continue;
      yield result.value;
      advance(pages);
    }
  } finally {
    // Also when the caller stops reading early: nothing goes on behind its back.
    stop.abort(new Error('no longer read'));
    await Promise.allSettled(running.values());
  }
}
