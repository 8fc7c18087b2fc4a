import { setMaxListeners } from 'node:events';
import http from 'node:http';
import type https from 'node:https';
import { TLSSocket } from 'node:tls';
import { Axios, type AxiosResponse } from 'axios';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import type { HttpLimits } from './types';
import { addressNotAllowed, hostKey, isHostForbiddenAsWritten } from './address-guard';
import { STOP_SIGNAL, type Agents } from './agents';
import { AnswerBody } from './body';
import { namedHost, networkError } from './network-errors';
import type { Hop } from './redirects';

export interface ExchangeOptions {
  agents: Agents;
  privateHosts: ReadonlySet<string>;
  limits: HttpLimits;
  signal: AbortSignal;
  /** Monotonic instant (`performance.now()`) at which the whole request must be over. */
  deadline: number;
}

/** One answer whose body is not read yet. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** As sent; for the request's own jar only. */
  setCookies: readonly string[];
  body: AnswerBody;
  contentLength?: number;
  url: URL;
}

/** An instance of our own: defaults and interceptors that a site sets on `axios` don't change it. */
const axios = new Axios({});

function plainHeaders(answer: http.IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(answer.headers)) {
    // Cookies are credentials. They go only to the jar of the request, if it has one.
    if (value === undefined || name === 'set-cookie') continue;
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

const timeout = (code: string, said: Message) => new ConnectorError('retry-later', said, { code });

/** A kept connection that the server had just closed. The server did nothing with the request. */
const wasStale = (request: http.ClientRequest | undefined, error: unknown) =>
  request?.reusedSocket === true &&
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'ECONNRESET' || error.code === 'EPIPE');

/**
 * Sends one request and resolves with the answer's headers. Follows no redirect and decodes nothing.
 * Throws a `ConnectorError` or the reason of the aborted signal. After that, both end the body.
 */
export async function exchange(hop: Hop, options: ExchangeOptions, isSecondTry = false): Promise<Answer> {
  const { agents, limits, signal } = options;
  const host = hop.url.hostname;
  const isSecure = hop.url.protocol === 'https:';
  let request: http.ClientRequest | undefined;
  let body: AnswerBody | undefined;
  // The first reason counts. Whatever the libraries throw for a destroyed request is ignored.
  let stopped: { reason: unknown } | undefined;
  // A request without a socket (a proxy that never answers) emits nothing when it is destroyed.
  const ending = new AbortController();
  const ended = new Promise<never>((_resolve, reject) => {
    ending.signal.addEventListener('abort', () => reject(stopped?.reason), { once: true });
  });
  // It may reject before anybody listens, or after the headers came.
  ended.catch(() => undefined);

  const stop = (reason: unknown) => {
    stopped ??= { reason };
    if (body) body.destroy(reason instanceof Error ? reason : new Error(String(reason)));
    else {
      request?.destroy();
      ending.abort();
    }
  };
  const timers = new Set<NodeJS.Timeout>();
  const limit = (milliseconds: number, code: string, said: Message) => {
    const timer = setTimeout(() => stop(timeout(code, said)), Math.max(0, milliseconds)).unref();
    timers.add(timer);
    return () => void (clearTimeout(timer), timers.delete(timer));
  };
  const onAbort = () => stop(signal.reason);
  const release = () => {
    signal.removeEventListener('abort', onAbort);
    for (const timer of timers) clearTimeout(timer);
  };

  signal.throwIfAborted();
  // One signal belongs to a whole run: many requests at once are normal, not a leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', onAbort, { once: true });
  limit(options.deadline - performance.now(), 'total-timeout', message('http.total-timeout', { host }));
  const connected = limit(
    limits.connectMs,
    'connect-timeout',
    message('http.connect-timeout', { host: namedHost(host, agents.isProxied) }),
  );
  const answered = limit(limits.headersMs, 'headers-timeout', message('http.headers-timeout', { host }));

  const watchConnection = (sent: http.ClientRequest) =>
    sent.once('socket', (socket) => {
      if (isSecure && !(socket instanceof TLSSocket)) {
        // The library passes on the proxy's own answer to CONNECT as if the target had sent it.
        stop(
          new ConnectorError('needs-person', message('http.proxy-refused', { host }), {
            code: 'proxy-refused',
          }),
        );
      } else if (sent.reusedSocket || (!isSecure && !socket.connecting)) connected();
      else socket.once(isSecure ? 'secureConnect' : 'connect', connected);
    });

  /**
   * Axios would call `http.request`. A site's forced global agent replaces that function and ignores
   * the agent that is passed in (`server.proxy` of Strapi does that). The class itself stays unchanged.
   */
  const transport = {
    request(
      given: https.RequestOptions,
      onAnswer: (answer: http.IncomingMessage) => void,
    ): http.ClientRequest {
      if (stopped) throw stopped.reason;
      // The last check before the connection. A literal address is not looked up, so only this sees it.
      const target = hostKey(given.hostname ?? '');
      if (!options.privateHosts.has(target) && isHostForbiddenAsWritten(target))
        throw addressNotAllowed(target);
      const wanted: https.RequestOptions & { [STOP_SIGNAL]: AbortSignal } = {
        ...given,
        ...agents.tls,
        agent: agents.for(hop.url),
        maxHeaderSize: limits.maxHeaderBytes,
        [STOP_SIGNAL]: ending.signal,
      };
      request = new http.ClientRequest(wanted, onAnswer);
      watchConnection(request);
      return request;
    },
  };

  try {
    const agent = agents.for(hop.url);
    const asked = axios.request<unknown, AxiosResponse<http.IncomingMessage>>({
      adapter: 'http',
      method: hop.method,
      url: hop.url.href,
      headers: hop.headers,
      data: hop.body,
      responseType: 'stream',
      maxRedirects: 0,
      decompress: false,
      proxy: false,
      httpAgent: agent,
      httpsAgent: agent,
      transport,
      validateStatus: null,
    });
    const response = await Promise.race([asked, ended]);
    const source = response.data;
    if (stopped) {
      source.destroy();
      throw stopped.reason;
    }
    connected();
    answered();
    const headers = plainHeaders(source);
    const declared = headers['content-length'];
    const hasNoBody = source.statusCode === 204 || source.statusCode === 304;
    const contentLength =
      declared !== undefined && /^\d+$/.test(declared) && !hasNoBody ? Number(declared) : undefined;
    body = new AnswerBody(source, { host, contentLength, limits, onClose: release });
    const setCookies = source.headers['set-cookie'] ?? [];
    return { status: response.status, headers, setCookies, body, contentLength, url: hop.url };
  } catch (error) {
    release();
    if (request?.reusedSocket === true) agents.dropIdle();
    if (stopped) throw stopped.reason;
    if (hop.method === 'GET' && !isSecondTry && wasStale(request, error)) return exchange(hop, options, true);
    throw networkError(error, host, agents.isProxied);
  }
}
