import { z } from 'zod';

/**
 * The parts of Digital Samba's answers that we read. A field is optional where the published examples of
 * the same thing differ: the example of the list of recordings has no duration and no session.
 */
const text = z.string().nullish();
/** What only describes something: of another type, it is unknown. */
const label = text.catch(undefined);
const amount = z.number().nullish().catch(undefined);

/** In a list a field is `undefined` when the list omits it, and null when there is no value. */
export const sambaRecording = z.object({
  id: z.string().min(1),
  name: label,
  /** Seconds. */
  duration: amount,
  /** AWAITING_START, IN_PROGRESS, PENDING_CONVERSION, READY. No failed state is documented. */
  status: z.string(),
  room_id: label,
  friendly_url: label,
  /** Makes the id of the occurrence: of another type, the recording is not read at all. */
  session_id: text,
  /** When it was started. */
  created_at: z.string().min(1),
});
export type SambaRecording = z.infer<typeof sambaRecording>;

/** `total_count` is a string in some published examples and a number in others. */
const total = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .optional()
  .catch(undefined);
/** Entries are read one by one, see `../entries.ts`. */
export const listPage = z.object({ total_count: total, data: z.array(z.unknown()) });

/** `GET /sessions/{id}` returns statistics, with other field names than the list of sessions. */
export const sambaSession = z.object({
  session_id: z.string(),
  room_id: label,
  room_description: label,
  room_friendly_url: label,
  session_live: z.boolean(),
  session_end_time: label,
  transcription_minutes: amount,
  public_chat_posts: amount,
  polls: amount,
});
export type SambaSession = z.infer<typeof sambaSession>;

export const sambaUtterance = z.object({
  participant_name: text,
  transcript: text,
  start_time: z.string(),
  end_time: text,
});
export type SambaUtterance = z.infer<typeof sambaUtterance>;

export const sambaMessage = z.object({
  id: z.string(),
  /** Set for a message in a breakout room. */
  breakout_id: text,
  message: text,
  participant_name: text,
  created_at: z.string(),
});
export type SambaMessage = z.infer<typeof sambaMessage>;

/** `time`: the unit is not documented. The examples can only be milliseconds. */
export const sambaBookmark = z.object({ bookmark: text, time: z.number() });
export type SambaBookmark = z.infer<typeof sambaBookmark>;
export const bookmarks = z.array(sambaBookmark);

export const sambaSummary = z.object({ status: z.string(), summary: z.string().nullish() });
export const downloadLink = z.object({ link: z.string().min(1) });

/** The team's room settings. One of the two ids is the team's. */
export const sambaTeam = z.object({ id: z.string(), owner_id: text, domain: text });
export type SambaTeam = z.infer<typeof sambaTeam>;

export const eventNames = z.array(z.string());
export const sambaWebhook = z.object({ id: z.string().min(1) });

/** `errors` names the fields of a rejected body. */
export const errorBody = z.object({
  error: z.string().catch(''),
  message: z.string().catch(''),
  errors: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
});
