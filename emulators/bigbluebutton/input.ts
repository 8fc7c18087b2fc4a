import { z } from 'zod';
import { createFaultBoard, fault, wireFaults, type FaultBoard } from '../kit/faults';
import type { ChecksumKind } from './signatures';

/** The data that tests and the demo add to the emulated server. */

const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'an ISO instant');
export const contentInput = z.strictObject({
  sizeBytes: z.number().int().nonnegative().optional(),
  seed: z.string().optional(),
  durationSeconds: z.number().positive().optional(),
  fixture: z.string().optional(),
  content: z.union([z.string(), z.instanceof(Buffer)]).optional(),
});

export const formatInput = z.strictObject({
  /** `video`, `presentation`, `screenshare`, `podcast`, `notes`, `statistics` … */
  type: z.string(),
  /** Files beside the page by name, e.g. `video-0.m4v` or `video/webcams.webm`; absent: what belongs to the type. */
  files: z.record(z.string(), contentInput).optional(),
  /** The playback page; absent: one that names the files. */
  page: z.string().optional(),
  /** Instead of the right address, for example on a host that no longer exists. */
  url: z.string().optional(),
});
export type FormatInput = z.input<typeof formatInput>;

export const recordingInput = z.strictObject({
  name: z.string().optional(),
  meetingId: z.string().optional(),
  startedAt: instant,
  /** Default 60. */
  durationSeconds: z.number().positive().optional(),
  /** Absent: one `video`. */
  formats: z.array(formatInput).optional(),
  state: z.enum(['processing', 'processed', 'published', 'unpublished', 'deleted']).optional(),
  isBreakout: z.boolean().optional(),
  /** `meta_…` of the meeting, with callback addresses. */
  meta: z.record(z.string(), z.string()).optional(),
  tracks: z
    .array(
      z.strictObject({
        lang: z.string(),
        label: z.string().optional(),
        source: z.enum(['live', 'automatic', 'upload']).optional(),
        content: z.string(),
      }),
    )
    .optional(),
  /** With pictures of its slides. */
  slides: z.boolean().optional(),
});
export type RecordingInput = z.input<typeof recordingInput>;

/** Faults of this kind of server, in addition to those of any HTTP service. */
const bbbFaults = [
  /** An answer `FAILED` instead of the right one. */
  fault('refusal', { messageKey: z.string(), message: z.string().optional() }),
  /** The requested page is ignored, and the first one is always sent. */
  fault('page-loop', {}),
  /** Hostile XML. */
  fault('hostile-xml', { shape: z.enum(['doctype', 'deep', 'cut-off', 'huge', 'html', 'other-root']) }),
  /** 68: the deletion has no effect, or its effect without an answer. */
  fault('deletion', { does: z.enum(['nothing', 'no-answer']) }),
] as const;
const bbbFault = z.discriminatedUnion('kind', [...wireFaults, ...bbbFaults]);
export type BbbFault = z.infer<typeof bbbFault>;
export type BbbFaultInput = z.input<typeof bbbFault>;
export type BbbFaultBoard = FaultBoard<BbbFault, BbbFaultInput>;
export const createBbbFaults = (): BbbFaultBoard => createFaultBoard<BbbFault, BbbFaultInput>(bbbFault);

/** Behaviour of the emulated server that is not a fault. Can be changed while it runs. */
export interface BbbEmulatorSettings {
  /** Empty: a server that does not say. */
  bbbVersion: string;
  /** Hashes that are accepted for calls. */
  checksums: ChecksumKind[];
  /** Hash of the webhooks module, both ways. */
  hooksChecksum: ChecksumKind;
  /** False: the module is not installed. */
  hooksModule: boolean;
  /** `Authorization: Bearer <secret>` instead of a checksum. */
  hooksBearer: boolean;
  /** The documentation shows a bare object where servers send a list. */
  hooksEvent: 'list' | 'object';
  /** Tries of one delivery; then the hook is forgotten. */
  hookTries: number;
  hookRetryMs: number;
  /** False: without ids and pages it lists nothing (`allowFetchAllRecordings`). */
  allowFetchAll: boolean;
  /** No pages, newest first, and playback pages that redirect. */
  scalelite: boolean;
  /** Scalelite's GET_RECORDINGS_API_FILTERED. */
  filtered: boolean;
  /** Links that work once, and a session behind them. */
  protected: boolean;
  sessionSeconds: number;
  /** No such call on older servers. */
  textTracks: boolean;
  /** HS512 where Scalelite allows SHA-512 only. */
  readyAlgorithm: 'HS256' | 'HS512';
  /** Newer servers name the format in the callback. */
  readyNamesType: boolean;
  latencyMs: number;
  bytesPerSecond: number | undefined;
}
export const DEFAULT_SETTINGS: BbbEmulatorSettings = {
  bbbVersion: '3.0.19',
  checksums: ['sha1', 'sha256', 'sha384', 'sha512'],
  hooksChecksum: 'sha1',
  hooksModule: true,
  hooksBearer: false,
  hooksEvent: 'list',
  hookTries: 3,
  hookRetryMs: 10,
  allowFetchAll: true,
  scalelite: false,
  filtered: false,
  protected: false,
  sessionSeconds: 6 * 3600,
  textTracks: true,
  readyAlgorithm: 'HS256',
  readyNamesType: false,
  latencyMs: 0,
  bytesPerSecond: undefined,
};
