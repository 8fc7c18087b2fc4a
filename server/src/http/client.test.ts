import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type net from 'node:net';
import path from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inspect, promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { ConnectorError, StopSignal } from '../domain/errors';
import { createRedactor } from '../log/redact';
import { createBench, goOn, rejection, type Bench } from './fixtures/servers';
import type { HttpRequest, StreamAnswer } from './types';

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});
afterEach(() => bench.close());

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ url, signal: goOn(), ...more });

/** Reads a body to its end: how many bytes came, their hash, and what ended it early. */
async function drain(body: StreamAnswer['body']) {
  const hash = createHash('sha256');
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done();
    },
  });
  const error: unknown = await pipeline(body, sink).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { bytes, sha256: hash.digest('hex'), error };
}

const MIB = 1024 * 1024;
const content = Buffer.alloc(3 * MIB, 'meeting ');

describe('json', () => {
  it('sends method, query, headers, form and JSON as told, and answers for any final status', async () => {
    const server = await bench.serve((request, response) => {
      response.writeHead(request.url === '/gone' ? 404 : 200, {
        'Content-Type': 'application/json',
        'X-Two': ['a', 'b'],
        'Set-Cookie': 'a=canary',
      });
      response.end('{"code":3301}');
    });
    const client = bench.client();
    expect(
      await client.json(
        get(`${server.origin}/v2/users/a%252Fb?page=1`, { headers: { Accept: 'application/json' } }),
      ),
    ).toMatchObject({
      status: 200,
      body: { code: 3301 },
      headers: { 'x-two': 'a, b' },
    });
    expect((await client.json(get(`${server.origin}/gone`))).status).toBe(404);
    await client.json(
      get(`${server.origin}/token`, { method: 'POST', form: { grant_type: 'x', id: 'a b&c' } }),
    );
    await client.json(get(`${server.origin}/put`, { method: 'PATCH', json: { title: 'Ünï' } }));
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/v2/users/a%252Fb?page=1', ''],
      ['GET', '/gone', ''],
      ['POST', '/token', 'grant_type=x&id=a+b%26c'],
      ['PATCH', '/put', '{"title":"Ünï"}'],
    ]);
    expect(server.seen[2]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(server.seen[3]?.headers['content-type']).toBe('application/json');
    expect(server.seen[0]?.headers['accept-encoding']).toBe('identity');
    expect(server.connections).toBe(1);
  });

  it('gives text where there is no JSON, and keeps no cookies', async () => {
    const server = await bench.serve((request, response) => {
      response.writeHead(request.url === '/empty' ? 204 : 200, {
        'Content-Type': 'text/html',
        'Set-Cookie': 'session=1',
      });
      response.end(request.url === '/empty' ? undefined : '<p>Sign in</p>');
    });
    const client = bench.client();
    const page = await client.json(get(`${server.origin}/page`));
    expect(page.body).toBe('<p>Sign in</p>');
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(await client.json(get(`${server.origin}/empty`))).toMatchObject({ status: 204, body: '' });
    expect(server.seen[1]?.headers.cookie).toBeUndefined();
  });

  it('fault 3: JSON that is cut off without a length is a failure, not an answer', async () => {
    const server = await bench.serveRaw((socket) => {
      socket.once('data', () =>
        socket.end(
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{"meetings":[{"id"',
        ),
      );
    });
    const error = await rejection(bench.client({ limits: { maxAttempts: 2 } }).json(get(server.origin)));
    expect(error).toMatchObject({ failure: 'retry-later', code: 'invalid-json' });
    expect(server.connections).toBe(2);
  });

  it('fault 22: refuses compressed answers, a bomb included, without unpacking them', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    const server = await bench.serve((request, response) => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Encoding': request.url === '/chained' ? 'gzip, gzip' : 'gzip',
      });
      response.end(bomb);
    });
    const client = bench.client();
    for (const path of ['/', '/chained']) {
      const error = await rejection(client.json(get(server.origin + path)));
      expect(error).toMatchObject({ failure: 'refused', code: 'content-encoding' });
    }
    expect(server.seen).toHaveLength(2);
  });

  it.each(['declared', 'undeclared'])(
    'fault 23: stops reading an answer of 50 MiB whose length is %s',
    async (kind) => {
      let sentBytes = 0;
      const server = await bench.serve((_request, response) => {
        if (kind === 'declared') response.setHeader('Content-Length', 50 * MIB);
        const send = () => {
          while (!response.destroyed && sentBytes < 50 * MIB) {
            sentBytes += 65_536;
            if (!response.write(Buffer.alloc(65_536, ' '))) return void response.once('drain', send);
          }
          response.end();
        };
        send();
      });
      const error = await rejection(bench.client({ limits: { maxJsonBytes: MIB } }).json(get(server.origin)));
      expect(error).toMatchObject({ failure: 'refused', code: 'answer-too-large' });
      // What the kernel's buffers hold may have left the server; the bulk has not.
      expect(sentBytes).toBeLessThan(25 * MIB);
    },
  );

  it('fault 23: refuses deep nesting and drops __proto__ keys', async () => {
    const server = await bench.serve((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(
        request.url === '/deep'
          ? '['.repeat(10_000) + ']'.repeat(10_000)
          : '{"__proto__":{"admin":true},"id":1}',
      );
    });
    const client = bench.client();
    expect(await rejection(client.json(get(`${server.origin}/deep`)))).toMatchObject({
      failure: 'refused',
      code: 'answer-too-deep',
    });
    const { body } = await client.json(get(`${server.origin}/proto`));
    expect(body).toEqual({ id: 1 });
    expect(Reflect.get(body as object, 'admin')).toBeUndefined();
  });
});

