import { repairOf } from './repair';

const HOUR_MS = 3_600_000;

describe('a file that is missing', () => {
  it('comes as soon as the site takes it, when the site refused it', () => {
    for (const code of ['type-not-allowed', 'over-size-limit', 'provider-cannot-stream'])
      expect(repairOf({ code, atMs: 5, tries: 99 })).toEqual({ when: 'the-site-takes-it' });
  });

  it('is asked for with growing pauses when the provider refused it, and at last left to a person', () => {
    const pauses = [1, 2, 3, 4, 5, 12].map((tries) => {
      const repair = repairOf({ code: 'forbidden', atMs: 0, tries });
      return repair.when === 'due' ? repair.atMs / HOUR_MS : repair.when;
    });
    expect(pauses).toEqual([1, 4, 16, 64, 168, 168]);
    expect(repairOf({ code: 'forbidden', atMs: 0, tries: 13 })).toEqual({ when: 'by-hand' });
  });

  it('that nobody can read is not asked for by itself', () => {
    expect(repairOf({ code: 'unreadable-text', atMs: 0, tries: 1 })).toEqual({ when: 'by-hand' });
  });

  it('that something on the site removed is put back by a person only', () => {
    expect(repairOf({ code: 'not-in-entry', atMs: 0, tries: 1 })).toEqual({ when: 'by-hand' });
  });

  it('of a time before reasons were kept so is tried once more', () => {
    expect(repairOf({ code: 'truncated', what: 'The transfer ended' })).toEqual({
      when: 'due',
      atMs: HOUR_MS,
    });
  });
});
