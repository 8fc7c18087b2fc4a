import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { bytesContent, type Content } from './content';
import type { Place, WireFault } from './faults';
import type { Exchange } from './server';

/** What the functions here need of a fault board. */
export interface WireFaults {
  take<K extends WireFault['kind']>(kind: K, exchange: Exchange): Extract<WireFault, { kind: K }> | undefined;
}

export type Headers = Record<string, string | number>;

export interface Answer {
  status: number;
  headers?: Headers;
  body?: Content | Buffer | string;
  /** Bytes of the body that are sent; all when absent. */
  part?: { start: number; endExclusive: number };
  /** Speed limit of this one answer, asked for each piece. */
  bytesPerSecond?: () => number | undefined;
}

/** Time for bytes to reach the other side before a reset would throw them away. */
const SETTLE_MS = 25;
const MIB = 1024 * 1024;

const isContent = (body: Content | Buffer | string): body is Content =>
  typeof body !== 'string' && !Buffer.isBuffer(body);

const placeIn = (at: Place, length: number): number =>
  at === 'half'
    ? Math.floor(length / 2)
    : at === 'last-byte'
      ? Math.max(0, length - 1)
      : Math.min(at, length);

type Ending = 'whole' | 'reset' | 'fin' | 'stall';

interface Cut {
  /** Body bytes that go out before the ending. */
  bytes: number;
  ending: Ending;
  framing: 'length' | 'chunks' | 'until-close';
}

function cutOf(exchange: Exchange, faults: WireFaults, length: number): Cut | 'no-answer' | 'silence' {
  const reset = faults.take('reset', exchange);
  if (reset) {
    if (reset.at === 'before-head') return 'no-answer';
    return { bytes: placeIn(reset.at, length), ending: 'reset', framing: 'length' };
  }
  const stall = faults.take('stall', exchange);
  if (stall) {
    if (stall.at === 'before-head') return 'silence';
    return { bytes: placeIn(stall.at, length), ending: 'stall', framing: 'length' };
  }
  const short = faults.take('short-body', exchange);
  if (short) return { bytes: placeIn(short.at, length), ending: 'fin', framing: 'length' };
  const noLength = faults.take('no-length', exchange);
  if (noLength) {
    return {
      bytes: placeIn(noLength.at, length),
      ending: noLength.ending === 'clean' ? 'whole' : 'fin',
      framing: noLength.ending === 'until-close' ? 'until-close' : 'chunks',
    };
  }
  return { bytes: length, ending: 'whole', framing: 'length' };
}

/** Sends an answer, with the faults that strike at bodies and heads. Resolves when it is out or broken off. */
export async function answer(exchange: Exchange, faults: WireFaults, reply: Answer): Promise<void> {
  const { response } = exchange;
  const body = reply.body ?? '';
  let content = isContent(body) ? body : bytesContent(Buffer.from(body));
  let part = reply.part ?? { start: 0, endExclusive: content.sizeBytes };
  const headers: Headers = { ...reply.headers };
  exchange.answered(reply.status);

  if (exchange.method === 'HEAD' || reply.status === 204 || reply.status === 304) {
    if (exchange.method === 'HEAD') headers['Content-Length'] ??= part.endExclusive - part.start;
    response.writeHead(reply.status, headers).end();
    return;
  }
  const gzip = faults.take('gzip', exchange);
  if (gzip) {
    content = await gzipped(content, part, gzip);
    part = { start: 0, endExclusive: content.sizeBytes };
    headers['Content-Encoding'] = gzip.chained ? 'gzip, gzip' : 'gzip';
  }
  const longer = faults.take('longer', exchange);
  const realLength = part.endExclusive - part.start;
  const length = realLength + (longer?.extraBytes ?? 0);
  const cut = cutOf(exchange, faults, length);
  if (cut === 'no-answer') return resetConnection(exchange);
  if (cut === 'silence') return await exchange.closed;
  const throttle = faults.take('throttle', exchange);
  const pace: Pace =
    throttle === undefined
      ? { from: 0, bytesPerSecond: reply.bytesPerSecond ?? (() => undefined) }
      : { from: placeIn(throttle.at ?? 0, length), bytesPerSecond: () => throttle.bytesPerSecond };

  if (cut.framing === 'length') headers['Content-Length'] = longer?.hidden ? realLength : length;
  if (cut.framing === 'until-close') response.useChunkedEncodingByDefault = false;
  if (await floodedHead(exchange, faults, headers)) return;

  const odd = faults.take('disposition', exchange);
  if (odd) headers['Content-Disposition'] = odd.value;
  if (odd && /[\r\n]/.test(odd.value)) {
    // Node's own writer refuses such a head.
    sendRawHead(exchange, reply.status, headers);
    await sendPieces(
      exchange,
      content.pieces(part.start, part.endExclusive),
      realLength,
      pace,
      exchange.request.socket,
    );
    exchange.request.socket.end();
    return await exchange.closed;
  }
  response.writeHead(reply.status, headers);
  if (
    !isContent(body) &&
    cut.ending === 'whole' &&
    cut.bytes === realLength &&
    pace.bytesPerSecond() === undefined
  ) {
    response.end(
      gzip ? Buffer.concat([...(content.pieces(0, content.sizeBytes) as Iterable<Buffer>)]) : body,
    );
    return;
  }
  response.flushHeaders();
  const pieces = longer
    ? followedBy(content.pieces(part.start, part.endExclusive), longer.extraBytes)
    : content.pieces(part.start, part.endExclusive);
  await sendPieces(exchange, pieces, cut.bytes, pace, response);
  await end(exchange, cut.ending);
}

