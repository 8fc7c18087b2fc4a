import { readSync } from 'node:fs';
import { VET_LIMITS } from './limits';
import { Refusal } from './refusal';

/**
 * Reads a file through one small window. Synchronous on purpose: a walk is many tiny reads, and it
 * runs in the media child, which does nothing else meanwhile.
 */
export class ByteReader {
  private readonly window = Buffer.allocUnsafeSlow(VET_LIMITS.readBytes);
  private windowStart = 0;
  private windowLength = 0;

  constructor(
    private readonly fd: number,
    readonly sizeBytes: number,
  ) {}

  /** The same file, as if it ended at `sizeBytes`. */
  until(sizeBytes: number): ByteReader {
    return new ByteReader(this.fd, sizeBytes);
  }

  /** Another window over the same file, for a table that is read side by side with others. */
  fork(): ByteReader {
    return new ByteReader(this.fd, this.sizeBytes);
  }

  /**
   * `length` bytes (at most the window's size) from `position`. The answer is valid until the next call.
   * @throws Refusal when the file has fewer.
   */
  bytes(position: number, length: number): Buffer {
    const start = this.inWindow(position, length);
    return this.window.subarray(start, start + length);
  }

  u16(position: number): number {
    return this.window.readUInt16BE(this.inWindow(position, 2));
  }
  u32(position: number): number {
    return this.window.readUInt32BE(this.inWindow(position, 4));
  }
  /** Exact up to 2^53; above that still larger than any file. */
  u64(position: number): number {
    return u64(this.window, this.inWindow(position, 8));
  }

  /** Where in the window the bytes are, once they are in it. */
  private inWindow(position: number, length: number): number {
    if (position + length > this.sizeBytes) {
      throw new Refusal('cut-off', `the file ends at byte ${this.sizeBytes}, inside a structure`);
    }
    if (position < this.windowStart || position + length > this.windowStart + this.windowLength) {
      this.fill(position, length);
    }
    return position - this.windowStart;
  }

  private fill(position: number, length: number): void {
    const windowEnd = this.windowStart + this.windowLength;
    const goesOn =
      this.windowLength === 0 || (position >= windowEnd - 64 && position < windowEnd + VET_LIMITS.readBytes);
    const wanted = Math.max(length, goesOn ? VET_LIMITS.readBytes : VET_LIMITS.jumpReadBytes);
    this.windowLength = readFully(this.fd, this.window.subarray(0, wanted), position);
    this.windowStart = position;
    if (this.windowLength < length) {
      throw new Refusal(
        'cut-off',
        `the file ends at byte ${position + this.windowLength}, inside a structure`,
      );
    }
  }
}

export const u64 = (bytes: Buffer, offset: number): number =>
  bytes.readUInt32BE(offset) * 0x1_0000_0000 + bytes.readUInt32BE(offset + 4);

/** Reads until the buffer is full or the file ends; the number of bytes read. */
export function readFully(fd: number, into: Buffer, position: number): number {
  let done = 0;
  while (done < into.length) {
    const count = readSync(fd, into, done, into.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
