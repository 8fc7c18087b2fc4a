import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { english } from '../../../contracts/messages/say';
import { createHttpClient } from '../http/client';
import type { HttpClient } from '../http/types';
import { createRedactor } from '../log/redact';
import { createReadBack, type ReadBack, type StoredBytes, type StoredHash } from './read-back';

const CONTENT = Buffer.from('the content of a stored file');
const HASH = createHash('sha256').update(CONTENT).digest('hex');
const signal = new AbortController().signal;

let dir: string;
let server: Server;
let origin: string;
let http: HttpClient;
let readBack: ReadBack;
let signed: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'mc-read-back-'));
  server = createServer((request, answer) => {
    const status = Number(request.url?.slice(1).split('?')[0]);
    if (status === 0) return void request.socket.destroy();
    answer.writeHead(status, { 'content-type': 'video/mp4' });
    answer.end(status === 200 ? CONTENT : 'no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  signed = [];
  http = createHttpClient({
    clock: Date.now,
    redact: createRedactor(),
    allowedPrivateHosts: ['127.0.0.1'],
    limits: { maxAttempts: 1, retryBaseMs: 1 },
  });
  readBack = createReadBack(http, ({ url }) => {
    signed.push(url);
    return Promise.resolve(`${url}?signed`);
  });
});
afterEach(() => http.close());
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

const at = (url: string) => ({ url, provider: 'elsewhere', hash: 'meeting', ext: '.mp4' });

const whyOf = (read: StoredHash | StoredBytes) =>
  read.outcome === 'unreadable' ? english(read.why) : read.outcome;

/** Gathers what it is given. */
const gathering = () => {
  const parts: Uint8Array[] = [];
  return {
    update: (bytes: Uint8Array) => parts.push(Buffer.from(bytes)),
    digest: () => Buffer.concat(parts).toString(),
  };
};

it('gives the bytes to another hash too, from this machine and from elsewhere', async () => {
  const file = path.join(dir, 'stored');
  await writeFile(file, CONTENT);
  const [here, there] = [gathering(), gathering()];
  expect((await readBack.local(file, here)).outcome).toBe('read');
  expect((await readBack.remote(at(`${origin}/200`), signal, there)).outcome).toBe('read');
  expect([here.digest(), there.digest()]).toEqual([CONTENT.toString(), CONTENT.toString()]);
});

describe('what is stored on this machine', () => {
  it('is read with its hash, or whole', async () => {
    const file = path.join(dir, 'stored');
    await writeFile(file, CONTENT);
    expect(await readBack.local(file)).toEqual({ outcome: 'read', sha256: HASH, sizeBytes: CONTENT.length });
    expect(await readBack.localBytes(file, CONTENT.length)).toEqual({ outcome: 'read', bytes: CONTENT });
    expect(await readBack.localBytes(file, CONTENT.length - 1)).toEqual({ outcome: 'too-large' });
  });

  it('is missing only where nothing is; whatever else goes wrong says nothing about it', async () => {
    const nothing = path.join(dir, 'nothing');
    expect(await readBack.local(nothing)).toEqual({ outcome: 'missing' });
    expect(await readBack.localBytes(nothing, 100)).toEqual({ outcome: 'missing' });
    // A folder in its place, and a file where a folder should be.
    expect(whyOf(await readBack.local(dir))).toBe('The system says: “EISDIR”.');
    expect(whyOf(await readBack.localBytes(dir, 1e9))).toBe('The system says: “EISDIR”.');
    await writeFile(path.join(dir, 'file'), '');
    expect(whyOf(await readBack.local(path.join(dir, 'file', 'below')))).toBe('The system says: “ENOTDIR”.');
  });
});

describe('what an upload provider stored', () => {
  it('is read by a link that can be read now', async () => {
    expect(await readBack.remote(at(`${origin}/200`), signal)).toEqual({
      outcome: 'read',
      sha256: HASH,
      sizeBytes: CONTENT.length,
    });
    expect(await readBack.remoteBytes(at(`${origin}/200`), CONTENT.length, signal)).toEqual({
      outcome: 'read',
      bytes: CONTENT,
    });
    expect(await readBack.remoteBytes(at(`${origin}/200`), CONTENT.length - 1, signal)).toEqual({
      outcome: 'too-large',
    });
    expect(signed).toEqual([`${origin}/200`, `${origin}/200`, `${origin}/200`]);
  });

  it.each([404, 410])('is missing when the storage says so by %s', async (status) => {
    expect(await readBack.remote(at(`${origin}/${status}`), signal)).toEqual({ outcome: 'missing' });
    expect(await readBack.remoteBytes(at(`${origin}/${status}`), 100, signal)).toEqual({
      outcome: 'missing',
    });
  });

  it.each([401, 403, 500, 503])('is not missing because the storage answers %s', async (status) => {
    for (const read of [
      await readBack.remote(at(`${origin}/${status}`), signal),
      await readBack.remoteBytes(at(`${origin}/${status}`), 100, signal),
    ]) {
      expect(read.outcome).toBe('unreadable');
      expect(whyOf(read)).toMatch(/\.$/);
    }
  });

  it('is not missing because nothing answers', async () => {
    expect((await readBack.remote(at(`${origin}/0`), signal)).outcome).toBe('unreadable');
    expect((await readBack.remoteBytes(at(`${origin}/0`), 100, signal)).outcome).toBe('unreadable');
  });
});
