import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import { hostKey } from './address-guard';
import { createAgents } from './agents';
import { gather } from './body';
import { MAX_JSON_DEPTH, parseBody, providerWords } from './json-body';
import { createPacer } from './rate-limit';
import { firstHop, nextHop, type Hop, type HopRules } from './redirects';
import { askedWait, type AskedWait } from './retry-after';
import { sleep } from './sleep';
import { exchange, type Answer } from './transport';
import type {
  HttpRequest,
  JsonAnswer,
  StreamAnswer,
  HttpClient,
  HttpLimits,
  HttpClientOptions,
} from './types';
import { HOUR_MS, isoOf } from '../domain/instant';

const SECOND = 1000;
const DEFAULT_LIMITS: HttpLimits = {
  connectMs: 30 * SECOND,
  headersMs: 60 * SECOND,
  idleMs: 60 * SECOND,
  totalMs: 12 * HOUR_MS,
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
/** Statuses that ask to try again later. Others, like 501, go to the caller. */
const TRY_LATER = new Set([429, 500, 502, 503, 504]);
const MAX_WORDS_BYTES = 64 * 1024;

const isEncoded = ({ headers }: Answer) => !/^(identity)?$/i.test(headers['content-encoding']?.trim() ?? '');

/** Reads a short rest, so that the connection can be used again. Closes the connection for a long one. */
async function discard(answer: Answer): Promise<void> {
  if ((answer.contentLength ?? Infinity) > MAX_WORDS_BYTES) answer.body.destroy();
  else await gather(answer.body, MAX_WORDS_BYTES).catch(() => undefined);
}

/** What happened, with the wait that the provider asked for. */
const withWait = (what: Message, asked: AskedWait | undefined): Message => {
  if (asked === undefined) return what;
  if (asked.capped) return message('http.wait-long', { what });
  return message('http.wait-until', { what, until: { at: isoOf(asked.retryAtMs) } });
};

/** Failures that show that the provider is down. A 429 is not one of them: the provider answered. */
const isOutage = (error: Error) =>
  error instanceof ConnectorError && error.failure === 'retry-later' && error.status !== 429;

/**
 * Makes the client of one account, with its own connections, token buckets and circuit breaker, so
 * that no account slows down or stops another.
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
      const isOfProxy = answer.status === 407 && agents.isProxied;
      if (!isOfProxy) answers += 1;
      const next = nextHopOf(answer, request, past);
      if (next) {
        void discard(answer);
        past.push(next);
      } else if (isOfProxy) {
        answer.body.destroy();
        throw new ConnectorError('needs-person', message('http.proxy-login'), {
          code: 'proxy-refused',
          status: 407,
        });
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

  /** The error for an answer that asks to try later. For a 429, the account is paused too. */
  async function tryLater(request: HttpRequest, answer: Answer, attempt: number): Promise<ConnectorError> {
    const { status, headers, url } = answer;
    let words: string | undefined;
    if (isEncoded(answer)) answer.body.destroy();
    else {
      const read = await gather(answer.body, MAX_WORDS_BYTES).catch(() => undefined);
      if (read?.outcome === 'whole') words = providerWords(parseBody(read.bytes, headers['content-type']));
    }
    const asked = askedWait(headers, clock());
    const details = {
      status,
      retryAtMs: asked?.retryAtMs,
      providerWords: words === undefined ? undefined : redact.text(words),
    };
    const host = url.hostname;
    if (status !== 429) {
      const what = withWait(message('http.provider-fault', { host, status }), asked);
      return new ConnectorError('retry-later', what, { ...details, code: 'provider-error' });
    }
    const waitMs = asked ? asked.retryAtMs - clock() : limits.retryBaseMs * 2 ** (attempt - 1);
    pacer.pause(request.rate, waitMs + jitterMs(waitMs));
    const what = withWait(message('http.rate-limited', { host }), asked);
    return new ConnectorError('retry-later', what, { ...details, code: 'rate-limited' });
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
    const isRepeatable =
      request.repeatable === true || (request.method !== 'POST' && request.method !== 'PATCH');
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
      throw new ConnectorError('retry-later', message('http.account-paused'), {
        code: 'rate-limited',
        status: 429,
        retryAtMs: clock() + turn.waitMs,
      });
    }
    try {
      return await breaker.execute(async () => {
        const answer = await follow(request, totalMs);
        if (TRY_LATER.has(answer.status)) throw await tryLater(request, answer, attempt);
        return use(answer);
      });
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new ConnectorError('retry-later', message('http.circuit-open'), {
        code: 'circuit-open',
        retryAtMs: halfOpenAtMs,
      });
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
        // After a 429, the pause of the bucket is the wait, for this request and for all others.
        if (error.status !== 429) await sleep(waitMs, request.signal, closing.signal);
      }
    }
  }

  const refusedEncoding = (answer: Answer) => {
    answer.body.destroy();
    return new ConnectorError('refused', message('http.compressed', { host: answer.url.hostname }), {
      code: 'content-encoding',
      status: answer.status,
    });
  };

  async function readJson(answer: Answer, maxBytes: number): Promise<JsonAnswer> {
    const { status, headers, url } = answer;
    if (isEncoded(answer)) throw refusedEncoding(answer);
    const host = url.hostname;
    const refused = (code: string, said: Message) => new ConnectorError('refused', said, { code, status });
    const tooLarge = () =>
      refused('answer-too-large', message('http.answer-too-large', { host, limit: { bytes: maxBytes } }));
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
        throw refused('answer-too-deep', message('http.answer-too-deep', { host, levels: MAX_JSON_DEPTH }));
      case 'broken':
        if (status >= 300) return { status, headers, body: parsed.text };
        throw new ConnectorError('retry-later', message('http.broken-json', { host }), {
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
      closing.abort(new ConnectorError('retry-later', message('http.closed'), { code: 'closed' }));
      agents.close();
    },
  };
}
