import type { ZoomFile, ZoomMeeting, ZoomUser } from './shapes';

/** Zoom's JSON. Where recorded answers differ from the published schema, it is as in the answers. */

const time = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const CREATED = '2018-10-31T04:32:37Z';

export function userJson(user: ZoomUser): Record<string, unknown> {
  if (user.status === 'pending') {
    // Zoom lists a user who did not accept the invitation yet without id and names.
    return { email: user.email, type: user.type, status: user.status, verified: 0, dept: '', ...user.raw };
  }
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    display_name: `${user.firstName} ${user.lastName}`.trim(),
    email: user.email,
    type: user.type,
    pmi: 6_589_310_093,
    timezone: user.timezone,
    verified: 1,
    dept: '',
    created_at: CREATED,
    last_login_time: '2026-02-01T20:40:30Z',
    last_client_version: '6.3.0(win)',
    group_ids: [],
    status: user.status,
    role_id: '2',
    user_created_at: CREATED,
    ...user.raw,
  };
}

export const oneUserJson = (user: ZoomUser, accountId: string): Record<string, unknown> => ({
  ...userJson(user),
  language: 'en-US',
  account_id: accountId,
  account_number: 10_009_999,
  role_name: 'Member',
  job_title: '',
  login_types: [100],
  personal_meeting_url: 'https://example.zoom.us/j/6589310093',
  phone_numbers: [],
});

/** Addresses of Zoom's links to files. */
export interface Links {
  base: string;
  link(ref: string): string;
}

const sizeOf = (file: ZoomFile): number =>
  file.inProgress ? 0 : (file.declaredSizeBytes ?? file.content().sizeBytes);

function fileJson(
  meeting: ZoomMeeting,
  file: ZoomFile,
  links: Links,
  inTrash: boolean,
): Record<string, unknown> {
  const token = links.link(file.ref);
  const playUrl = `${links.base}/rec/play/${token}`;
  const downloadUrl = `${links.base}/rec/download/${token}`;
  const start = { recording_start: time(file.startedAtMs) };
  if (file.inProgress) {
    // What Zoom lists while a file is recorded: https://github.com/Jericho/ZoomNet/issues/99
    return {
      ...(file.id === undefined ? {} : { id: file.id }),
      meeting_id: meeting.uuid,
      ...start,
      recording_end: '',
      file_type: '',
      file_extension: '',
      file_size: 0,
      play_url: playUrl,
      download_url: downloadUrl,
      recording_type: file.view,
      ...file.raw,
    };
  }
  const common = { meeting_id: meeting.uuid, ...start, recording_end: time(file.endedAtMs) };
  const kind = { file_type: file.fileType, file_extension: file.extension };
  if (file.id === undefined) {
    const link = inTrash ? { file_extension: file.extension } : { ...kind, download_url: downloadUrl };
    return { ...common, ...link, ...file.raw };
  }
  return {
    id: file.id,
    ...common,
    ...(inTrash ? { file_extension: file.extension } : kind),
    file_size: sizeOf(file),
    ...(inTrash || file.fileType === 'TIMELINE' ? {} : { play_url: playUrl }),
    ...(inTrash
      ? { deleted_time: time(file.trashedAtMs ?? meeting.trashedAtMs ?? 0) }
      : { download_url: downloadUrl }),
    ...(file.status === undefined ? {} : { status: file.status }),
    recording_type: file.view,
    ...file.raw,
  };
}

/** Zoom promises no order of files. This one is always the same, and neither by time nor by view. */
function shuffled(files: ZoomFile[]): ZoomFile[] {
  const disorder = (file: ZoomFile) => `${file.ref.slice(-2)}${file.ref}`;
  const sorted = [...files].sort((a, b) => (disorder(a) < disorder(b) ? -1 : 1));
  const isChronological = sorted.every(
    (file, index) => index === 0 || (sorted[index - 1]?.startedAtMs ?? 0) <= file.startedAtMs,
  );
  return isChronological ? sorted.reverse() : sorted;
}

export function meetingJson(
  meeting: ZoomMeeting,
  accountId: string,
  links: Links,
  trash: 'kept' | 'meetings' | 'files' = 'kept',
): Record<string, unknown> {
  const inTrash = trash !== 'kept';
  const shown = meeting.files?.filter((file) =>
    trash === 'files' ? file.trashedAtMs !== undefined : inTrash || file.trashedAtMs === undefined,
  );
  const counted = [...(shown ?? []), ...meeting.participantAudio].filter((file) => !file.inProgress);
  const ends = (shown ?? []).map((file) => file.endedAtMs);
  const lengthMs = Math.max(meeting.startedAtMs, ...ends) - meeting.startedAtMs;
  return {
    uuid: meeting.uuid,
    id: meeting.id,
    account_id: accountId,
    host_id: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    start_time: time(meeting.startedAtMs),
    timezone: meeting.timezone,
    // Whole minutes, so 0 for less than a minute.
    duration: Math.floor(lengthMs / 60_000),
    total_size: counted.reduce((sum, file) => sum + sizeOf(file), 0),
    recording_count: counted.length,
    share_url: `${links.base}/rec/share/${links.link(meeting.uuid)}`,
    recording_play_passcode: meeting.passcode,
    ...(meeting.autoDeleteDate === undefined
      ? {}
      : { auto_delete: true, auto_delete_date: meeting.autoDeleteDate }),
    ...(shown === undefined
      ? {}
      : { recording_files: shuffled(shown).map((file) => fileJson(meeting, file, links, inTrash)) }),
    ...meeting.raw,
  };
}

export function participantAudioJson(meeting: ZoomMeeting, links: Links): Record<string, unknown>[] {
  return meeting.participantAudio.map((file, index) => ({
    id: file.id ?? file.ref,
    file_name: `Audio only - Participant ${index + 1}`,
    file_type: file.fileType,
    file_size: sizeOf(file),
    recording_start: time(file.startedAtMs),
    recording_end: time(file.endedAtMs),
    play_url: `${links.base}/rec/play/${links.link(file.ref)}`,
    download_url: `${links.base}/rec/download/${links.link(file.ref)}`,
    status: 'completed',
  }));
}
