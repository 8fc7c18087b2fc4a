import { z } from 'zod';

/**
 * Zoom's answers, as far as we read them. Optional where recorded answers leave a field out or send
 * null, whatever the published schema says; fields we do not name are dropped here, so that links
 * and tokens of an answer get no further than `client.ts`.
 */
const text = z.string().nullish();
const time = z.union([z.string(), z.number()]).nullish();

export const zoomFile = z.object({
  /** Missing for some CC and TIMELINE files (transloadit/uppy#2508). */
  id: text,
  recording_start: time,
  /** Empty while the file is still being recorded (Jericho/ZoomNet#99). */
  recording_end: time,
  file_type: text,
  file_extension: text,
  file_size: z.number().nullish(),
  recording_type: text,
  status: text,
  download_url: text,
  /** In place of `download_url` for on-premise recordings. */
  file_path: text,
});
export type ZoomFile = z.infer<typeof zoomFile>;

export const zoomMeeting = z.object({
  uuid: z.string().min(1),
  /** Of the series; never identifies an occurrence. */
  id: z.union([z.number(), z.string()]).nullish(),
  host_id: text,
  host_email: text,
  topic: text,
  start_time: time,
  timezone: text,
  auto_delete: z.boolean().nullish(),
  auto_delete_date: text,
  /** Missing when the recording was too short to be saved. */
  recording_files: z.array(zoomFile).nullish(),
  /** Only in the answer to one meeting's recordings. */
  download_access_token: text,
});
export type ZoomMeeting = z.infer<typeof zoomMeeting>;

export const zoomUser = z.object({
  /** Missing for users who have not accepted their invitation. */
  id: text,
  email: text,
  first_name: text,
  last_name: text,
  display_name: text,
});
export type ZoomUser = z.infer<typeof zoomUser>;

/** What leads to the next page, before the page itself is read. */
export const pageHead = z.looseObject({ next_page_token: text });

const page = { total_records: z.number().nullish() };
export const usersPage = z.object({ ...page, users: z.array(zoomUser) });
export const recordingsPage = z.object({ ...page, from: text, to: text, meetings: z.array(zoomMeeting) });
export type RecordingsPage = z.infer<typeof recordingsPage>;

/** Body of a failed call; also sent with status 200. */
export const errorBody = z.object({
  code: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]),
  message: z.string().catch(''),
});

export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().catch(3600),
  scope: z.string().catch(''),
});

/** Body of a refused token; `code` and `message` where the gateway answers instead. */
export const tokenRefusal = z.object({
  error: z.string().catch(''),
  reason: z.string().catch(''),
  message: z.string().catch(''),
  code: z.number().optional().catch(undefined),
});
