import type { LookupAddress, LookupOptions } from 'node:dns';
import type { Readable } from 'node:stream';
import type { Clock } from '../domain/clock';
import type { Redactor } from '../log/redact';

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  /**
   * Sent on every hop of the same host (`accept`, `range`, `if-range`, ...); only a fixed
   * allow-list of names survives a redirect to another host.
   */
  headers?: Record<string, string>;
  /**
   * Credentials. The header is rebuilt for each hop and sent only where `sendTo` says yes, always
   * over https unless the host is an allowed private host.
   */
  authorization?: { value: string; sendTo: (url: URL) => boolean };
  /** Body as `application/x-www-form-urlencoded`. */
  form?: Record<string, string>;
  /** Body as `application/json`. */
  json?: unknown;
  /** Token bucket to draw from, e.g. `medium`; a name declared in `HttpClientOptions.rates`. */
  rate?: string;
  /** Hosts that the first URL or a redirect may go to; absent: any public https host. */
  allowedHost?: (url: URL) => boolean;
  signal: AbortSignal;
}

export interface JsonAnswer {
  status: number;
  /** Lower-case names; several values of one name joined with `, `. */
  headers: Record<string, string>;
  /** Parsed JSON, or the text when it is not JSON. */
  body: unknown;
}

export interface StreamAnswer {
  status: number;
  /** Lower-case names; several values of one name joined with `, `. */
  headers: Record<string, string>;
  /** The caller reads it to the end or destroys it. Ends with a `ConnectorError` when it fails. */
  body: Readable;
  /** Declared length of this body in bytes; absent when the server declares none. */
  contentLength?: number;
  /** Host name of the hop that answered. */
  finalHost: string;
}

/** The one door for outgoing HTTP of one account. */
export interface HttpClient {
  /**
   * Reads the whole answer into memory, at most `maxJsonBytes`. Never throws for a status: 429 and
   * 5xx are retried a few times when the wait is short.
   * @throws ConnectorError `retry-later` (network, timeouts, waits that are too long, with
   * `retryAtMs`), `refused` (address, redirect, host list, encoding), `needs-person` (TLS).
   */
  json(request: HttpRequest): Promise<JsonAnswer>;
  /**
   * Opens a body as a stream for any final status. Nothing is decompressed. Idle, total and
   * minimum-rate limits apply to the stream and end it with a `ConnectorError`.
   * @throws ConnectorError as `json`.
   */
  open(request: HttpRequest): Promise<StreamAnswer>;
  /** Closes kept connections; requests under way fail. */
  close(): void;
}

export interface HttpLimits {
  /** From the request to an established connection, TLS included. */
  connectMs: number;
  /** From the request to the end of the answer's headers. */
  headersMs: number;
  /** Longest silence inside a body. */
  idleMs: number;
  /** Longest time of one request, from start to the end of the body. */
  totalMs: number;
  /** A body slower than this over `minRateWindowMs` is given up. */
  minBytesPerSecond: number;
  minRateWindowMs: number;
  /** Longest answer that `json` reads. */
  maxJsonBytes: number;
  maxRedirects: number;
  maxHeaderBytes: number;
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
  /** Egress proxy, `http://`, `https://` or `socks5://`. */
  proxyUrl?: string;
  /** Token buckets by name. */
  rates?: Record<string, { perSecond: number }>;
  limits?: Partial<HttpLimits>;
  /** An additional certificate authority as PEM. */
  tlsCa?: string;
  redact: Redactor;
}

/** Makes the client of one account: its own connections, token buckets and circuit breaker. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  throw new Error(`not written yet ${options.allowedPrivateHosts.length}`);
}
