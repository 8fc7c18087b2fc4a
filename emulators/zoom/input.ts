import { z } from 'zod';
import { createFaultBoard, fault, wireFaults, type FaultBoard } from '../kit/faults';

/** What tests, scripts and the control routes may put into the emulated account. */

const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'an ISO instant');
/** Laid over what Zoom would send: for fields and values that are only met in the wild. */
const raw = z.record(z.string(), z.unknown()).optional();

export const contentInput = z.strictObject({
  /** Size of a synthetic MP4, or 0. */
  sizeBytes: z.number().int().nonnegative().optional(),
  seed: z.string().optional(),
  durationSeconds: z.number().positive().optional(),
  /** Name of a file in `emulators/kit/media/fixtures`. */
  fixture: z.string().optional(),
  content: z.union([z.string(), z.instanceof(Buffer)]).optional(),
});

export const fileInput = contentInput.extend({
  /** Zoom's `recording_type`, e.g. `shared_screen_with_speaker_view`. */
  view: z.string(),
  /** Zoom's `file_type`; absent: what belongs to the view. */
  fileType: z.string().optional(),
  extension: z.string().optional(),
  /** Null: a file without id, as CC and TIMELINE sometimes are. */
  id: z.string().nullable().optional(),
  /** Size that the API tells, where it differs from the bytes. */
  declaredSizeBytes: z.number().int().nonnegative().optional(),
  status: z.string().nullable().optional(),
  /** Still being recorded or processed: empty type, no end, size 0. */
  inProgress: z.boolean().optional(),
  raw,
});
export type FileInput = z.input<typeof fileInput>;

const segmentInput = z.strictObject({
  /** Absent: the meeting's start. */
  startedAt: instant.optional(),
  durationSeconds: z.number().positive().optional(),
  /** Absent: one video. */
  files: z.array(fileInput).optional(),
});

