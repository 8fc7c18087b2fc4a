import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import type { HttpRequest } from './types';
import { addressNotAllowed, hostKey, isHostForbiddenAsWritten } from './address-guard';

/** Headers of a request that are sent again after a redirect. All others are dropped. */
const HEADERS_THAT_FOLLOW = new Set([
  'accept',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'range',
]);

/** Headers that only the client sets. */
const HEADERS_OF_OURS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'host',
  'accept-encoding',
]);

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** One request on the wire. */
export interface Hop {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface HopRules {
  /** Host keys of `network.allowedPrivateHosts`. */
  privateHosts: ReadonlySet<string>;
  maxRedirects: number;
}

const refused = (code: string, said: Message) => new ConnectorError('refused', said, { code });

/** The refusal of an address; `from` is the hop that redirects to it. */
const addressRefused = (code: string, what: Message, from: URL | undefined) =>
  refused(code, from === undefined ? what : message('http.redirected', { from: from.host, what }));

function parseUrl(text: string, base?: URL): URL {
  try {
    return new URL(text, base);
  } catch {
    throw addressRefused('unsafe-address', message('http.no-address'), base);
  }
}

/** Throws `refused` when this address must not be requested. `from` is the hop that redirects to it. */
function checkAddress(url: URL, from: URL | undefined, request: HttpRequest, rules: HopRules): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw addressRefused('unsafe-address', message('http.scheme', { scheme: url.protocol }), from);
  }
  if (url.username !== '' || url.password !== '') {
    throw addressRefused('unsafe-address', message('http.login-in-address'), from);
  }
  const host = hostKey(url.hostname);
  const isOurs = rules.privateHosts.has(host);
  if (!isOurs && isHostForbiddenAsWritten(host)) throw addressNotAllowed(host);
  if (url.protocol === 'http:' && !isOurs) {
    throw addressRefused('https-needed', message('http.https-needed', { host }), from);
  }
  if (
    from?.protocol === 'https:' &&
    url.protocol === 'http:' &&
    !rules.privateHosts.has(hostKey(from.hostname))
  ) {
    throw addressRefused('https-needed', message('http.encryption-lost', { host }), from);
  }
  if (request.allowedHost && !request.allowedHost(url)) {
    throw addressRefused('host-not-allowed', message('http.host-not-allowed', { host }), from);
  }
}

function headersFor(url: URL, request: HttpRequest, isRedirected: boolean): Record<string, string> {
  const headers: Record<string, string> = { accept: '*/*' };
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const lower = name.toLowerCase();
    if (HEADERS_OF_OURS.has(lower))
      throw new TypeError(`The header ${lower} is set by the HTTP client alone`);
    if (!isRedirected || HEADERS_THAT_FOLLOW.has(lower)) headers[lower] = value;
  }
  // Nothing is decompressed here: a small answer can't grow, and media keep the hash of the provider.
  headers['accept-encoding'] = 'identity';
  headers['user-agent'] = 'strapi-plugin-meeting-connectors';
  const cookies = request.cookies?.headerFor(url);
  if (cookies !== undefined) headers.cookie = cookies;
  // `checkAddress` allows plain http only to an allowed private host.
  if (request.authorization?.sendTo(url)) {
    headers.authorization = request.authorization.value;
  }
  return headers;
}

/** The request as it is first sent. Throws `refused`. */
export function firstHop(request: HttpRequest, rules: HopRules): Hop {
  const url = parseUrl(request.url);
  checkAddress(url, undefined, request, rules);
  const hop: Hop = {
    method: request.method ?? 'GET',
    url,
    headers: headersFor(url, request, false),
  };
  if (request.form) {
    hop.headers['content-type'] = 'application/x-www-form-urlencoded';
    hop.body = Buffer.from(new URLSearchParams(request.form).toString());
  } else if (request.json !== undefined) {
    hop.headers['content-type'] = 'application/json';
    hop.body = Buffer.from(JSON.stringify(request.json));
  }
  return hop;
}

/**
 * The request that follows a redirect. It is made new, and reuses only what the rules name. Undefined
 * when the answer is no redirect. Throws `refused`.
 */
export function nextHop(
  request: HttpRequest,
  rules: HopRules,
  past: readonly Hop[],
  answer: { status: number; headers: Readonly<Record<string, string>> },
): Hop | undefined {
  const { location } = answer.headers;
  const last = past.at(-1);
  if (!last || !REDIRECTS.has(answer.status) || location === undefined) return undefined;
  if (past.length > rules.maxRedirects) {
    throw refused(
      'too-many-redirects',
      message('http.too-many-redirects', { host: last.url.host, count: rules.maxRedirects }),
    );
  }
  const url = parseUrl(location, last.url);
  url.hash = '';
  checkAddress(url, last.url, request, rules);

  // As browsers do (Fetch standard, HTTP-redirect fetch): 303 becomes GET, and a POST after 301 and 302.
  const becomesGet = answer.status === 303 || (answer.status <= 302 && last.method === 'POST');
  const hop: Hop = {
    method: becomesGet ? 'GET' : last.method,
    url,
    headers: headersFor(url, request, true),
  };
  if (past.some(({ method, url: { href } }) => method === hop.method && href === url.href)) {
    throw refused('redirect-loop', message('http.redirect-loop', { host: last.url.host }));
  }
  if (last.body && !becomesGet) {
    // A body may contain client secrets.
    if (url.origin !== last.url.origin) {
      throw refused(
        'unsafe-redirect',
        message('http.content-redirected', { from: last.url.host, to: url.host }),
      );
    }
    hop.body = last.body;
    const type = last.headers['content-type'];
    if (type !== undefined) hop.headers['content-type'] = type;
  }
  return hop;
}
