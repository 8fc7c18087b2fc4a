import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** One event of a provider as it goes over the wire. */
export interface OutgoingEvent {
  method?: 'GET' | 'POST';
  headers: Record<string, string>;
  body: Buffer;
}

export interface SendOptions {
  /** The receiver's webhook address. */
  to: string;
  /** The very same delivery so many times at once, default 1. */
  copies?: number;
  /** Waits before each further attempt when the receiver did not take it; default none. */
  retryAfterMs?: readonly number[];
  /** Changes the event before a further attempt, as a sender may that signs or writes it anew. */
  beforeRetry?: (event: OutgoingEvent, attempt: number) => OutgoingEvent;
  /** Statuses after which the sender tries again; default all that are not 2xx. */
  retryOn?: (status: number) => boolean;
  /** Patience with the receiver, default 3 seconds as Zoom's. */
  timeoutMs?: number;
}

/** What the receiver answered last; status 0: nothing in time, or no connection. */
export interface SentEvent {
  status: number;
  contentType: string;
  body: string;
  attempts: number;
}

/**
 * The body after a change that a receiver must notice.
 * @throws when nothing changed: a test would take an intact body for an altered one.
 */
export function alteredBody(before: string, after: string): Buffer {
  if (after === before) throw new Error('this event has nothing to alter in that way');
  return Buffer.from(after);
}

const failed = (status: number) => status < 200 || status > 299;

function post(event: OutgoingEvent, to: string, timeoutMs: number): Promise<Omit<SentEvent, 'attempts'>> {
  return new Promise((resolve) => {
    const nothing = () => resolve({ status: 0, contentType: '', body: '' });
    const request = (to.startsWith('https:') ? https : http).request(
      to,
      {
        method: event.method ?? 'POST',
        headers: { 'content-length': String(event.body.length), ...event.headers },
        agent: false,
        timeout: timeoutMs,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', nothing);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', nothing);
    request.end(event.body);
  });
}

async function deliver(event: OutgoingEvent, options: SendOptions): Promise<SentEvent> {
  const { to, retryAfterMs = [], retryOn = failed, timeoutMs = 3_000 } = options;
  let current = event;
  for (let attempts = 1; ; attempts += 1) {
    const answer = await post(current, to, timeoutMs);
    const waitMs = retryAfterMs[attempts - 1];
    if (waitMs === undefined || !retryOn(answer.status)) return { ...answer, attempts };
    await sleep(waitMs);
    current = options.beforeRetry?.(current, attempts) ?? current;
  }
}

/** Sends an event as providers do, with their retries. One outcome for each copy. */
export const sendEvent = (event: OutgoingEvent, options: SendOptions): Promise<SentEvent[]> =>
  Promise.all(Array.from({ length: options.copies ?? 1 }, () => deliver(event, options)));
