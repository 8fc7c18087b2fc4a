import { createHash } from 'node:crypto';
import { contentOf, type Content, type ContentInput } from '../kit/content';
import { formatInput, recordingInput, type FormatInput, type RecordingInput } from './input';

export interface Format {
  type: string;
  /** By name beside the page. */
  files: Map<string, Content>;
  page?: string;
  url?: string;
}
export interface Track {
  lang: string;
  label: string;
  source: string;
  content: Content;
}
export interface Recording {
  recordId: string;
  meetingId: string;
  name: string;
  startMs: number;
  endMs: number;
  state: 'processing' | 'processed' | 'published' | 'unpublished' | 'deleted';
  isBreakout: boolean;
  /** Names in lower case, as they come back. */
  meta: Record<string, string>;
  formats: Format[];
  tracks: Track[];
  slides: boolean;
}

export interface Meeting {
  meetingId: string;
  internalId: string;
  name: string;
  createMs: number;
  attendeePw: string;
  moderatorPw: string;
  record: boolean;
  meta: Record<string, string>;
  /** Parameters of `create`, to tell a repeated call from another one. */
  made: string;
  people: { userId: string; fullName: string; role: string }[];
  hasUserJoined: boolean;
}

const DEFAULT_FILES: Readonly<Record<string, Record<string, ContentInput>>> = {
  video: { 'video-0.m4v': { fixture: 'speaker-320x180-part1.mp4' } },
  presentation: { 'video/webcams.webm': { fixture: 'speaker-320x180.webm' } },
  screenshare: { 'screenshare-0.webm': { fixture: 'speaker-320x180.webm' } },
  podcast: { 'audio.ogg': { fixture: 'audio-only.ogg' } },
  notes: { 'notes.pdf': { content: '%PDF-1.4\n%%EOF\n' } },
};

/** The internal id of a session: hash of the meeting's id and the instant at which it was made. */
export const internalIdOf = (meetingId: string, createMs: number): string =>
  `${createHash('sha1').update(meetingId).digest('hex')}-${createMs}`;

export const lowerKeys = (meta: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(meta).map(([name, value]) => [name.toLowerCase(), value]));

/** The data of the emulated server. */
export function createWorld() {
  const recordings = new Map<string, Recording>();
  const meetings = new Map<string, Meeting>();
  let made = 0;

  function makeFormat(input: FormatInput, recordId: string): Format {
    const { type, files = DEFAULT_FILES[input.type] ?? {}, page, url } = formatInput.parse(input);
    return {
      type,
      files: new Map(
        Object.entries(files).map(([name, content]) => [name, contentOf(content, `${recordId}/${name}`)]),
      ),
      ...(page === undefined ? {} : { page }),
      ...(url === undefined ? {} : { url }),
    };
  }

  return {
    recordings,
    meetings,
    addRecording(input: RecordingInput): Recording {
      const facts = recordingInput.parse(input);
      made += 1;
      const meetingId = facts.meetingId ?? `meeting-${made}`;
      const startMs = Date.parse(facts.startedAt);
      let recordId = internalIdOf(meetingId, startMs);
      // Two sessions of one meeting never begin in the same millisecond.
      for (let later = 1; recordings.has(recordId); later += 1)
        recordId = internalIdOf(meetingId, startMs + later);
      const recording: Recording = {
        recordId,
        meetingId,
        name: facts.name ?? 'Weekly lecture',
        startMs,
        endMs: startMs + (facts.durationSeconds ?? 60) * 1000,
        state: facts.state ?? 'published',
        isBreakout: facts.isBreakout ?? false,
        meta: lowerKeys(facts.meta ?? {}),
        formats: (facts.formats ?? [{ type: 'video' }]).map((format) => makeFormat(format, recordId)),
        tracks: (facts.tracks ?? []).map(({ lang, label = lang, source = 'live', content }) => ({
          lang,
          label,
          source,
          content: contentOf({ content }, lang),
        })),
        slides: facts.slides ?? false,
      };
      recordings.set(recordId, recording);
      return recording;
    },
    /** A format that was finished later than the others. */
    addFormat(recordId: string, input: FormatInput): Format {
      const recording = recordings.get(recordId);
      if (recording === undefined) throw new Error(`no recording ${recordId}`);
      const format = makeFormat(input, recordId);
      recording.formats.push(format);
      return format;
    },
    clear(): void {
      recordings.clear();
      meetings.clear();
      made = 0;
    },
  };
}
export type World = ReturnType<typeof createWorld>;
