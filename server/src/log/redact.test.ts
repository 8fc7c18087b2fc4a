import { inspect } from 'node:util';
import { AxiosError } from 'axios';
import fc from 'fast-check';
import { createRedactor } from './redact';

const SECRET = 'S3cr3t/+value=äö';
const made = (...secrets: string[]) => {
  const redact = createRedactor();
  for (const secret of secrets) redact.addSecret(secret);
  return redact;
};

describe('redactor', () => {
  it.each([
    ['itself', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['URL-encoded in lower case', encodeURIComponent(SECRET).replace(/%../g, (byte) => byte.toLowerCase())],
    ['form-encoded', new URLSearchParams({ x: SECRET }).toString()],
    ['as JSON', JSON.stringify({ x: SECRET })],
    ['as base64', Buffer.from(SECRET).toString('base64')],
    ['as base64url', Buffer.from(SECRET).toString('base64url')],
  ])('hides a secret %s', (_name, form) => {
    const text = made(SECRET).text(`before ${form} after`);
    expect(text).toMatch(/^before .*\[hidden\].* after$/);
    expect(text).not.toContain(form);
  });

  it.each(['a', 'id', 'abc', 'client'])('hides a secret inside Basic authorization behind %j', (id) => {
    const encoded = Buffer.from(`${id}:long-client-secret:tail`).toString('base64');
    const text = made('long-client-secret').text(`login ${encoded}`);
    const left = Buffer.from(text.replace('login ', ''), 'base64').toString();
    expect(text).toContain('[hidden]');
    expect(left).not.toContain('client-secret');
  });

  it('hides any secret in any place of any base64 text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 8 }),
        fc.uint8Array({ minLength: 6, maxLength: 40 }),
        fc.string({ maxLength: 8 }),
        (before, bytes, after) => {
          const secret = Buffer.from(bytes).toString('hex');
          const text = made(secret).text(Buffer.from(before + secret + after).toString('base64'));
          expect(text).toContain('[hidden]');
        },
      ),
    );
  });

  it('hides a PEM key also when only some of its lines show', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
    const pem = `-----BEGIN PRIVATE KEY-----\n${line}\nshort\n-----END PRIVATE KEY-----\n`;
    expect(made(pem).text(`key ${line}`)).toBe('key [hidden]');
    expect(made(pem).text('-----END PRIVATE KEY-----')).toBe('-----END PRIVATE KEY-----');
  });

  it('takes queries, fragments and credentials out of every address in a text', () => {
    expect(
      made().text(
        'GET https://u:p@s3.example.com/a/b.mp4?X-Amz-Signature=abc#t failed, see (http://x.example/y?z=1).',
      ),
    ).toBe('GET https://s3.example.com/a/b.mp4 failed, see (http://x.example/y).');
    expect(made().text('postgres://user:pw@db/strapi down')).toBe('postgres://db/strapi down');
    expect(made().text('GET /rec/download/x?access_token=abc&b=1 is 401')).toBe('GET /rec/download/x is 401');
    expect(made().text('Is it late? Yes=no')).toBe('Is it late? Yes=no');
  });

  it('hides authorization headers and JWTs that nobody registered', () => {
    expect(made().text('Authorization: Bearer abc.def-123')).toBe('Authorization: Bearer [hidden]');
    expect(made().text('basic dXNlcjpwYXNz')).toBe('basic [hidden]');
    expect(made().text('token eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln')).toBe('token [hidden]');
  });

  it('forgets, ignores what is too short, and keeps the young when there are too many', () => {
    const redact = made('first-secret', 'ab', '    ');
    expect(redact.text('ab and first-secret')).toBe('ab and [hidden]');
    redact.forget('first-secret');
    expect(redact.text('first-secret')).toBe('first-secret');
    redact.addSecret('kept-secret');
    for (let n = 0; n < 999; n++) redact.addSecret(`token-number-${n}`);
    redact.addSecret('kept-secret');
    redact.addSecret('token-number-999');
    expect(redact.text('kept-secret token-number-999 token-number-0')).toBe(
      '[hidden] [hidden] token-number-0',
    );
  });

  it('bares an address', () => {
    expect(made().url('https://u:p@zoom.us/rec/x?pwd=1#a')).toBe('https://zoom.us/rec/x');
    expect(made().url(new URL('https://zoom.us:8443/?a=1'))).toBe('https://zoom.us:8443/');
    expect(made('hidden-path').url('https://zoom.us/hidden-path')).toBe('https://zoom.us/[hidden]');
    expect(made('no-url-secret').url('no-url-secret')).toBe('[hidden]');
  });

  it('fault 78: makes of an error of the HTTP library name, message, code and status, and nothing else', () => {
    const cause = new Error(`inner ${SECRET}`);
    const error = new AxiosError(`failed for https://x.example/?sig=${SECRET}`, 'ECONNRESET', {
      headers: { Authorization: `Bearer ${SECRET}` },
      url: `https://x.example/?sig=${SECRET}`,
    } as never);
    error.cause = cause;
    const safe = made(SECRET).error(error);
    expect(safe).toEqual({
      name: 'AxiosError',
      message: 'failed for https://x.example/',
      code: 'ECONNRESET',
      cause: { name: 'Error', message: 'inner [hidden]' },
    });
    expect(inspect(safe, { depth: 10 })).not.toContain(SECRET);
  });

  it('takes anything thrown, and causes that go in a circle', () => {
    const circle = new Error('round');
    circle.cause = circle;
    expect(JSON.stringify(made().error(circle)).match(/round/g)).toHaveLength(6);
    expect(made('thrown-text').error('thrown-text')).toEqual({ name: 'Error', message: '[hidden]' });
    expect(made().error(undefined)).toEqual({ name: 'Error', message: 'undefined' });
    expect(made().text('half a pair \ud83d')).toBe('half a pair \ud83d');
    expect(made('half \ud83d pair').text('x')).toBe('x');
  });
});
