import type { LookupAddress, LookupOptions } from 'node:dns';
import type { Readable } from 'node:stream';
import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { Clock } from '../domain/clock';
import { ConnectorError } from '../domain/errors';
import type { Redactor } from '../log/redact';
import { hostKey } from './address-guard';
import { createAgents } from './agents';
import { gather } from './body';
import type { CookieJar } from './cookies';
import { MAX_JSON_DEPTH, parseBody, providerWords } from './json-body';
import { createPacer } from './rate-limit';
import { firstHop, nextHop, type Hop, type HopRules } from './redirects';
import { askedWait } from './retry-after';
import { sleep } from './sleep';
import { exchange, type Answer } from './transport';

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  /**
   * For the first hop; after a redirect only `accept`, `accept-language`, `range` and the
   * conditional `if-...` ones go along. Credentials do not belong here.
   */
  headers?: Record<string, string>;
  /**
   * Credentials. The header is made anew for each hop and sent only where `sendTo` says yes, and
   * only over https unless the host is an allowed private host.
   */
  authorization?: { value: string; sendTo: (url: URL) => boolean };
  /** Body as `application/x-www-form-urlencoded`. Never follows a redirect to another origin. */
  form?: Record<string, string>;
  /** Body as `application/json`. Never follows a redirect to another origin. */
  json?: unknown;
  /** Token bucket to draw from, e.g. `medium`; a name declared in `HttpClientOptions.rates`. */
  rate?: string;
  /** Hosts that the first URL or a redirect may go to; absent: any public https host. */
  allowedHost?: (url: URL) => boolean;
  /**
   * Takes the cookies of every hop and gives them back where they belong, in this request and in
   * later ones with the same jar. Absent: cookies are dropped.
   */
  cookies?: CookieJar;
  /** Longest answer that `json` reads, in bytes; absent: the client's limit. */
  maxBytes?: number;
  /** Ends waiting, request and body with its reason. */
  signal: AbortSignal;
}

export interface JsonAnswer {
  status: number;
  /** Lower-case names; several values of one name joined with `, `; no cookies. */
  headers: Record<string, string>;
  /** Parsed JSON without `__proto__` keys, or the text (`''` when empty) when it is not JSON. */
  body: unknown;
}

export interface StreamAnswer {
  status: number;
  /** Lower-case names; several values of one name joined with `, `; no cookies. */
  headers: Record<string, string>;
  /**
   * The caller reads it to the end or destroys it. A failure ends it with a `ConnectorError`, or
   * with the reason of the request's signal. Without `contentLength` its end proves nothing: a cut
   * connection looks the same.
   */
  body: Readable;
  /** Declared length of this body in bytes; absent when the server declares none. Never exceeded. */
  contentLength?: number;
  /** Host name of the hop that answered. */
  finalHost: string;
  /** Address of that hop, to resolve what the body refers to. May hold a token: never shown or kept. */
  finalUrl: string;
}

/** The one door for outgoing HTTP of one account. */
export interface HttpClient {
  /**
   * Reads the whole answer into memory, at most `maxJsonBytes`, whatever its status. Statuses 429,
   * 500, 502, 503 and 504 never come back: they are tried again a few times when the wait is short
   * (5xx not for POST and PATCH, which may have worked), then thrown. So are network failures.
   * @throws ConnectorError `retry-later` (with `retryAtMs` when the provider named an instant, and
   * `status` where there was one), `refused` (address, redirect, host list, encoding, size),
   * `needs-person` (TLS, proxy); or the reason of the signal.
   */
  json(request: HttpRequest): Promise<JsonAnswer>;
  /**
   * Opens a body as a stream for any status but those named at `json`, which are treated as there;
   * network failures are thrown at once. Nothing is decompressed: a 2xx with a `Content-Encoding`
   * is refused. Idle, total and minimum-rate limits apply to the stream.
   * @throws ConnectorError as `json`.
   */
  open(request: HttpRequest): Promise<StreamAnswer>;
  /**
   * How many answers have come so far, whatever their status; the proxy's own are none. What grew
   * while something was done is the evidence that the provider was reached.
   */
  answers(): number;
  /** Closes all connections for good; requests under way fail. */
  close(): void;
}

