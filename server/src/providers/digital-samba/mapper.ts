import { DAY_MS, parseInstant } from '../../domain/instant';
import type { IsoInstant, Occurrence, ProviderFile } from '../../domain/recording';
import { renderVtt, type Cue } from '../../texts/captions';
import { clockText, oneLine } from '../../texts/plain-text';
import { renderChapters } from '../../texts/timeline';
import type { SambaBookmark, SambaMessage, SambaRecording, SambaSession, SambaUtterance } from './schemas';

/**
 * Pure: turns Digital Samba's answers into the plugin's types. Nothing here contains a link or a token. An
 * occurrence is a session (one meeting in a room), a segment is one recording of it.
 */

/** No failed state is documented, so a recording that is not ready after this time counts as lost. */
const STUCK_AFTER_MS = 3 * DAY_MS;
/** Prefix of an occurrence that is one recording without a session. */
const ALONE = 'recording:';

export const occurrenceIdOf = (recording: Pick<SambaRecording, 'id' | 'session_id'>): string =>
  recording.session_id || `${ALONE}${recording.id}`;

export type OccurrenceSource = { sessionId: string } | { recordingId: string };
export const sourceOf = (occurrenceId: string): OccurrenceSource =>
  occurrenceId.startsWith(ALONE)
    ? { recordingId: occurrenceId.slice(ALONE.length) }
    : { sessionId: occurrenceId };

/** Whether a text of a session exists. `pending`: Digital Samba is still making it. */
export type TextState = 'none' | 'pending' | 'ready';
export interface SessionFacts {
  session?: SambaSession;
  transcript: TextState;
  summary: TextState;
}
export const NO_FACTS: SessionFacts = { transcript: 'none', summary: 'none' };

/** What the key of a file names. */
export type FileKey = {
  what: 'video' | 'bookmarks' | 'transcript' | 'chat' | 'summary' | 'polls';
  id: string;
};
const TEXTS = ['bookmarks', 'transcript', 'chat', 'summary', 'polls'] as const;
export function readFileKey(key: string): FileKey {
  const [what, id] = key.split(/:(.*)/s);
  const text = TEXTS.find((one) => one === what);
  return text === undefined || id === undefined ? { what: 'video', id: key } : { what: text, id };
}

/**
 * Digital Samba writes instants in three ways (published examples): with `Z`, with microseconds, and with
 * a space and no zone, which then is UTC.
 */
export function instantOf(time: string): IsoInstant | undefined {
  return parseInstant(time.trim().replace(/^(\d{4}-\d\d-\d\d) (?=\d\d:)/, '$1T'));
}

const startOf = (recording: SambaRecording): IsoInstant => instantOf(recording.created_at) ?? '';

const endOf = (recording: SambaRecording): IsoInstant | undefined =>
  recording.duration ? parseInstant(Date.parse(startOf(recording)) + recording.duration * 1000) : undefined;

export const isReady = ({ status }: SambaRecording): boolean => status === 'READY';

export const isStuck = (recording: SambaRecording, nowMs: number): boolean =>
  !isReady(recording) && nowMs - Date.parse(startOf(recording)) > STUCK_AFTER_MS;

/** Oldest first. Two that started in the same second (breakout rooms) are always in the same order. */
export const inOrder = (recordings: readonly SambaRecording[]): SambaRecording[] =>
  [...recordings].sort((a, b) => (segmentKeyOf(a) < segmentKeyOf(b) ? -1 : 1));

/** Breakout rooms are recorded beside the main room and may start in the same second. */
const segmentKeyOf = (recording: SambaRecording): string => `${startOf(recording)} ${recording.id}`;

/**
 * One session with its recordings, or one recording without a session.
 * @param recordings not empty.
 */
export function occurrenceOf(
  recordings: readonly SambaRecording[],
  facts: SessionFacts,
  nowMs: number,
): Occurrence {
  const ordered = inOrder(recordings);
  const [first] = ordered;
  if (first === undefined) throw new TypeError('an occurrence has a recording');
  const { session } = facts;
  const friendlyUrl = session?.room_friendly_url || first.friendly_url;
  const files = ordered
    .filter((recording) => !isStuck(recording, nowMs))
    .flatMap((recording, index) => filesOf(recording, facts, index === 0));
  return {
    id: occurrenceIdOf(first),
    ...(first.session_id ? {} : { guessedId: true }),
    // Digital Samba names a recording after its time. People know the room.
    title: session?.room_description || friendlyUrl || first.name || '',
    startedAt: ordered.map(startOf).find((startedAt) => startedAt !== '') ?? '',
    ...(friendlyUrl ? { meetingId: friendlyUrl } : {}),
    files,
  };
}