describe('open', () => {
  it('streams a body with its length and host', async () => {
    const server = await bench.serve((_request, response) => {
      response.setHeader('Content-Length', content.length);
      response.end(content);
    });
    const answer = await bench.client().open(get(server.origin));
    expect(answer).toMatchObject({ status: 200, contentLength: content.length, finalHost: '127.0.0.1' });
    expect(await drain(answer.body)).toEqual({
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      error: undefined,
    });
  });

  it('fault 26: asks by GET only, nobody asks HEAD', async () => {
    const server = await bench.serve((request, response) => {
      response.setHeader('Content-Length', request.method === 'HEAD' ? 5 : content.length);
      response.end(request.method === 'HEAD' ? undefined : content);
    });
    const client = bench.client();
    expect((await drain((await client.open(get(server.origin))).body)).bytes).toBe(content.length);
    await client.json(get(server.origin, { signal: goOn() })).catch(() => undefined);
    expect(new Set(server.seen.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it.each([
    ['0 %', 0],
    ['1 byte', 1],
    ['50 %', content.length / 2],
    ['the last byte', content.length - 1],
  ])('fault 1: a connection that breaks at %s ends the body as truncated', async (_name, sendBytes) => {
    const server = await bench.serve((_request, response) => {
      response.setHeader('Content-Length', content.length);
      response.flushHeaders();
      response.write(content.subarray(0, sendBytes), () => response.socket?.resetAndDestroy());
      if (sendBytes === 0) response.socket?.destroy();
    });
    const client = bench.client();
    const outcome = await client.open(get(server.origin)).then(
      (answer) => drain(answer.body),
      // A reset can overtake the headers.
      (error: unknown) => ({ bytes: 0, error }),
    );
    expect(outcome.error).toBeInstanceOf(ConnectorError);
    expect(outcome.error).toMatchObject({
      failure: 'retry-later',
      code: expect.stringMatching(/^(truncated|connection-lost)$/),
    });
    expect(outcome.bytes).toBeLessThan(content.length);
  });

  it('fault 1: a connection that breaks before the answer is a network failure', async () => {
    const server = await bench.serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const error = await rejection(bench.client().open(get(server.origin)));
    expect(error).toMatchObject({ failure: 'retry-later', code: 'connection-lost' });
    expect(server.connections).toBe(1);
  });

  it.each(['http', 'https'])(
    'fault 2: a body shorter than its length is truncated, also after a clean end (%s)',
    async (scheme) => {
      const server = await bench.serve(
        (_request, response) => {
          response.setHeader('Content-Length', content.length);
          response.write(content.subarray(0, MIB), () => response.socket?.end());
        },
        scheme === 'https' ? 'good' : undefined,
      );
      const { body } = await bench.client().open(get(server.origin));
      const { error } = await drain(body);
      expect(error).toMatchObject({ failure: 'retry-later', code: 'truncated' });
      expect(error).toMatchObject({ said: { values: { declared: content.length } } });
    },
  );

  it('fault 3: a chunked body that ends early is truncated', async () => {
    const server = await bench.serveRaw((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'),
      );
    });
    const { body, contentLength } = await bench.client().open(get(server.origin));
    expect(contentLength).toBeUndefined();
    expect((await drain(body)).error).toMatchObject({ code: 'truncated' });
  });

  it('fault 3: an end without any length is told by the missing contentLength, so that nobody trusts it', async () => {
    const server = await bench.serveRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello'));
    });
    const { body, contentLength } = await bench.client().open(get(server.origin));
    expect(contentLength).toBeUndefined();
    expect(await drain(body)).toMatchObject({ bytes: 5, error: undefined });
  });

  it('fault 4: bytes beyond the declared length reach neither this body nor the next answer', async () => {
    const junk = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged';
    const server = await bench.serveRaw((socket) => {
      socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello${junk}`));
    });
    const client = bench.client();
    for (let n = 0; n < 3; n++) {
      const { body } = await client.open(get(server.origin));
      const chunks: Buffer[] = [];
      const error: unknown = await (async () => {
        for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
      })().catch((reason: unknown) => reason);
      // Either the five declared bytes or a failure; never a sixth.
      expect('hello'.startsWith(Buffer.concat(chunks).toString())).toBe(true);
      if (error === undefined) expect(Buffer.concat(chunks).toString()).toBe('hello');
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it.each(['Content-Length: 5\r\nContent-Length: 9', 'Content-Length: 5\r\nTransfer-Encoding: chunked'])(
    'refuses an answer with two lengths (%s)',
    async (headers) => {
      const server = await bench.serveRaw((socket) => {
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\nhello`));
      });
      expect(await rejection(bench.client().open(get(server.origin)))).toMatchObject({
        failure: 'retry-later',
        code: 'invalid-answer',
      });
    },
  );

  it('fault 13: a body that stands still ends after the idle time and frees its connection', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await bench.serve((_request, response) => {
      response.setHeader('Content-Length', content.length);
      response.write(content.subarray(0, 1000));
      closed = once(response, 'close');
    });
    const { body } = await bench.client({ limits: { idleMs: 100 } }).open(get(server.origin));
    expect(await drain(body)).toMatchObject({
      bytes: 1000,
      error: { failure: 'retry-later', code: 'idle-timeout' },
    });
    await closed;
  });

  it('fault 13: a server that never answers is given up', async () => {
    const server = await bench.serveRaw(() => undefined);
    const error = await rejection(bench.client({ limits: { headersMs: 80 } }).open(get(server.origin)));
    expect(error).toMatchObject({ failure: 'retry-later', code: 'headers-timeout' });
  });

  it('fault 13: a server that accepts but never speaks TLS is given up', async () => {
    const server = await bench.serveRaw(() => undefined);
    const error = await rejection(
      bench.client({ limits: { connectMs: 80 } }).open(get(`https://127.0.0.1:${server.port}`)),
    );
    expect(error).toMatchObject({ failure: 'retry-later', code: 'connect-timeout' });
  });

  it('fault 14: a body that crawls breaks the minimum rate and frees its connection', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await bench.serve((_request, response) => {
      response.setHeader('Content-Length', content.length);
      const drip = setInterval(() => response.write('x'), 5);
      closed = once(response, 'close').then(() => clearInterval(drip));
    });
    const client = bench.client({ limits: { minBytesPerSecond: 16 * 1024, minRateWindowMs: 200 } });
    const { body } = await client.open(get(server.origin));
    expect((await drain(body)).error).toMatchObject({ failure: 'retry-later', code: 'too-slow' });
    await closed;
  });

  it('does not blame the sender while the reader is the slow side', async () => {
    const large = Buffer.alloc(24 * MIB, 7);
    const server = await bench.serve((request, response) => {
      response.setHeader('Content-Length', large.length);
      if (request.url === '/silent') response.write('x');
      else response.end(large);
    });
    const client = bench.client({ limits: { idleMs: 100, minRateWindowMs: 100 } });
    const { body } = await client.open(get(server.origin));
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (bytes === 0) {
        // Stands still until the same limits have ended two bodies whose sender is the slow side.
        for (let times = 0; times < 2; times += 1) {
          const silent = await client.open(get(`${server.origin}/silent`));
          expect((await drain(silent.body)).error).toMatchObject({ failure: 'retry-later' });
        }
      }
      bytes += chunk.length;
    }
    expect(bytes).toBe(large.length);
  });

  it('ends a body that takes longer than the total time', async () => {
    const server = await bench.serve((_request, response) => {
      response.setHeader('Content-Length', content.length);
      const drip = setInterval(() => response.write(Buffer.alloc(100)), 5);
      response.on('close', () => clearInterval(drip));
    });
    const { body } = await bench.client({ limits: { totalMs: 150 } }).open(get(server.origin));
    expect((await drain(body)).error).toMatchObject({ failure: 'retry-later', code: 'total-timeout' });
  });

  it('ends with the reason of the signal: before, while waiting and in the body', async () => {
    const server = await bench.serve((request, response) => {
      if (request.url === '/body') response.write('hello');
    });
    const client = bench.client();
    const reason = new StopSignal('shutting-down');
    expect(await rejection(client.open(get(server.origin, { signal: AbortSignal.abort(reason) })))).toBe(
      reason,
    );
    expect(server.connections).toBe(0);

    const waiting = new AbortController();
    const opened = rejection(client.open(get(`${server.origin}/wait`, { signal: waiting.signal })));
    while (server.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    waiting.abort(reason);
    expect(await opened).toBe(reason);

    const reading = new AbortController();
    const { body } = await client.open(get(`${server.origin}/body`, { signal: reading.signal }));
    const drained = drain(body);
    reading.abort(reason);
    expect((await drained).error).toBe(reason);
  });

  it('a body that breaks while nobody reads it yet does not end the process, and tells its reader later', async () => {
    const server = await bench.serve((_request, response) => {
      response.setHeader('Content-Length', content.length);
      response.write('hello', () => response.socket?.resetAndDestroy());
    });
    const { body } = await bench.client().open(get(server.origin));
    await new Promise((resolve) => body.once('close', resolve));
    expect(body.errored).toMatchObject({ code: 'truncated' });
    expect((await drain(body)).error).toMatchObject({ code: 'truncated' });
  });

  it('fault 22: refuses media with a content encoding, chained ones too', async () => {
    const server = await bench.serve((request, response) => {
      response.setHeader('Content-Encoding', request.url === '/chained' ? 'identity, gzip' : 'gzip');
      response.end(gzipSync(content));
    });
    const client = bench.client();
    for (const path of ['/', '/chained']) {
      expect(await rejection(client.open(get(server.origin + path)))).toMatchObject({
        failure: 'refused',
        code: 'content-encoding',
      });
    }
  });

  it('fault 22: hands out the bytes of an answer that says identity', async () => {
    const server = await bench.serve((_request, response) => {
      response.setHeader('Content-Encoding', 'identity');
      response.end('hello');
    });
    expect(await drain((await bench.client().open(get(server.origin))).body)).toMatchObject({
      bytes: 5,
      error: undefined,
    });
  });

  it('uses one connection again, also right after the server closed it', async () => {
    let sockets: net.Socket[] = [];
    const server = await bench.serve((request, response) => {
      sockets.push(request.socket);
      response.end('hello');
    });
    const client = bench.client();
    for (let n = 0; n < 5; n++)
      expect((await drain((await client.open(get(server.origin))).body)).bytes).toBe(5);
    expect(server.connections).toBe(1);
    for (let n = 0; n < 20; n++) {
      for (const socket of sockets) socket.destroy();
      sockets = [];
      expect((await drain((await client.open(get(server.origin))).body)).bytes).toBe(5);
    }
  });

  it('sends a POST once, also on a kept connection that the server had closed', async () => {
    let posts = 0;
    const server = await bench.serve((request, response) => {
      if (request.method === 'POST') posts += 1;
      if (request.method === 'POST') response.socket?.destroy();
      else response.end('{}');
    });
    const client = bench.client({ limits: { maxAttempts: 1 } });
    for (let times = 1; times <= 3; times += 1) {
      await client.json(get(server.origin));
      const error = await rejection(client.json(get(server.origin, { method: 'POST', json: {} })));
      expect(error).toMatchObject({ failure: 'retry-later', code: 'connection-lost' });
      expect(posts).toBe(times);
    }
  });

  it('reads no body where HTTP has none, whatever length is declared', async () => {
    const server = await bench.serve((_request, response) =>
      response.writeHead(304, { 'Content-Length': 500 }).end(),
    );
    const { status, body, contentLength } = await bench.client().open(get(server.origin));
    expect([status, contentLength]).toEqual([304, undefined]);
    expect(await drain(body)).toMatchObject({ bytes: 0, error: undefined });
  });

  it('after close nothing is asked any more', async () => {
    const server = await bench.serve((_request, response) => void response.write('hello'));
    const client = bench.client();
    const { body } = await client.open(get(server.origin));
    const drained = drain(body);
    client.close();
    expect((await drained).error).toBeInstanceOf(ConnectorError);
    expect(await rejection(client.json(get(server.origin)))).toMatchObject({ code: 'closed' });
    expect(server.seen).toHaveLength(1);
  });
});

