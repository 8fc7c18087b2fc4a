import { afterDecision, indexAt, listedState, neighbour } from './labels';

describe('the queue', () => {
  const ids = ['a', 'b', 'c'];
  it('goes to the next and the one before, and stays at its ends', () => {
    expect([neighbour(ids, 'a', 1), neighbour(ids, 'c', 1), neighbour(ids, 'a', -1)]).toEqual([
      'b',
      'c',
      'a',
    ]);
    expect([neighbour(ids, undefined, 1), neighbour([], 'a', 1)]).toEqual(['a', undefined]);
  });
  it('opens the next item after a decision, at the end the one before, and none when it was the last', () => {
    expect([afterDecision(ids, 'a'), afterDecision(ids, 'c'), afterDecision(['a'], 'a')]).toEqual([
      'b',
      'b',
      undefined,
    ]);
  });
  it('shows what waits when the address bar names something else', () => {
    expect([listedState('rejected'), listedState('x'), listedState(null)]).toEqual([
      'rejected',
      'pending',
      'pending',
    ]);
  });
});

it('finds what is said at an instant', () => {
  const starts = [1, 4, 4, 9];
  expect([0, 1, 3.9, 4, 100].map((seconds) => indexAt(starts, seconds))).toEqual([-1, 0, 0, 2, 3]);
  expect(indexAt([], 3)).toBe(-1);
});
