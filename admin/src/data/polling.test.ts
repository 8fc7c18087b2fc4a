import { HIDDEN_POLL_MS, pollingIntervalMs, VISIBLE_POLL_MS } from './polling';

it('polls every 2 s while it is seen, every 15 s while hidden, and not once nothing moves', () => {
  expect(pollingIntervalMs(true, true)).toBe(VISIBLE_POLL_MS);
  expect(pollingIntervalMs(true, false)).toBe(HIDDEN_POLL_MS);
  expect(pollingIntervalMs(false, true)).toBe(0);
  expect(pollingIntervalMs(false, false)).toBe(0);
  expect([VISIBLE_POLL_MS, HIDDEN_POLL_MS]).toEqual([2_000, 15_000]);
});
