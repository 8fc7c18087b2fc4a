import { parseInstant } from '../../domain/instant';
import { canBeMain } from '../../domain/main-view';
import type { FileKind, Host, IsoInstant, Occurrence, ProviderFile } from '../../domain/recording';
import { segmentKeyAt } from '../../domain/segments';
import type { ZoomFile, ZoomMeeting, ZoomUser } from './schemas';

/** Pure: Zoom's shapes in, the plugin's types out. No link and no token. */

const KIND_BY_TYPE: Readonly<Record<string, FileKind>> = {
  MP4: 'video',
  M4A: 'audio',
  CHAT: 'chat',
  CHAT_MESSAGE: 'chat',
  TRANSCRIPT: 'transcript',
  CC: 'captions',
  TIMELINE: 'timeline',
  TB: 'timeline',
  CSV: 'poll',
  SUMMARY: 'summary',
  JPG: 'thumbnail',
  JPEG: 'thumbnail',
  PNG: 'thumbnail',
};

const EXTENSION_BY_KIND: Readonly<Record<FileKind, string>> = {
  video: 'mp4',
  audio: 'm4a',
  chat: 'txt',
  transcript: 'vtt',
  captions: 'vtt',
  timeline: 'json',
  poll: 'csv',
  summary: 'json',
  thumbnail: 'jpg',
};

/** Files that are still processing have no type, but usually a `recording_type`. */
const KIND_BY_VIEW: readonly [part: string, kind: FileKind][] = [
  ['cc_transcript', 'captions'],
  ['transcript', 'transcript'],
  ['caption', 'captions'],
  ['chat', 'chat'],
  ['timeline', 'timeline'],
  ['poll', 'poll'],
  ['summary', 'summary'],
  ['audio', 'audio'],
];

/** Undefined for an unknown type (Zoom adds some), which is ignored. */
function kindOf(file: ZoomFile): FileKind | undefined {
  const type = (file.file_type ?? '').toUpperCase();
  if (/thumbnail/i.test(file.recording_type ?? '')) return 'thumbnail';
  // A file without a type is still being recorded and can become anything, so the import must wait for it.
  if (type === '') {
    const view = (file.recording_type ?? '').toLowerCase();
    return KIND_BY_VIEW.find(([part]) => view.includes(part))?.[1] ?? 'video';
  }
  const extension = (file.file_extension ?? '').toUpperCase();
  return (
    KIND_BY_TYPE[type] ??
    (['MP4', 'M4A', 'JPG', 'PNG'].includes(extension) ? KIND_BY_TYPE[extension] : undefined)
  );
}

/** Complete at Zoom: neither being recorded nor processed. An unknown status means "not yet". */
export const isReady = (file: ZoomFile): boolean =>
  Boolean(file.file_type) &&
  (!file.status || file.status === 'completed') &&
  file.file_size !== 0 &&
  file.recording_end !== '';

const instantOf = (value: string | number | null | undefined): IsoInstant | undefined =>
  value === null || value === undefined || value === '' ? undefined : parseInstant(value);

/**
 * The files of a meeting, each with a key that is unique and the same at every reading: Zoom's ID, or type
 * and start where there is no ID (CC, TIMELINE), with a number when those are equal too.
 */
