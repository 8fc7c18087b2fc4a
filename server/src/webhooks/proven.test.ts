import { createProven } from './proven';

describe('what proved the last events', () => {
  it('counts at the connector that it proved an event of, and at no other', () => {
    const proven = createProven();
    proven.add('1', 'a');
    expect(proven.has('1', 'a')).toBe(true);
    expect(proven.has('1', 'b')).toBe(false);
    expect(proven.has('2', 'a')).toBe(false);
  });

  it('is kept of the newest only, however many events come', () => {
    const proven = createProven(2);
    for (const proof of ['a', 'b', 'c']) proven.add('1', proof);
    expect(['a', 'b', 'c'].map((proof) => proven.has('1', proof))).toEqual([false, true, true]);
  });
});
