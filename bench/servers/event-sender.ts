import { createHmac, randomUUID } from 'node:crypto';
import net from 'node:net';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** One burst, as a line of JSON. */
export interface Burst {
  url: string;
  secret: string;
  seconds: number;
  connections: number;
  /** Events per second at equal intervals. If absent, as fast as they are answered. */
  perSecond?: number;
}

export interface BurstResult {
  /** The number of 2xx answers. */
  accepted: number;
  /** Every other answer, by status. */
  others: Record<string, number>;
  seconds: number;
  /** From the time when an event was due to the last byte of its answer. */
  latencyMs: number[];
}

/** A finished recording of four files, about 2 KiB, as Zoom sends it (providers' docs, `recording.completed`). */
function eventBody(): string {
  const uuid = randomUUID();
  const startedAt = '2026-11-02T09:00:00Z';
  const file = (type: string) => ({
    id: randomUUID(),
    meeting_id: uuid,
    recording_start: startedAt,
    recording_end: '2026-11-02T10:00:00Z',
    file_type: type,
    file_extension: type,
    file_size: 246_560_000,
    play_url: `https://example.zoom.us/rec/play/${randomUUID()}${randomUUID()}`,
    download_url: `https://example.zoom.us/rec/webhook_download/${randomUUID()}${randomUUID()}/${randomUUID()}`,
    status: 'completed',
    recording_type: 'shared_screen_with_speaker_view',
  });
  return JSON.stringify({
    event: 'recording.completed',
    event_ts: Date.now(),
    payload: {
      account_id: 'an-account-of-the-benchmark',
      object: {
        uuid,
        id: 84_000_000_000,
        host_id: 'host-of-all-meetings-1',
        host_email: 'ada@example.com',
        account_id: 'an-account-of-the-benchmark',
        topic: 'Lecture',
        type: 2,
        start_time: startedAt,
        timezone: 'UTC',
        duration: 60,
        total_size: 1_000_000_000,
        recording_count: 4,
        recording_files: ['MP4', 'M4A', 'TRANSCRIPT', 'CHAT'].map(file),
      },
    },
    download_token: randomUUID().repeat(6),
  });
}

function signedRequest(url: URL, secret: string): Buffer {
  const body = eventBody();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `x-zm-request-timestamp: ${timestamp}`,
    `x-zm-signature: v0=${signature}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

interface Connection {
  /** Sends a request and returns its status. */
  post(request: Buffer): Promise<number>;
  close(): void;
}

/** A minimal HTTP client, so that sending uses little of the measured processor time. */
async function connect(url: URL): Promise<Connection> {
  const socket = net.connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let answered: (status: number) => void = () => undefined;
  let text = '';
  socket.setEncoding('latin1');
  socket.on('error', () => answered(0));
  socket.on('close', () => answered(0));
  socket.on('data', (chunk: string) => {
    text += chunk;
    const headEnd = text.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? 0);
    if (text.length < headEnd + 4 + length) return;
    const status = Number(text.slice(9, 12));
    text = '';
    answered(status);
  });
  return {
    post: (request) =>
      new Promise((resolve) => {
        answered = resolve;
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

async function send(burst: Burst): Promise<BurstResult> {
  const url = new URL(burst.url);
  const connections = await Promise.all(Array.from({ length: burst.connections }, () => connect(url)));
  const result: BurstResult = { accepted: 0, others: {}, seconds: 0, latencyMs: [] };
  const startedAt = performance.now();
  const endsAt = startedAt + burst.seconds * 1_000;
  let number = 0;
  const dueAt = () =>
    burst.perSecond === undefined ? performance.now() : startedAt + (number++ * 1_000) / burst.perSecond;
  await Promise.all(
    connections.map(async (connection) => {
      for (;;) {
        const due = dueAt();
        if (due >= endsAt) return;
        const earlyMs = due - performance.now();
        if (earlyMs > 0) await sleep(earlyMs);
        const request = signedRequest(url, burst.secret);
        const from = burst.perSecond === undefined ? performance.now() : due;
        const status = await connection.post(request);
        result.latencyMs.push(performance.now() - from);
        if (status >= 200 && status < 300) result.accepted += 1;
        else result.others[status] = (result.others[status] ?? 0) + 1;
      }
    }),
  );
  result.seconds = (performance.now() - startedAt) / 1_000;
  for (const connection of connections) connection.close();
  return result;
}

process.stdout.write('{}\n');
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  void send(JSON.parse(line) as Burst).then((result) => process.stdout.write(`${JSON.stringify(result)}\n`));
});
process.once('SIGTERM', () => process.exit(0));
