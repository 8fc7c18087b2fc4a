import { open, type FileHandle } from 'node:fs/promises';
import { ADTS, CustomSource, Input, MATROSKA, MP3, MP4, MPEG_TS, OGG, QTFF, WAVE, WEBM } from 'mediabunny';

/**
 * Named one by one, because the library's list of all formats includes HLS: it would follow a playlist
 * named `.mp4` to the local files in it. Without FLAC: a small crafted file keeps its parser busy for ever,
 * and no provider sends one. See `OTHER_FORMATS` in `domain/sniff.ts`.
 */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, MP3, WAVE, OGG, ADTS, MPEG_TS];

/** Node aborts the whole process, not the call, on a read of 2 GiB or more. */
const MOST_BYTES_PER_READ = 32 * 1024 * 1024;
const CACHE_BYTES = 8 * 1024 * 1024;

/** A file as the library's input, read piece by piece, never more than 32 MiB at once. */
function boundedSource(handle: FileHandle, sizeBytes: number): CustomSource {
  return new CustomSource({
    prefetchProfile: 'fileSystem',
    maxCacheSize: CACHE_BYTES,
    getSize: () => sizeBytes,
    read: async (start, end) => {
      if (end - start > MOST_BYTES_PER_READ) {
        throw new Error(`a structure of ${end - start} bytes is too large to be read at once`);
      }
      const bytes = Buffer.allocUnsafeSlow(end - start);
      for (let done = 0; done < bytes.length;) {
        // The library's own file source treats a short read as zeros.
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
        if (bytesRead === 0) throw new Error('the file became shorter while it was read');
        done += bytesRead;
      }
      return bytes;
    },
  });
}

/**
 * Opens a vetted file for reading its packets; closed when `read` has ended.
 * @throws when the file can't be opened or is of no known format.
 */
export async function withInput<T>(path: string, read: (input: Input) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r');
  try {
    return await withHandle(handle, read);
  } finally {
    await handle.close();
  }
}

export async function withHandle<T>(handle: FileHandle, read: (input: Input) => Promise<T>): Promise<T> {
  const { size } = await handle.stat();
  const input = new Input({ source: boundedSource(handle, size), formats: FORMATS });
  try {
    return await read(input);
  } finally {
    input.dispose();
  }
}
