import { open, type FileHandle } from 'node:fs/promises';
import {
  ADTS,
  CustomSource,
  FLAC,
  Input,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
  type InputTrack,
} from 'mediabunny';

/**
 * Named one by one: the library's list of all formats holds HLS, with which a playlist named `.mp4`
 * is followed to the local files it names.
 */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, MP3, WAVE, OGG, ADTS, FLAC, MPEG_TS];

/** Node aborts the whole process, not the call, on a read of 2 GiB or more. */
const MOST_BYTES_PER_READ = 32 * 1024 * 1024;
const CACHE_BYTES = 8 * 1024 * 1024;

/** One track as its file describes it. */
export interface TrackFacts {
  type: 'video' | 'audio';
  /** E.g. `avc`, `aac`; null when the library does not know it. */
  codec: string | null;
  /** RFC 6381, e.g. `avc1.42c01e`. */
  codecParameter: string | null;
  durationSeconds: number;
  /** Pictures only: as coded. */
  width?: number;
  height?: number;
  /** Sound only. */
  sampleRateHz?: number;
  channels?: number;
}

export type Probe =
  | {
      outcome: 'read';
      /** E.g. `video/mp4`; by the container's own rules, not by the file's name. */
      mime: string;
      /** End of the last packet of any track, from the tables. */
      durationSeconds: number;
      /** What the file claims in its header; null when it claims nothing. */
      claimedDurationSeconds: number | null;
      tracks: TrackFacts[];
    }
  | { outcome: 'unreadable'; reason: string };

/** A file as the library's input, read piece by piece, never more than 32 MiB at once. */
function boundedSource(handle: FileHandle, sizeBytes: number): CustomSource {
  return new CustomSource({
    prefetchProfile: 'fileSystem',
    maxCacheSize: CACHE_BYTES,
    getSize: () => sizeBytes,
    read: async (start, end) => {
      if (end - start > MOST_BYTES_PER_READ) {
        throw new Error(`a structure of ${end - start} bytes is larger than what is read at once`);
      }
      const bytes = Buffer.allocUnsafeSlow(end - start);
      for (let done = 0; done < bytes.length;) {
        // The library's own file source takes a short read for zeros.
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
        if (bytesRead === 0) throw new Error('the file became shorter while it was read');
        done += bytesRead;
      }
      return bytes;
    },
  });
}

/**
 * Duration, tracks and type of a file that was vetted before: on other files the parser may run out
 * of memory or never end. Reads no samples.
 * @throws only for a file that can't be opened.
 */
export async function probeFile(path: string): Promise<Probe> {
  const handle = await open(path, 'r');
  try {
    return await probeHandle(handle);
  } catch (error) {
    return { outcome: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await handle.close();
  }
}

async function probeHandle(handle: FileHandle): Promise<Probe> {
  const { size } = await handle.stat();
  const input = new Input({ source: boundedSource(handle, size), formats: FORMATS });
  try {
    if (!(await input.canRead())) return { outcome: 'unreadable', reason: 'it is of no known format' };
    const tracks = await Promise.all((await input.getTracks()).map(factsOf));
    const known = tracks.filter((track) => track !== undefined);
    const durationSeconds = Math.max(0, ...known.map((track) => track.durationSeconds));
    if (known.length === 0 || !Number.isFinite(durationSeconds)) {
      return { outcome: 'unreadable', reason: 'it has no picture and no sound' };
    }
    return {
      outcome: 'read',
      mime: (await input.getMimeType()).replace(/;.*$/s, ''),
      durationSeconds,
      claimedDurationSeconds: await input.getDurationFromMetadata(),
      tracks: known,
    };
  } finally {
    input.dispose();
  }
}

async function factsOf(track: InputTrack): Promise<TrackFacts | undefined> {
  const shared = {
    codec: await track.getCodec(),
    codecParameter: await track.getCodecParameterString(),
    durationSeconds: await track.computeDuration(),
  };
  if (track.isVideoTrack()) {
    return {
      type: 'video',
      ...shared,
      width: await track.getCodedWidth(),
      height: await track.getCodedHeight(),
    };
  }
  if (track.isAudioTrack()) {
    return {
      type: 'audio',
      ...shared,
      sampleRateHz: await track.getSampleRate(),
      channels: await track.getNumberOfChannels(),
    };
  }
  return undefined;
}
