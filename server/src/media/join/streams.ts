import type { InputAudioTrack, InputVideoTrack } from 'mediabunny';
import { z } from 'zod';
import { withInput } from '../bounded-input';

const shared = {
  codec: z.string().nullable(),
  /** RFC 6381, e.g. `avc1.42c01e`. */
  parameter: z.string(),
  /** Parameter sets of the decoder as hex: equal for parts of one recording. */
  decoderConfig: z.string(),
  durationSeconds: z.number(),
  /** Of the first packet; below 0 if the file was cut out of a longer one. */
  firstTimestampSeconds: z.number(),
  /** Ticks a second of the track's clock. */
  timeResolution: z.number(),
};
export const videoStream = z.object({
  ...shared,
  width: z.number(),
  height: z.number(),
  displayWidth: z.number(),
  displayHeight: z.number(),
  rotation: z.number(),
});
export const audioStream = z.object({ ...shared, sampleRateHz: z.number(), channels: z.number() });
export const streamsOfFile = z.object({
  video: videoStream.nullable(),
  audio: audioStream.nullable(),
  /** Number of tracks beyond one of each type. A join would lose them. */
  furtherTracks: z.number(),
});
/** The facts that decide whether two files can play one after the other as one stream. */
export type Streams = z.infer<typeof streamsOfFile>;

const hexOf = (bytes: ArrayBufferView | ArrayBufferLike | undefined): string => {
  if (bytes === undefined) return '';
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return Buffer.from(view).toString('hex');
};

async function sharedFacts(track: InputVideoTrack | InputAudioTrack) {
  const config = await track.getDecoderConfig();
  return {
    codec: await track.getCodec(),
    parameter: config?.codec ?? '',
    decoderConfig: hexOf(config?.description),
    durationSeconds: await track.computeDuration(),
    firstTimestampSeconds: await track.getFirstTimestamp(),
    timeResolution: await track.getTimeResolution(),
  };
}

/**
 * Reads these facts from the tables of a vetted file. The sample description itself is not compared,
 * because its bit rates differ between equal encodes.
 */
export async function describeStreams(path: string): Promise<Streams> {
  return await withInput(path, async (input) => {
    const [video, ...moreVideo] = await input.getVideoTracks();
    const [audio, ...moreAudio] = await input.getAudioTracks();
    return {
      video:
        video === undefined
          ? null
          : {
              ...(await sharedFacts(video)),
              width: await video.getCodedWidth(),
              height: await video.getCodedHeight(),
              displayWidth: await video.getDisplayWidth(),
              displayHeight: await video.getDisplayHeight(),
              rotation: await video.getRotation(),
            },
      audio:
        audio === undefined
          ? null
          : {
              ...(await sharedFacts(audio)),
              sampleRateHz: await audio.getSampleRate(),
              channels: await audio.getNumberOfChannels(),
            },
      furtherTracks: moreVideo.length + moreAudio.length,
    };
  });
}
