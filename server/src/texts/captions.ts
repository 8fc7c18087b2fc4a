import webvtt from 'webvtt-parser';
import { message } from '../../../contracts/messages/catalogue';
import { clockText, cutText, oneLine, plainName, plainText, toMilliseconds } from './plain-text';
import { unreadable, type Unreadable } from './unreadable';

/** A stretch of speech. `endSeconds` is after `startSeconds`; both count from the start of the media. */
export interface Cue {
  startSeconds: number;
  endSeconds: number;
  speaker?: string;
  /** Plain text: no markup, no blank lines, never empty. */
  text: string;
}

export interface CaptionLimits {
  maxCues: number;
  maxCueCharacters: number;
}

/** A day of speech has about 20,000 cues. */
export const CAPTION_LIMITS: CaptionLimits = { maxCues: 100_000, maxCueCharacters: 5000 };

export type ParsedCaptions =
  | {
      outcome: 'cues';
      /** Sorted by start, the longer of two first, as WebVTT sorts them. */
      cues: Cue[];
      /** Cues without readable times, with an end before their start, or without text. */
      skipped: number;
      /** Cues over the limits: left out or shortened. */
      cut: number;
    }
  | Unreadable;

export interface CaptionOptions {
  limits?: CaptionLimits;
  /**
   * `auto` (default): `Name: text` names a speaker if most cues of the file start like this, as in
   * Zoom's transcripts. `never`: only `<v>` names speakers, as in our own files.
   */
  speakerPrefix?: 'auto' | 'never';
}

/** Longer than any recording: a later time is a damaged one. */
const MAX_SECONDS = 1000 * 3600;
const ONE_MILLISECOND = 0.001;

/** Take the place of `<` and `&` while the parser reads. Decoded text never has them. */
const TAG_STAND_IN = '\u0001';
const AMPERSAND_STAND_IN = '\u0002';

/**
 * Parses WebVTT or SubRip. Cues that can't be read are skipped and counted.
 * @param text as `decodeText` gives it.
 */
export function parseCaptions(text: string, options: CaptionOptions = {}): ParsedCaptions {
  const limits = options.limits ?? CAPTION_LIMITS;
  const timings = text.match(/-->/g)?.length ?? 0;
  const isWebVtt = /^\ufeff?\s*WEBVTT(\s|$)/.test(text);
  if (!isWebVtt && timings === 0) {
    return unreadable('not-captions', message('text.not-captions'));
  }
  const source = (isWebVtt ? text.replace(/^\ufeff?\s*/, '') : webVttOfSubRip(text))
    .replace(/[\u0001\u0002]/g, '')
    // The parser builds a tree of each cue's markup by recursion, and deep nesting would overflow its
    // stack. We read the markup ourselves, so the parser never sees any.
    .replaceAll('<', TAG_STAND_IN)
    .replaceAll('&', AMPERSAND_STAND_IN);

  const voices: Cue[] = [];
  let read = 0;
  let cut = 0;
  for (const raw of new webvtt.WebVTTParser().parse(source).cues) {
    const startSeconds = toMilliseconds(raw.startTime);
    const endSeconds = toMilliseconds(raw.endTime);
    if (!(endSeconds >= startSeconds && endSeconds <= MAX_SECONDS)) continue;
    const markup = raw.text.replaceAll(TAG_STAND_IN, '<').replaceAll(AMPERSAND_STAND_IN, '&');
    const spoken = voicesOf(cutText(markup, limits.maxCueCharacters * 2));
    if (spoken.length === 0) continue;
    read += 1;
    if (voices.length + spoken.length > limits.maxCues) {
      cut += 1;
      continue;
    }
    if (markup.length > limits.maxCueCharacters * 2) cut += 1;
    else if (spoken.some((voice) => voice.text.length > limits.maxCueCharacters)) cut += 1;
    for (const voice of spoken) {
      voices.push({
        startSeconds,
        // A cue without a length still has text: it is shown for a second.
        endSeconds: endSeconds === startSeconds ? startSeconds + 1 : endSeconds,
        ...voice,
        text: cutText(voice.text, limits.maxCueCharacters).trimEnd(),
      });
    }
  }
  const cues = options.speakerPrefix === 'never' ? voices : withPrefixedSpeakers(voices);
  if (cues.length === 0 && (timings > 0 || hasMoreThanHeader(text))) {
    return unreadable('not-captions', message('text.captions-without-cues'));
  }
  return { outcome: 'cues', cues, skipped: Math.max(0, timings - read), cut };
}

/** Whether blocks other than comments, styles and regions follow the header. */
const hasMoreThanHeader = (text: string): boolean =>
  text
    .trim()
    .split(/\n{2,}/)
    .slice(1)
    .some((block) => !/^(NOTE|STYLE|REGION)(\s|$)/.test(block));

/** SubRip has commas in its times, positions like `{\an8}`, and no header. */
const webVttOfSubRip = (text: string): string =>
  `WEBVTT\n\n${text
    .replace(/^\ufeff?\s*/, '')
    .replace(/\{\\[a-z][^{}]{0,40}\}/gi, '')
    .replace(/^[^\n]*-->[^\n]*$/gm, (line) => line.replace(/(\d),(\d{3})(?!\d)/g, '$1.$2'))}`;

