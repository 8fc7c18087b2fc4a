import { rm, stat } from 'node:fs/promises';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import type { JobLimit, MediaChild } from './media-child';
import { hashFile } from './spool';
import { compareStreams } from './join/compare';
import type { CopyResult } from './join/copy';
import type { PacketsDigest, TrackDigest } from './join/packets';
import type { Streams } from './join/streams';
import { MINUTE_MS } from '../domain/instant';

/** More than this is left to ffmpeg: the copy in the child holds all tables in memory. */
export const MAX_PACKETS_WITHOUT_FFMPEG = 600_000;
/** For an audio packet at each joint, and for rounding in containers. */
const JOINT_TOLERANCE_SECONDS = 0.1;

export interface JoinRequest {
  /** Whole, vetted files in order. */
  paths: string[];
  /** A temporary name. After a failure or a stop nothing is left there. */
  output: string;
  /** If absent, packets are copied without ffmpeg. */
  ffmpeg: string | undefined;
  /** Whether segments with different streams may be re-encoded. */
  reencode: boolean;
  signal: AbortSignal;
  /** Share of the work done so far, 0 to 1. */
  onProgress?(share: number): void;
}

export type JoinResult =
  | {
      outcome: 'joined';
      joiner: 'ffmpeg' | 'mediabunny';
      reencoded: boolean;
      /** Where each file begins on the joined time line. */
      offsetsSeconds: number[];
      durationSeconds: number;
      sizeBytes: number;
      sha256: string;
    }
  /** They stay separate recordings; `said` is why, for editors. */
  | { outcome: 'separate'; code: string; said: Message };

const separate = (code: string, said: Message): JoinResult => ({ outcome: 'separate', code, said });

/** A minute, and a second for each 4 MB that is read or written. */
const limitFor = (bytes: number, signal: AbortSignal): JobLimit => ({
  signal,
  timeoutMs: 60_000 + Math.ceil(bytes / 4_000),
});
/** At worst, encoding takes four times as long as the recording. */
const encodeLimitMs = (seconds: number) => 10 * MINUTE_MS + seconds * 4_000;

const durationOf = (streams: Streams) =>
  Math.max(streams.video?.durationSeconds ?? 0, streams.audio?.durationSeconds ?? 0);

/**
 * Joins files into one: streams are compared first, then packets are copied, then every packet of the
 * result is compared with those of the files (P9). Files that can't be joined without loss stay separate,
 * with the reason.
 * @throws ConnectorError `retry-later` if a tool could not do its work; the reason of a stop.
 */
export async function join(media: MediaChild, request: JoinRequest): Promise<JoinResult> {
  try {
    const result = await joinOrNot(media, request);
    if (result.outcome === 'separate') await rm(request.output, { force: true });
    return result;
  } catch (error) {
    await rm(request.output, { force: true });
    throw error;
  }
}