export interface HttpLimits {
  /** From the request to an established connection, name resolution and TLS included. */
  connectMs: number;
  /** From the request to the end of the answer's headers, for each hop. */
  headersMs: number;
  /** Longest silence inside a body. */
  idleMs: number;
  /** Longest time of one `open`, from the request to the end of the body. */
  totalMs: number;
  /** The same for one attempt of `json`. */
  jsonTotalMs: number;
  /** A body slower than this over `minRateWindowMs` is given up. */
  minBytesPerSecond: number;
  minRateWindowMs: number;
  /** Longest answer that `json` reads. */
  maxJsonBytes: number;
  maxRedirects: number;
  maxHeaderBytes: number;
  /** Longest wait inside a call; when more is asked for, the call fails with `retryAtMs`. */
  maxWaitMs: number;
  /** Tries of one call, the first included. */
  maxAttempts: number;
  /** First wait between tries where the provider names none; doubles each time. */
  retryBaseMs: number;
  /** Failed tries in a row (of any calls) that open the circuit, and how long it stays open. */
  breakerFailures: number;
  breakerOpenMs: number;
}

const SECOND = 1000;
const DEFAULT_LIMITS: HttpLimits = {
  connectMs: 30 * SECOND,
  headersMs: 60 * SECOND,
  idleMs: 60 * SECOND,
  totalMs: 12 * 3600 * SECOND,
  jsonTotalMs: 120 * SECOND,
  minBytesPerSecond: 16 * 1024,
  minRateWindowMs: 60 * SECOND,
  maxJsonBytes: 8 * 1024 * 1024,
  maxRedirects: 5,
  maxHeaderBytes: 16 * 1024,
  maxWaitMs: 30 * SECOND,
  maxAttempts: 4,
  retryBaseMs: SECOND,
  breakerFailures: 12,
  breakerOpenMs: 60 * SECOND,
};

/** As `dns.lookup` with `all: true`. */
export type Lookup = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface HttpClientOptions {
  clock: Clock;
  /** 0 <= x < 1, for jitter. */
  random?: () => number;
  /** Name resolution; absent: the system's. */
  lookup?: Lookup;
  /** Exact host names that may have private addresses and plain http: config `network.allowedPrivateHosts`. */
  allowedPrivateHosts: readonly string[];
  /** Egress proxy, `http://`, `https://` or `socks5://`. It resolves the names; itself it may be anywhere. */
  proxyUrl?: string;
  /** Token buckets by name. */
  rates?: Record<string, { perSecond: number }>;
  limits?: Partial<HttpLimits>;
  /** An additional certificate authority as PEM. */
  tlsCa?: string;
  redact: Redactor;
}

/** Answers that say "not now". 501 and the like say "never" and go to the caller. */
const NOT_NOW = new Set([429, 500, 502, 503, 504]);
const MAX_WORDS_BYTES = 64 * 1024;

const isEncoded = ({ headers }: Answer) => !/^(identity)?$/i.test(headers['content-encoding']?.trim() ?? '');

/** Reads a short rest so that the connection can be used again; gives up a long one. */
async function discard(answer: Answer): Promise<void> {
  if ((answer.contentLength ?? Infinity) > MAX_WORDS_BYTES) answer.body.destroy();
  else await gather(answer.body, MAX_WORDS_BYTES).catch(() => undefined);
}

/** Failures that say something about the provider's health. A 429 does not: it answers. */
const isOutage = (error: Error) =>
  error instanceof ConnectorError && error.failure === 'retry-later' && error.status !== 429;

