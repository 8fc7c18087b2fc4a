import { together } from './together';

describe('what is asked in one moment', () => {
  const asked: string[][] = [];
  const ask = (ids: string[]) => {
    asked.push(ids);
    return Promise.resolve(ids.length);
  };
  beforeEach(() => asked.splice(0));

  it('is one request without repetitions, and the next moment has its own', async () => {
    const states = together<number>();
    expect(await Promise.all([states(['a'], ask), states(['b', 'a'], ask), states(['c'], ask)])).toEqual([
      3, 3, 3,
    ]);
    expect(asked).toEqual([['a', 'b', 'c']]);
    await states(['d'], ask);
    expect(asked).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('is several requests if it is more than the server takes', async () => {
    const states = together<number>();
    const rows = Array.from({ length: 250 }, (_, row) => `row${row}`);
    await Promise.all(rows.map((row) => states([row], ask)));
    expect(asked.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(asked.flat()).toEqual(rows);
  });

  it('fails for each who asked, and is asked anew afterwards', async () => {
    const states = together<number>();
    const refuse = () => Promise.reject(new Error('no'));
    const both = await Promise.allSettled([states(['a'], refuse), states(['b'], refuse)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await states(['a'], ask)).toBe(1);
  });
});
