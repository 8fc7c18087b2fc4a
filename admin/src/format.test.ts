import {
  formatBytes,
  formatDuration,
  formatInstantExactly,
  percentDone,
  received,
  relativeTime,
  secondsBetween,
  secondsLeft,
} from './format';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('numbers and instants as text', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [12_345_678, '12.3 MB'],
    [5_000_000_000, '5 GB'],
    [7_200_000_000_000_000, '7,200 TB'],
  ])('writes %d bytes as "%s"', (bytes, text) => {
    expect(formatBytes('en', bytes)).toBe(text);
  });

  it('writes bytes in the language of the panel', () => {
    expect(formatBytes('uk', 12_345_678)).toMatch(/^12,3\sМБ$/u);
    expect(formatBytes('uk', 146)).toMatch(/^146\sбайтів$/u);
  });

  it('says of a download only what is known: an unknown total is not zero', () => {
    expect(received(5, 80)).toBe('progress.bytes');
    expect(received(0, 80)).toBe('progress.bytes');
    expect(received(5, undefined)).toBe('progress.bytesSoFar');
    expect(received(0, undefined)).toBeUndefined();
    expect(received(0, 0)).toBeUndefined();
  });

  it.each([
    [0, '0:00'],
    [42.4, '0:42'],
    [725, '12:05'],
    [3723, '1:02:03'],
    [-5, '0:00'],
  ])('writes %d seconds as "%s"', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('measures a run that is not finished up to now', () => {
    const start = '2026-05-03T10:00:00.000Z';
    expect(secondsBetween(start, '2026-05-03T10:00:30.000Z', 0)).toBe(30);
    expect(secondsBetween(start, undefined, Date.parse(start) + 5 * SECOND)).toBe(5);
  });

  it('knows no share of an unknown total, and never says 100 % before the last byte', () => {
    expect(percentDone(50, undefined)).toBeUndefined();
    expect(percentDone(50, 0)).toBeUndefined();
    expect(percentDone(99_999, 100_000)).toBe(99);
    expect(percentDone(100_000, 100_000)).toBe(100);
  });

  it('tells the time left only after ten seconds, with a rate and a known total', () => {
    const transfer = { bytesDone: 400, bytesTotal: 1000, bytesPerSecond: 100 };
    expect(secondsLeft(transfer, 10)).toBe(6);
    expect(secondsLeft(transfer, 9)).toBeUndefined();
    expect(secondsLeft({ ...transfer, bytesPerSecond: 0 }, 60)).toBeUndefined();
    expect(secondsLeft({ ...transfer, bytesTotal: undefined }, 60)).toBeUndefined();
  });

  it.each([
    [-5 * SECOND, { value: -5, unit: 'second' }],
    [-90 * MINUTE, { value: -1, unit: 'hour' }],
    [3 * MINUTE, { value: 3, unit: 'minute' }],
    [-49 * HOUR, { value: -2, unit: 'day' }],
    [-800 * 24 * HOUR, { value: -2, unit: 'year' }],
  ])('tells %d ms from now in the largest unit that fits', (distanceMs, told) => {
    const now = Date.parse('2026-05-03T10:00:00.000Z');
    expect(relativeTime(now + distanceMs, now)).toEqual(told);
  });

  it("tells an instant in the meeting's zone, and in the reader's when that zone is unknown", () => {
    const at = '2026-01-31T23:30:00.000Z';
    expect(formatInstantExactly('en', at, 'Asia/Tokyo')).toContain('February 1, 2026');
    expect(formatInstantExactly('en', at, 'Nowhere/Atlantis')).toContain('2026');
  });
});