describe('waiting and trying again', () => {
  /** Answers with these statuses in turn, the last one for ever. */
  const inTurn = (...answers: { status: number; headers?: Record<string, string>; body?: string }[]) => {
    let asked = 0;
    return bench.serve((_request, response) => {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      response.writeHead(answer?.status ?? 500, answer?.headers);
      response.end(answer?.body ?? '{}');
    });
  };

  it.each([
    ['seconds', { 'Retry-After': '0.02' }],
    ['a date in the past', { 'Retry-After': 'Tue, 10 Mar 1998 12:05:00 GMT' }],
    ['a negative number', { 'Retry-After': '-5' }],
    ['nothing', {}],
  ])('fault 11: obeys a short wait given as %s and comes through', async (_name, headers) => {
    const server = await inTurn(
      { status: 429, headers },
      { status: 429, headers },
      { status: 200, body: '{"ok":1}' },
    );
    const client = bench.client({ rates: { medium: { perSecond: 1000 } } });
    expect((await client.json(get(server.origin, { rate: 'medium' }))).body).toEqual({ ok: 1 });
    expect(server.seen).toHaveLength(3);
  });

  it('fault 11: a wait until an ISO date-time hours away ends the call with that instant', async () => {
    const retryAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3 * 3_600_000).toISOString();
    const server = await inTurn({
      status: 429,
      headers: { 'Retry-After': retryAt },
      body: '{"code":429,"message":"daily rate limit"}',
    });
    const error = await rejection(bench.client().json(get(server.origin)));
    expect(error).toMatchObject({
      failure: 'retry-later',
      code: 'rate-limited',
      status: 429,
      retryAtMs: Date.parse(retryAt),
      providerWords: 'daily rate limit',
    });
    expect(server.seen).toHaveLength(1);
  });

  it('fault 11: a wait of ten years is cut to a day, and the message tells', async () => {
    const now = Date.parse('2026-03-10T12:00:00Z');
    const server = await inTurn({ status: 429, headers: { 'Retry-After': '315360000' } });
    const error = await rejection(bench.client({ clock: () => now }).json(get(server.origin)));
    expect(error).toMatchObject({ retryAtMs: now + 24 * 3_600_000 });
    expect(String(error)).toContain('more than a day');
  });

  it('fault 11: one 429 holds all requests of that rate and of this account only', async () => {
    const server = await inTurn({ status: 429, headers: { 'Retry-After': '3600' } }, { status: 200 });
    const rates = { medium: { perSecond: 100 }, light: { perSecond: 100 } };
    const client = bench.client({ rates });
    await rejection(client.json(get(server.origin, { rate: 'medium' })));
    const held = await rejection(client.json(get(server.origin, { rate: 'medium' })));
    expect(held).toMatchObject({ failure: 'retry-later', code: 'rate-limited' });
    expect((held as ConnectorError).retryAtMs).toBeGreaterThan(Date.now());
    expect(server.seen).toHaveLength(1);
    expect((await client.json(get(server.origin, { rate: 'light' }))).status).toBe(200);
    expect((await bench.client({ rates }).json(get(server.origin, { rate: 'medium' }))).status).toBe(200);
  });

  it('fault 11: a 429 without a named rate holds the whole account, downloads too', async () => {
    const server = await inTurn({ status: 429, headers: { 'Retry-After': '3600' } }, { status: 200 });
    const client = bench.client({ rates: { medium: { perSecond: 100 } } });
    await rejection(client.open(get(server.origin)));
    expect(await rejection(client.json(get(server.origin, { rate: 'medium' })))).toMatchObject({
      code: 'rate-limited',
    });
    expect(await rejection(client.open(get(server.origin)))).toMatchObject({ code: 'rate-limited' });
    expect(server.seen).toHaveLength(1);
  });

  it.each([500, 502, 503, 504])('fault 12: comes through a burst of %d', async (status) => {
    const server = await inTurn({ status }, { status }, { status: 200, body: '{"ok":1}' });
    const client = bench.client();
    expect((await client.json(get(server.origin))).body).toEqual({ ok: 1 });
    expect(server.seen).toHaveLength(3);
  });

  it('fault 12: opens a stream through a burst of 503', async () => {
    const server = await inTurn(
      { status: 503, headers: { 'Retry-After': '0' } },
      { status: 200, body: 'hello' },
    );
    expect((await drain((await bench.client().open(get(server.origin))).body)).bytes).toBe(5);
  });

  it('fault 12: gives up after a few tries with status and the provider’s words', async () => {
    const server = await inTurn({
      status: 503,
      body: '{"message":"Maintenance, see https://status.example.com/x?token=canary"}',
    });
    const error = await rejection(bench.client({ limits: { maxAttempts: 3 } }).json(get(server.origin)));
    expect(error).toMatchObject({
      failure: 'retry-later',
      code: 'provider-error',
      status: 503,
      providerWords: 'Maintenance, see https://status.example.com/x',
    });
    expect(server.seen).toHaveLength(3);
  });

  it.each([500, 503])('repeats a POST that changes nothing after status %s', async (status) => {
    let asked = 0;
    const server = await bench.serve((_request, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? status : 200, { 'Content-Type': 'application/json' }).end('{}');
    });
    const request = get(server.origin, { method: 'POST', json: {}, repeatable: true });
    expect((await bench.client().json(request)).status).toBe(200);
    expect(asked).toBe(2);
  });

  it('fault 12: does not repeat a POST that may have worked, but does after a 429', async () => {
    const failing = await inTurn({ status: 500 });
    const client = bench.client();
    expect(await rejection(client.json(get(failing.origin, { method: 'POST', json: {} })))).toMatchObject({
      status: 500,
    });
    expect(failing.seen).toHaveLength(1);
    const busy = await inTurn({ status: 429 }, { status: 200 });
    expect((await client.json(get(busy.origin, { method: 'POST', json: {} }))).status).toBe(200);
  });

  it('hands a 501 to the caller', async () => {
    const server = await inTurn({ status: 501 });
    expect((await bench.client().json(get(server.origin))).status).toBe(501);
  });

  it('fault 12: the circuit opens after failures in a row, spares the provider, closes again, and other accounts do not notice', async () => {
    let isDown = true;
    const server = await bench.serve((_request, response) => {
      response.statusCode = isDown ? 500 : 200;
      response.end('{}');
    });
    const limits = { breakerFailures: 3, breakerOpenMs: 300, maxAttempts: 1 };
    const client = bench.client({ limits });
    for (let n = 0; n < 3; n++)
      expect(await rejection(client.json(get(server.origin)))).toMatchObject({ status: 500 });

    const spared = await rejection(client.json(get(server.origin)));
    expect(spared).toMatchObject({
      failure: 'retry-later',
      code: 'circuit-open',
      retryAtMs: expect.any(Number),
    });
    expect(server.seen).toHaveLength(3);

    isDown = false;
    expect((await bench.client({ limits }).json(get(server.origin))).status).toBe(200);
    for (;;) {
      const outcome = await client.json(get(server.origin)).catch((error: unknown) => error);
      if (!(outcome instanceof ConnectorError)) break;
      expect(outcome.code).toBe('circuit-open');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await client.json(get(server.origin))).status).toBe(200);
  });

  it('fault 12: refusals and answers like 404 do not open the circuit', async () => {
    const server = await inTurn({ status: 404 });
    const client = bench.client({ limits: { breakerFailures: 2, maxAttempts: 1 } });
    for (let n = 0; n < 4; n++) await rejection(client.json(get('https://10.0.0.1/')));
    expect(client.answers()).toBe(0);
    for (let n = 0; n < 4; n++) expect((await client.json(get(server.origin))).status).toBe(404);
    // The evidence that the provider was reached.
    expect(client.answers()).toBe(4);
  });

  it('fault 11: a provider that says "too many" is not down: the circuit stays closed', async () => {
    const server = await inTurn(
      ...Array.from({ length: 4 }, () => ({ status: 429, headers: { 'Retry-After': '0' } })),
      { status: 200 },
    );
    const client = bench.client({ limits: { breakerFailures: 2, maxAttempts: 1 } });
    for (let n = 0; n < 4; n++)
      expect(await rejection(client.json(get(server.origin)))).toMatchObject({ code: 'rate-limited' });
    expect((await client.json(get(server.origin))).status).toBe(200);
  });

  it('fault 12: while the circuit is open a call ends at once, and waits for nothing', async () => {
    const server = await inTurn({ status: 500 }, { status: 500 }, { status: 200 });
    const client = bench.client({ limits: { breakerFailures: 2, breakerOpenMs: 3_000, maxAttempts: 3 } });
    expect(await rejection(client.json(get(server.origin)))).toMatchObject({ code: 'circuit-open' });
    expect(await rejection(client.json(get(server.origin)))).toMatchObject({ code: 'circuit-open' });
    expect(server.seen).toHaveLength(2);
  });

  it('fault 12: tries again when the connection fails, then says what is wrong', async () => {
    const server = await bench.serveRaw((socket) => socket.destroy());
    const error = await rejection(bench.client({ limits: { maxAttempts: 3 } }).json(get(server.origin)));
    expect(error).toMatchObject({ failure: 'retry-later', code: 'connection-lost' });
    expect(server.connections).toBe(3);
  });

  it('a stop ends a wait at once', async () => {
    const server = await inTurn({ status: 503, headers: { 'Retry-After': '20' } });
    const stop = new AbortController();
    const failing = rejection(bench.client().json(get(server.origin, { signal: stop.signal })));
    while (server.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new StopSignal('switched-off'));
    expect(await failing).toBeInstanceOf(StopSignal);
  });
});

