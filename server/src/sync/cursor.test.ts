import fc from 'fast-check';
import { advance, planListing, type Cursor } from './cursor';

const DAY_MS = 86_400_000;
const now = Date.parse('2026-03-31T12:00:00Z');
const cursor = (over: Partial<Cursor> = {}): Cursor => ({
  watermarkMs: null,
  importSince: null,
  lookBacks: {},
  ...over,
});
const recent = { 7: now - 1000, 14: now - 1000, 30: now - 1000, 180: now - 1000 };
const daysListed = (of: Cursor) => {
  const { windows } = planListing(of, now, 30);
  return Math.round((now - Date.parse(windows[0]?.from ?? '')) / DAY_MS);
};

describe('what a run lists (P6)', () => {
  it('begins at the day that the manager set, whatever its age', () => {
    const { windows } = planListing(cursor({ importSince: '2024-01-01' }), now, 30);
    expect(windows[0]?.from).toBe('2024-01-01T00:00:00.000Z');
    expect(windows.length).toBe(28);
  });

  it('goes back half a year when no day was set', () => {
    expect(daysListed(cursor())).toBe(180);
  });

  it('looks back three days on each run, since recordings appear late', () => {
    expect(daysListed(cursor({ watermarkMs: now, lookBacks: recent }))).toBe(3);
  });

  it('looks back 7, 14, 30 and 180 days when the last such look is 1, 3, 7 and 7 days ago', () => {
    const since = (days: number) => now - days * DAY_MS;
    expect(daysListed(cursor({ watermarkMs: now, lookBacks: { ...recent, 7: since(1) } }))).toBe(7);
    expect(daysListed(cursor({ watermarkMs: now, lookBacks: { ...recent, 14: since(3) } }))).toBe(14);
    expect(daysListed(cursor({ watermarkMs: now, lookBacks: { ...recent, 30: since(7) } }))).toBe(30);
    expect(daysListed(cursor({ watermarkMs: now, lookBacks: { ...recent, 180: since(7) } }))).toBe(180);
    expect(planListing(cursor({ watermarkMs: now, lookBacks: {} }), now, 30).lookBacks).toEqual({
      7: now,
      14: now,
      30: now,
      180: now,
    });
  });

  it('never lists what the manager excluded by day', () => {
    const { windows } = planListing(cursor({ watermarkMs: now, importSince: '2026-03-30' }), now, 30);
    expect(windows[0]?.from).toBe('2026-03-30T00:00:00.000Z');
  });

  it('lists nothing when the day lies in the future', () => {
    expect(planListing(cursor({ importSince: '2027-01-01' }), now, 30).windows).toEqual([]);
  });

  it('plans ascending, adjoining windows, none too long, that end at the signpost', () => {
    const anyCursor = fc.record({
      watermarkMs: fc.option(fc.integer({ min: now - 900 * DAY_MS, max: now + DAY_MS })),
      importSince: fc.option(
        fc
          .integer({ min: 0, max: 1500 })
          .map((days) => new Date(now - days * DAY_MS).toISOString().slice(0, 10)),
      ),
      lookBacks: fc.dictionary(
        fc.constantFrom('7', '14', '30', '180'),
        fc.integer({ min: now - 60 * DAY_MS, max: now }),
      ),
    });
    fc.assert(
      fc.property(anyCursor, fc.integer({ min: 1, max: 30 }), (given, maxDays) => {
        const { windows } = planListing(given, now, maxDays);
        for (const [index, window] of windows.entries()) {
          const from = Date.parse(window.from);
          const to = Date.parse(window.to);
          expect(to - from).toBeGreaterThan(0);
          expect(to - from).toBeLessThanOrEqual(maxDays * DAY_MS);
          if (index > 0) expect(window.from).toBe(windows[index - 1]?.to);
        }
        if (windows.length > 0) expect(Date.parse(windows[windows.length - 1]?.to ?? '')).toBe(now);
        if (given.watermarkMs !== null && windows.length > 0 && given.importSince === null) {
          expect(Date.parse(windows[0]?.from ?? '')).toBeLessThanOrEqual(
            Math.min(given.watermarkMs, now) - 3 * DAY_MS,
          );
        }
      }),
    );
  });

  it('moves the watermark up only, and never past the signpost', () => {
    const window = { from: '2026-03-01T00:00:00Z', to: '2026-04-30T00:00:00Z' };
    expect(advance(null, window, now)).toBe(now);
    expect(advance(now + 5, { ...window, to: '2026-03-02T00:00:00Z' }, now)).toBe(now + 5);
  });
});