/**
 * Makes the client of one account: its own connections, token buckets and circuit breaker, so that
 * no account slows or stops another.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock, redact, random = Math.random } = options;
  const limits: HttpLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const privateHosts: ReadonlySet<string> = new Set(options.allowedPrivateHosts.map(hostKey));
  const rules: HopRules = { privateHosts, maxRedirects: limits.maxRedirects };
  if (options.proxyUrl !== undefined)
    redact.addSecret(decodeURIComponent(new URL(options.proxyUrl).password));
  const agents = createAgents({ ...options, privateHosts });
  const pacer = createPacer(options.rates ?? {});
  const closing = new AbortController();

  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: limits.breakerOpenMs,
    breaker: new ConsecutiveBreaker(limits.breakerFailures),
  });
  let halfOpenAtMs = 0;
  breaker.onBreak(() => (halfOpenAtMs = clock() + limits.breakerOpenMs));

  let answers = 0;
  const jitterMs = (waitMs: number) => random() * (limits.retryBaseMs + waitMs * 0.1);

  async function follow(request: HttpRequest, totalMs: number): Promise<Answer> {
    const deadline = performance.now() + totalMs;
    const past = [firstHop(request, rules)];
    for (;;) {
      const hop = past[past.length - 1]!;
      const answer = await exchange(hop, { agents, privateHosts, limits, signal: request.signal, deadline });
      request.cookies?.store(hop.url, answer.setCookies);
      if (answer.status !== 407 || agents.via === '') answers += 1;
      const next = nextHopOf(answer, request, past);
      if (next) {
        void discard(answer);
        past.push(next);
      } else if (answer.status === 407 && agents.via !== '') {
        answer.body.destroy();
        throw new ConnectorError(
          'needs-person',
          'The egress proxy asks for a login. Put it into network.proxyUrl.',
          {
            code: 'proxy-refused',
            status: 407,
          },
        );
      } else return answer;
    }
  }

  function nextHopOf(answer: Answer, request: HttpRequest, past: readonly Hop[]): Hop | undefined {
    try {
      return nextHop(request, rules, past, answer);
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
  }

  /** The error for an answer that says "not now"; pauses the account when it says "too many". */
  async function notNow(request: HttpRequest, answer: Answer, attempt: number): Promise<ConnectorError> {
    const { status, headers, url } = answer;
    let words: string | undefined;
    if (isEncoded(answer)) answer.body.destroy();
    else {
      const read = await gather(answer.body, MAX_WORDS_BYTES).catch(() => undefined);
      if (read?.outcome === 'whole') words = providerWords(parseBody(read.bytes, headers['content-type']));
    }
    const asked = askedWait(headers, clock());
    const until = asked && new Date(asked.retryAtMs).toISOString();
    const details = {
      status,
      retryAtMs: asked?.retryAtMs,
      providerWords: words === undefined ? undefined : redact.text(words),
    };
    const when = !until
      ? ''
      : asked?.capped
        ? ' It asks for a wait of more than a day.'
        : ` It asks for a wait until ${until}.`;
    if (status !== 429) {
      return new ConnectorError(
        'retry-later',
        `${url.hostname} has a fault of its own (status ${status}).${when}`,
        {
          ...details,
          code: 'provider-error',
        },
      );
    }
    const waitMs = asked ? asked.retryAtMs - clock() : limits.retryBaseMs * 2 ** (attempt - 1);
    pacer.pause(request.rate, waitMs + jitterMs(waitMs));
    return new ConnectorError(
      'retry-later',
      `${url.hostname} says that the account asks too often (status 429).${when}`,
      {
        ...details,
        code: 'rate-limited',
      },
    );
  }

  /** How long to wait before the next try; undefined: no further try inside this call. */
  function waitBeforeRetry(
    error: ConnectorError,
    request: HttpRequest,
    attempt: number,
    alsoNetwork: boolean,
  ) {
    if (error.failure !== 'retry-later' || attempt >= limits.maxAttempts || error.code === 'circuit-open')
      return undefined;
    const isRepeatable = request.method !== 'POST' && request.method !== 'PATCH';
    if (error.status !== 429 && (!isRepeatable || (error.status === undefined && !alsoNetwork)))
      return undefined;
    const waitMs =
      error.retryAtMs === undefined
        ? limits.retryBaseMs * 2 ** (attempt - 1)
        : Math.max(0, error.retryAtMs - clock());
    return waitMs > limits.maxWaitMs ? undefined : waitMs + jitterMs(waitMs);
  }

  async function once<T>(
    request: HttpRequest,
    attempt: number,
    totalMs: number,
    use: (answer: Answer) => Promise<T>,
  ): Promise<T> {
    const turn = await pacer.turn(
      request.rate,
      limits.maxWaitMs * 1.1 + limits.retryBaseMs,
      request.signal,
      closing.signal,
    );
    if (turn.outcome === 'paused') {
      throw new ConnectorError(
        'retry-later',
        'The provider asked this account to wait before it asks again.',
        {
          code: 'rate-limited',
          status: 429,
          retryAtMs: clock() + turn.waitMs,
        },
      );
    }
    try {
      return await breaker.execute(async () => {
        const answer = await follow(request, totalMs);
        if (NOT_NOW.has(answer.status)) throw await notNow(request, answer, attempt);
        return use(answer);
      });
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new ConnectorError(
        'retry-later',
        'The provider failed many times in a row and is left alone for a while.',
        {
          code: 'circuit-open',
          retryAtMs: halfOpenAtMs,
        },
      );
    }
  }

  async function call<T>(
    request: HttpRequest,
    mode: { totalMs: number; retriesNetwork: boolean },
    use: (answer: Answer) => Promise<T>,
  ): Promise<T> {
    if (request.authorization) redact.addSecret(request.authorization.value.replace(/^\w+ /, ''));
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(request, attempt, mode.totalMs, use);
      } catch (error) {
        if (request.signal.aborted || closing.signal.aborted || !(error instanceof ConnectorError))
          throw error;
        const waitMs = waitBeforeRetry(error, request, attempt, mode.retriesNetwork);
        if (waitMs === undefined) throw error;
        // After a 429 the pause of the bucket is the wait, for this request and for the others alike.
        if (error.status !== 429) await sleep(waitMs, request.signal, closing.signal);
      }
    }
  }

  const refusedEncoding = (answer: Answer) => {
    answer.body.destroy();
    return new ConnectorError(
      'refused',
      `${answer.url.hostname} sent a compressed answer, which was not asked for.`,
      {
        code: 'content-encoding',
        status: answer.status,
      },
    );
  };

  async function readJson(answer: Answer, maxBytes: number): Promise<JsonAnswer> {
    const { status, headers, url } = answer;
    if (isEncoded(answer)) throw refusedEncoding(answer);
    const refused = (code: string, fault: string) =>
      new ConnectorError('refused', `${url.hostname} sent an answer that ${fault}.`, { code, status });
    const tooLarge = () => refused('answer-too-large', `is longer than ${maxBytes} bytes`);
    if ((answer.contentLength ?? 0) > maxBytes) {
      answer.body.destroy();
      throw tooLarge();
    }
    const read = await gather(answer.body, maxBytes);
    if (read.outcome === 'too-large') throw tooLarge();
    const parsed = parseBody(read.bytes, headers['content-type']);
    switch (parsed.outcome) {
      case 'json':
        return { status, headers, body: parsed.value };
      case 'text':
        return { status, headers, body: parsed.text };
      case 'too-deep':
        throw refused('answer-too-deep', `is nested deeper than ${MAX_JSON_DEPTH} levels`);
      case 'broken':
        if (status >= 300) return { status, headers, body: parsed.text };
        throw new ConnectorError('retry-later', `${url.hostname} sent JSON that is broken or cut off.`, {
          code: 'invalid-json',
        });
    }
  }

  async function openBody(answer: Answer): Promise<StreamAnswer> {
    const { status, headers, body, contentLength, url } = answer;
    if (status >= 200 && status < 300 && isEncoded(answer)) throw refusedEncoding(answer);
    return { status, headers, body, contentLength, finalHost: url.hostname, finalUrl: url.href };
  }

  return {
    json: (request) =>
      call(request, { totalMs: limits.jsonTotalMs, retriesNetwork: true }, (answer) =>
        readJson(answer, request.maxBytes ?? limits.maxJsonBytes),
      ),
    open: (request) => call(request, { totalMs: limits.totalMs, retriesNetwork: false }, openBody),
    answers: () => answers,
    close() {
      closing.abort(new ConnectorError('retry-later', 'The account was closed.', { code: 'closed' }));
      agents.close();
    },
  };
}
