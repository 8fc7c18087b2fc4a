import { open, type FileHandle } from 'node:fs/promises';
import type { InputTrack } from 'mediabunny';
import { withHandle } from './bounded-input';

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
  /** `detail` is technical English. */
  | { outcome: 'unreadable'; detail: string };

/**
 * Reads duration, tracks and type of a file that was vetted before. On other files the parser may run out
 * of memory or never end. Reads no samples.
 * @throws only for a file that can't be opened.
 */
export async function probeFile(path: string): Promise<Probe> {
  const handle = await open(path, 'r');
  try {
    return await probeHandle(handle);
  } catch (error) {
    return { outcome: 'unreadable', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    await handle.close();
  }
}

const probeHandle = (handle: FileHandle): Promise<Probe> =>
  withHandle(handle, async (input): Promise<Probe> => {
    if (!(await input.canRead())) return { outcome: 'unreadable', detail: 'unknown format' };
    const tracks = await Promise.all((await input.getTracks()).map(factsOf));
    const known = tracks.filter((track) => track !== undefined);
    const durationSeconds = Math.max(0, ...known.map((track) => track.durationSeconds));
    if (known.length === 0 || !Number.isFinite(durationSeconds)) {
      return { outcome: 'unreadable', detail: 'no video and no audio' };
    }
    return {
      outcome: 'read',
      mime: (await input.getMimeType()).replace(/;.*$/s, ''),
      durationSeconds,
      claimedDurationSeconds: await input.getDurationFromMetadata(),
      tracks: known,
    };
  });

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
