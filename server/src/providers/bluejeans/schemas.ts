import { z } from 'zod';

/**
 * The parts of BlueJeans' answers that we read. A field is optional where public clients expect that it can
 * be missing. Numbers may also be text, because the same field is a number here and a text there.
 */
const text = z.string().nullish();
/** What only describes something: of another type, it is unknown. */
const label = text.catch(undefined);
const whole = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  /** Seconds. */
  expires_in: z.number().positive().catch(3600),
  scope: z.object({ enterprise: whole }),
});

export const jeansUser = z.object({
  id: whole,
  email: label,
  username: label,
  firstName: label,
  lastName: label,
});
export type JeansUser = z.infer<typeof jeansUser>;
/**
 * The specification of 2023 says `user`. Every known answer says `users`. Entries of lists are read one by one,
 * see `../entries.ts`.
 */
export const usersPage = z
  .object({ users: z.array(z.unknown()).optional(), user: z.array(z.unknown()).optional() })
  .transform(({ users, user }) => users ?? user ?? []);

/** A recording of one meeting instance. It does not say who held the meeting. */
export const jeansRecording = z.object({
  recordingEntityId: whole,
  recordingName: label,
  meetingGuid: z.string().min(1),
  chapterCount: whole.nullish().catch(undefined),
  totalSize: whole.nullish().catch(undefined),
  /** Epoch milliseconds; text in the list, a number in the detail. */
  lastRecordingDate: whole.nullish().catch(undefined),
  aggregatedStatus: label,
  created: whole.nullish(),
});
export type JeansRecording = z.infer<typeof jeansRecording>;
export const recordingsPage = z.array(z.unknown());

export const jeansChapter = z.object({
  chapterId: text,
  id: whole.nullish(),
  /** The unit is not documented. The examples can only be milliseconds. */
  startTimeOffset: whole.nullish(),
  endTimeOffset: whole.nullish(),
  compositeContentId: whole.nullish(),
  compositeContentStatus: text,
});
export type JeansChapter = z.infer<typeof jeansChapter>;
export const recordingDetail = z.object({ recordingChapters: z.array(jeansChapter).nullish() });

export const jeansContent = z.object({
  contentUrl: text,
  contentSize: whole.nullish(),
  contentProperties: z
    .object({ levels: z.array(z.object({ file: text, height: whole.nullish().catch(undefined) })).nullish() })
    .nullish(),
});
export type JeansContent = z.infer<typeof jeansContent>;

export const errorBody = z.object({
  code: z.unknown().optional(),
  message: z.string(),
});
