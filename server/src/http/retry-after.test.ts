import { askedWait, LONGEST_WAIT_MS } from './retry-after';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const waitOf = (headers: Record<string, string>) => {
  const asked = askedWait(headers, NOW);
  return asked && { waitMs: asked.retryAtMs - NOW, capped: asked.capped };
};

describe('askedWait', () => {
  it.each([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['fractions of a second', { 'retry-after': '0.5' }, 500],
    ['an HTTP date', { 'retry-after': 'Tue, 10 Mar 2026 12:05:00 GMT' }, 300_000],
    ['an HTTP date in the old C form', { 'retry-after': 'Tue Mar 10 12:05:00 2026' }, 300_000],
    ['an ISO date-time', { 'retry-after': '2026-03-10T13:00:00Z' }, 3_600_000],
    ['an ISO date-time without a zone, which is UTC', { 'retry-after': '2026-03-10T13:00:00' }, 3_600_000],
    ['an ISO date-time with an offset', { 'retry-after': '2026-03-10T13:00:00+01:00' }, 0],
    ['X-RateLimit-Reset in epoch seconds', { 'x-ratelimit-reset': String(NOW / 1000 + 60) }, 60_000],
    ['X-RateLimit-Reset in epoch milliseconds', { 'x-ratelimit-reset': String(NOW + 60_000) }, 60_000],
    ['X-RateLimit-Reset as seconds to wait', { 'x-ratelimit-reset': '7' }, 7_000],
    ['Retry-After before X-RateLimit-Reset', { 'retry-after': '3', 'x-ratelimit-reset': '7' }, 3_000],
    [
      'X-RateLimit-Reset when Retry-After is nonsense',
      { 'retry-after': 'soon', 'x-ratelimit-reset': '7' },
      7_000,
    ],
    ['a negative number, which means now', { 'retry-after': '-30' }, 0],
    ['a date in the past, which means now', { 'retry-after': 'Tue, 10 Mar 1998 12:05:00 GMT' }, 0],
  ])('fault 11: reads %s', (_name, headers, waitMs) => {
    expect(waitOf(headers)).toEqual({ waitMs, capped: false });
  });

  it.each([
    ['seconds', '315360000'],
    ['more digits than a number holds', '999999999999999'],
    ['a date', 'Mon, 10 Mar 2036 12:05:00 GMT'],
  ])('fault 11: caps a wait of ten years given as %s, and tells', (_name, value) => {
    expect(waitOf({ 'retry-after': value })).toEqual({ waitMs: LONGEST_WAIT_MS, capped: true });
  });

  it.each([[{}], [{ 'retry-after': '' }], [{ 'retry-after': 'a while' }], [{ 'retry-after': '1e9' }]])(
    'fault 11: says nothing of %j',
    (headers) => {
      expect(askedWait(headers, NOW)).toBeUndefined();
    },
  );
});
