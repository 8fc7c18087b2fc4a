import { HIDDEN_POLL_MS, nextDueMs, pollingIntervalMs, VISIBLE_POLL_MS } from './polling';

it('polls every 2 s while it is seen, every 15 s while hidden, and not once nothing moves', () => {
  expect(pollingIntervalMs(true, true)).toBe(VISIBLE_POLL_MS);
  expect(pollingIntervalMs(true, false)).toBe(HIDDEN_POLL_MS);
  expect(pollingIntervalMs(false, true)).toBe(0);
  expect(pollingIntervalMs(false, false)).toBe(0);
  expect([VISIBLE_POLL_MS, HIDDEN_POLL_MS]).toEqual([2_000, 15_000]);
});

it('waits for the first run that is due, never for one in the past or beyond the reach of a timer', () => {
  const now = Date.parse('2026-05-03T10:00:00.000Z');
  const inAnHour = '2026-05-03T11:00:00.000Z';
  expect(nextDueMs(['2026-05-03T12:00:00.000Z', undefined, inAnHour], now)).toBe(Date.parse(inAnHour));
  expect(nextDueMs(['2026-05-03T09:59:59.000Z'], now)).toBeUndefined();
  expect(nextDueMs(['2026-06-03T10:00:00.000Z'], now)).toBeUndefined();
  expect(nextDueMs([], now)).toBeUndefined();
});
