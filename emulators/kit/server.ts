import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request to an emulator. It has no secret: only the scheme of `Authorization` is kept. */
export interface LogEntry {
  seq: number;
  /** Epoch milliseconds by the machine's clock. */
  atMs: number;
  /** Name of the emulated host, e.g. `api` or `storage`. */
  host: string;
  method: string;
  /** As sent, still encoded. */
  path: string;
  query: string;
  /** The pattern of the route, for example `GET /users/{id}/recordings`, or the path if no route matches. */
  route: string;
  /** A few request headers, see `KEPT_HEADERS`. */
  headers: Record<string, string>;
  status: number;
  /** Bytes sent for this answer, head included. Final when `outcome` is not `open`. */
  bytesSent: number;
  /** `cut`: the connection ended before the answer did. */
  outcome: 'open' | 'finished' | 'cut';
}

const KEPT_HEADERS = ['host', 'range', 'if-range', 'accept-encoding', 'content-type', 'user-agent', 'cookie'];

export interface RouteCounter {
  requests: number;
  bytesSent: number;
  /** Answers by status. */
  statuses: Record<string, number>;
}

/** The requests, oldest first. Keeps the last entries and counts all. */
export interface RequestLog {
  readonly entries: readonly LogEntry[];
  /** By `LogEntry.route`. */
  readonly routes: Readonly<Record<string, RouteCounter>>;
  /** Errors of the emulator itself. A test should find none. */
  readonly errors: readonly string[];
  /** The kept entries that match, or all. */
  filter(fits: (entry: LogEntry) => boolean): LogEntry[];
  /** Requests of a route so far. */
  count(route: string): number;
  /** Resolves with the first entry that matches, now or later. @throws after the time. */
  waitFor(fits: (entry: LogEntry) => boolean, timeoutMs?: number): Promise<LogEntry>;
  clear(): void;
}

export interface WritableLog extends RequestLog {
  open(entry: Omit<LogEntry, 'seq' | 'status' | 'bytesSent' | 'outcome' | 'route'>): LogEntry;
  routed(entry: LogEntry, route: string): void;
  answered(entry: LogEntry, status: number): void;
  close(entry: LogEntry): void;
  fail(error: unknown): void;
}

export function createRequestLog(mostEntries = 20_000): WritableLog {
  let entries: LogEntry[] = [];
  let routes: Record<string, RouteCounter> = {};
  let errors: string[] = [];
  const waiting = new Set<(entry: LogEntry) => void>();
  let seq = 0;
  const counterOf = (route: string) => (routes[route] ??= { requests: 0, bytesSent: 0, statuses: {} });
  return {
    get entries() {
      return entries;
    },
    get routes() {
      return routes;
    },
    get errors() {
      return errors;
    },
    filter: (fits) => entries.filter(fits),
    count: (route) => routes[route]?.requests ?? 0,
    waitFor(fits, timeoutMs = 120_000) {
      const known = entries.find(fits);
      if (known) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no such request within ${timeoutMs} ms`));
        }, timeoutMs);
        const look = (entry: LogEntry) => {
          if (!fits(entry)) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve(entry);
        };
        waiting.add(look);
      });
    },
    clear() {
      entries = [];
      routes = {};
      errors = [];
    },
    open(facts) {
      seq += 1;
      const route = `${facts.method} ${facts.path}`;
      const entry: LogEntry = { ...facts, seq, route, status: 0, bytesSent: 0, outcome: 'open' };
      entries.push(entry);
      if (entries.length > 2 * mostEntries) entries = entries.slice(-mostEntries);
      return entry;
    },
    routed(entry, route) {
      entry.route = route;
      counterOf(route).requests += 1;
      waiting.forEach((look) => look(entry));
    },
    answered(entry, status) {
      entry.status = status;
      const { statuses } = counterOf(entry.route);
      statuses[status] = (statuses[status] ?? 0) + 1;
    },
    close(entry) {
      counterOf(entry.route).bytesSent += entry.bytesSent;
      waiting.forEach((look) => look(entry));
    },
    fail(error) {
      errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  };
}

/** One request and how to answer it. */
export interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly method: string;
  /** Still encoded and not normalized, so that `//` and `%2F` differ. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly entry: LogEntry;
  /** Sets the route. The request counts from now on, answered or not. */
  routed(route: string): void;
  /** To be called when the head of the answer goes out. */
  answered(status: number): void;
  /** The part for faults. Set by the emulator's router. */
  target: Target;
  /** The provider's id of the file asked for, once known. */
  fileId?: string;
  /** Resolves when the answer is out or the connection is gone. */
  readonly closed: Promise<void>;
  isOpen(): boolean;
}

/** Parts of a provider that faults are aimed at: `download` is the provider's own link, `storage` the host behind it. */
export const TARGETS = ['token', 'api', 'download', 'storage'] as const;
export type Target = (typeof TARGETS)[number];

export interface EmulatorHost {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export interface HostOptions {
  /** Name in the log. */
  name: string;
  /** 0 or absent: any free one. */
  port?: number;
  log: WritableLog;
  target: Target;
  handle(exchange: Exchange): Promise<void>;
  /** Largest request body, default 1 MiB. */
  mostBodyBytes?: number;
}

const READ_AHEAD_BYTES = 1024 * 1024;

async function readBody(request: http.IncomingMessage, mostBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function keptHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = String(value);
  }
  const scheme = headers.authorization?.split(' ')[0];
  if (scheme !== undefined) kept.authorization = scheme;
  return kept;
}

/** Bytes passed to the kernel so far on this connection. */
const sentOn = (socket: Socket): number => socket.bytesWritten - socket.writableLength;

/** A real HTTP server on 127.0.0.1 that logs each request, including those that it never answers. */
export async function startHost(options: HostOptions): Promise<EmulatorHost> {
  const { log } = options;
  const sockets = new Set<Socket>();

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { socket } = request;
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const before = sentOn(socket);
    const entry = log.open({
      atMs: Date.now(),
      host: options.name,
      method: request.method ?? '',
      path,
      query,
      headers: keptHeaders(request.headers),
    });
    let open = true;
    const closed = new Promise<void>((resolve) => {
      const onSocketClose = () => done('cut');
      const done = (outcome: 'finished' | 'cut') => {
        if (!open) return;
        open = false;
        socket.off('close', onSocketClose);
        entry.outcome = outcome;
        entry.bytesSent = sentOn(socket) - before;
        log.close(entry);
        resolve();
      };
      response.once('finish', () => done('finished'));
      response.once('close', () => done('cut'));
      socket.once('close', onSocketClose);
    });
    const body = await readBody(request, options.mostBodyBytes ?? 1024 * 1024);
    if (body === undefined) {
      response.writeHead(413, { Connection: 'close' }).end();
      return;
    }
    await options.handle({
      request,
      response,
      method: request.method ?? '',
      path,
      query: new URLSearchParams(query),
      body,
      entry,
      routed: (route) => log.routed(entry, route),
      answered: (status) => log.answered(entry, status),
      target: options.target,
      closed,
      isOpen: () => open && !socket.destroyed,
    });
  }

  const server = http.createServer({ highWaterMark: READ_AHEAD_BYTES, keepAliveTimeout: 60_000 });
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    serve(request, response).catch((error: unknown) => {
      // The client disconnected during its request.
      if (request.destroyed && !request.complete) return;
      log.fail(error);
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end(error instanceof Error ? error.message : 'the emulator failed');
    });
  });
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true);
    socket.setMaxListeners(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
