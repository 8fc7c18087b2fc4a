import { createHash, type Hash } from 'node:crypto';
import { EncodedPacketSink, type EncodedPacket, type InputTrack } from 'mediabunny';
import { z } from 'zod';
import { withInput } from '../bounded-input';

const trackDigest = z.object({
  packets: z.number(),
  bytes: z.number(),
  sha256: z.string(),
  /** Timestamp of the first packet of each file, or of the packets that were asked for. */
  startsSeconds: z.array(z.number()),
});
export const packetsDigest = z.object({
  video: trackDigest.nullable(),
  audio: trackDigest.nullable(),
  /** Sound without the packets that only prime the decoder, in all files but the first. */
  audioWithoutPriming: trackDigest.nullable(),
  /** Where content inside a file is missing; `detail` is technical English. */
  holes: z.array(z.object({ file: z.number(), atSeconds: z.number(), detail: z.string() })),
});
/** The payload of every packet of a list of files, in order, as one hash a track. */
export type PacketsDigest = z.infer<typeof packetsDigest>;
export type TrackDigest = z.infer<typeof trackDigest>;

class Digest {
  private readonly hash: Hash = createHash('sha256');
  private readonly length = Buffer.alloc(4);
  packets = 0;
  bytes = 0;
  readonly startsSeconds: number[] = [];

  add(packet: EncodedPacket): void {
    this.length.writeUInt32BE(packet.byteLength);
    this.hash.update(this.length).update(packet.data);
    this.packets += 1;
    this.bytes += packet.byteLength;
  }
  done(): TrackDigest {
    const { packets, bytes, startsSeconds } = this;
    return { packets, bytes, sha256: this.hash.digest('hex'), startsSeconds };
  }
}

/** Packets that end before the recording starts: they only fill the decoder and are not heard. */
export const isPriming = (packet: EncodedPacket): boolean => packet.timestamp + packet.duration <= 1e-6;

const MOST_HOLES = 5;
const THREE_ZEROS = Buffer.alloc(3);
const MANY_ZEROS = Buffer.alloc(64);

/** Hashes the packets of a list of files, track by track. */
export interface Digester {
  /** Starts a track of a file. The returned function takes each of its packets, in order. */
  track(type: 'video' | 'audio', track: InputTrack, file: number): Promise<(packet: EncodedPacket) => void>;
  done(): PacketsDigest;
}

/**
 * `marks` asks for the timestamps of certain packets of the first file, instead of the first packet of
 * each file: they show where the segments start in a joined file.
 */
export function createDigester(marks?: { video: number[]; audio: number[] }): Digester {
  const digests = { video: new Digest(), audio: new Digest(), audioWithoutPriming: new Digest() };
  const holes: PacketsDigest['holes'] = [];
  const seen = { video: false, audio: false };
  return {
    async track(type, track, file) {
      seen[type] = true;
      const holeIn = await holeFinder(track);
      const digest = digests[type];
      let number = 0;
      return (packet) => {
        if (marks === undefined ? number === 0 : marks[type].includes(number))
          digest.startsSeconds.push(packet.timestamp);
        digest.add(packet);
        if (type === 'audio' && !(file > 0 && isPriming(packet))) digests.audioWithoutPriming.add(packet);
        const hole = holes.length < MOST_HOLES ? holeIn(packet) : undefined;
        if (hole !== undefined) holes.push({ file, atSeconds: packet.timestamp, detail: hole });
        number += 1;
      };
    },
    done: () => ({
      video: seen.video ? digests.video.done() : null,
      audio: seen.audio ? digests.audio.done() : null,
      audioWithoutPriming: seen.audio ? digests.audioWithoutPriming.done() : null,
      holes,
    }),
  };
}

/** Reads every packet of the files. */
export async function digestPackets(
  paths: string[],
  marks: { video: number[]; audio: number[] } | undefined,
  signal: AbortSignal,
): Promise<PacketsDigest> {
  const digester = createDigester(marks);
  for (const [file, path] of paths.entries()) {
    await withInput(path, async (input) => {
      for (const type of ['video', 'audio'] as const) {
        const track =
          type === 'video' ? await input.getPrimaryVideoTrack() : await input.getPrimaryAudioTrack();
        if (track === null) continue;
        const add = await digester.track(type, track, file);
        for await (const packet of new EncodedPacketSink(track).packets()) {
          signal.throwIfAborted();
          add(packet);
        }
      }
    });
  }
  return digester.done();
}

/**
 * Finds content that was never written: H.264 forbids three zeros inside a unit (H.264 7.4.1), and units
 * must fill their packet exactly. AAC has no such run of zeros.
 */
async function holeFinder(track: InputTrack): Promise<(packet: EncodedPacket) => string | undefined> {
  const codec = await track.getCodec();
  if (codec === 'aac')
    return (packet) =>
      packet.byteLength > MANY_ZEROS.length && asBuffer(packet).includes(MANY_ZEROS)
        ? 'an audio packet is filled with zeros'
        : undefined;
  if (codec !== 'avc' || !track.isVideoTrack()) return () => undefined;
  const description = (await track.getDecoderConfig())?.description;
  if (description === undefined) return () => undefined;
  const config = ArrayBuffer.isView(description)
    ? Buffer.from(description.buffer, description.byteOffset, description.byteLength)
    : Buffer.from(description as ArrayBuffer);
  // avcC: the fifth byte ends with the size of a unit's length less one.
  const lengthBytes = ((config[4] ?? 3) & 3) + 1;
  return (packet) => holeInUnits(asBuffer(packet), lengthBytes);
}

const asBuffer = ({ data }: EncodedPacket) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

export function holeInUnits(bytes: Buffer, lengthBytes: number): string | undefined {
  for (let at = 0; at < bytes.length;) {
    if (at + lengthBytes > bytes.length) return 'a video packet is cut off';
    const length = bytes.readUIntBE(at, lengthBytes);
    const begin = at + lengthBytes;
    const end = begin + length;
    if (length === 0 || end > bytes.length) return 'a video packet is cut off or overwritten';
    if (((bytes[begin] ?? 0) & 0x80) !== 0) return 'a video packet is overwritten';
    const zeros = bytes.indexOf(THREE_ZEROS, begin);
    if (zeros !== -1 && zeros + 3 <= end - 4) return 'part of a video packet was never written';
    at = end;
  }
  return undefined;
}
