import { wholeNumber } from './whole-number';

it('reads whole numbers within the limits and nothing else, not even nothing', () => {
  expect(['1', ' 12 ', '007', '100'].map((text) => wholeNumber(text, 1, 100))).toEqual([1, 12, 7, 100]);
  for (const text of ['', ' ', '0', '101', '-1', '1.5', '1e1', '0x1', 'ten']) {
    expect(wholeNumber(text, 1, 100)).toBeUndefined();
  }
});
