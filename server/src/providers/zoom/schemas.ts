import { z } from 'zod';

/**
 * The parts of Zoom's answers that we read. A field is optional if real answers omit it or send null, even
 * if the published schema requires it. Only the mapper's objects leave this folder: links and tokens stay
 * in `client.ts` and `memory.ts`.
 */
const text = z.string().nullish();

type Text = string | null | undefined;
type Time = string | number | null | undefined;

export interface ZoomFile {
  /** Missing for some CC and TIMELINE files (transloadit/uppy#2508). */
  id?: Text;
  recording_start?: Time;
  /** Empty while the file is still being recorded (Jericho/ZoomNet#99). */
  recording_end?: Time;
  file_type?: Text;
  file_extension?: Text;
  file_size?: number | null;
  recording_type?: Text;
  status?: Text;
  download_url?: Text;
  /** Instead of `download_url`, for on-premise recordings. */
  file_path?: Text;
}

export interface ZoomMeeting {
  uuid: string;
  /** Of the series; never identifies an occurrence. */
  id?: number | string | null;
  host_id?: Text;
  host_email?: Text;
  topic?: Text;
  start_time?: Time;
  timezone?: Text;
  auto_delete?: boolean | null;
  auto_delete_date?: Text;
  /** Missing when the recording was too short to be saved. */
  recording_files?: ZoomFile[] | null;
  /** Only in the answer to one meeting's recordings. */
  download_access_token?: Text;
}

const isText = (value: unknown): value is Text =>
  typeof value === 'string' || value === null || value === undefined;
const isTime = (value: unknown): value is Time => isText(value) || Number.isFinite(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Zoom omits ids of captions and time lines only. Another key for the same video would import it twice. */
const lacksId = ({ id, file_type: type }: Record<string, unknown>) =>
  (type === 'MP4' || type === 'M4A') && !id;

const isFile = (value: unknown): value is ZoomFile =>
  isObject(value) &&
  !lacksId(value) &&
  isText(value.id) &&
  isTime(value.recording_start) &&
  isTime(value.recording_end) &&
  isText(value.file_type) &&
  isText(value.file_extension) &&
  (value.file_size === null || value.file_size === undefined || Number.isFinite(value.file_size)) &&
  isText(value.recording_type) &&
  isText(value.status) &&
  isText(value.download_url) &&
  isText(value.file_path);

const isMeeting = (value: unknown): value is ZoomMeeting =>
  isObject(value) &&
  typeof value.uuid === 'string' &&
  value.uuid !== '' &&
  isTime(value.id) &&
  isText(value.host_id) &&
  isText(value.host_email) &&
  isText(value.topic) &&
  isTime(value.start_time) &&
  isText(value.timezone) &&
  (typeof value.auto_delete === 'boolean' || value.auto_delete === null || value.auto_delete === undefined) &&
  isText(value.auto_delete_date) &&
  (value.recording_files === null ||
    value.recording_files === undefined ||
    (Array.isArray(value.recording_files) && value.recording_files.every(isFile))) &&
  isText(value.download_access_token);

/** A value of another type is as if it were not there. */
const unless = <T>(is: (value: unknown) => value is T, value: unknown): T | undefined =>
  is(value) ? value : undefined;
const isSize = (value: unknown): value is number | null | undefined =>
  value === null || value === undefined || Number.isFinite(value);
const isSwitch = (value: unknown): value is boolean | null | undefined =>
  typeof value === 'boolean' || value === null || value === undefined;

/**
 * The meeting without what only describes it, where that is of another type. What makes keys, kinds and
 * readiness stays as it came: read wrongly, a file would be imported twice, or too early.
 */
export function withoutOddFacts(value: unknown): unknown {
  if (!isObject(value)) return value;
  const files = value.recording_files;
  return {
    ...value,
    id: unless(isTime, value.id),
    host_email: unless(isText, value.host_email),
    topic: unless(isText, value.topic),
    start_time: unless(isTime, value.start_time),
    timezone: unless(isText, value.timezone),
    auto_delete: unless(isSwitch, value.auto_delete),
    auto_delete_date: unless(isText, value.auto_delete_date),
    download_access_token: unless(isText, value.download_access_token),
    ...(Array.isArray(files)
      ? {
          recording_files: files.map((file: unknown) =>
            isObject(file)
              ? {
                  ...file,
                  file_size: unless(isSize, file.file_size),
                  download_url: unless(isText, file.download_url),
                  file_path: unless(isText, file.file_path),
                }
              : file,
          ),
        }
      : {}),
  };
}

/** The names of the fields for which a meeting was refused. */
export function oddFieldsOf(value: unknown): string[] {
  if (!isObject(value)) return [];
  const odd = Object.keys(value).filter(
    (name) => name !== 'recording_files' && !isMeeting({ uuid: 'a', [name]: value[name] }),
  );
  const files = value.recording_files;
  if (files !== null && files !== undefined && !Array.isArray(files)) return [...odd, 'recording_files'];
  for (const file of Array.isArray(files) ? files : []) {
    if (!isObject(file)) return [...odd, 'recording_files'];
    const names = lacksId(file)
      ? ['id']
      : Object.keys(file).filter((name) => name !== 'file_type' && !isFile({ [name]: file[name] }));
    if (!isText(file.file_type)) names.push('file_type');
    if (names.length > 0) return [...odd, ...names.map((name) => `recording_files.${name}`)];
  }
  return isText(value.uuid) && value.uuid ? odd : [...new Set(['uuid', ...odd])];
}

/** Type guards instead of object schemas: a run reads every page of an account, and schemas copy what they parse. */
export const zoomMeeting = z.custom<ZoomMeeting>(isMeeting, 'not a meeting with recordings');
export const oneMeeting = z.preprocess(withoutOddFacts, zoomMeeting);

const name = text.catch(undefined);
const userFields = z.object({
  /** Missing for users who have not accepted their invitation. */
  id: text,
  email: text,
  first_name: name,
  last_name: name,
  display_name: name,
});
export const zoomUser = userFields.refine(({ id, email }) => Boolean(id ?? email), { path: ['id'] });
export type ZoomUser = z.infer<typeof zoomUser>;

/** The link to the next page, read before the page itself. */
export const pageHead = z.custom<{ next_page_token?: Text }>(
  (value) => isObject(value) && isText(value.next_page_token),
  'not a page',
);

/** A total of another type ends nothing: the page without a token does. */
const page = { total_records: z.number().nullish().catch(undefined) };
/** Entries are read one by one, see `../entries.ts`. */
export const usersPage = z.object({ ...page, users: z.array(z.unknown()) });
export const recordingsPage = z.object({ ...page, from: text, to: text, meetings: z.array(zoomMeeting) });
/** For a page that is none because of some of its meetings. */
export const rawRecordingsPage = z.object({ ...page, from: text, to: text, meetings: z.array(z.unknown()) });

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
