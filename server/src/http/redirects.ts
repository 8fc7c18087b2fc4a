import { ConnectorError } from '../domain/errors';
import type { HttpRequest } from './types';
import { addressNotAllowed, hostKey, isHostForbiddenAsWritten } from './address-guard';

/** What of a request's own headers goes along after a redirect. Everything else is dropped. */
const HEADERS_THAT_FOLLOW = new Set([
  'accept',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'range',
]);

/** Set by the client alone. */
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

const refused = (code: string, message: string) => new ConnectorError('refused', message, { code });

function parseUrl(text: string, base?: URL): URL {
  try {
    return new URL(text, base);
  } catch {
    throw refused(
      'unsafe-address',
      base ? `${base.host} redirects to something that is no address.` : 'That is no address.',
    );
  }
}

/** Throws `refused` when this address may not be asked. `from` is the hop that redirects here. */
function checkAddress(url: URL, from: URL | undefined, request: HttpRequest, rules: HopRules): void {
  const origin = from ? `${from.host} redirects to ` : '';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refused('unsafe-address', `${origin}a ${url.protocol} address; only https addresses are asked.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(
      'unsafe-address',
      `${origin}an address with a user name or password in it, which is not followed.`,
    );
  }
  const host = hostKey(url.hostname);
  const isOurs = rules.privateHosts.has(host);
  if (!isOurs && isHostForbiddenAsWritten(host)) throw addressNotAllowed(host);
  if (url.protocol === 'http:' && !isOurs) {
    throw refused(
      'https-needed',
      `${origin}${host} without encryption (http), which is not followed. Use its https address, or, for a ` +
        `server of your own, add network.allowedPrivateHosts: ['${host}'] to the plugin's configuration.`,
    );
  }
  if (
    from?.protocol === 'https:' &&
    url.protocol === 'http:' &&
    !rules.privateHosts.has(hostKey(from.hostname))
  ) {
    throw refused('https-needed', `${origin}${host} without encryption (http), which is not followed.`);
  }
  if (request.allowedHost && !request.allowedHost(url)) {
    throw refused('host-not-allowed', `${origin}${host}, which is not among the hosts of this provider.`);
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
  // Nothing is decompressed here: a small answer can't grow, and media bytes are what was hashed there.
  headers['accept-encoding'] = 'identity';
  headers['user-agent'] = 'strapi-plugin-meeting-connectors';
  const cookies = request.cookies?.headerFor(url);
  if (cookies !== undefined) headers.cookie = cookies;
  // `checkAddress` has let plain http through only to an allowed private host.
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
 * Where an answer sends us, as a whole new request: nothing of the hop before is reused but what the
 * rules name. Undefined when the answer is no redirect. Throws `refused`.
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
    throw refused('too-many-redirects', `${last.url.host} redirects more than ${rules.maxRedirects} times.`);
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
    throw refused('redirect-loop', `${last.url.host} redirects in a circle.`);
  }
  if (last.body && !becomesGet) {
    // A body may hold client secrets.
    if (url.origin !== last.url.origin) {
      throw refused(
        'unsafe-redirect',
        `${last.url.host} redirects a request with content to ${url.host}, which is not followed.`,
      );
    }
    hop.body = last.body;
    const type = last.headers['content-type'];
    if (type !== undefined) hop.headers['content-type'] = type;
  }
  return hop;
}
