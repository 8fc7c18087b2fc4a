import { parseInstant } from '../../domain/instant';
import type { Host, Occurrence, ProviderFile } from '../../domain/recording';
import type { JeansChapter, JeansRecording, JeansUser } from './schemas';

/**
 * Pure: turns BlueJeans' answers into the plugin's types. An occurrence is a meeting instance (its GUID) of
 * one user. A segment is a chapter: BlueJeans starts a new one every two hours and at each stop.
 */

/** A GUID has a colon and never a slash. It is read together with the user whose recording it is. */
export const occurrenceIdOf = (userId: number | string, meetingGuid: string): string =>
  `${userId}/${meetingGuid}`;
export function sourceOf(occurrenceId: string): { userId: string; meetingGuid: string } {
  const [userId = '', meetingGuid = ''] = occurrenceId.split(/\/(.*)/s);
  return { userId, meetingGuid };
}

/** The text before the first colon is the meeting number that people know. */
const meetingNumberOf = (meetingGuid: string): string => meetingGuid.split(':')[0] ?? '';

export function hostOf({ id, email, username, firstName, lastName }: JeansUser): Host {
  const name = [firstName, lastName].filter(Boolean).join(' ') || username;
  return { id: String(id), ...(email ? { email } : {}), ...(name ? { name } : {}) };
}

export const isReady = (chapter: JeansChapter): boolean =>
  chapter.compositeContentStatus === 'PROCESSED' && Boolean(chapter.compositeContentId);

export const keyOf = (chapter: JeansChapter): string =>
  chapter.compositeContentId
    ? String(chapter.compositeContentId)
    : `chapter:${chapter.chapterId ?? chapter.id ?? ''}`;

const startMsOf = (recording: JeansRecording): number =>
  recording.created || recording.lastRecordingDate || 0;

/** A recording entity with its chapters. */
export interface WholeRecording {
  recording: JeansRecording;
  chapters: JeansChapter[];
}

/** By their place, then by their number. Each composite comes once. */
const inOrder = (chapters: readonly JeansChapter[]): JeansChapter[] =>
  [...new Map(chapters.map((chapter) => [keyOf(chapter), chapter])).values()].sort(
    (a, b) => (a.startTimeOffset ?? 0) - (b.startTimeOffset ?? 0) || (a.id ?? 0) - (b.id ?? 0),
  );

/**
 * One meeting instance.
 * @param wholes all recording entities of its GUID, usually one; not empty.
 */
export function occurrenceOf(wholes: readonly WholeRecording[], host: Host): Occurrence {
  const ordered = [...wholes].sort((a, b) => startMsOf(a.recording) - startMsOf(b.recording));
  const [first] = ordered;
  if (first === undefined) throw new TypeError('an occurrence has a recording');
  const { recording } = first;
  return {
    id: occurrenceIdOf(host.id, recording.meetingGuid),
    meetingId: meetingNumberOf(recording.meetingGuid),
    title: recording.recordingName ?? '',
    startedAt: instantAt(startMsOf(recording)),
    host,
    files: ordered.flatMap(filesOf),
  };
}

const instantAt = (ms: number): string => parseInstant(ms) ?? '';

function filesOf({ recording, chapters }: WholeRecording): ProviderFile[] {
  const startMs = startMsOf(recording);
  return inOrder(chapters).map((chapter, index): ProviderFile => {
    const { startTimeOffset: from, endTimeOffset: to } = chapter;
    const startedAt = instantAt(startMs + (from ?? 0));
    return {
      key: keyOf(chapter),
      kind: 'video',
      view: 'composite',
      extension: 'mp4',
      startedAt,
      ...(to ? { endedAt: instantAt(startMs + to) } : {}),
      ready: isReady(chapter),
      // Two chapters can start in the same second.
      segmentKey: `${startedAt} ${recording.recordingEntityId} ${String(index).padStart(4, '0')}`,
    };
  });
}
