import { parseBody, providerWords } from './json-body';

const parse = (text: string, type?: string) => parseBody(Buffer.from(text), type);

describe('parseBody', () => {
  it('parses what is declared as JSON or looks like it', () => {
    expect(parse('{"a":1}', 'application/json; charset=utf-8')).toEqual({ outcome: 'json', value: { a: 1 } });
    expect(parse('"x"', 'application/problem+json')).toEqual({ outcome: 'json', value: 'x' });
    expect(parse('\uFEFF [1]', 'video/mp4')).toEqual({ outcome: 'json', value: [1] });
  });

  it('leaves other text alone', () => {
    expect(parse('12345', 'text/plain')).toEqual({ outcome: 'text', text: '12345' });
    expect(parse('<a/>', 'application/xml')).toEqual({ outcome: 'text', text: '<a/>' });
    expect(parse('[WEBVTT]', 'text/plain')).toEqual({ outcome: 'text', text: '[WEBVTT]' });
    expect(parse('', 'application/json')).toEqual({ outcome: 'text', text: '' });
  });

  it('tells JSON that was cut off', () => {
    expect(parse('{"meetings":[{"id":', 'application/json').outcome).toBe('broken');
  });

  it('fault 23: refuses a depth of 10,000 without walking into it', () => {
    expect(parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`).outcome).toBe('too-deep');
    expect(parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`).outcome).toBe('too-deep');
    expect(parse(JSON.stringify({ title: '['.repeat(10_000), quoted: '\\"[[[' })).outcome).toBe('json');
    expect(parse(`[${'[],'.repeat(10_000)}[]]`).outcome).toBe('json');
  });

  it.each([
    '{"__proto__":{"polluted":1},"b":{"__proto__":[1],"c":2}}',
    '{"\\u005f_proto__":{"polluted":1},"b":{"__pr\\u006fto__":[1],"c":2}}',
  ])('fault 23: drops __proto__ keys and changes no prototype: %s', (text) => {
    const parsed = parse(text);
    expect(parsed).toEqual({ outcome: 'json', value: { b: { c: 2 } } });
    if (parsed.outcome !== 'json') throw new Error('not JSON');
    const value = parsed.value as object;
    expect(Object.getOwnPropertyNames(value)).toEqual(['b']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in Object.assign({}, value)).toBe(false);
    expect('polluted' in {}).toBe(false);
  });
});

describe('providerWords', () => {
  it('finds the provider’s own explanation, never HTML', () => {
    expect(providerWords(parse('{"code":429,"message":"Too many"}'))).toBe('Too many');
    expect(providerWords(parse('{"reason":"Bad client","error":"invalid_client"}'))).toBe('Bad client');
    expect(providerWords(parse('{"constructor":1}'))).toBeUndefined();
    expect(providerWords(parse('Service Unavailable', 'text/plain'))).toBe('Service Unavailable');
    expect(providerWords(parse('<html>Sorry</html>', 'text/html'))).toBeUndefined();
    expect(providerWords(parse('[1]'))).toBeUndefined();
  });
});