export const userInput = z.strictObject({
  id: z.string().optional(),
  email: z.string(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  status: z.enum(['active', 'inactive', 'pending']).optional(),
  /** 1 Basic, 2 Licensed. */
  type: z.number().int().optional(),
  timezone: z.string().optional(),
  raw,
});
export type UserInput = z.input<typeof userInput>;

export const meetingInput = z.strictObject({
  /** User id or e-mail. */
  hostId: z.string(),
  topic: z.string().optional(),
  startedAt: instant,
  uuid: z.string().optional(),
  /** Numeric id of the series. */
  id: z.number().int().optional(),
  /** 2 scheduled, 4 personal room, 8 recurring, 5, 6 and 9 webinars, 99 uploaded. */
  type: z.number().int().optional(),
  timezone: z.string().optional(),
  /** Absent: one segment of a minute with one video. */
  segments: z.array(segmentInput).optional(),
  /** As for a recording too short to be saved. */
  withoutRecordingFiles: z.boolean().optional(),
  /** One audio file for each participant; only in the answer to the meeting itself. */
  participantAudio: z.array(fileInput).optional(),
  /** Still going on: no file has an end. */
  inProgress: z.boolean().optional(),
  /** Listed only from this instant on, by the emulator's clock: processing may take a day. */
  appearsAt: instant.optional(),
  /** `yyyy-mm-dd` */
  autoDeleteDate: z.string().optional(),
  raw,
});
export type MeetingInput = z.input<typeof meetingInput>;

export const manyMeetingsInput = z.strictObject({
  /** Ids of hosts, taken in turn. */
  hostIds: z.array(z.string()).min(1),
  /** Start of the newest. */
  newestAt: instant,
  /** Time between two starts, default 60. */
  everySeconds: z.number().int().positive().optional(),
  /** Of each file, default 1 MiB. */
  sizeBytes: z.number().int().positive().optional(),
  /** How many different files there are; the meetings take them in turn. Default 16. */
  differentFiles: z.number().int().positive().optional(),
  /** Default 1, a video; 2 adds sound, 3 a chat. */
  filesPerMeeting: z.number().int().min(1).max(3).optional(),
  topic: z.string().optional(),
});
export type ManyMeetingsInput = z.input<typeof manyMeetingsInput>;

/** Faults that only a service like Zoom has, beside those of any HTTP service. */
const zoomFaults = [
  /** 11: both kinds of Zoom's limit; `retryAfter` null leaves the header out. */
  fault('rate-limited', {
    limit: z.enum(['per-second', 'daily']),
    retryAfter: z.string().nullable().optional(),
    code: z.number().int().optional(),
  }),
  /** An error of the API; with status 200 it is `{"code":200,…}` instead of what was asked for. */
  fault('api-error', {
    status: z.number().int(),
    code: z.number().int(),
    message: z.string().optional(),
  }),
  /** 63: the same page token again and again. */
  fault('page-loop', {}),
  /** 63: the page token is no longer taken. */
  fault('page-expired', {}),
  /** 63: a page without items, but with a token for the next. */
  fault('page-empty', {}),
  /** 63: the last item of the page before comes once more. */
  fault('page-duplicates', {}),
  /** 63: the last item of this page moved to a page already read. */
  fault('page-moved', {}),
  /** Zoom refuses the account's own token for a download while the meeting's token works (Jericho/ZoomNet#348). */
  fault('account-token-refused', {}),
  /** 68: what a deletion does: nothing, only later, its effect without an answer, or a refusal. */
  fault('deletion', {
    does: z.enum(['nothing', 'later', 'no-answer', 'not-allowed', 'used-elsewhere']),
    laterMs: z.number().int().positive().optional(),
  }),
] as const;

const zoomFault = z.discriminatedUnion('kind', [...wireFaults, ...zoomFaults]);
export type ZoomFault = z.infer<typeof zoomFault>;
export type ZoomFaultInput = z.input<typeof zoomFault>;
export type ZoomFaultBoard = FaultBoard<ZoomFault, ZoomFaultInput>;

export const createZoomFaults = (onHit: (struck: ZoomFault) => void): ZoomFaultBoard =>
  createFaultBoard<ZoomFault, ZoomFaultInput>(zoomFault, onHit, { 'account-token-refused': ['download'] });

/** Behaviours of the emulated account that are no fault, changed while it runs. */
export interface ZoomEmulatorSettings {
  /** Life of access tokens, in seconds. */
  tokenSeconds: number;
  /** Life of page tokens. Zoom: 15 minutes. */
  pageTokenSeconds: number;
  /** Life of signed storage links. Zoom's is not published. */
  signatureSeconds: number;
  /** Added to each request. */
  latencyMs: number;
  /** Speed limit of each download, those under way included. */
  bytesPerSecond: number | undefined;
  /** `X-RateLimit-…` on answers; live ones mostly lack them. */
  rateLimitHeaders: boolean;
  /** Requests a second that are taken, by label; absent: all. */
  perSecond: { light?: number; medium?: number };
  /** What a download with a bad token, or of a deleted file, gives. */
  badDownload: 'html' | 'json' | '401' | '403';
  /** False: the file comes from Zoom's own host, without a redirect. */
  redirectsDownloads: boolean;
  /** Takes `?access_token=` for downloads, as Zoom did until 2023. */
  takesTokenInQuery: boolean;
  /** Status of a refused access token; the published reference also lists 400. */
  refusedTokenStatus: 401 | 400;
  /** Status of unknown client credentials. */
  invalidClientStatus: 400 | 401;
  /** Tells `api_url` with a token. */
  tellsApiUrl: boolean;
}

export const DEFAULT_SETTINGS: ZoomEmulatorSettings = {
  tokenSeconds: 3600,
  pageTokenSeconds: 15 * 60,
  signatureSeconds: 3600,
  latencyMs: 0,
  bytesPerSecond: undefined,
  rateLimitHeaders: false,
  perSecond: {},
  badDownload: 'html',
  redirectsDownloads: true,
  takesTokenInQuery: false,
  refusedTokenStatus: 401,
  invalidClientStatus: 400,
  tellsApiUrl: true,
};

export const settingsInput = z
  .strictObject({
    tokenSeconds: z.number().positive(),
    pageTokenSeconds: z.number().positive(),
    signatureSeconds: z.number().positive(),
    latencyMs: z.number().nonnegative(),
    bytesPerSecond: z.number().positive().optional(),
    rateLimitHeaders: z.boolean(),
    perSecond: z.strictObject({ light: z.number().positive(), medium: z.number().positive() }).partial(),
    badDownload: z.enum(['html', 'json', '401', '403']),
    redirectsDownloads: z.boolean(),
    takesTokenInQuery: z.boolean(),
    refusedTokenStatus: z.union([z.literal(401), z.literal(400)]),
    invalidClientStatus: z.union([z.literal(400), z.literal(401)]),
    tellsApiUrl: z.boolean(),
  })
  .partial();
