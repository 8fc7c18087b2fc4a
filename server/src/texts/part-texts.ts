import type { Message } from '../../../contracts/messages/message';
import type { FileKind, IsoInstant, PlacedSegment } from '../domain/recording';
import { parseCaptions, transcriptText, type Cue } from './captions';
import { parseChat, renderChatText, type ChatMessage } from './chat';
import {
  placeInstants,
  joinChapters,
  joinChats,
  joinCues,
  mergeChapters,
  placeWallClock,
  segmentChapters,
} from './join-texts';
import { pauseChapters, pausesWithin, withPauses, type Pause } from './pauses';
import { readableProse } from './prose';
import { parseTimeline, readableCsv, readableJson, type Chapter } from './timeline';
import type { TextFormats } from './text-formats';
import type { Unreadable } from './unreadable';

/** One text file of the provider, decoded. */
export interface TextFile {
  kind: FileKind;
  extension: string;
  segmentKey: string;
  text: string;
}

/** The content of the text files of one recording, on the recording's time line. */
export interface PartTexts {
  captions?: Cue[];
  transcript?: string;
  chat?: string;
  chapters: Chapter[];
  summary?: string;
  polls?: string;
  /** Files that are not what their kind promises. They don't affect the others. */
  unreadable: { kind: FileKind; segmentKey: string; code: Unreadable['code']; said: Message }[];
}

/** Transcripts with these extensions may have no times. WebVTT and SubRip always have. */
const PROSE_EXTENSIONS = ['txt', 'json'];
/** As many as a player can list. A timeline may have a change of speakers every few seconds. */
const MOST_CHAPTERS = 500;

/**
 * Puts the texts of all segments together. Captions are made from the transcript if there are none, and
 * the other way round, because providers offer one of them or both. Pure.
 */
export function textsOf(
  files: readonly TextFile[],
  segments: readonly PlacedSegment[],
  options: {
    includePrivateChat: boolean;
    timezone: string | undefined;
    /** Names by the ids that the files use. */
    names?: Readonly<Record<string, string>>;
    /** Starts of all segments of the meeting; absent: those of `segments`. */
    starts?: readonly IsoInstant[];
    /** Of the meeting, as its events report. */
    pauses?: readonly Pause[];
    /** Of the provider. */
    formats?: TextFormats;
  },
): PartTexts {
  const { formats = {} } = options;
  const starts = options.starts ?? segments.map(({ startedAt }) => startedAt);
  const unreadable: PartTexts['unreadable'] = [];
  const ofSegment = <T>(read: (file: TextFile) => T | undefined, kind: FileKind) =>
    segments.flatMap((segment) =>
      files
        .filter((file) => file.kind === kind && file.segmentKey === segment.key)
        .flatMap((file) => {
          const value = read(file);
          return value === undefined ? [] : [{ ...segment, value }];
        }),
    );
  const refused = (file: TextFile, { code, said }: Unreadable) => {
    unreadable.push({ kind: file.kind, segmentKey: file.segmentKey, code, said });
    return undefined;
  };

  const prose: string[] = [];
  const cuesIn = (kind: FileKind) =>
    ofSegment((file) => {
      const parsed = parseCaptions(file.text);
      if (parsed.outcome === 'cues') return parsed.cues;
      if (kind === 'captions' || !PROSE_EXTENSIONS.includes(file.extension)) {
        return refused(file, parsed);
      }
      const read = readableProse(file.text);
      return read.outcome === 'text' ? void prose.push(read.text) : refused(file, read);
    }, kind).map(({ value, ...segment }) => ({ ...segment, cues: value }));
  const spoken = cuesIn('transcript');
  const shown = cuesIn('captions');
  const firstOf = (...lists: (typeof spoken)[]) => joinCues(lists.find((list) => list.length > 0) ?? []);
  const captions = firstOf(shown, spoken);
  const transcript = transcriptText(firstOf(spoken, shown)) || prose.join('\n');

  const messages: ChatMessage[] = ofSegment((file) => {
    const parsed = parseChat(file.text, {
      includePrivate: options.includePrivateChat,
      ...(options.names === undefined ? {} : { names: options.names }),
      ...(formats.chat === undefined ? {} : { formats: formats.chat }),
    });
    if (parsed.outcome === 'unreadable') return refused(file, parsed);
    if (parsed.clock !== 'wall') return { clock: parsed.clock, messages: parsed.messages };
    const placed = placeWallClock(parsed.messages, segments, options.timezone);
    return placed.outcome === 'placed'
      ? { clock: parsed.clock, messages: placed.messages }
      : refused(file, placed);
  }, 'chat')
    .flatMap(({ value: { clock, messages }, ...segment }) => {
      if (clock === 'wall') return messages;
      return clock === 'instant'
        ? placeInstants(messages, segment, starts)
        : joinChats([{ ...segment, messages }]);
    })
    .sort((a, b) => a.atSeconds - b.atSeconds);

  const marks = joinChapters(
    ofSegment((file) => {
      const parsed = parseTimeline(file.text, formats.timeline);
      return parsed.outcome === 'chapters' ? parsed.chapters : refused(file, parsed);
    }, 'timeline').map(({ value, ...segment }) => ({ ...segment, chapters: value })),
  ).slice(0, MOST_CHAPTERS);
  const timed = segments.map((segment) => {
    const pauses = pausesWithin(options.pauses ?? [], segment, starts);
    return { segment: withPauses(segment, pauses), pauses };
  });
  // Chapters of the provider are better than ours.
  const resumed =
    marks.length > 0 ? [] : timed.flatMap(({ segment, pauses }) => pauseChapters(segment, pauses));
  const joints =
    segments.length > 1 || resumed.length > 0 ? segmentChapters(timed.map(({ segment }) => segment)) : [];

  const texts = (kind: FileKind) =>
    ofSegment((file) => {
      const read = file.extension === 'csv' ? readableCsv(file.text) : readableJson(file.text);
      return read.outcome === 'text' ? read.text : refused(file, read);
    }, kind)
      .map(({ value }) => value)
      .join('\n\n');
  const summary = texts('summary');
  const polls = texts('poll');

  return {
    ...(captions.length === 0 ? {} : { captions }),
    ...(transcript === '' ? {} : { transcript }),
    ...(messages.length === 0 ? {} : { chat: renderChatText(messages) }),
    chapters: mergeChapters(
      joints.map(({ startSeconds, title }) => ({ startSeconds, title })),
      resumed,
      marks,
    ),
    ...(summary === '' ? {} : { summary }),
    ...(polls === '' ? {} : { polls }),
    unreadable,
  };
}