async function joinOrNot(media: MediaChild, request: JoinRequest): Promise<JoinResult> {
  const { paths, output, ffmpeg, signal } = request;
  const streams: Streams[] = [];
  for (const file of paths) streams.push(await media.describe(file, signal));
  const sizes = await Promise.all(paths.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const limit = limitFor(bytes, signal);
  const offsetsSeconds: number[] = [];
  streams.reduce((at, one) => (offsetsSeconds.push(at), at + durationOf(one)), 0);
  const seconds = streams.reduce((sum, one) => sum + durationOf(one), 0);

  const comparison = compareStreams(streams);
  if (comparison.outcome === 'differ') {
    return request.reencode && ffmpeg !== undefined
      ? await encode(media, request, ffmpeg, streams, offsetsSeconds, seconds, limit)
      : separate(comparison.code, comparison.said);
  }

  const copied = await copy(media, request, seconds, limit);
  if (copied.outcome === 'too-many-packets') {
    return separate('too-long-without-ffmpeg', message('join.too-long-without-ffmpeg'));
  }
  const before = copied.read;
  const hole = before.holes[0];
  if (hole !== undefined) {
    return separate(
      'damaged',
      message('join.damaged', {
        segment: hole.file + 1,
        seconds: Math.round(hole.atSeconds * 10) / 10,
        detail: hole.detail,
      }),
    );
  }
  request.onProgress?.(0.7);
  const [after, whole] = await Promise.all([media.digest([output], undefined, limit), hashFile(output)]);
  const fault = auditFault(before, after);
  if (fault !== undefined) return separate('audit', message('join.audit', { detail: fault }));
  request.onProgress?.(0.9);
  const joined = await media.describe(output, signal);
  const durationSeconds = durationOf(joined);
  if (Math.abs(durationSeconds - seconds) > JOINT_TOLERANCE_SECONDS * paths.length) {
    return separate('audit', message('join.audit-length'));
  }
  return {
    outcome: 'joined',
    joiner: ffmpeg === undefined ? 'mediabunny' : 'ffmpeg',
    reencoded: false,
    offsetsSeconds,
    durationSeconds,
    ...whole,
  };
}

/** Writes the joined file and reads every packet of the segments, at the same time or in one pass. */
async function copy(
  media: MediaChild,
  { paths, output, ffmpeg, signal, onProgress }: JoinRequest,
  seconds: number,
  limit: JobLimit,
): Promise<CopyResult> {
  if (ffmpeg === undefined) return await media.copy(paths, output, MAX_PACKETS_WITHOUT_FFMPEG, limit);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const concat = media.ffmpeg(
    { ffmpeg, output, does: { type: 'concat', paths } },
    { ...limit, signal: either },
    (done) => onProgress?.(0.6 * Math.min(1, done / Math.max(seconds, 1))),
  );
  const digest = media.digest(paths, undefined, { ...limit, signal: either });
  try {
    const [read] = await Promise.all([digest, concat]);
    return { outcome: 'written', read };
  } catch (error) {
    // One failed: stop the other, and wait until it has closed the file, before the file is removed.
    stop.abort(error);
    await Promise.allSettled([digest, concat]);
    throw error;
  }
}

/** What differs, as a technical detail; undefined when every packet is there, in order, byte for byte. */
export function auditFault(before: PacketsDigest, after: PacketsDigest): string | undefined {
  const same = (a: TrackDigest | null, b: TrackDigest | null) => (a?.sha256 ?? null) === (b?.sha256 ?? null);
  if (!same(before.video, after.video)) {
    return `video: ${after.video?.packets ?? 0} packets instead of ${before.video?.packets ?? 0}, or different ones`;
  }
  // One joiner keeps the packets that only prime the decoder at each joint, the other leaves them out.
  if (!same(before.audio, after.audio) && !same(before.audioWithoutPriming, after.audio)) {
    return `audio: ${after.audio?.packets ?? 0} packets instead of ${before.audio?.packets ?? 0}, or different ones`;
  }
  return undefined;
}

async function encode(
  media: MediaChild,
  request: JoinRequest,
  ffmpeg: string,
  streams: Streams[],
  offsetsSeconds: number[],
  seconds: number,
  limit: JobLimit,
): Promise<JoinResult> {
  const { paths, output, signal } = request;
  const without = streams.findIndex(({ video, audio }) => video === null || audio === null);
  if (without !== -1) {
    return separate('nothing-to-encode', message('join.nothing-to-encode', { segment: without + 1 }));
  }
  const largest = streams
    .flatMap(({ video }) => (video === null ? [] : [video]))
    .reduce((a, b) => (a.displayWidth * a.displayHeight >= b.displayWidth * b.displayHeight ? a : b));
  await media.ffmpeg(
    {
      ffmpeg,
      output,
      does: { type: 'encode', paths, width: largest.displayWidth, height: largest.displayHeight },
    },
    { timeoutMs: encodeLimitMs(seconds), signal },
    (done) => request.onProgress?.(0.9 * Math.min(1, done / Math.max(seconds, 1))),
  );
  const joined = await media.describe(output, signal);
  const durationSeconds = durationOf(joined);
  // Decoders may add or drop a frame at each end.
  if (Math.abs(durationSeconds - seconds) > 0.5 * paths.length) {
    return separate('audit', message('join.encoded-length'));
  }
  const read = await media.digest([output], undefined, limit);
  if (read.video === null || read.audio === null) {
    throw new ConnectorError('retry-later', message('join.encoding-failed'), { code: 'encoding-failed' });
  }
  return {
    outcome: 'joined',
    joiner: 'ffmpeg',
    reencoded: true,
    offsetsSeconds,
    durationSeconds,
    ...(await hashFile(output)),
  };
}
