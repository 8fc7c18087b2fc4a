import fc from 'fast-check';
import { ConnectorError, FAILURE_CLASSES } from '../domain/errors';
import { afterFailure, backoffMs, DEFAULT_BACKOFF } from './backoff';

const now = 1_000_000_000_000;
const error = (
  failure: (typeof FAILURE_CLASSES)[number],
  details: { retryAtMs?: number; status?: number; code?: string } = {},
) => new ConnectorError(failure, 'x', { code: 'x', ...details });

describe('what follows a failure', () => {
  it('tries again after 1 minute, doubling up to 6 hours, and gives up after 8 attempts', () => {
    const delays = Array.from({ length: 8 }, (_, index) => backoffMs(index + 1, 0.5));
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128].map((minutes) => minutes * 60_000));
    expect(backoffMs(20, 0.5)).toBe(6 * 3_600_000);
    expect(afterFailure(error('retry-later'), 7, now, 0.5).action).toBe('retry');
    expect(afterFailure(error('retry-later'), 8, now, 0.5).action).toBe('give-up');
  });

  it('waits as long as the provider asks, and counts no attempt for its limit', () => {
    const retryAtMs = now + 3_600_000;
    expect(afterFailure(error('retry-later', { retryAtMs, status: 429 }), 8, now, 0)).toEqual({
      action: 'wait',
      atMs: retryAtMs,
    });
    expect(afterFailure(error('retry-later', { status: 429 }), 8, now, 0)).toEqual({
      action: 'wait',
      atMs: now + 600_000,
    });
  });

  it('counts no attempt while a provider that failed many times is left alone, and comes back no sooner', () => {
    const leftAlone = (retryAtMs: number) => error('retry-later', { code: 'circuit-open', retryAtMs });
    const later = now + 7 * 3_600_000;
    expect(afterFailure(leftAlone(later), 99, now, 0.5)).toEqual({ action: 'wait', atMs: later });
    expect(afterFailure(leftAlone(now + 1), 1, now, 0.5)).toEqual({ action: 'wait', atMs: now + 60_000 });
  });

  it('never comes back before the provider said', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FAILURE_CLASSES),
        fc.integer({ min: now, max: now + 100 * 3_600_000 }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failure, retryAtMs, attempts, random) => {
          const next = afterFailure(error(failure, { retryAtMs }), attempts, now, random, DEFAULT_BACKOFF);
          if (next.action === 'retry') expect(next.atMs).toBeGreaterThanOrEqual(retryAtMs);
        },
      ),
    );
  });

  it('parks what waits for authorisation, and leaves a refusal to a person at once', () => {
    expect(afterFailure(error('not-authorized'), 1, now, 0).action).toBe('park');
    expect(afterFailure(error('needs-person'), 1, now, 0).action).toBe('give-up');
    expect(afterFailure(error('refused'), 1, now, 0).action).toBe('give-up');
    expect(afterFailure(error('gone'), 1, now, 0).action).toBe('skip-gone');
    expect(afterFailure(error('not-ready'), 99, now, 0).action).toBe('wait');
  });
});

describe('what follows a failure of what the provider keeps only for a while', () => {
  const MINUTE = 60_000;
  const after = (
    failure: (typeof FAILURE_CLASSES)[number],
    leftMs: number,
    attempts = 1,
    details: Parameters<typeof error>[1] = {},
  ) => afterFailure(error(failure, details), attempts, now, 0.5, DEFAULT_BACKOFF, now + leftMs);

  it('is tried until its deadline, however often, with pauses of at most ten minutes', () => {
    expect(after('retry-later', 600 * MINUTE, 50)).toEqual({ action: 'retry', atMs: now + 10 * MINUTE });
    expect(after('bad-bytes', 600 * MINUTE, 50).action).toBe('retry');
    expect(after('needs-token', 600 * MINUTE, 50).action).toBe('retry');
  });

  it('gets one more try five minutes before the end, whatever the pause would be', () => {
    expect(after('retry-later', 12 * MINUTE, 50)).toEqual({ action: 'retry', atMs: now + 7 * MINUTE });
    expect(after('retry-later', 3 * MINUTE, 50)).toEqual({ action: 'retry', atMs: now + 1_000 });
  });

  it('is given up at the deadline, and at once when the provider refuses it for good', () => {
    expect(after('retry-later', 0).action).toBe('give-up');
    expect(after('not-authorized', -1).action).toBe('give-up');
    expect(after('gone', 600 * MINUTE).action).toBe('give-up');
    expect(after('refused', 600 * MINUTE).action).toBe('give-up');
  });

  it('waits without counting an attempt for what a person can mend in time, for a limit and for what is not ready', () => {
    expect(after('needs-person', 600 * MINUTE).action).toBe('wait');
    expect(after('not-ready', 600 * MINUTE).action).toBe('wait');
    expect(after('retry-later', 600 * MINUTE, 1, { status: 429 }).action).toBe('wait');
    expect(after('retry-later', 600 * MINUTE, 1, { code: 'circuit-open' }).action).toBe('wait');
  });

  it('is parked while the account is refused', () => {
    expect(after('not-authorized', 600 * MINUTE)).toEqual({ action: 'park' });
  });
});
