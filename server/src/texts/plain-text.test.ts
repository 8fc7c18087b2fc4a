import { clockText, cutText, plainName, plainText, secondsOfClock } from './plain-text';
import { readableProse } from './prose';

describe('text of people', () => {
  it('is cut without half a character at its end', () => {
    expect(cutText('ab👋', 4)).toBe('ab👋');
    expect(cutText('ab👋', 3)).toBe('ab');
    expect(cutText('ab👋c', 4)).toBe('ab👋');
  });

  it('has no half characters, no control characters and nothing that turns the line', () => {
    expect(plainText('a\ud83db\udc4bc👋\u0000\u202e\u2066\r\nd\re\tf')).toBe('abc👋\nd\ne\tf');
    // The marks of right-to-left writing stay.
    expect(plainText('\u200fשלום\u200e')).toBe('\u200fשלום\u200e');
  });

  it('is one line of at most 120 characters as a name', () => {
    expect(plainName(` Ada\n ${'x'.repeat(200)}`)).toBe(`Ada ${'x'.repeat(116)}`);
  });

  it('is as long as a transcript of a day at most', () => {
    const read = readableProse('a'.repeat(5_000_010));
    expect(read.outcome === 'text' && read.text.length).toBe(5_000_001);
  });
});

describe('times', () => {
  it.each([
    [0, '00:00:00', '00:00:00.000'],
    [59.9994, '00:00:59', '00:00:59.999'],
    [59.9996, '00:01:00', '00:01:00.000'],
    [3723.5, '01:02:03', '01:02:03.500'],
    [360_000, '100:00:00', '100:00:00.000'],
    [-1, '00:00:00', '00:00:00.000'],
  ])('%s seconds are written as %s', (seconds, short, long) => {
    expect(clockText(seconds)).toBe(short);
    expect(clockText(seconds, true)).toBe(long);
  });

  it.each([
    ['1:02:03', 3723],
    ['00:00:02.500', 2.5],
    ['00:00:02,5', 2.5],
    ['100:00:00', 360_000],
    ['00:60:00', undefined],
    ['00:00:60', undefined],
    ['02:03', undefined],
    ['1:2:3', undefined],
    ['00:00:02.500 ', undefined],
  ])('"%s" is read as %s seconds', (text, seconds) => {
    expect(secondsOfClock(text)).toBe(seconds);
  });
});
