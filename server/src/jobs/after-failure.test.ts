import fc from 'fast-check';
import { ACCOUNT_NOT_GIVEN, ConnectorError, FAILURE_CLASSES } from '../domain/errors';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/instant';
import {
  afterFailure,
  backoffMs,
  DEFAULT_BACKOFF,
  deliveryPolicy,
  expiringImportPolicy,
  importPolicy,
  mailPolicy,
  subscriptionPolicy,
  type FailurePolicy,
} from './after-failure';

const now = 1_000_000_000_000;
const error = (
  failure: (typeof FAILURE_CLASSES)[number],
  details: { retryAtMs?: number; status?: number; code?: string } = {},
) => new ConnectorError(failure, 'x', { code: 'x', ...details });

const OF_AN_IMPORT = importPolicy(DEFAULT_BACKOFF);
const follow = (
  of: ReturnType<typeof error>,
  attempts: number,
  random = 0.5,
  policy: FailurePolicy = OF_AN_IMPORT,
) => afterFailure(of, { attempts, nowMs: now, random }, policy);

describe('what follows a failure of an import (P20)', () => {
  it('tries again after 1 minute, doubling up to 6 hours, and gives up after 8 attempts', () => {
    const delays = Array.from({ length: 8 }, (_, index) => backoffMs(index + 1, 0.5));
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128].map((minutes) => minutes * MINUTE_MS));
    expect(backoffMs(20, 0.5)).toBe(6 * HOUR_MS);
    expect(follow(error('retry-later'), 7, 0.5).action).toBe('retry');
    expect(follow(error('retry-later'), 8, 0.5).action).toBe('give-up');
  });

  it('waits as long as the provider asks, and counts no attempt for its limit', () => {
    const retryAtMs = now + HOUR_MS;
    expect(follow(error('retry-later', { retryAtMs, status: 429 }), 8, 0)).toEqual({
      action: 'wait',
      atMs: retryAtMs,
    });
    expect(follow(error('retry-later', { status: 429 }), 8, 0)).toEqual({
      action: 'wait',
      atMs: now + 600_000,
    });
  });

  it('counts no attempt while a provider that failed many times is left alone, and comes back no sooner', () => {
    const leftAlone = (retryAtMs: number) => error('retry-later', { code: 'circuit-open', retryAtMs });
    const later = now + 7 * HOUR_MS;
    expect(follow(leftAlone(later), 99, 0.5)).toEqual({ action: 'wait', atMs: later });
    expect(follow(leftAlone(now + 1), 1, 0.5)).toEqual({ action: 'wait', atMs: now + 60_000 });
  });

  it('never comes back before the provider said', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FAILURE_CLASSES),
        fc.integer({ min: now, max: now + 100 * HOUR_MS }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failure, retryAtMs, attempts, random) => {
          const next = follow(error(failure, { retryAtMs }), attempts, random);
          if (next.action === 'retry') expect(next.atMs).toBeGreaterThanOrEqual(retryAtMs);
        },
      ),
    );
  });

  it('parks what waits for authorisation, and leaves a refusal to a person at once', () => {
    expect(follow(error('not-authorized'), 1, 0).action).toBe('park');
    expect(follow(error('needs-person'), 1, 0).action).toBe('give-up');
    expect(follow(error('refused'), 1, 0).action).toBe('give-up');
    expect(follow(error('gone'), 1, 0).action).toBe('skip-gone');
    const empty = new ConnectorError('needs-person', '', { code: 'no-importable-format' });
    expect(follow(empty, 1, 0).action).toBe('skip-empty');
    expect(follow(error('not-ready'), 99, 0).action).toBe('wait');
  });

  it('lets an import wait whose host needs an account that its setters may not make', () => {
    const notGiven = error('needs-person', { code: ACCOUNT_NOT_GIVEN });
    expect(follow(notGiven, 99, 0)).toMatchObject({ action: 'wait' });
  });
});

