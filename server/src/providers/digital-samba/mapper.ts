import { ConnectorError } from '../../domain/errors';
import { parseInstant } from '../../domain/instant';
import type { IsoInstant, Occurrence, ProviderFile } from '../../domain/recording';
import { renderVtt, type Cue } from '../../texts/captions';
import { clockText, oneLine } from '../../texts/plain-text';
import { renderChapters } from '../../texts/timeline';
import type { SambaBookmark, SambaMessage, SambaRecording, SambaSession, SambaUtterance } from './shapes';

/**
 * Pure: Digital Samba's shapes in, the plugin's words out. Nothing here holds a link or a token. An
 * occurrence is a session (one run of a room), a segment is one recording of it.
 */

/** Nothing is documented for a recording that fails: one that is not ready by then counts as lost. */
const STUCK_AFTER_MS = 72 * 3_600_000;
/** A recording without a session is an occurrence of its own. */
const ALONE = 'recording:';

export const occurrenceIdOf = (recording: Pick<SambaRecording, 'id' | 'session_id'>): string =>
  recording.session_id || `${ALONE}${recording.id}`;

export type OccurrenceSource = { sessionId: string } | { recordingId: string };
export const sourceOf = (occurrenceId: string): OccurrenceSource =>
  occurrenceId.startsWith(ALONE)
    ? { recordingId: occurrenceId.slice(ALONE.length) }
    : { sessionId: occurrenceId };

/** What the text of a session consists of, by kind; `pending`: it is still being made. */
export type WordsState = 'none' | 'pending' | 'ready';
export interface SessionFacts {
  session?: SambaSession;
  transcript: WordsState;
  summary: WordsState;
}
export const NO_FACTS: SessionFacts = { transcript: 'none', summary: 'none' };

/** What a key of a file names. */
export type FileKey = {
  what: 'video' | 'bookmarks' | 'transcript' | 'chat' | 'summary' | 'polls';
  id: string;
};
const WORDS = ['bookmarks', 'transcript', 'chat', 'summary', 'polls'] as const;
export function readFileKey(key: string): FileKey {
  const [what, id] = key.split(/:(.*)/s);
  const words = WORDS.find((word) => word === what);
  return words === undefined || id === undefined ? { what: 'video', id: key } : { what: words, id };
}

/**
 * Digital Samba's three spellings: with `Z`, with microseconds, and with a space and no zone, which is
 * UTC then.
 */
export function instantOf(time: string): IsoInstant | undefined {
  return parseInstant(time.trim().replace(/^(\d{4}-\d\d-\d\d) (?=\d\d:)/, '$1T'));
}

const startOf = (recording: SambaRecording): IsoInstant => {
  const startedAt = instantOf(recording.created_at);
  if (startedAt !== undefined) return startedAt;
  throw new ConnectorError(
    'retry-later',
    'Digital Samba named a recording without a time. If this stays, look at the recording in its dashboard.',
    { code: 'unexpected-answer' },
  );
};

const endOf = (recording: SambaRecording): IsoInstant | undefined =>
  recording.duration ? parseInstant(Date.parse(startOf(recording)) + recording.duration * 1000) : undefined;

export const isReady = ({ status }: SambaRecording): boolean => status === 'READY';

export const isStuck = (recording: SambaRecording, nowMs: number): boolean =>
  !isReady(recording) && nowMs - Date.parse(startOf(recording)) > STUCK_AFTER_MS;

/** Oldest first; of two that began in the same second (breakout rooms) always the same one. */
export const inOrder = (recordings: readonly SambaRecording[]): SambaRecording[] =>
  [...recordings].sort((a, b) => (segmentKeyOf(a) < segmentKeyOf(b) ? -1 : 1));

/** Breakout rooms are recorded beside the main one and may start in the same second. */
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
    // Recordings are called after their time; people know the room.
    title: session?.room_description || friendlyUrl || first.name || '',
    startedAt: startOf(first),
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
  const words = (
    what: (typeof WORDS)[number],
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
    words('bookmarks', 'timeline', 'json', recording.id),
  ];
  const { session, transcript, summary } = facts;
  if (transcript !== 'none') {
    files.push(words('transcript', 'transcript', 'vtt', recording.id, transcript === 'ready'));
  }
  if (session?.public_chat_posts) files.push(words('chat', 'chat', 'txt', recording.id));
  if (!isFirst || session === undefined) return files;
  if (summary !== 'none') {
    files.push(words('summary', 'summary', 'json', session.session_id, summary === 'ready'));
  }
  if (session.polls) files.push(words('polls', 'poll', 'json', session.session_id));
  return files;
}

/** Instants as seconds of the recording; undefined outside of it. */
function placeIn(recording: SambaRecording): (time: string | null | undefined) => number | undefined {
  const startMs = Date.parse(startOf(recording));
  const durationSeconds = recording.duration || Infinity;
  return (time) => {
    const at = time ? preciseMs(time) : undefined;
    if (at === undefined) return undefined;
    const seconds = (at - startMs) / 1000;
    return seconds < 0 || seconds > durationSeconds ? undefined : seconds;
  };
}

/** With the fraction that an instant of ours does not keep. */
function preciseMs(time: string): number | undefined {
  const instant = instantOf(time);
  if (instant === undefined) return undefined;
  return Date.parse(instant) + Math.round(Number(/\.\d+/.exec(time)?.[0] ?? 0) * 1000);
}

/** What was said while this was recorded, as WebVTT; the times are a clock's and become the recording's. */
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

/** Where no end is given. */
const secondsToRead = (text: string): number => Math.max(2, text.length / 15);

/**
 * What was written to all while this was recorded, one message after another, each with its time in
 * the recording. Messages of breakout rooms were not written to all.
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
      // A line that follows a message belongs to it as long as it is set in.
      const text = (message.message ?? '').replace(/\r?\n/g, '\n\t');
      return `${clockText(atSeconds)}\t${name}:\t${text}\n`;
    })
    .join('');
}

export const bookmarkChapters = (marks: readonly SambaBookmark[]): string =>
  renderChapters(marks.map(({ bookmark, time }) => ({ startSeconds: time / 1000, title: bookmark ?? '' })));

export const summaryText = (summary: string): string => `${JSON.stringify({ summary })}\n`;
