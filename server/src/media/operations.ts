import { z } from 'zod';
import { messageSchema } from '../../../contracts/messages/stored';
import { FILE_KINDS } from '../domain/recording';
import { ffmpegEnd, ffmpegWork } from './join/ffmpeg';
import { packetsDigest } from './join/packets';
import { streamsOfFile } from './join/streams';
import { captionsRead, captionsWanted, textFiles, textsRead } from './read-texts';
import { VETTED_CONTAINERS } from './vet';

/**
 * What the media child can do, and the shape of everything that is sent between it and its parent. A new
 * operation needs one entry here and one function in `worker.ts`.
 */
const trackFacts = z.object({
  type: z.enum(['video', 'audio']),
  codec: z.string().nullable(),
  codecParameter: z.string().nullable(),
  durationSeconds: z.number(),
  width: z.number().optional(),
  height: z.number().optional(),
  sampleRateHz: z.number().optional(),
  channels: z.number().optional(),
});

const inspection = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('whole'),
    container: z.enum(VETTED_CONTAINERS),
    /** Of the container, e.g. `video/mp4`; `text/plain` for text. */
    mime: z.string(),
    sizeBytes: z.number(),
    /** False if only a declared size can show that nothing is missing at the end. */
    endProven: z.boolean(),
    /** End of the last packet; null for text and pictures. */
    durationSeconds: z.number().nullable(),
    /** What the file's header claims, where it claims something. */
    claimedDurationSeconds: z.number().nullable(),
    /** Samples of all tracks, where tables count them. */
    sampleCount: z.number().optional(),
    tracks: z.array(trackFacts),
  }),
  z.object({ outcome: z.literal('refused'), code: z.string(), said: messageSchema }),
]);

/** Whether a file is whole and what is in it, or why it is refused: `code` is one of `RefusalCode`. */
export type Inspection = z.infer<typeof inspection>;

const copyResult = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('written'), read: packetsDigest }),
  z.object({ outcome: z.literal('too-many-packets'), packets: z.number() }),
]);

export const OPERATIONS = {
  /** Vets a file, then probes it. */
  inspect: { input: z.object({ path: z.string(), kind: z.enum(FILE_KINDS) }), output: inspection },
  /** What decides whether files can be joined. */
  describe: { input: z.object({ path: z.string() }), output: streamsOfFile },
  /** Reads every packet of vetted files. */
  digest: {
    input: z.object({
      paths: z.array(z.string()),
      marks: z.object({ video: z.array(z.number()), audio: z.array(z.number()) }).optional(),
    }),
    output: packetsDigest,
  },
  /** Copies the packets of files with equal streams into one. */
  copy: {
    input: z.object({ paths: z.array(z.string()), output: z.string(), maxPackets: z.number() }),
    output: copyResult,
  },
  /** Reads the texts of a recording. */
  texts: { input: textFiles, output: textsRead },
  /** Reads captions of ours. */
  captions: { input: captionsWanted, output: captionsRead },
  /** Runs ffmpeg. Several at the same time: the work is done in their own processes. */
  ffmpeg: { input: ffmpegWork, output: ffmpegEnd },
} as const;

export type OperationName = keyof typeof OPERATIONS;
export type InputOf<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['input']>;
export type OutputOf<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['output']>;

const operationName = z.enum(Object.keys(OPERATIONS) as [OperationName, ...OperationName[]]);

/** Parent to child. */
export const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), id: z.number(), operation: operationName, input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.number() }),
]);
export type Request = z.infer<typeof requestSchema>;

/** Child to parent. `failed`: the work could not be done; this says nothing about the file. */
export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('progress'), id: z.number(), seconds: z.number() }),
  z.object({ type: z.literal('done'), id: z.number(), output: z.unknown() }),
  z.object({ type: z.literal('failed'), id: z.number(), message: z.string(), code: z.string().optional() }),
]);
export type Reply = z.infer<typeof replySchema>;