describe('what follows a failure of what the provider keeps only for a while', () => {
  const after = (
    failure: (typeof FAILURE_CLASSES)[number],
    leftMs: number,
    attempts = 1,
    details: Parameters<typeof error>[1] = {},
  ) => follow(error(failure, details), attempts, 0.5, expiringImportPolicy(DEFAULT_BACKOFF, now + leftMs));

  it('is tried until its deadline, however often, with pauses of at most ten minutes', () => {
    expect(after('retry-later', 600 * MINUTE_MS, 50)).toEqual({
      action: 'retry',
      atMs: now + 10 * MINUTE_MS,
    });
    expect(after('bad-bytes', 600 * MINUTE_MS, 50).action).toBe('retry');
    expect(after('needs-token', 600 * MINUTE_MS, 50).action).toBe('retry');
  });

  it('gets one more try five minutes before the end, whatever the pause would be', () => {
    expect(after('retry-later', 12 * MINUTE_MS, 50)).toEqual({ action: 'retry', atMs: now + 7 * MINUTE_MS });
    expect(after('retry-later', 3 * MINUTE_MS, 50)).toEqual({ action: 'retry', atMs: now + 1_000 });
  });

  it('is given up at the deadline, and at once when the provider refuses it for good', () => {
    expect(after('retry-later', 0).action).toBe('give-up');
    expect(after('not-authorized', -1).action).toBe('give-up');
    expect(after('gone', 600 * MINUTE_MS).action).toBe('give-up');
    expect(after('refused', 600 * MINUTE_MS).action).toBe('give-up');
  });

  it('waits without counting an attempt for what a person can mend in time, for a limit and for what is not ready', () => {
    expect(after('needs-person', 600 * MINUTE_MS).action).toBe('wait');
    expect(after('not-ready', 600 * MINUTE_MS).action).toBe('wait');
    expect(after('retry-later', 600 * MINUTE_MS, 1, { status: 429 }).action).toBe('wait');
    expect(after('retry-later', 600 * MINUTE_MS, 1, { code: 'circuit-open' }).action).toBe('wait');
  });

  it('is looked at again in time, however late the provider or a usual wait would be', () => {
    const tomorrow = { status: 429, retryAtMs: now + DAY_MS };
    expect(after('retry-later', 60 * MINUTE_MS, 1, tomorrow)).toEqual({
      action: 'wait',
      atMs: now + 55 * MINUTE_MS,
    });
    // Sooner than what has time: a file that is ready late must still come.
    expect(after('not-ready', 600 * MINUTE_MS)).toEqual({ action: 'wait', atMs: now + MINUTE_MS });
    expect(after('not-ready', 600 * MINUTE_MS, 50)).toEqual({ action: 'wait', atMs: now + 10 * MINUTE_MS });
  });

  it('is parked while the account is refused', () => {
    expect(after('not-authorized', 600 * MINUTE_MS)).toEqual({ action: 'park' });
  });
});

describe('what follows a failure of other work', () => {
  const rules = DEFAULT_BACKOFF;

  it('waits for a person with a delivery, without counting an attempt, however often', () => {
    const policy = deliveryPolicy(rules);
    const waits = { action: 'wait', atMs: now + 10 * MINUTE_MS };
    expect(follow(error('not-authorized'), 99, 0.5, policy)).toEqual(waits);
    expect(follow(error('needs-person'), 99, 0.5, policy)).toEqual(waits);
    const soon = { retryAtMs: now + MINUTE_MS, status: 429 };
    expect(follow(error('retry-later', soon), 99, 0.5, policy)).toEqual(waits);
    const late = { retryAtMs: now + DAY_MS, status: 429 };
    expect(follow(error('retry-later', late), 99, 0.5, policy)).toEqual({
      action: 'wait',
      atMs: now + DAY_MS,
    });
  });

  it('tries a delivery again for every other reason, until it has had its attempts', () => {
    const policy = deliveryPolicy(rules);
    for (const failure of [
      'retry-later',
      'needs-token',
      'bad-bytes',
      'not-ready',
      'gone',
      'refused',
    ] as const) {
      expect(follow(error(failure), 2, 0.5, policy)).toEqual({ action: 'retry', atMs: now + 2 * MINUTE_MS });
      expect(follow(error(failure), rules.maxAttempts, 0.5, policy)).toEqual({ action: 'give-up' });
    }
  });

  it('gives a mail up at once only when it is refused for good', () => {
    const policy = mailPolicy(rules);
    expect(follow(error('refused'), 1, 0.5, policy)).toEqual({ action: 'give-up' });
    for (const failure of FAILURE_CLASSES.filter((one) => one !== 'refused')) {
      expect(follow(error(failure), 1, 0.5, policy)).toEqual({ action: 'retry', atMs: now + MINUTE_MS });
      expect(follow(error(failure), rules.maxAttempts, 0.5, policy)).toEqual({ action: 'give-up' });
    }
  });

  it('never gives a subscription up', () => {
    const policy = subscriptionPolicy(rules);
    for (const failure of FAILURE_CLASSES)
      expect(follow(error(failure), 500, 0.5, policy)).toEqual({ action: 'retry', atMs: now + 6 * HOUR_MS });
  });
});
