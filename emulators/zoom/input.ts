import { z } from 'zod';
import { createFaultBoard, fault, wireFaults, type FaultBoard } from '../kit/faults';

/** What tests, scripts and the control routes may put into the emulated account. */

const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'an ISO instant');
/** Fields that are added to Zoom's JSON, or replace its own: for values that only live accounts have. */
const raw = z.record(z.string(), z.unknown()).optional();

export const contentInput = z.strictObject({
  /** Size of a generated MP4 file. 0 is an empty file. */
  sizeBytes: z.number().int().nonnegative().optional(),
  seed: z.string().optional(),
  durationSeconds: z.number().positive().optional(),
  /** Name of a file in `emulators/kit/media/fixtures`. */
  fixture: z.string().optional(),
  content: z.union([z.string(), z.instanceof(Buffer)]).optional(),
});

export const fileInput = contentInput.extend({
  /** Zoom's `recording_type`, for example `shared_screen_with_speaker_view`. */
  view: z.string(),
  /** Zoom's `file_type`. Default: the type of this view. */
  fileType: z.string().optional(),
  extension: z.string().optional(),
  /** Null: a file without an id, as Zoom sometimes lists CC and TIMELINE files. */
  id: z.string().nullable().optional(),
  /** The size in the API's answers, if it differs from the real one. */
  declaredSizeBytes: z.number().int().nonnegative().optional(),
  status: z.string().nullable().optional(),
  /** True while the file is recorded or processed. Zoom then lists it with an empty type, no end and size 0. */
  inProgress: z.boolean().optional(),
  raw,
});
export type FileInput = z.input<typeof fileInput>;

const segmentInput = z.strictObject({
  /** Default: the meeting's start. */
  startedAt: instant.optional(),
  durationSeconds: z.number().positive().optional(),
  /** Default: one video. */
  files: z.array(fileInput).optional(),
});

export const userInput = z.strictObject({
  id: z.string().optional(),
  email: z.string(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  status: z.enum(['active', 'inactive', 'pending']).optional(),
  /** Zoom's license: 1 Basic, 2 Licensed. */
  type: z.number().int().optional(),
  timezone: z.string().optional(),
  raw,
});
export type UserInput = z.input<typeof userInput>;

export const meetingInput = z.strictObject({
  /** Id or e-mail address of a user that was added before. */
  hostId: z.string(),
  topic: z.string().optional(),
  startedAt: instant,
  uuid: z.string().optional(),
  /** Numeric id, which all meetings of a series share. */
  id: z.number().int().optional(),
  /** Zoom's type of meeting: 2 scheduled, 4 personal room, 8 recurring, 5, 6 and 9 webinars, 99 uploaded. */
  type: z.number().int().optional(),
  timezone: z.string().optional(),
  /** Default: one segment of a minute with one video. */
  segments: z.array(segmentInput).optional(),
  /** True: answers have no `recording_files`, as for a recording that was too short to be saved. */
  withoutRecordingFiles: z.boolean().optional(),
  /** One audio file for each participant. Zoom names them in the answer about the meeting, not in lists. */
  participantAudio: z.array(fileInput).optional(),
  /** True while the meeting goes on. No file has an end then. */
  inProgress: z.boolean().optional(),
  /** Zoom can process a recording for a day. Before this instant of the emulator's clock it is not listed. */
  appearsAt: instant.optional(),
  /** The day on which Zoom deletes the recording, `yyyy-mm-dd`. */
  autoDeleteDate: z.string().optional(),
  raw,
});
export type MeetingInput = z.input<typeof meetingInput>;

export const manyMeetingsInput = z.strictObject({
  /** Ids of the hosts. The meetings take them in turn. */
  hostIds: z.array(z.string()).min(1),
  /** Start of the newest meeting. */
  newestAt: instant,
  /** Seconds between two starts, default 60. */
  everySeconds: z.number().int().positive().optional(),
  /** Size of each file, default 1 MiB. */
  sizeBytes: z.number().int().positive().optional(),
  /** Number of different files, default 16. The meetings take them in turn. */
  differentFiles: z.number().int().positive().optional(),
  /** 1 is a video (the default), 2 adds an audio file, 3 adds a chat. */
  filesPerMeeting: z.number().int().min(1).max(3).optional(),
  topic: z.string().optional(),
});
export type ManyMeetingsInput = z.input<typeof manyMeetingsInput>;

/** Zoom's own faults; `kit/faults.ts` has those of any service. A number names the fault in docs/promises.md. */
const zoomFaults = [
  /** Fault 11: one of Zoom's two rate limits. `retryAfter: null` leaves the header out. */
  fault('rate-limited', {
    limit: z.enum(['per-second', 'daily']),
    retryAfter: z.string().nullable().optional(),
    code: z.number().int().optional(),
  }),
  /** An error of the API. With status 200, the body is `{"code":200,…}` instead of the data. */
  fault('api-error', {
    status: z.number().int(),
    code: z.number().int(),
    message: z.string().optional(),
  }),
  /** Fault 63: each page has the same page token. */
  fault('page-loop', {}),
  /** Fault 63: the page token has expired. */
  fault('page-expired', {}),
  /** Fault 63: a page without items, but with a token for the next page. */
  fault('page-empty', {}),
  /** Fault 63: the page repeats the last item of the page before. */
  fault('page-duplicates', {}),
  /** Fault 63: an item moved to a page that was already read. */
  fault('page-moved', {}),
  /** Zoom refuses the account's own token for a download while the meeting's token works (Jericho/ZoomNet#348). */
  fault('account-token-refused', {}),
  /** Fault 68: a deletion does nothing, takes effect later, takes effect without an answer, or is refused. */
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

/** Behaviour of the emulated account that is not a fault. It can be changed at any time. */
export interface ZoomEmulatorSettings {
  /** How long access tokens are valid. */
  tokenSeconds: number;
  /** How long page tokens are valid. Zoom: 15 minutes. */
  pageTokenSeconds: number;
  /** How long signed storage links are valid. Zoom does not publish it. */
  signatureSeconds: number;
  /** Delay of each answer. */
  latencyMs: number;
  /** Speed limit of each download. A change applies to running downloads too. */
  bytesPerSecond: number | undefined;
  /** Whether answers have `X-RateLimit-…` headers. Most answers of live accounts don't. */
  rateLimitHeaders: boolean;
  /** Accepted requests per second for each of Zoom's rate labels. Default: no limit. */
  perSecond: { light?: number; medium?: number };
  /** The answer to a download with a bad token, or of a deleted file. */
  badDownload: 'html' | 'json' | '401' | '403';
  /** False: Zoom's own host sends the file, without a redirect. */
  redirectsDownloads: boolean;
  /** Whether downloads accept the token as `?access_token=`, as Zoom did until 2023. */
  takesTokenInQuery: boolean;
  /** Status of the answer to a refused access token. Zoom's reference lists 400 too. */
  refusedTokenStatus: 401 | 400;
  /** Status of the answer to unknown client credentials. */
  invalidClientStatus: 400 | 401;
  /** Whether the answer with a token has `api_url`. */
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
