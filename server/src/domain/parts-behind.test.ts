import { isDue, withBehind, type Part, type PartBehind } from './parts-behind';

const DAY_MS = 86_400_000;
const now = Date.parse('2026-03-31T12:00:00Z');
const host = (id: string): { part: Part; name: string } => ({
  part: { kind: 'host', host: { id } },
  name: id,
});
const texts = (id: string): { part: Part; name: string } => ({ part: { kind: 'texts', id }, name: id });
const behind = (over: Partial<PartBehind>): PartBehind => ({
  ...host('ada'),
  sinceMs: now - 5 * DAY_MS,
  foundAtMs: now,
  askedAtMs: now,
  ...over,
});

describe('what of an account is behind', () => {
  it('keeps its oldest watermark, and when it was first found', () => {
    const first = withBehind([], [host('ada')], now - 9 * DAY_MS, now - 2 * DAY_MS);
    const [again] = withBehind(first, [host('ada')], now - 3 * DAY_MS, now);
    expect(again).toMatchObject({ sinceMs: now - 9 * DAY_MS, foundAtMs: now - 2 * DAY_MS, askedAtMs: now });
  });

  it('is asked for in each run of a week, then once a day', () => {
    expect(isDue(behind({ foundAtMs: now - 6 * DAY_MS }), now)).toBe(true);
    const old = { foundAtMs: now - 8 * DAY_MS };
    expect(isDue(behind({ ...old, askedAtMs: now - DAY_MS / 2 }), now)).toBe(false);
    expect(isDue(behind({ ...old, askedAtMs: now - DAY_MS }), now)).toBe(true);
  });

  it('is given up after a month for texts, and never for a person', () => {
    const old = { foundAtMs: now - 31 * DAY_MS };
    const both = [behind(old), behind({ ...texts('one'), ...old })];
    expect(withBehind(both, [], now, now).map(({ part }) => part.kind)).toEqual(['host']);
  });

  it('is the account as a whole when there are too many, from the oldest on', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => host(String(index)));
    const all = withBehind([behind({ sinceMs: now - 90 * DAY_MS })], many, now - DAY_MS, now);
    expect(all).toMatchObject([{ part: { kind: 'account' }, sinceMs: now - 90 * DAY_MS }]);
    const words = Array.from({ length: 1_500 }, (_, index) => texts(String(index)));
    const kept = withBehind([behind({})], words, now, now);
    expect(kept).toHaveLength(1_000);
    expect(kept[0]?.part.kind).toBe('host');
  });
});