describe('headers that attack', () => {
  it.each([
    [
      'one header of 1 MiB',
      (socket: net.Socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Big: ${'a'.repeat(MIB)}\r\n\r\n`),
    ],
    [
      'endless headers',
      (socket: net.Socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const flood = setInterval(() => socket.write(`X-${'a'.repeat(1000)}: b\r\n`.repeat(10)), 1);
        socket.on('close', () => clearInterval(flood));
      },
    ],
    [
      'a redirect to an endless address',
      (socket: net.Socket) => socket.write(`HTTP/1.1 302 Found\r\nLocation: /${'a'.repeat(MIB)}\r\n\r\n`),
    ],
  ])('fault 15: gives up on %s', async (_name, attack) => {
    const server = await bench.serveRaw((socket) => socket.once('data', () => attack(socket)));
    const error = await rejection(bench.client().open(get(server.origin)));
    expect(error).toMatchObject({ failure: 'retry-later', code: 'headers-too-large' });
  });

  it('fault 15: gives up on endless interim answers', async () => {
    const server = await bench.serveRaw((socket) => {
      const flood = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'), 2);
      socket.on('close', () => clearInterval(flood));
    });
    const error = await rejection(bench.client({ limits: { headersMs: 150 } }).open(get(server.origin)));
    expect(error).toMatchObject({ failure: 'retry-later', code: 'headers-timeout' });
  });
});

describe('redirects', () => {
  it('fault 16: follows to storage with range but without credentials, and back home with them', async () => {
    const storage = await bench.serve((_request, response) => response.end('video'));
    const cluster = await bench.serve((_request, response) =>
      response.writeHead(302, { Location: `${storage.origin}/v.mp4?sig=1` }).end(),
    );
    const home = await bench.serve((_request, response) =>
      response.writeHead(302, { Location: `${cluster.origin}/rec` }).end(),
    );
    const homes = new Set([String(home.port), String(cluster.port)]);
    const answer = await bench.client().open(
      get(`${home.origin}/download`, {
        headers: { range: 'bytes=2-', 'if-range': '"v"', 'x-secret': 'canary' },
        authorization: { value: 'Bearer canary', sendTo: (url) => homes.has(url.port) },
      }),
    );
    expect((await drain(answer.body)).bytes).toBe(5);
    expect(home.seen[0]?.headers).toMatchObject({ authorization: 'Bearer canary', 'x-secret': 'canary' });
    expect(cluster.seen[0]?.headers.authorization).toBe('Bearer canary');
    expect(storage.seen[0]?.headers).toMatchObject({ range: 'bytes=2-', 'if-range': '"v"' });
    expect(JSON.stringify(storage.seen)).not.toContain('canary');
  });

  it('fault 16: a redirect of a form to another origin is refused and the canary host sees nothing', async () => {
    const canary = await bench.serve((_request, response) => response.end('{}'));
    const home = await bench.serve((_request, response) =>
      response.writeHead(307, { Location: canary.origin }).end(),
    );
    const error = await rejection(
      bench.client().json(get(home.origin, { method: 'POST', form: { client_secret: 'canary' } })),
    );
    expect(error).toMatchObject({ failure: 'refused', code: 'unsafe-redirect' });
    expect(canary.connections).toBe(0);
  });

  it('fault 17: refuses a loop of 20 and a chain of 20, each after a few requests', async () => {
    const loop = await bench.serve((request, response) => {
      const step = Number(request.url?.slice(1));
      response.writeHead(302, { Location: `/${(step + 1) % 20}` }).end();
    });
    expect(await rejection(bench.client().open(get(`${loop.origin}/0`)))).toMatchObject({
      failure: 'refused',
      code: 'too-many-redirects',
    });
    expect(loop.seen).toHaveLength(6);
    const short = await bench.serve((request, response) =>
      response.writeHead(302, { Location: request.url === '/a' ? '/b' : '/a' }).end(),
    );
    expect(await rejection(bench.client().open(get(`${short.origin}/a`)))).toMatchObject({
      failure: 'refused',
      code: 'redirect-loop',
    });
  });

  it('fault 18: a redirect to a private address is refused and its server sees no connection', async () => {
    const inner = await bench.serve((_request, response) => response.end('secret'));
    const targets = ['127.0.0.1', '[::ffff:127.0.0.1]', '0x7f000001', 'localhost', 'inner.example.test'];
    const outer = await bench.serve((request, response) => {
      response
        .writeHead(302, { Location: `https://${targets[Number(request.url?.slice(1))]}:${inner.port}/` })
        .end();
    }, 'good');
    const client = bench.client({ allowedPrivateHosts: ['outer.example.test'] });
    for (const index of targets.keys()) {
      const error = await rejection(client.open(get(`https://outer.example.test:${outer.port}/${index}`)));
      expect(error).toMatchObject({ failure: 'refused', code: 'address-not-allowed' });
      expect(String(error)).toContain('network.allowedPrivateHosts: [');
    }
    expect(outer.seen).toHaveLength(targets.length);
    expect(inner.connections).toBe(0);
  });
});