async function end(exchange: Exchange, ending: Ending): Promise<void> {
  if (!exchange.isOpen()) return;
  switch (ending) {
    case 'whole':
      exchange.response.end();
      return;
    case 'stall':
      return await exchange.closed;
    case 'fin':
      exchange.request.socket.end();
      return await exchange.closed;
    case 'reset':
      await sleep(SETTLE_MS);
      resetConnection(exchange);
  }
}

/** Breaks the connection off with a TCP reset. */
export function resetConnection(exchange: Exchange): void {
  exchange.request.socket.resetAndDestroy();
}

interface Pace {
  /** Body bytes that go at full speed before. */
  from: number;
  bytesPerSecond: () => number | undefined;
}

interface Sink {
  write(piece: Buffer): boolean;
  once(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'drain' | 'close', listener: () => void): unknown;
}

const drained = (sink: Sink): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      sink.off('drain', done);
      sink.off('close', done);
      resolve();
    };
    sink.once('drain', done);
    sink.once('close', done);
  });

/** Writes at most this many bytes, no faster than the client reads, and returns when they are passed on. */
async function sendPieces(
  exchange: Exchange,
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
  mostBytes: number,
  pace: Pace,
  sink: Sink,
): Promise<void> {
  let sent = 0;
  let pacedSince: { atMs: number; sent: number; bytesPerSecond: number } | undefined;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && sent < mostBytes;) {
      if (!exchange.isOpen()) return;
      let slice = piece.subarray(at, at + mostBytes - sent);
      const bytesPerSecond = pace.bytesPerSecond();
      if (bytesPerSecond !== undefined) {
        if (sent >= pace.from) {
          if (pacedSince?.bytesPerSecond !== bytesPerSecond)
            pacedSince = { atMs: performance.now(), sent, bytesPerSecond };
          const dueMs =
            ((sent - pacedSince.sent) / bytesPerSecond) * 1000 - (performance.now() - pacedSince.atMs);
          if (dueMs > 1 && !(await wait(exchange, dueMs))) return;
          slice = slice.subarray(0, Math.max(1, Math.min(MIB, Math.floor(bytesPerSecond / 50))));
        } else {
          slice = slice.subarray(0, pace.from - sent);
        }
      }
      if (!sink.write(slice) && exchange.isOpen()) await drained(sink);
      at += slice.length;
      sent += slice.length;
    }
    if (sent >= mostBytes) return;
  }
}

/** False if the connection ended meanwhile. */
export async function wait(exchange: Exchange, ms: number): Promise<boolean> {
  const stop = new AbortController();
  await Promise.race([sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined), exchange.closed]);
  stop.abort();
  return exchange.isOpen();
}

async function* followedBy(
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
  extraBytes: number,
): AsyncGenerator<Buffer> {
  yield* pieces;
  yield* repeated('J', extraBytes);
}

function* repeated(character: string, bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(Math.min(MIB, bytes), character);
  for (let left = bytes; left > 0; left -= block.length)
    yield block.subarray(0, Math.min(left, block.length));
}

