import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { HttpLimits } from './types';

export interface BodyOptions {
  host: string;
  /** Declared length in bytes. */
  contentLength: number | undefined;
  limits: Pick<HttpLimits, 'idleMs' | 'minBytesPerSecond' | 'minRateWindowMs'>;
  /** Called once, when the body has ended in any way. */
  onClose: () => void;
}

const SHORTEST_TICK_MS = 25;
const LONGEST_TICK_MS = 5_000;

/**
 * The body of an answer. It passes on the buffers of the socket (no copy, no transform), and ends with
 * a `ConnectorError` when the answer was cut, stands still or is too slow.
 *
 * Only the sender is measured. While the reader is the slow side, the limits don't count.
 */
export class AnswerBody extends Readable {
  private receivedBytes = 0;
  private isBackedUp = true;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly source: IncomingMessage,
    private readonly options: BodyOptions,
  ) {
    // Wide enough that a reader by `read()` does not stop the socket after each chunk.
    super({ highWaterMark: 256 * 1024 });
    // The connection may break before the caller has attached a listener. That must not end the
    // process. Readers still see the error, because streams remember it.
    this.on('error', () => undefined);

    source.on('data', (chunk: Buffer) => {
      this.receivedBytes += chunk.length;
      if (!this.push(chunk)) {
        this.isBackedUp = true;
        source.pause();
      }
    });
    source.pause();
    source.once('end', () => {
      const { contentLength } = options;
      if (source.complete && (contentLength === undefined || contentLength === this.receivedBytes))
        this.push(null);
      else this.destroy(this.truncated());
    });
    const lost = () => {
      if (!source.readableEnded) this.destroy(this.truncated());
    };
    source.once('error', lost);
    source.once('close', lost);
    if (source.destroyed) lost();

    const { idleMs, minRateWindowMs } = options.limits;
    const tickMs = Math.min(
      LONGEST_TICK_MS,
      Math.max(SHORTEST_TICK_MS, Math.min(idleMs, minRateWindowMs) / 4),
    );
    this.timer = this.watch(tickMs);
  }

  override _read(): void {
    this.isBackedUp = false;
    this.source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearInterval(this.timer);
    if (!this.source.readableEnded) this.source.destroy();
    this.options.onClose();
    callback(error);
  }

  private truncated(): ConnectorError {
    const { contentLength: declared, host } = this.options;
    const received = this.receivedBytes;
    const said =
      declared === undefined
        ? message('http.truncated', { host, received })
        : message('http.truncated.of', { host, received, declared });
    return new ConnectorError('retry-later', said, { code: 'truncated' });
  }

  private watch(tickMs: number): NodeJS.Timeout {
    const { host, limits } = this.options;
    let tickAt = performance.now();
    let byteAt = tickAt;
    let windowAt = tickAt;
    let seenBytes = 0;
    let windowBytes = 0;
    const tick = () => {
      const now = performance.now();
      // A late tick means that this process stood still (paused or busy), not the sender.
      const isOurFault = this.isBackedUp || now - tickAt > 4 * tickMs;
      tickAt = now;
      if (isOurFault || this.receivedBytes !== seenBytes) byteAt = now;
      if (isOurFault) windowAt = now;
      if (isOurFault) windowBytes = this.receivedBytes;
      seenBytes = this.receivedBytes;

      if (now - byteAt >= limits.idleMs) {
        const seconds = Math.round(limits.idleMs / 1000);
        this.destroy(
          new ConnectorError('retry-later', message('http.silent', { host, seconds }), {
            code: 'idle-timeout',
          }),
        );
      } else if (now - windowAt >= limits.minRateWindowMs) {
        const bytesPerSecond = ((this.receivedBytes - windowBytes) * 1000) / (now - windowAt);
        if (bytesPerSecond < limits.minBytesPerSecond) {
          this.destroy(
            new ConnectorError(
              'retry-later',
              message('http.too-slow', { host, rate: { bytes: Math.round(bytesPerSecond) } }),
              { code: 'too-slow' },
            ),
          );
        }
        windowAt = now;
        windowBytes = this.receivedBytes;
      }
    };
    return setInterval(tick, tickMs).unref();
  }
}

export type Gathered = { outcome: 'whole'; bytes: Buffer } | { outcome: 'too-large' };

/** Reads a body into memory, up to a limit. A longer one is destroyed. Throws what the body throws. */
export async function gather(body: Readable, maxBytes: number): Promise<Gathered> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the body.
    if (bytes > maxBytes) return { outcome: 'too-large' };
    chunks.push(chunk);
  }
  return { outcome: 'whole', bytes: Buffer.concat(chunks, bytes) };
}