describe('addresses', () => {
  it('fault 18: a name with a private address is refused at connect, with the line that would allow it', async () => {
    const server = await bench.serve((_request, response) => response.end('secret'), 'good');
    const url = `https://bbb.example.test:${server.port}/`;
    const error = await rejection(bench.client().open(get(url)));
    expect(error).toMatchObject({ failure: 'refused', code: 'address-not-allowed' });
    expect(String(error)).toContain('network.allowedPrivateHosts: ["bbb.example.test"]');
    expect(server.connections).toBe(0);
    const allowed = bench.client({ allowedPrivateHosts: ['BBB.example.test'] });
    expect((await drain((await allowed.open(get(url))).body)).bytes).toBe(6);
  });

  it('fault 19: a name that is bound anew to the metadata address is refused at its next connection', async () => {
    const server = await bench.serve(
      (_request, response) => response.writeHead(200, { Connection: 'close' }).end('{}'),
      'good',
    );
    const answers = ['127.0.0.1', '169.254.169.254'];
    let asked = 0;
    const client = bench.client({
      allowedPrivateHosts: ['bbb.example.test'],
      lookup: (_host, _options, callback) => callback(null, [{ address: answers[asked++] ?? '', family: 4 }]),
      limits: { maxAttempts: 1 },
    });
    const url = `https://bbb.example.test:${server.port}/`;
    expect((await client.json(get(url))).status).toBe(200);
    expect(asked).toBe(1);
    expect(await rejection(client.json(get(url)))).toMatchObject({
      failure: 'refused',
      code: 'address-not-allowed',
    });
    expect(server.connections).toBe(1);
  });

  it('fault 20: an answer with one private address in it is not dialled at all', async () => {
    const server = await bench.serve((_request, response) => response.end('{}'), 'good');
    const client = bench.client({
      lookup: (_host, _options, callback) =>
        callback(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '93.184.216.34', family: 4 },
        ]),
    });
    expect(await rejection(client.json(get(`https://api.example.test:${server.port}/`)))).toMatchObject({
      code: 'address-not-allowed',
    });
    expect(server.connections).toBe(0);
  });

  it('says that a name does not exist', async () => {
    const error = await rejection(bench.client().open(get('https://nowhere.invalid/')));
    expect(error).toMatchObject({ failure: 'retry-later', code: 'host-not-found' });
  });
});

