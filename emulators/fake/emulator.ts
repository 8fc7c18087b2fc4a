import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** The answer of the service. */
export interface FakeRecording {
  id: string;
  title: string;
  startedAt: string;
  host?: { id: string; email?: string | null; name?: string | null } | null;
  /** `sizeBytes` is 0 while the file is being made. */
  files: { id: string; kind: 'video' | 'audio' | 'chat'; extension: string; sizeBytes: number }[];
}

/** The invented service as a real HTTP server on 127.0.0.1, with its faults as switches. */
export interface FakeEmulator {
  serverUrl: string;
  apiToken: string;
  addHost(host: { id: string; email: string; name: string }): void;
  addRecording(recording: FakeRecording): void;
  removeRecording(id: string): void;
  faults: {
    /** Every page after the first one fails. */
    laterPagesFail: boolean;
    tokenRevoked: boolean;
    /** A web page instead of each file, with status 200. */
    htmlInsteadOfFile: boolean;
    ignoresRange: boolean;
    wrongContentRange: boolean;
    /** After this many bytes, a download stalls. */
    stallAfterBytes?: number;
  };
  /** Of every request so far. */
  log: { method: string; path: string; authorization?: string; range?: string }[];
  stop(): Promise<void>;
}

const PAGE_SIZE = 20;

/** The content of a file, the same at every start. */
function bytesOf(recordingId: string, fileId: string, sizeBytes: number): Buffer {
  const block = createHash('sha512').update(`${recordingId}/${fileId}`).digest();
  const bytes = Buffer.alloc(sizeBytes, block);
  Buffer.from([0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70]).copy(bytes);
  return bytes;
}

export async function startFakeEmulator(): Promise<FakeEmulator> {
  const apiToken = `fake-token-${Math.random().toString(36).slice(2)}`;
  const hosts = new Map<string, { id: string; email: string; name: string }>();
  const recordings = new Map<string, FakeRecording>();
  const faults: FakeEmulator['faults'] = {
    laterPagesFail: false,
    tokenRevoked: false,
    htmlInsteadOfFile: false,
    ignoresRange: false,
    wrongContentRange: false,
  };
  const log: FakeEmulator['log'] = [];

  const json = (response: http.ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };

  function listPage(url: URL, response: http.ServerResponse) {
    const { from = '', to = '', cursor = '' } = Object.fromEntries(url.searchParams);
    const at = cursor === '' ? 0 : Number(cursor);
    if (at > 0 && faults.laterPagesFail) return json(response, 400, { error: 'page lost' });
    const inWindow = [...recordings.values()].filter(({ startedAt }) => startedAt >= from && startedAt < to);
    const next = at + PAGE_SIZE < inWindow.length ? String(at + PAGE_SIZE) : null;
    json(response, 200, { recordings: inWindow.slice(at, at + PAGE_SIZE), next });
  }

  function sendFile(request: http.IncomingMessage, response: http.ServerResponse, bytes: Buffer) {
    if (faults.htmlInsteadOfFile) {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      return response.end('<!doctype html><title>Sign in</title>');
    }
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const first =
      asked && request.headers['if-range'] === etag && !faults.ignoresRange ? Number(asked[1]) : 0;
    const isPart = first > 0;
    if (isPart && first >= bytes.length) {
      response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` });
      return response.end();
    }
    const part = bytes.subarray(first);
    const from = faults.wrongContentRange ? first + 1 : first;
    response.writeHead(isPart ? 206 : 200, {
      'Content-Type': 'video/mp4',
      'Content-Length': part.length,
      ETag: etag,
      ...(isPart ? { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    if (faults.stallAfterBytes === undefined) return response.end(part);
    response.write(part.subarray(0, faults.stallAfterBytes));
  }

  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://emulator');
    const { authorization, range } = request.headers;
    log.push({
      method: request.method ?? '',
      path: url.pathname,
      ...(authorization === undefined ? {} : { authorization }),
      ...(range === undefined ? {} : { range }),
    });
    if (faults.tokenRevoked || authorization !== `Bearer ${apiToken}`)
      return json(response, 401, { error: 'token' });
    const [place, id = '', , fileId] = url.pathname.split('/').slice(1).map(decodeURIComponent);
    if (place === 'hosts') {
      const host = hosts.get(id);
      return host ? json(response, 200, host) : json(response, 404, { error: 'no such host' });
    }
    if (place !== 'recordings') return json(response, 404, { error: 'no such address' });
    if (id === '') return listPage(url, response);
    const recording = recordings.get(id);
    if (!recording) return json(response, 404, { error: 'no such recording' });
    if (fileId === undefined) return json(response, 200, recording);
    const file = recording.files.find((one) => one.id === fileId);
    if (!file) return json(response, 404, { error: 'no such file' });
    sendFile(request, response, bytesOf(id, fileId, file.sizeBytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    serverUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiToken,
    addHost: (host) => void hosts.set(host.email, host),
    addRecording: (recording) => void recordings.set(recording.id, recording),
    removeRecording: (id) => void recordings.delete(id),
    faults,
    log,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
