import type { LookupAddress, LookupOptions } from 'node:dns';
import type { Readable } from 'node:stream';
import type { Clock } from '../domain/clock';
import type { Redactor } from '../log/redact';
import type { CookieJar } from './cookies';

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
