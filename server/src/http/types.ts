import type { LookupAddress, LookupOptions } from 'node:dns';
import type { Readable } from 'node:stream';
import type { Clock } from '../domain/clock';
import type { Redactor } from '../log/redact';
import type { CookieJar } from './cookies';

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  /**
   * Sent with the first hop. After a redirect, only `accept`, `accept-language`, `range` and the
   * conditional `if-...` headers are sent. Credentials do not belong here.
   */
  headers?: Record<string, string>;
  /**
   * Credentials. For each hop, `sendTo` decides whether the header is sent. It goes over https only,
   * except to an allowed private host.
   */
  authorization?: { value: string; sendTo: (url: URL) => boolean };
  /** Body as `application/x-www-form-urlencoded`. Never follows a redirect to another origin. */
  form?: Record<string, string>;
  /** Body as `application/json`. Never follows a redirect to another origin. */
  json?: unknown;
  /** Token bucket of this request, e.g. `medium`: a name in `HttpClientOptions.rates`. */
  rate?: string;
  /** Hosts that the first URL or a redirect may go to. Absent: any public https host. */
  allowedHost?: (url: URL) => boolean;
  /**
   * Stores the cookies of every hop and sends them where they apply, in this request and in later
   * ones with the same jar. Absent: cookies are dropped.
   */
  cookies?: CookieJar;
  /**
   * A POST that changes nothing, e.g. for a token: after a fault it is repeated like a GET. Absent: a POST or PATCH
   * is sent once, unless the answer says that too many were sent.
   */
  repeatable?: true;
  /** Longest answer that `json` reads, in bytes. Absent: the client's limit. */
  maxBytes?: number;
  /** Ends the wait, the request or the body with its reason. */
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
   * The caller reads it to the end or destroys it. A failure ends it with a `ConnectorError` or with
   * the reason of the request's signal. Without `contentLength`, a cut connection looks like the end.
   */
  body: Readable;
  /** Declared length of this body in bytes. Absent when the server declares none. Never exceeded. */
  contentLength?: number;
  /** Host name of the hop that answered. */
  finalHost: string;
  /** Address of that hop, to resolve links in the body. May contain a token: never show or store it. */
  finalUrl: string;
}

/** All outgoing HTTP of one account. */
export interface HttpClient {
  /**
   * Reads the whole answer into memory, at most `maxJsonBytes`, whatever its status. Statuses 429,
   * 500, 502, 503 and 504 are never returned. When the wait is short, the request is tried again a few
   * times (after a 5xx not for POST and PATCH, which may have worked). Then the failure is thrown.
   * Network failures are handled in the same way.
   * @throws ConnectorError `retry-later` (with `retryAtMs` when the provider named an instant, and
   * `status` where there was one), `refused` (address, redirect, host list, encoding, size),
   * `needs-person` (TLS, proxy); or the reason of the signal.
   */
  json(request: HttpRequest): Promise<JsonAnswer>;
  /**
   * Opens a body as a stream. The statuses named at `json` are handled as there. Network failures are
   * thrown at once. Nothing is decompressed: a 2xx with a `Content-Encoding` is refused. The limits
   * for idle time, total time and minimum rate apply to the stream.
   * @throws ConnectorError as `json`.
   */
  open(request: HttpRequest): Promise<StreamAnswer>;
  /**
   * How many answers have come so far, whatever their status. The proxy's own answers don't count.
   * A number that has grown is the evidence that the provider was reached.
   */
  answers(): number;
  /** Closes all connections for good. Open requests fail. */
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
  /** A body slower than this over `minRateWindowMs` is ended. */
  minBytesPerSecond: number;
  minRateWindowMs: number;
  /** Longest answer that `json` reads. */
  maxJsonBytes: number;
  maxRedirects: number;
  maxHeaderBytes: number;
  /** Longest wait inside a call. When the provider asks for more, the call fails with `retryAtMs`. */
  maxWaitMs: number;
  /** Tries of one call, including the first. */
  maxAttempts: number;
  /** First wait between tries when the provider names none. Doubles each time. */
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
  /** Name resolution. Absent: the system's. */
  lookup?: Lookup;
  /** Exact host names that may have private addresses and plain http: config `network.allowedPrivateHosts`. */
  allowedPrivateHosts: readonly string[];
  /** Egress proxy: `http://`, `https://` or `socks5://`. It resolves the names. Its own address is not checked. */
  proxyUrl?: string;
  /** Token buckets by name. */
  rates?: Record<string, { perSecond: number }>;
  limits?: Partial<HttpLimits>;
  /** An additional certificate authority as PEM. */
  tlsCa?: string;
  redact: Redactor;
}