describe('TLS', () => {
  it.each([
    ['expired', 'it has expired'],
    ['wrong-name', 'it is for another name'],
    ['self-signed', 'it is self-signed'],
  ] as const)('fault 21: refuses a certificate that is %s, once and for all', async (certificate, words) => {
    const server = await bench.serve((_request, response) => response.end('{}'), certificate);
    const authorization = { value: 'Bearer canary', sendTo: () => true };
    const error = await rejection(bench.client().json(get(server.origin, { authorization })));
    expect(error).toMatchObject({ failure: 'needs-person', code: 'tls-certificate' });
    expect(String(error)).toContain(words);
    expect(server.connections).toBe(1);
    expect(server.seen).toEqual([]);
  });

  it('fault 21: refuses it also where the site switched checking off for its whole process', async () => {
    const server = await bench.serve((_request, response) => response.end('{}'), 'self-signed');
    // A process of its own, since Node reads the variable from the real environment.
    const child = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', path.join(__dirname, 'fixtures/ask-once.ts'), server.origin],
      { env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' }, timeout: 50_000 },
    );
    expect(child.stdout.trim()).toBe('failed tls-certificate');
    expect(server.seen).toEqual([]);
  });

  it('fault 21: refuses an authority that this machine does not know', async () => {
    const server = await bench.serve((_request, response) => response.end('{}'), 'good');
    const error = await rejection(bench.client({ tlsCa: undefined }).json(get(server.origin)));
    expect(error).toMatchObject({ failure: 'needs-person', code: 'tls-certificate' });
  });

  it('accepts a good certificate on one kept connection', async () => {
    const server = await bench.serve((_request, response) => response.end('{}'), 'good');
    const client = bench.client();
    for (let n = 0; n < 3; n++) expect((await client.json(get(server.origin))).status).toBe(200);
    expect(server.connections).toBe(1);
  });

  it('fault 21: says what is wrong when the port speaks no TLS, and does not fall back to http', async () => {
    const server = await bench.serve((_request, response) => response.end('{}'));
    const error = await rejection(bench.client().json(get(`https://127.0.0.1:${server.port}/`)));
    expect(error).toMatchObject({ failure: 'needs-person', code: 'tls-failed' });
    expect(server.seen).toEqual([]);
  });
});