function sendRawHead(exchange: Exchange, status: number, headers: Headers): void {
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  exchange.request.socket.write(`HTTP/1.1 ${status} OK\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** True when the head never ends, so that no body follows. */
async function floodedHead(exchange: Exchange, faults: WireFaults, headers: Headers): Promise<boolean> {
  const flood = faults.take('header-flood', exchange);
  if (flood === undefined) return false;
  const { headers: count = 2_000, bytesEach = 1_024, endless } = flood;
  const value = 'f'.repeat(bytesEach);
  if (!endless) {
    for (let number = 0; number < count; number += 1) headers[`X-Flood-${number}`] = value;
    return false;
  }
  const { socket } = exchange.request;
  socket.write('HTTP/1.1 200 OK\r\n');
  for (let number = 0; exchange.isOpen(); number += 1) {
    if (!socket.write(`X-Flood-${number}: ${value}\r\n`)) await drained(socket);
  }
  return true;
}

const bombs = new Map<number, Buffer>();

async function bomb(bytes: number): Promise<Buffer> {
  const known = bombs.get(bytes);
  if (known) return known;
  const made: Buffer[] = [];
  for await (const piece of Readable.from(repeated(' ', bytes)).pipe(createGzip()) as AsyncIterable<Buffer>) {
    made.push(piece);
  }
  const whole = Buffer.concat(made);
  bombs.set(bytes, whole);
  return whole;
}

async function gzipped(
  content: Content,
  part: { start: number; endExclusive: number },
  options: { bombBytes?: number; chained?: boolean },
): Promise<Content> {
  const once =
    options.bombBytes === undefined ? gzipSync(await bytesOf(content, part)) : await bomb(options.bombBytes);
  return bytesContent(options.chained ? gzipSync(once) : once);
}

async function bytesOf(content: Content, part: { start: number; endExclusive: number }): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content.pieces(part.start, part.endExclusive)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const SIGN_IN_PAGE =
  '<!doctype html><html lang="en-US"><head><title>Sign In</title></head><body><form action="/signin" method="post"><input name="email"><input name="password" type="password"></form></body></html>\n';
/** As seen once a token has expired (zoom-recording-downloader#35). */
const FORBIDDEN_JSON = '{"status":false,"errorCode":124,"errorMessage":"Forbidden"}';

export const htmlAnswer = (contentType = 'text/html;charset=UTF-8'): Answer => ({
  status: 200,
  headers: { 'Content-Type': contentType },
  body: SIGN_IN_PAGE,
});
export const jsonErrorAnswer = (contentType = 'application/json', body = FORBIDDEN_JSON): Answer => ({
  status: 200,
  headers: { 'Content-Type': contentType },
  body,
});

/** Sends the answer of a fault instead of the provider's. True if there was one. */
export async function answeredByFault(exchange: Exchange, faults: WireFaults): Promise<boolean> {
  const delay = faults.take('delay', exchange);
  if (delay && !(await wait(exchange, delay.ms))) return true;
  const instead = insteadOf(exchange, faults);
  if (instead === undefined) return false;
  await answer(exchange, faults, instead);
  return true;
}

function insteadOf(exchange: Exchange, faults: WireFaults): Answer | undefined {
  const status = faults.take('status', exchange);
  if (status) {
    const body = status.body ?? `<html><body><center><h1>${status.status}</h1></center></body></html>\n`;
    const headers: Headers = { 'Content-Type': status.contentType ?? 'text/html' };
    if (status.retryAfter !== undefined) headers['Retry-After'] = status.retryAfter;
    return { status: status.status, headers, body };
  }
  const html = faults.take('html', exchange);
  if (html) return htmlAnswer(html.contentType);
  const json = faults.take('json', exchange);
  if (json) return jsonErrorAnswer(json.contentType, json.body);
  const redirect = faults.take('redirect', exchange);
  if (redirect) {
    const location = redirect.to === 'self' ? nextHop(exchange) : redirect.to;
    return { status: redirect.status ?? 302, headers: { Location: location } };
  }
  return undefined;
}

function nextHop({ request, path, query }: Exchange): string {
  const next = new URLSearchParams(query);
  next.set('hop', String(Number(query.get('hop') ?? 0) + 1));
  return `http://${request.headers.host ?? ''}${path}?${next}`;
}

/** Hostile JSON instead of an answer. `prototype` changes the right one. */
export function hostileJson(
  exchange: Exchange,
  faults: WireFaults,
  right: () => string,
): Content | undefined {
  const hostile = faults.take('hostile-json', exchange);
  if (hostile === undefined) return undefined;
  const text = (value: string) => bytesContent(Buffer.from(value));
  switch (hostile.shape) {
    case 'huge': {
      const before = Buffer.from(
        '{"page_size":300,"next_page_token":"","meetings":[],"users":[],"padding":"',
      );
      const after = Buffer.from('"}');
      const padding = Math.max(0, (hostile.size ?? 50 * MIB) - before.length - after.length);
      return {
        ...text(''),
        sizeBytes: before.length + padding + after.length,
        *pieces() {
          yield before;
          yield* repeated('x', padding);
          yield after;
        },
      };
    }
    case 'deep': {
      const depth = hostile.size ?? 10_000;
      return text(`{"meetings":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    }
    case 'prototype': {
      const keys = '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},';
      return text(right().replace('{', `{${keys}`).replace(/\[\{/g, `[{${keys}`));
    }
    case 'broken':
      return text(right().slice(0, -5));
    case 'not-an-object':
      return text('[1,"two",null]');
  }
}