/** Markup that captions use. Anything else in angle brackets is what somebody said or typed. */
const TAG = /<(?:(\/?)(v|c|i|b|u|s|ruby|rt|lang|font|span|em|strong|br)(?![a-z0-9])([^<>]*)|[\d:.]+)>/gi;

/** The text of a cue, with a part for each `<v Name>`. */
function voicesOf(markup: string): { speaker?: string; text: string }[] {
  const parts: { speaker?: string; text: string }[] = [{ text: '' }];
  let at = 0;
  const add = (text: string): void => {
    const last = parts.at(-1);
    if (last !== undefined) last.text += text;
  };
  for (const match of markup.matchAll(TAG)) {
    add(markup.slice(at, match.index));
    at = match.index + match[0].length;
    const name = match[2]?.toLowerCase();
    if (name === 'br') add('\n');
    if (name !== 'v') continue;
    // The name follows the first blank, after the classes: <v.loud Ada>.
    const speaker =
      match[1] === '/' ? '' : plainName(decodeEntities(/\s(.*)$/s.exec(match[3] ?? '')?.[1] ?? ''));
    parts.push(speaker === '' ? { text: '' } : { speaker, text: '' });
  }
  add(markup.slice(at));
  return parts
    .map((part) => ({ ...part, text: linesOf(decodeEntities(part.text)) }))
    .filter(({ text }) => text !== '');
}

/** Text without blank lines, because a blank line ends a cue. */
const linesOf = (text: string): string =>
  plainText(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
};

/** Decodes once, so that `&amp;lt;` becomes `&lt;` and not `<`. Unknown entities stay text. */
const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return ENTITIES[name] ?? whole;
    const code = typeof decimal === 'string' ? parseInt(decimal, 10) : parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

const PREFIX = /^([^:\n]{1,80}):[ \t]+(?=\S)/;

function withPrefixedSpeakers(cues: Cue[]): Cue[] {
  const unnamed = cues.filter((cue) => cue.speaker === undefined);
  const prefixed = unnamed.filter((cue) => PREFIX.test(cue.text)).length;
  // "Remember: bring a pen" is a sentence, unless most cues of the file name their speakers like this.
  if (prefixed === 0 || prefixed * 2 < unnamed.length) return cues;
  return cues.map((cue) => {
    const match = cue.speaker === undefined ? PREFIX.exec(cue.text) : null;
    const speaker = plainName(match?.[1] ?? '');
    return match === null || speaker === ''
      ? cue
      : { ...cue, speaker, text: cue.text.slice(match[0].length) };
  });
}

const escapeVtt = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Sorted by start, the longer of two first. Equal cues keep their order. */
export const inCueOrder = (cues: readonly Cue[]): Cue[] =>
  [...cues].sort((a, b) => a.startSeconds - b.startSeconds || b.endSeconds - a.endSeconds);

/** Writes our own WebVTT: escaped plain text, each speaker in `<v>`. Read it with `speakerPrefix: 'never'`. */
export function renderVtt(cues: readonly Cue[]): string {
  const blocks = inCueOrder(cues).flatMap((cue) => {
    const text = linesOf(cue.text);
    if (text === '') return [];
    const start = toMilliseconds(Math.max(0, cue.startSeconds));
    const end = Math.max(toMilliseconds(cue.endSeconds), start + ONE_MILLISECOND);
    const speaker = plainName(cue.speaker ?? '');
    const voice = speaker === '' ? '' : `<v ${escapeVtt(speaker)}>`;
    return [`${clockText(start, true)} --> ${clockText(end, true)}\n${voice}${escapeVtt(text)}\n`];
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** A longer pause starts a new paragraph, even if the same person goes on. */
const PAUSE_SECONDS = 5;
const PARAGRAPH_CHARACTERS = 600;

/** A transcript to read and to search, with a paragraph for each turn: `[00:00:16] Ada Host: Welcome.` */
export function transcriptText(cues: readonly Cue[]): string {
  const paragraphs: { startSeconds: number; endSeconds: number; speaker?: string; text: string }[] = [];
  for (const cue of inCueOrder(cues)) {
    const text = oneLine(cue.text);
    const last = paragraphs.at(-1);
    const sameTurn =
      last !== undefined &&
      last.speaker === cue.speaker &&
      cue.startSeconds - last.endSeconds < PAUSE_SECONDS &&
      last.text.length < PARAGRAPH_CHARACTERS;
    if (sameTurn) {
      last.text += ` ${text}`;
      last.endSeconds = Math.max(last.endSeconds, cue.endSeconds);
    } else paragraphs.push({ ...cue, text });
  }
  return paragraphs
    .map(({ startSeconds, speaker, text }) => {
      const name = plainName(speaker ?? '');
      return `[${clockText(startSeconds)}] ${name === '' ? '' : `${name}: `}${text}\n`;
    })
    .join('\n');
}
