import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** One event of a provider as it is sent. */
export interface OutgoingEvent {
  method?: 'GET' | 'POST';
  headers: Record<string, string>;
  body: Buffer;
}

export interface SendOptions {
  /** The receiver's webhook address. */
  to: string;
  /** The number of copies that are sent at the same time, default 1. */
  copies?: number;
  /** The waits before further attempts if the receiver did not accept it. Default: none. */
  retryAfterMs?: readonly number[];
  /** Changes the event before a further attempt, for senders that sign or serialize it again. */
  beforeRetry?: (event: OutgoingEvent, attempt: number) => OutgoingEvent;
  /** Statuses after which the sender retries. Default: all except 2xx. */
  retryOn?: (status: number) => boolean;
  /** The time-out for the receiver, default 3 seconds like Zoom. */
  timeoutMs?: number;
}

/** The last answer of the receiver. Status 0: no answer in time, or no connection. */
export interface SentEvent {
  status: number;
  contentType: string;
  body: string;
  attempts: number;
}

/**
 * The body after a change that a receiver must detect.
 * @throws if nothing changed, because a test would use an intact body.
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

/** Sends an event as providers do, with retries. One outcome for each copy. */
export const sendEvent = (event: OutgoingEvent, options: SendOptions): Promise<SentEvent[]> =>
  Promise.all(Array.from({ length: options.copies ?? 1 }, () => deliver(event, options)));
