import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createHttpClient } from '../http/client';
import { createRedactor } from '../log/redact';
import { localContent, partOf, remoteContent, type StoredContent } from './content';

const CONTENT = '0123456789';

/** Status, headers that say what part it is, and the part. */
async function read(content: StoredContent | { outcome: 'refused'; status: number }) {
  if (content.outcome !== 'content') return content;
  const chunks: Buffer[] = [];
  for await (const chunk of content.body) chunks.push(chunk as Buffer);
  const { headers, status } = content;
  return [status, headers['content-range'], headers['content-length'], Buffer.concat(chunks).toString()];
}

describe('the part of a file that a request names', () => {
  it.each([
    [undefined, 'whole'],
    ['bytes=0-3', [0, 3]],
    ['bytes=4-', [4, 9]],
    ['bytes=-3', [7, 9]],
    ['bytes=-30', [0, 9]],
    ['bytes=8-30', [8, 9]],
    ['bytes=10-', 'outside'],
    ['bytes=-0', 'outside'],
    // Not understood, so the whole is the answer.
    ['bytes=5-2', 'whole'],
    ['bytes=0-1,4-5', 'whole'],
    ['bytes=-', 'whole'],
    ['lines=0-3', 'whole'],
  ])('%s: %j', (range, expected) => {
    const part = partOf(range, CONTENT.length);
    expect(part.outcome === 'part' ? [part.start, part.end] : part.outcome).toEqual(expected);
  });
});

describe('content for a download', () => {
  let dir: string;
  let file: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'mc-content-'));
    file = path.join(dir, 'stored');
    await writeFile(file, CONTENT);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('comes from this machine, whole or in part, and goes on only with the same file', async () => {
    const whole = await localContent(file, {});
    expect(await read(whole)).toEqual([200, undefined, '10', CONTENT]);
    const etag = whole.outcome === 'content' ? whole.headers.etag : undefined;
    const rest = { range: 'bytes=4-', ...(etag === undefined ? {} : { ifRange: etag }) };
    expect(await read(await localContent(file, rest))).toEqual([206, 'bytes 4-9/10', '6', '456789']);
    expect(await localContent(file, { range: 'bytes=10-' })).toMatchObject({
      outcome: 'outside',
      headers: { 'content-range': 'bytes */10' },
    });
    await utimes(file, 1, 1);
    expect(await read(await localContent(file, rest))).toEqual([200, undefined, '10', CONTENT]);
    expect(await localContent(path.join(dir, 'none'), {})).toEqual({ outcome: 'missing' });
  });

  it('comes from a storage with what that says of the part', async () => {
    const asked: IncomingHttpHeaders[] = [];
    const server: Server = createServer((request, answer) => {
      asked.push(request.headers);
      const status = Number(request.url?.slice(1));
      answer.writeHead(status, {
        'set-cookie': 'a=b',
        ...(status === 206 ? { 'content-range': 'bytes 4-9/10', 'content-length': '6' } : {}),
        ...(status === 416 ? { 'content-range': 'bytes */10' } : {}),
      });
      answer.end(status === 206 ? CONTENT.slice(4) : 'no');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const http = createHttpClient({
      clock: Date.now,
      redact: createRedactor(),
      allowedPrivateHosts: ['127.0.0.1'],
      limits: { maxAttempts: 1, retryBaseMs: 1 },
    });
    try {
      const { signal } = new AbortController();
      const get = (status: number) =>
        remoteContent(
          http,
          `http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`,
          { range: 'bytes=4-', ifRange: '"x"' },
          signal,
        );
      const part = await get(206);
      expect(part).toMatchObject({
        headers: { 'content-length': '6', 'content-range': 'bytes 4-9/10' },
      });
      expect(part).not.toHaveProperty('headers.set-cookie');
      expect(await read(part)).toEqual([206, 'bytes 4-9/10', '6', '456789']);
      expect(asked[0]).toMatchObject({ range: 'bytes=4-', 'if-range': '"x"' });
      expect(await get(416)).toEqual({ outcome: 'outside', headers: { 'content-range': 'bytes */10' } });
      expect(await get(404)).toEqual({ outcome: 'missing' });
      expect(await get(403)).toEqual({ outcome: 'refused', status: 403 });
    } finally {
      http.close();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
