import { z } from 'zod';
import { createFaultBoard, fault, wireFaults, type FaultBoard } from '../kit/faults';

/** What tests, scripts and the control routes may put into the emulated organisation. */

const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'an ISO instant');

export const contentInput = z.strictObject({
  /** Size of a synthetic MP4, or 0. */
  sizeBytes: z.number().int().nonnegative().optional(),
  seed: z.string().optional(),
  durationSeconds: z.number().positive().optional(),
  /** Name of a file in `emulators/kit/media/fixtures`. */
  fixture: z.string().optional(),
  content: z.union([z.string(), z.instanceof(Buffer)]).optional(),
});

export const userInput = z.strictObject({
  id: z.string().optional(),
  displayName: z.string().optional(),
  /** E-mail address; the name to sign in with unless `upn` says otherwise. */
  email: z.string(),
  upn: z.string().optional(),
  userType: z.enum(['Member', 'Guest']).optional(),
  /** False: as people whose mailbox is on a server of their own. */
  hasMailbox: z.boolean().optional(),
  /** An application access policy granted to this one alone. */
  hasPolicy: z.boolean().optional(),
});
export type UserInput = z.input<typeof userInput>;

const recordingInput = contentInput.extend({
  /** Absent: the call's start. */
  startedAt: instant.optional(),
  /** Words of the transcript that belongs to it, as WebVTT; absent: none. */
  transcript: contentInput.optional(),
  /** Still going on, or processed: it has no end yet. */
  inProgress: z.boolean().optional(),
  /** Name of its file in OneDrive; null: it lies elsewhere, as those of channels do. */
  fileName: z.string().nullable().optional(),
  /** Graph's own list lacks it, as it lacks those of meetings without transcription. */
  missingFromSweep: z.boolean().optional(),
});

export const meetingInput = z.strictObject({
  /** Object id or e-mail address. */
  organizer: z.string(),
  subject: z.string().optional(),
  startedAt: instant,
  durationSeconds: z.number().positive().optional(),
  /** E-mail addresses of people in whose calendars it stands too. */
  attendees: z.array(z.string()).optional(),
  /** False: made without an event; Graph then gives no recordings of it. */
  isInCalendar: z.boolean().optional(),
  /** The event was deleted: only Graph's own list leads to the recordings. */
  eventDeleted: z.boolean().optional(),
  /** One entry for each time that it was held. Absent: once, with one recording. */
  calls: z
    .array(
      z.strictObject({
        startedAt: instant.optional(),
        callId: z.string().nullable().optional(),
        recordings: z.array(recordingInput).optional(),
      }),
    )
    .optional(),
});
export type MeetingInput = z.input<typeof meetingInput>;

/** Faults that only Microsoft has, beside those of any HTTP service. */
const teamsFaults = [
  /** An error in Graph's shape. */
  fault('graph-error', {
    status: z.number().int(),
    code: z.string(),
    message: z.string().optional(),
  }),
  /** The login refuses with this AADSTS number. */
  fault('login-error', { number: z.number().int(), error: z.string().optional() }),
  /** 63: the same next link again and again. */
  fault('page-loop', {}),
  /** 63: a page without items, but with a next link. */
  fault('page-empty', {}),
  /** The last item of the page before comes once more, as delta repeats old items. */
  fault('page-duplicates', {}),
  /** A rule of the organisation forbids the download. */
  fault('download-blocked', {}),
  /** 68: what a deletion does: its effect without an answer, or a refusal. */
  fault('deletion', { does: z.enum(['no-answer', 'not-allowed']) }),
  /** The next link leads to another host. */
  fault('foreign-next-link', {}),
] as const;

const teamsFault = z.discriminatedUnion('kind', [...wireFaults, ...teamsFaults]);
export type TeamsFault = z.infer<typeof teamsFault>;
export type TeamsFaultInput = z.input<typeof teamsFault>;
export type TeamsFaultBoard = FaultBoard<TeamsFault, TeamsFaultInput>;

export const createTeamsFaults = (onHit: (struck: TeamsFault) => void): TeamsFaultBoard =>
  createFaultBoard<TeamsFault, TeamsFaultInput>(teamsFault, onHit, {
    'login-error': ['token'],
    'download-blocked': ['download'],
  });

/** Behaviours of the emulated organisation that are no fault, changed while it runs. */
export interface TeamsSettings {
  tokenSeconds: number;
  pageSize: number;
  /** Permissions that an administrator granted to the app. */
  applicationPermissions: string[];
  /** Permissions that are granted to whoever signs in, of those asked for. */
  delegatedPermissions: string[];
  /** Who is covered by an application access policy. */
  policy: 'everybody' | 'some';
  /** An exchanged refresh token is refused from then on. Microsoft's own lives on for a while. */
  refreshTokensOnce: boolean;
  /** False: a cloud that does not know the list of all recordings. */
  hasSweep: boolean;
  /** Longest life of a subscription; Microsoft's pages name 4320 and 60. */
  subscriptionMinutes: number;
  /** False: the file comes from Graph itself, without a redirect. */
  redirectsDownloads: boolean;
  /** False: the storage knows no ranges. */
  storageKnowsRanges: boolean;
  /** Speed limit of each download, those under way included. */
  bytesPerSecond: number | undefined;
  latencyMs: number;
}

export const ALL_APPLICATION = [
  'User.Read.All',
  'Calendars.Read',
  'OnlineMeetings.Read.All',
  'OnlineMeetingRecording.Read.All',
  'OnlineMeetingTranscript.Read.All',
  'OnlineMeetingArtifact.Read.All',
  'Files.ReadWrite.All',
];
export const ALL_DELEGATED = [
  'User.Read',
  'User.ReadBasic.All',
  'Calendars.Read',
  'OnlineMeetings.Read',
  'OnlineMeetingRecording.Read.All',
  'OnlineMeetingTranscript.Read.All',
  'OnlineMeetingArtifact.Read.All',
  'Files.ReadWrite',
];

export const defaultSettings = (): TeamsSettings => ({
  tokenSeconds: 3_599,
  pageSize: 20,
  applicationPermissions: [...ALL_APPLICATION],
  delegatedPermissions: [...ALL_DELEGATED],
  policy: 'everybody',
  refreshTokensOnce: true,
  hasSweep: true,
  subscriptionMinutes: 4_320,
  redirectsDownloads: true,
  storageKnowsRanges: true,
  bytesPerSecond: undefined,
  latencyMs: 0,
});

export const settingsInput = z
  .strictObject({
    tokenSeconds: z.number().positive(),
    pageSize: z.number().int().positive(),
    applicationPermissions: z.array(z.string()),
    delegatedPermissions: z.array(z.string()),
    policy: z.enum(['everybody', 'some']),
    refreshTokensOnce: z.boolean(),
    hasSweep: z.boolean(),
    subscriptionMinutes: z.number().positive(),
    redirectsDownloads: z.boolean(),
    storageKnowsRanges: z.boolean(),
    bytesPerSecond: z.number().positive().optional(),
    latencyMs: z.number().nonnegative(),
  })
  .partial();