function filesOf(recording: SambaRecording, facts: SessionFacts, isFirst: boolean): ProviderFile[] {
  const startedAt = startOf(recording);
  const endedAt = endOf(recording);
  const ready = isReady(recording);
  const common = {
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ready,
    segmentKey: segmentKeyOf(recording),
  };
  const textFile = (
    what: (typeof TEXTS)[number],
    kind: ProviderFile['kind'],
    extension: string,
    id: string,
    isMade = true,
  ): ProviderFile => ({
    ...common,
    key: `${what}:${id}`,
    kind,
    view: what,
    extension,
    ready: ready && isMade,
  });

  const files: ProviderFile[] = [
    { ...common, key: recording.id, kind: 'video', view: 'recording', extension: 'mp4' },
    textFile('bookmarks', 'timeline', 'json', recording.id),
  ];
  const { session, transcript, summary } = facts;
  if (transcript !== 'none') {
    files.push(textFile('transcript', 'transcript', 'vtt', recording.id, transcript === 'ready'));
  }
  if (session?.public_chat_posts) files.push(textFile('chat', 'chat', 'txt', recording.id));
  if (!isFirst || session === undefined) return files;
  if (summary !== 'none') {
    files.push(textFile('summary', 'summary', 'json', session.session_id, summary === 'ready'));
  }
  if (session.polls) files.push(textFile('polls', 'poll', 'json', session.session_id));
  return files;
}

/** Converts instants to seconds in the recording; undefined outside of it. */
function placeIn(recording: SambaRecording): (time: string | null | undefined) => number | undefined {
  const startMs = Date.parse(startOf(recording));
  const durationSeconds = recording.duration || Infinity;
  return (time) => {
    const at = time ? preciseMs(time) : undefined;
    if (at === undefined) return undefined;
    const seconds = (at - startMs) / 1000;
    return seconds >= 0 && seconds <= durationSeconds ? seconds : undefined;
  };
}

/** With the fraction of the second, which our own instants do not have. */
function preciseMs(time: string): number | undefined {
  const instant = instantOf(time);
  if (instant === undefined) return undefined;
  return Date.parse(instant) + Math.round(Number(/\.\d+/.exec(time)?.[0] ?? 0) * 1000);
}

/** What was said during this recording, as WebVTT. Times of day become times in the recording. */
export function transcriptVtt(utterances: readonly SambaUtterance[], recording: SambaRecording): string {
  const place = placeIn(recording);
  const cues = utterances.flatMap((utterance): Cue[] => {
    const startSeconds = place(utterance.start_time);
    const text = utterance.transcript ?? '';
    if (startSeconds === undefined || text.trim() === '') return [];
    const endMs = utterance.end_time ? preciseMs(utterance.end_time) : undefined;
    const endSeconds = endMs === undefined ? 0 : (endMs - Date.parse(startOf(recording))) / 1000;
    return [
      {
        startSeconds,
        endSeconds: endSeconds > startSeconds ? endSeconds : startSeconds + secondsToRead(text),
        ...(utterance.participant_name ? { speaker: utterance.participant_name } : {}),
        text,
      },
    ];
  });
  return renderVtt(cues);
}

/** For an utterance without an end. */
const secondsToRead = (text: string): number => Math.max(2, text.length / 15);

/**
 * What was written to everyone during this recording, in order, each message with its time in the
 * recording. Messages of breakout rooms were not written to everyone.
 */
export function chatText(messages: readonly SambaMessage[], recording: SambaRecording): string {
  const place = placeIn(recording);
  return messages
    .flatMap((message) => {
      const atSeconds = message.breakout_id ? undefined : place(message.created_at);
      return atSeconds === undefined ? [] : [{ atSeconds, message }];
    })
    .sort((a, b) => a.atSeconds - b.atSeconds)
    .map(({ atSeconds, message }) => {
      const name = oneLine(message.participant_name ?? '').replaceAll(':', ' ') || 'Unknown';
      // `texts/chat.ts` reads an indented line as a part of the message before it.
      const text = (message.message ?? '').replace(/\r?\n/g, '\n\t');
      return `${clockText(atSeconds)}\t${name}:\t${text}\n`;
    })
    .join('');
}

export const bookmarkChapters = (marks: readonly SambaBookmark[]): string =>
  renderChapters(marks.map(({ bookmark, time }) => ({ startSeconds: time / 1000, title: bookmark ?? '' })));

export const summaryText = (summary: string): string => `${JSON.stringify({ summary })}\n`;
