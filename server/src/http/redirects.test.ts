import { ConnectorError } from '../domain/errors';
import type { HttpRequest } from './types';
import { firstHop, nextHop, type Hop, type HopRules } from './redirects';

const rules: HopRules = { privateHosts: new Set(['bbb.lan', 'store.lan']), maxRedirects: 5 };
const signal = new AbortController().signal;
const request: HttpRequest = {
  url: 'https://api.example.com/file?token=canary',
  headers: { accept: 'video/mp4', range: 'bytes=5-', 'if-range': '"v1"', 'x-api-key': 'canary' },
  authorization: { value: 'Bearer canary', sendTo: (url) => url.hostname.endsWith('example.com') },
  signal,
};
const redirect = (asked: HttpRequest, location: string, status = 302): Hop | undefined =>
  nextHop(asked, rules, [firstHop(asked, rules)], { status, headers: { location } });
const refusal = (act: () => unknown): ConnectorError => {
  try {
    act();
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('redirects (P12)', () => {
  it('sends own headers and credentials to the first host', () => {
    expect(firstHop(request, rules).headers).toMatchObject({
      accept: 'video/mp4',
      'x-api-key': 'canary',
      authorization: 'Bearer canary',
      'accept-encoding': 'identity',
    });
  });

  it('fault 16: takes only a fixed few headers to another host, and no credentials', () => {
    const hop = redirect(request, 'https://storage.example.net/x?signature=1');
    expect(Object.keys(hop?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'if-range',
      'range',
      'user-agent',
    ]);
  });

  it('fault 16: adds the credentials again for a host that they are meant for', () => {
    const hop = redirect(request, 'https://us02.example.com/x');
    expect(hop?.headers.authorization).toBe('Bearer canary');
    expect(hop?.headers['x-api-key']).toBeUndefined();
  });

  it('fault 16: never sends credentials to a public host without encryption, nor follows there', () => {
    expect(refusal(() => redirect(request, 'http://api.example.com/x')).code).toBe('https-needed');
  });

  it.each([
    ['https to http', 'http://storage.example.net/x', 'https-needed'],
    ['https to http on an allowed private host', 'http://bbb.lan/x', 'https-needed'],
    ['a file', 'file:///etc/passwd', 'unsafe-address'],
    ['data', 'data:text/plain,x', 'unsafe-address'],
    ['ftp', 'ftp://example.com/x', 'unsafe-address'],
    ['a user name', 'https://user@storage.example.net/x', 'unsafe-address'],
    ['a password', 'https://user:pass@storage.example.net/x', 'unsafe-address'],
    ['nonsense', 'https://', 'unsafe-address'],
    ['itself', 'https://api.example.com/file?token=canary', 'redirect-loop'],
    ['itself with a fragment', 'https://api.example.com/file?token=canary#again', 'redirect-loop'],
  ])('fault 17: refuses a redirect to %s', (_name, location, code) => {
    const error = refusal(() => redirect(request, location));
    expect(error).toMatchObject({ failure: 'refused', code });
    expect(error.message).not.toMatch(/canary|passwd|user@|pass@/);
  });

  it.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://0x7f000001/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://[fd00::1]/',
    'https://localhost/',
  ])('fault 18: refuses %s as first address and as redirect', (url) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    const line = `network.allowedPrivateHosts: ["${host}"]`;
    expect(refusal(() => firstHop({ url, signal }, rules)).message).toContain(line);
    expect(refusal(() => redirect(request, url)).message).toContain(line);
  });

  it('asks http only of allowed private hosts, also when one redirects to the other', () => {
    const plain: HttpRequest = {
      ...request,
      url: 'http://bbb.lan/x',
      authorization: { value: 'Bearer b', sendTo: () => true },
    };
    expect(firstHop(plain, rules).headers.authorization).toBe('Bearer b');
    expect(redirect(plain, 'http://store.lan/y')?.url.href).toBe('http://store.lan/y');
    expect(redirect({ ...plain, url: 'https://bbb.lan/x' }, 'http://store.lan/y')?.url.protocol).toBe(
      'http:',
    );
    expect(refusal(() => redirect(plain, 'http://public.example.net/y')).code).toBe('https-needed');
    // From a public host with encryption to one's own without it.
    expect(refusal(() => redirect(request, 'http://bbb.lan/y')).code).toBe('https-needed');
    expect(refusal(() => firstHop({ url: 'http://public.example.net/', signal }, rules)).message).toContain(
      'network.allowedPrivateHosts: ["public.example.net"]',
    );
  });

  it('goes only to the hosts of the request, at first and after a redirect', () => {
    const limited: HttpRequest = { ...request, allowedHost: (url) => url.hostname === 'api.example.com' };
    expect(redirect(limited, '/other')?.url.href).toBe('https://api.example.com/other');
    expect(refusal(() => redirect(limited, 'https://evil.example.net/')).code).toBe('host-not-allowed');
    expect(refusal(() => firstHop({ ...limited, url: 'https://evil.example.net/' }, rules)).code).toBe(
      'host-not-allowed',
    );
  });

  it('fault 17: follows five redirects and not the sixth', () => {
    const past = [firstHop(request, rules)];
    for (let n = 1; n <= 5; n++) {
      const hop = nextHop(request, rules, past, { status: 302, headers: { location: `/${n}` } });
      if (!hop) throw new Error('not followed');
      past.push(hop);
    }
    expect(
      refusal(() => nextHop(request, rules, past, { status: 302, headers: { location: '/6' } })).code,
    ).toBe('too-many-redirects');
  });

  it('turns a POST into GET where browsers do, and takes content to the same origin only', () => {
    const post: HttpRequest = { ...request, method: 'POST', form: { client_secret: 'canary' } };
    expect(redirect(post, 'https://other.example.net/', 303)).toMatchObject({ method: 'GET' });
    expect(redirect(post, 'https://other.example.net/', 302)?.body).toBeUndefined();
    expect(redirect(post, '/again', 307)?.body?.toString()).toBe('client_secret=canary');
    expect(refusal(() => redirect(post, 'https://other.example.net/', 307)).code).toBe('unsafe-redirect');
    expect(refusal(() => redirect({ ...post, method: 'PUT' }, 'https://other.example.net/', 301)).code).toBe(
      'unsafe-redirect',
    );
  });

  it('takes other answers as they are', () => {
    const hops = [firstHop(request, rules)];
    expect(nextHop(request, rules, hops, { status: 200, headers: { location: '/x' } })).toBeUndefined();
    expect(nextHop(request, rules, hops, { status: 304, headers: { location: '/x' } })).toBeUndefined();
    expect(nextHop(request, rules, hops, { status: 302, headers: {} })).toBeUndefined();
  });

  it.each(['Authorization', 'cookie', 'Host', 'proxy-authorization', 'accept-encoding'])(
    'does not take %s among the headers',
    (name) => {
      expect(() => firstHop({ ...request, headers: { [name]: 'x' } }, rules)).toThrow(TypeError);
    },
  );
});
