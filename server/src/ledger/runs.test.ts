import { figuresOf, NO_COUNTS, openOf, totalOf, type Tally } from './runs';

const tally: Tally = {
  byStatus: { waiting: 2, retrying: 1, running: 3, done: 4, dead: 1, skipped: 1 },
  imported: 6,
  lingering: 2,
  bytesDone: 700,
  bytesTotal: undefined,
  due: 5,
};

describe('the figures of a run', () => {
  it('are those of its imports as they stand, with what the listing counted', () => {
    const listed = { ...NO_COUNTS, found: 20, known: 7, skipped: 1, skippedByReason: { short: 1 } };
    expect(figuresOf(listed, tally, true)).toEqual({
      found: 20,
      known: 7,
      skipped: 1,
      skippedByReason: { short: 1 },
      imported: 6,
      incomplete: 0,
      waiting: 4,
      failed: 1,
      bytes: 700,
    });
  });

  it('say of a run of events how many imports it has', () => {
    expect(figuresOf(NO_COUNTS, tally, false).found).toBe(12);
  });

  it('count what only waits for its deletion at the provider as done', () => {
    expect({ total: totalOf(tally), open: openOf(tally) }).toEqual({ total: 12, open: 4 });
  });
});
