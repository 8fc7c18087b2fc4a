import { rememberTotals } from './totals';

describe('the total of a list that many ask for', () => {
  let nowMs: number;
  let counted: number;
  let totals: ReturnType<typeof rememberTotals>;
  const total = (rows: number, key = 'all') =>
    totals.of(key, async () => {
      counted += 1;
      return rows;
    });
  beforeEach(() => {
    nowMs = 1_000;
    counted = 0;
    totals = rememberTotals(() => nowMs, 5_000);
  });

  it('is counted anew after some seconds if the list is long', async () => {
    expect(await total(10_000)).toBe(10_000);
    nowMs += 4_999;
    expect(await total(10_001)).toBe(10_000);
    expect(counted).toBe(1);
    nowMs += 1;
    expect(await total(10_001)).toBe(10_001);
    expect(counted).toBe(2);
  });

  it('is counted each time if the list is short', async () => {
    expect(await total(9_999)).toBe(9_999);
    expect(await total(9_998)).toBe(9_998);
  });

  it('is remembered for each filter, and not for endlessly many', async () => {
    expect(await total(20_000, 'one')).toBe(20_000);
    expect(await total(30_000, 'other')).toBe(30_000);
    expect(await total(40_000, 'one')).toBe(20_000);
    for (let number = 0; number < 99; number += 1) await total(50_000, String(number));
    expect(await total(40_000, 'other')).toBe(30_000);
    expect(await total(40_000, 'one')).toBe(40_000);
  });

  it('is not remembered if it could not be counted', async () => {
    await expect(totals.of('all', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await total(10_000)).toBe(10_000);
  });

  it('is counted anew after something was written, also if that was while it was counted', async () => {
    expect(await total(10_000)).toBe(10_000);
    totals.forget();
    expect(await total(10_001)).toBe(10_001);
    totals.forget();
    await totals.of('all', async () => {
      totals.forget();
      return 10_002;
    });
    expect(await total(10_003)).toBe(10_003);
  });
});
