import { z } from 'zod';
import { createFaultBoard, fault, wireFaults, type FaultBoard } from '../kit/faults';

/** The data that tests, scripts and control routes add to the emulated organization. */

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
  /** False: the mailbox is on another server. */
  hasMailbox: z.boolean().optional(),
  /** An application access policy for this user only. */
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
  /** Missing from Graph's list, like those of meetings without transcription. */
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
  /** False: created without an event. Then Graph has no recordings of it. */
  isInCalendar: z.boolean().optional(),
  /** The event was deleted, so only Graph's list of recordings has them. */
  eventDeleted: z.boolean().optional(),
  /** One entry for each time it was held. Default: once, with one recording. */
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

/** Faults of Microsoft, in addition to those of any HTTP service. */
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
  /** The last item of the previous page is repeated, as delta does. */
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

/** Behaviour of the emulated organization that is not a fault. Can be changed while it runs. */
export interface TeamsSettings {
  tokenSeconds: number;
  pageSize: number;
  /** Permissions that an administrator granted to the app. */
  applicationPermissions: string[];
  /** The requested permissions that are granted at sign-in. */
  delegatedPermissions: string[];
  /** Who is covered by an application access policy. */
  policy: 'everybody' | 'some';
  /** An exchanged refresh token is refused. Microsoft's own stays valid for a while. */
  refreshTokensOnce: boolean;
  /** False: a cloud without the list of all recordings. */
  hasSweep: boolean;
  /** Longest life of a subscription; Microsoft's pages name 4320 and 60. */
  subscriptionMinutes: number;
  /** False: Graph sends the file itself, without a redirect. */
  redirectsDownloads: boolean;
  /** False: the storage does not support ranges. */
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
