import { safeWords } from './safe-words';

describe('a provider’s own words', () => {
  it('lose the secrets that were sent, wherever and however often they are', () => {
    expect(safeWords('bad s3cret, really s3cret', ['s3cret'])).toBe('bad [hidden], really [hidden]');
    expect(safeWords('two: aaaa and bbbb', ['aaaa', 'bbbb'])).toBe('two: [hidden] and [hidden]');
  });

  it('keep words that a very short secret happens to be part of', () => {
    expect(safeWords('bad request', ['a', ''])).toBe('bad request');
  });

  it('lose links, in capitals as well', () => {
    expect(safeWords('see HTTPS://x.example/a?token=1 or http://y', [])).toBe('see [link] or [link]');
  });

  it('are cut to 300 characters', () => {
    expect(safeWords('x'.repeat(1_000), [])).toHaveLength(300);
  });
});
