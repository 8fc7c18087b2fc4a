import { createRefusals } from './refusals';

describe('refused requests', () => {
  it('in a row are a streak, which the next genuine one ends', () => {
    let nowMs = Date.parse('2026-02-10T16:00:00Z');
    const refusals = createRefusals(() => nowMs);
    expect(refusals.of('1').streak).toBeUndefined();
    refusals.count('1', 'no-signature');
    nowMs += 60_000;
    refusals.count('1', 'wrong-signature');
    // Nothing of the secret: the sender comes again.
    refusals.count('1', 'database-down');
    refusals.count('2', 'wrong-signature');
    expect(refusals.of('1')).toMatchObject({
      total: 3,
      streak: { count: 2, since: '2026-02-10T16:00:00.000Z', reason: 'wrong-signature' },
    });
    refusals.accepted('1');
    expect(refusals.of('1').streak).toBeUndefined();
    expect(refusals.of('1').total).toBe(3);
    expect(refusals.of('2').streak).toMatchObject({ count: 1 });
    refusals.count('1', 'too-old');
    expect(refusals.of('1').streak).toMatchObject({ count: 1, reason: 'too-old' });
  });
});
