import { createPacer } from './rate-limit';

const signal = () => new AbortController().signal;

describe('pacer', () => {
  it('lets through as many as the rate allows and holds the next', async () => {
    const pacer = createPacer({ light: { perSecond: 3 } });
    for (let n = 0; n < 3; n++) await pacer.turn('light', 0, signal());
    const stop = new AbortController();
    const fourth = pacer.turn('light', 0, stop.signal);
    stop.abort(new Error('held'));
    await expect(fourth).rejects.toThrow('held');
  });

  it('lets the next one through when a token has dripped', async () => {
    const pacer = createPacer({ quick: { perSecond: 50 } });
    for (let n = 0; n < 60; n++) expect(await pacer.turn('quick', 0, signal())).toEqual({ outcome: 'go' });
  });

  it.each([2, 4, 10, 20, 30, 60, 80])(
    'never lets through more than %i in a second, wherever the provider’s second begins, and uses most of them',
    async (perSecond) => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
      try {
        const pacer = createPacer({ api: { perSecond } });
        const sentAt: number[] = [];
        const send = async (requests: number) => {
          for (let n = 0; n < requests; n += 1) {
            await pacer.turn('api', 0, signal());
            sentAt.push(performance.now());
          }
        };
        const all = (async () => {
          await send(perSecond * 3);
          // A pause fills the bucket. What comes after it and what came before it share a second.
          await new Promise((resolve) => setTimeout(resolve, 950));
          await send(perSecond * 3);
        })();
        await jest.advanceTimersByTimeAsync(60_000);
        await all;
        const most = Math.max(
          ...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 1_000).length),
        );
        expect(most).toBeLessThanOrEqual(perSecond);
        expect(most).toBeGreaterThanOrEqual(Math.floor(perSecond * 0.8));
      } finally {
        jest.useRealTimers();
      }
    },
  );

  it('paces rates below one a second', async () => {
    const pacer = createPacer({ rare: { perSecond: 1 / 6 } });
    await pacer.turn('rare', 0, signal());
    const stop = new AbortController();
    const second = pacer.turn('rare', 0, stop.signal);
    stop.abort(new Error('held'));
    await expect(second).rejects.toThrow('held');
  });

  it('a waiter that was given up takes no token', async () => {
    const pacer = createPacer({ slow: { perSecond: 20 } });
    for (let n = 0; n < 2; n++) await pacer.turn('slow', 0, signal());
    const stop = new AbortController();
    const waiters = Array.from({ length: 200 }, () =>
      pacer.turn('slow', 0, stop.signal).catch(() => 'given up'),
    );
    stop.abort(new Error('stop'));
    expect(await Promise.all(waiters)).toEqual(Array.from({ length: 200 }, () => 'given up'));
    // 200 tokens would take ten seconds; the test's own limit catches that.
    expect(await pacer.turn('slow', 0, signal())).toEqual({ outcome: 'go' });
  }, 5_000);

  it('fault 11: a pause of one rate holds that rate, a pause of the account holds all', async () => {
    const pacer = createPacer({ light: { perSecond: 100 }, heavy: { perSecond: 100 } });
    pacer.pause('heavy', 60_000);
    expect(await pacer.turn('light', 0, signal())).toEqual({ outcome: 'go' });
    expect(await pacer.turn('heavy', 30_000, signal())).toMatchObject({ outcome: 'paused' });
    pacer.pause(undefined, 60_000);
    expect(await pacer.turn('light', 30_000, signal())).toMatchObject({ outcome: 'paused' });
    expect(await pacer.turn(undefined, 30_000, signal())).toMatchObject({ outcome: 'paused' });
  });

  it('a shorter pause does not end a longer one', async () => {
    const pacer = createPacer({});
    pacer.pause(undefined, 60_000);
    pacer.pause(undefined, 0);
    expect(await pacer.turn(undefined, 0, signal())).toMatchObject({ outcome: 'paused' });
  });

  it('names a rate that nobody declared', async () => {
    await expect(createPacer({}).turn('medium', 0, signal())).rejects.toThrow('"medium" is not declared');
  });
});
