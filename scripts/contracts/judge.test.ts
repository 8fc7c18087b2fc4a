import type { Deviation } from './deviation';
import type { Exception } from './exceptions';
import { judge } from './judge';

const EXCEPTION: Exception = {
  provider: 'zoom',
  operations: ['GET /users'],
  side: 'answer',
  at: /^\/type$/,
  reason: 'its own example has a number',
};
const deviation = (over: Partial<Deviation> = {}): Deviation => ({
  operation: 'GET /users',
  side: 'answer',
  at: '/type',
  what: 'must be string',
  ...over,
});

describe('judging deviations', () => {
  it('explains a known fault of the contract once, with its reason', () => {
    expect(judge('zoom', [deviation(), deviation()], [EXCEPTION])).toEqual({
      faults: [],
      known: [{ text: 'GET /users, answer /type: must be string', reason: 'its own example has a number' }],
      used: [EXCEPTION],
    });
  });

  it.each([
    ['another provider', 'bluejeans', {}],
    ['another call', 'zoom', { operation: 'GET /meetings' }],
    ['the request', 'zoom', { side: 'request' as const }],
    ['another place', 'zoom', { at: '/type/of' }],
  ])('explains nothing of %s with it', (_, provider, over) => {
    const { faults, known } = judge(provider, [deviation(over)], [EXCEPTION]);
    expect([faults.length, known.length]).toEqual([1, 0]);
  });
});
