import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fixturePath } from './media/fixture-track';
import { syntheticMp4, type SyntheticMp4 } from './media/synthetic-mp4';

/** Bytes that a host serves, whole or in part. */
export interface Content {
  readonly sizeBytes: number;
  /** Changes with the bytes; no hash of them, since files may have gigabytes. */
  readonly version: string;
  pieces(start: number, endExclusive: number): Iterable<Buffer> | AsyncIterable<Buffer>;
  /** Lower-case hex of all bytes. */
  sha256(): Promise<string>;
}

/** Said for a file: a synthetic MP4 of a size, a file of `media/fixtures`, or the bytes themselves. */
export interface ContentInput {
  sizeBytes?: number;
  seed?: string;
  durationSeconds?: number;
  fixture?: string;
  content?: string | Buffer;
}

const PIECE_BYTES = 1024 * 1024;
const shortHash = (text: string | Buffer): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

export function bytesContent(bytes: Buffer): Content {
  return {
    sizeBytes: bytes.length,
    version: shortHash(bytes),
    *pieces(start, endExclusive) {
      const end = Math.min(endExclusive, bytes.length);
      for (let at = start; at < end; at += PIECE_BYTES)
        yield bytes.subarray(at, Math.min(end, at + PIECE_BYTES));
    },
    sha256: async () => createHash('sha256').update(bytes).digest('hex'),
  };
}

const fixtures = new Map<string, Content>();

function fixtureContent(name: string): Content {
  const known = fixtures.get(name);
  if (known) return known;
  const read = bytesContent(readFileSync(fixturePath(name)));
  fixtures.set(name, read);
  return read;
}

/** Each holds its tables and one loop of samples, up to tens of megabytes. */
const MOST_OPEN_FILES = 8;
const openFiles = new Map<string, SyntheticMp4>();
const hashes = new Map<string, Promise<string>>();

function openSynthetic(key: string, make: () => SyntheticMp4): SyntheticMp4 {
  const file = openFiles.get(key) ?? make();
  openFiles.delete(key);
  openFiles.set(key, file);
  for (const oldest of openFiles.keys()) {
    if (openFiles.size <= MOST_OPEN_FILES) break;
    openFiles.delete(oldest);
  }
  return file;
}

/** Nothing of it is made before it is read. */
function syntheticContent(sizeBytes: number, seed: string, durationSeconds: number | undefined): Content {
  const key = `${sizeBytes}:${durationSeconds ?? ''}:${seed}`;
  const file = () => openSynthetic(key, () => syntheticMp4({ sizeBytes, seed, durationSeconds }));
  return {
    sizeBytes,
    version: shortHash(key),
    pieces: (start, endExclusive) => file().stream(start, endExclusive) as AsyncIterable<Buffer>,
    sha256() {
      const known = hashes.get(key) ?? file().sha256();
      hashes.set(key, known);
      return known;
    },
  };
}

/** @throws RangeError when a synthetic file can't have that size. */
export function contentOf(input: ContentInput, defaultSeed: string): Content {
  if (input.content !== undefined) {
    return bytesContent(typeof input.content === 'string' ? Buffer.from(input.content) : input.content);
  }
  if (input.fixture !== undefined) return fixtureContent(input.fixture);
  if (input.sizeBytes === 0) return bytesContent(Buffer.alloc(0));
  if (input.sizeBytes !== undefined) {
    return syntheticContent(input.sizeBytes, input.seed ?? defaultSeed, input.durationSeconds);
  }
  throw new Error('a file needs sizeBytes, a fixture or content');
}

/** The same number of other bytes: what a provider serves after it processed a file anew. */
export const changedContent = (content: Content): Content => ({
  ...content,
  version: shortHash(`changed:${content.version}`),
  async *pieces(start, endExclusive) {
    for await (const piece of content.pieces(start, endExclusive))
      yield Buffer.from(piece.map((byte) => byte ^ 0xff));
  },
  async sha256() {
    const hash = createHash('sha256');
    for await (const piece of this.pieces(0, content.sizeBytes)) hash.update(piece);
    return hash.digest('hex');
  },
});
