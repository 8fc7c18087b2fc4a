import { open } from 'node:fs/promises';
import {
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathTarget,
  Mp4OutputFormat,
  Output,
  type EncodedPacket,
  type Input,
} from 'mediabunny';
import { withInput } from '../bounded-input';
import { createDigester, isPriming, type Digester, type PacketsDigest } from './packets';

const CHUNK_BYTES = 1 << 20;

/** Counts the packets of all files. Reads only their tables. */
async function countPackets(paths: string[], signal: AbortSignal): Promise<{ video: number; audio: number }> {
  const counts = { video: 0, audio: 0 };
  for (const path of paths) {
    await withInput(path, async (input) => {
      for (const type of ['video', 'audio'] as const) {
        const track =
          type === 'video' ? await input.getPrimaryVideoTrack() : await input.getPrimaryAudioTrack();
        if (track === null) continue;
        const packets = new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true });
        for await (const packet of packets) {
          signal.throwIfAborted();
          counts[type] += packet === undefined ? 0 : 1;
        }
      }
    });
  }
  return counts;
}

/** `read` are the packets of the files, as they were copied. */
export type CopyResult =
  { outcome: 'written'; read: PacketsDigest } | { outcome: 'too-many-packets'; packets: number };

/**
 * Copies the packets of files whose streams are equal into one MP4 file, each file after the end of
 * the longest track of those before. The index stands at the front.
 */
export async function copyPackets(
  paths: string[],
  output: string,
  limits: { maxPackets: number },
  signal: AbortSignal,
): Promise<CopyResult> {
  const counts = await countPackets(paths, signal);
  const packets = counts.video + counts.audio;
  if (packets > limits.maxPackets) return { outcome: 'too-many-packets', packets };

  const digester = createDigester();
  const written = new Output({
    format: new Mp4OutputFormat({ fastStart: 'reserve' }),
    target: new FilePathTarget(output, { chunked: true, chunkSize: CHUNK_BYTES }),
  });
  try {
    const add = await withInput(paths[0] ?? '', (first) => addTracks(written, first, counts));
    await written.start();
    let offsetSeconds = 0;
    for (const [index, path] of paths.entries()) {
      offsetSeconds += await withInput(path, (input) =>
        copyFile(input, index, offsetSeconds, add, digester, signal),
      );
    }
    await written.finalize();
  } catch (error) {
    await written.cancel().catch(() => undefined);
    throw error;
  }
  const handle = await open(output, 'r+');
  await handle.sync().finally(() => handle.close());
  return { outcome: 'written', read: digester.done() };
}

type Add = Record<'video' | 'audio', ((packet: EncodedPacket) => Promise<void>) | undefined>;

async function addTracks(
  output: Output,
  first: Input,
  counts: { video: number; audio: number },
): Promise<Add> {
  const video = await first.getPrimaryVideoTrack();
  const audio = await first.getPrimaryAudioTrack();
  const add: Add = { video: undefined, audio: undefined };
  if (video !== null) {
    const codec = await video.getCodec();
    if (codec === null) throw new Error('the picture has an unknown encoding');
    const source = new EncodedVideoPacketSource(codec);
    output.addVideoTrack(source, {
      // The clock of the source. With the default clock, times shift by microseconds.
      frameRate: await video.getTimeResolution(),
      maximumPacketCount: counts.video,
      rotation: await video.getRotation(),
    });
    let meta: EncodedVideoChunkMetadata | undefined = {
      decoderConfig: (await video.getDecoderConfig()) ?? undefined,
    };
    add.video = async (packet) => {
      await source.add(packet, meta);
      meta = undefined;
    };
  }
  if (audio !== null) {
    const codec = await audio.getCodec();
    if (codec === null) throw new Error('the sound has an unknown encoding');
    const source = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(source, { maximumPacketCount: counts.audio });
    let meta: EncodedAudioChunkMetadata | undefined = {
      decoderConfig: (await audio.getDecoderConfig()) ?? undefined,
    };
    add.audio = async (packet) => {
      await source.add(packet, meta);
      meta = undefined;
    };
  }
  return add;
}

/** Copies one file; returns its duration in seconds. */
async function copyFile(
  input: Input,
  index: number,
  offsetSeconds: number,
  add: Add,
  digester: Digester,
  signal: AbortSignal,
): Promise<number> {
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  const lane = async (type: 'video' | 'audio', track: typeof video | typeof audio, dropsPriming: boolean) => {
    const write = add[type];
    if (track === null || write === undefined) return undefined;
    return {
      packets: new EncodedPacketSink(track).packets(),
      write,
      digest: await digester.track(type, track, index),
      dropsPriming,
      next: undefined as EncodedPacket | undefined,
    };
  };
  const lanes = [await lane('video', video, false), await lane('audio', audio, index > 0)].filter(
    (one) => one !== undefined,
  );
  const advance = async (one: (typeof lanes)[number]) => {
    do {
      const step = await one.packets.next();
      one.next = step.done === true ? undefined : step.value;
      if (one.next !== undefined) one.digest(one.next);
    } while (one.next !== undefined && one.dropsPriming && isPriming(one.next));
  };
  for (const one of lanes) await advance(one);
  for (;;) {
    signal.throwIfAborted();
    const ready = lanes.filter((one) => one.next !== undefined);
    if (ready.length === 0) break;
    const one = ready.reduce((a, b) => ((a.next?.timestamp ?? 0) <= (b.next?.timestamp ?? 0) ? a : b));
    const packet = one.next;
    if (packet === undefined) break;
    await one.write(packet.clone({ timestamp: packet.timestamp + offsetSeconds }));
    await advance(one);
  }
  return Math.max(
    video === null ? 0 : await video.computeDuration(),
    audio === null ? 0 : await audio.computeDuration(),
  );
}