describe('secrets', () => {
  it('fault 78: no failure of the client carries token, signed query, form secret or Authorization', async () => {
    const TOKEN = 'canary-token-7f3e';
    const SIGNATURE = 'canary-signature-91ab';
    const SECRET = 'canary-secret-c0de';
    const broken = await bench.serveRaw((socket) => socket.once('data', () => socket.destroy()));
    const mute = await bench.serveRaw(() => undefined);
    const flood = await bench.serveRaw((socket) =>
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(MIB)}`)),
    );
    const echo = await bench.serve((request, response) => {
      const status = Number(request.url?.split('/')[1]);
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'Content-Encoding': status === 200 ? 'gzip' : 'identity',
      });
      response.end(
        JSON.stringify({ message: `no ${request.headers.authorization} for ${request.url} of ${SECRET}` }),
      );
    });
    const redirecting = await bench.serve((_request, response) =>
      response.writeHead(302, { Location: `http://public.example.net/?sig=${SIGNATURE}` }).end(),
    );
    const cut = await bench.serve((_request, response) => {
      response.setHeader('Content-Length', 100);
      response.write('x', () => response.socket?.destroy());
    });
    const expired = await bench.serve((_request, response) => response.end(), 'expired');
    const redact = createRedactor();
    redact.addSecret(SECRET);
    const client = bench.client({
      redact,
      limits: { headersMs: 100, maxAttempts: 1, breakerFailures: 1000 },
    });
    const ask = (origin: string, method: 'GET' | 'POST' = 'GET'): HttpRequest => ({
      url: `${origin}?X-Amz-Signature=${SIGNATURE}`,
      method,
      authorization: { value: `Bearer ${TOKEN}`, sendTo: () => true },
      ...(method === 'POST' ? { form: { client_secret: SECRET } } : {}),
      signal: goOn(),
    });

    const origins = [
      `${broken.origin}/`,
      `${mute.origin}/`,
      `${flood.origin}/`,
      `${echo.origin}/429/`,
      `${echo.origin}/500/`,
      `${echo.origin}/200/`,
      `${redirecting.origin}/`,
      `${expired.origin}/`,
      'https://10.0.0.1/',
      'https://nowhere.invalid/',
      'http://127.0.0.1:1/',
    ];
    const errors: unknown[] = [];
    for (const origin of origins) {
      errors.push(
        await rejection(
          bench.client({ redact, limits: { headersMs: 100, maxAttempts: 1 } }).json(ask(origin, 'POST')),
        ),
      );
      errors.push(await rejection(client.open(ask(origin))));
    }
    errors.push((await drain((await client.open(ask(`${cut.origin}/`))).body)).error);
    errors.push(await rejection(client.open({ ...ask(''), url: `nonsense ${SIGNATURE}` })));

    expect(errors).toHaveLength(2 * origins.length + 2);
    for (const error of errors) {
      expect(error).toBeInstanceOf(ConnectorError);
      const everything = [
        inspect(error, { depth: 10, showHidden: true }),
        JSON.stringify(error, Object.getOwnPropertyNames(error)),
        JSON.stringify(redact.error(error)),
        error instanceof Error ? error.stack : '',
      ].join('\n');
      for (const canary of [TOKEN, SIGNATURE, SECRET, 'X-Amz']) {
        expect({ canary, found: everything.includes(canary) ? everything : undefined }).toEqual({
          canary,
          found: undefined,
        });
      }
    }
  });
});