export function keyedFiles(meeting: ZoomMeeting): { key: string; file: ZoomFile }[] {
  const [only, ...others] = meeting.recording_files ?? [];
  if (only?.id && others.length === 0) return [{ key: only.id, file: only }];
  const byKey = new Map<string, ZoomFile>();
  const nameless: ZoomFile[] = [];
  for (const file of meeting.recording_files ?? []) {
    if (!file.id) nameless.push(file);
    else if (!byKey.has(file.id)) byKey.set(file.id, file);
  }
  const facts = (file: ZoomFile) =>
    [
      file.file_type,
      file.recording_start,
      file.recording_type,
      file.file_extension,
      file.status,
      file.recording_end,
      file.file_size,
    ].join('|');
  const sorted = nameless
    .map((file) => ({ file, order: facts(file) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  /** The next number by key: counting from 2 for each file would take quadratic time. */
  const numbers = new Map<string, number>();
  for (const { file } of sorted) {
    const base = `${file.file_type || 'file'}@${instantOf(file.recording_start) ?? ''}`;
    let number = numbers.get(base) ?? 1;
    const keyed = () => (number === 1 ? base : `${base}#${number}`);
    while (byKey.has(keyed())) number += 1;
    byKey.set(keyed(), file);
    numbers.set(base, number + 1);
  }
  return [...byKey].map(([key, file]) => ({ key, file }));
}

export function hostOf(user: ZoomUser): Host | undefined {
  const id = user.id || user.email;
  if (!id) return undefined;
  const name = user.display_name || [user.first_name, user.last_name].filter(Boolean).join(' ');
  return { id, ...(user.email ? { email: user.email } : {}), ...(name ? { name } : {}) };
}

const firstStart = (meeting: ZoomMeeting): IsoInstant | undefined =>
  (meeting.recording_files ?? []).flatMap((file) => instantOf(file.recording_start) ?? []).sort()[0];

/**
 * One occurrence of a meeting.
 * @param host the host, read elsewhere: the listing has only the ID.
 */
export function occurrenceOf(meeting: ZoomMeeting, host: Host | undefined): Occurrence {
  const startedAt = instantOf(meeting.start_time) ?? firstStart(meeting) ?? '';
  // On that day Zoom moves the files to its trash, and files in the trash can't be downloaded.
  const expiresAt =
    meeting.auto_delete === true && /^\d{4}-\d\d-\d\d$/.test(meeting.auto_delete_date ?? '')
      ? parseInstant(`${meeting.auto_delete_date}T00:00:00Z`)
      : undefined;

  const files: ProviderFile[] = [];
  for (const { key, file: listed } of keyedFiles(meeting)) {
    const kind = kindOf(listed);
    if (kind === undefined) continue;
    const fileStart = instantOf(listed.recording_start);
    const fileEnd = instantOf(listed.recording_end);
    const file: ProviderFile = {
      key,
      kind,
      view: listed.recording_type || (listed.file_type || 'unknown').toLowerCase(),
      extension: (listed.file_extension || EXTENSION_BY_KIND[kind]).toLowerCase(),
      ready: isReady(listed),
      segmentKey: fileStart ?? startedAt,
    };
    if (listed.file_size) file.sizeBytes = listed.file_size;
    if (fileStart !== undefined) file.startedAt = fileStart;
    if (fileEnd !== undefined) file.endedAt = fileEnd;
    if (expiresAt !== undefined) file.expiresAt = expiresAt;
    files.push(file);
  }

  const occurrence: Occurrence = {
    id: meeting.uuid,
    title: meeting.topic ?? '',
    startedAt,
    files: inSegments(files),
  };
  const known = host ?? (meeting.host_id ? { id: meeting.host_id } : undefined);
  if (meeting.id !== null && meeting.id !== undefined) occurrence.meetingId = String(meeting.id);
  if (meeting.timezone) occurrence.timezone = meeting.timezone;
  if (known !== undefined) {
    occurrence.host = meeting.host_email && !known.email ? { ...known, email: meeting.host_email } : known;
  }
  return occurrence;
}

/**
 * For an audio file: the segment of the first video that was recorded at the same time. Takes time that grows
 * with the logarithm of the videos, because a list can name any number.
 */
function firstBeside(videos: readonly ProviderFile[]): (audio: ProviderFile) => string | undefined {
  const inOrder = [...videos].sort((a, b) => (a.segmentKey < b.segmentKey ? -1 : 1));
  /** The latest end of the first videos, which never falls: the first that is past the audio is found by halves. */
  let latest = '';
  const ends = inOrder.map((video) => {
    const end = video.endedAt ?? video.segmentKey;
    if (end > latest) latest = end;
    return latest;
  });
  return ({ startedAt, endedAt }) => {
    if (startedAt === undefined || endedAt === undefined) return undefined;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] ?? '') > startedAt) high = middle;
      else low = middle + 1;
    }
    const video = inOrder[low];
    return video !== undefined && video.segmentKey < endedAt ? video.segmentKey : undefined;
  };
}

/**
 * All files of one segment have the same start, because Zoom starts and stops every view at the same
 * time. Audio that was recorded with a video belongs to the segment of the video even when its start
 * differs by a second. Text and pictures belong to the segment that was being recorded.
 */
function inSegments(files: ProviderFile[]): ProviderFile[] {
  if (files.every((file) => file.segmentKey === files[0]?.segmentKey)) return files;
  const videos = files.filter((file) => file.kind === 'video' && canBeMain(file));
  const besideVideo = firstBeside(videos);
  const placed = files.map((file) =>
    file.kind === 'audio' && canBeMain(file)
      ? { ...file, segmentKey: besideVideo(file) ?? file.segmentKey }
      : file,
  );
  const keys = [...new Set(placed.filter(canBeMain).map((file) => file.segmentKey))].sort();
  return placed.map((file) =>
    canBeMain(file) ? file : { ...file, segmentKey: segmentKeyAt(keys, file.segmentKey) ?? file.segmentKey },
  );
}
