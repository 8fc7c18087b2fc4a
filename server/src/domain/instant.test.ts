import fc from 'fast-check';
import {
  addDays,
  DAY_MS,
  HOUR_MS,
  instantOf,
  isEpochMs,
  isoOf,
  LAST_MS,
  parseInstant,
  utcDay,
  utcOf,
} from './instant';

describe('instants (P10)', () => {
  it.each([
    ['2026-02-10T16:36:00Z', '2026-02-10T16:36:00Z'],
    ['2026-02-10T16:36:00.789Z', '2026-02-10T16:36:00Z'],
    ['2026-02-10T17:36:00+01:00', '2026-02-10T16:36:00Z'],
    // Without a zone: UTC, never the zone of this machine.
    ['2026-02-10T16:36:00', '2026-02-10T16:36:00Z'],
    [1_770_741_360, '2026-02-10T16:36:00Z'],
    [1_770_741_360_000, '2026-02-10T16:36:00Z'],
    ['1770741360000', '2026-02-10T16:36:00Z'],
  ])('fault 66: %p is %p', (given, expected) => {
    expect(parseInstant(given)).toBe(expected);
  });

  it('fault 66: the hour that comes twice in Berlin is two instants, in order', () => {
    const summer = parseInstant('2026-10-25T02:30:00+02:00');
    const winter = parseInstant('2026-10-25T02:30:00+01:00');
    expect([summer, winter]).toEqual(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']);
  });

  it('fault 66: 29 February exists in leap years only', () => {
    expect(parseInstant('2028-02-29T12:00:00Z')).toBe('2028-02-29T12:00:00Z');
    expect(parseInstant('2026-02-29T12:00:00Z')).toBeUndefined();
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('are written in one form for answers, in one for what providers send, and in one for the log', () => {
    const ms = Date.parse('2026-02-10T16:36:05.789Z');
    expect(isoOf(ms)).toBe('2026-02-10T16:36:05.789Z');
    expect([isoOf(null), isoOf(undefined)]).toEqual([undefined, undefined]);
    expect(instantOf(ms)).toBe('2026-02-10T16:36:05Z');
    expect(parseInstant(ms)).toBe(instantOf(ms));
    expect(utcOf(ms)).toBe('2026-02-10 16:36 UTC');
    expect(isoOf(ms + DAY_MS + HOUR_MS)).toBe('2026-02-11T17:36:05.789Z');
  });

  it.each([
    '',
    'yesterday',
    '2026-13-01T00:00:00Z',
    '2026-02-10T25:00:00Z',
    '12',
    // How servers write none, and what has more than four digits for its year.
    '0001-01-01T00:00:00Z',
    '1969-12-31T23:59:59.9Z',
    '9999-12-31T23:59:59-12:00',
    8_640_000_000_000_000,
  ])('%p is none', (given) => {
    expect(parseInstant(given)).toBeUndefined();
  });

  it('are shown whatever number is stored', () => {
    for (const ms of [8.64e15 + 1, Number.MAX_SAFE_INTEGER, 1e300, Infinity])
      expect(isoOf(ms)).toBe('9999-12-31T23:59:59.999Z');
    expect(utcOf(1e300)).toBe('9999-12-31 23:59 UTC');
    expect(() => isoOf(-1e300)).not.toThrow();
    expect([0, LAST_MS].map(isEpochMs)).toEqual([true, true]);
    expect([-1, 0.5, LAST_MS + 1, 1e300, Number.NaN].filter(isEpochMs)).toEqual([]);
  });

  it('stay what they are, and their order as text is their order in time', () => {
    const instant = fc
      .integer({ min: 0, max: 4_102_444_800 })
      .map((seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'));
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        expect(parseInstant(a)).toBe(a);
        expect(a < b).toBe(Date.parse(a) < Date.parse(b));
        expect(utcDay(a)).toBe(a.slice(0, 10));
      }),
    );
  });
});
