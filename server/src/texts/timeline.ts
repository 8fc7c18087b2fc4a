import { shortened } from '../../../contracts/foreign-text';
import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { UNNAMED_FIELD, unnamedColumn } from './added-text';
import { oneLine, plainName, plainText, secondsOfClock } from './plain-text';
import { jsonOf } from './json-text';
import type { TimelineFormat } from './text-formats';
import { unreadable, type Unreadable } from './unreadable';

/** A named instant of the video. */
export interface Chapter {
  startSeconds: number;
  /** One line of plain text. */
  title: string;
}

export type ParsedTimeline =
  | {
      outcome: 'chapters';
      chapters: Chapter[];
      /** Entries without a readable time. */
      skipped: number;
    }
  | Unreadable;

/** Chapters as mappers write them where the service gives data and no file. */
const ownChapters = z.object({
  chapters: z.array(z.object({ startSeconds: z.number(), title: z.string() })),
});
export const renderChapters = (chapters: readonly Chapter[]): string => `${JSON.stringify({ chapters })}\n`;

const MAX_CHAPTERS = 10_000;

/**
 * Reads chapters as `renderChapters` writes them, or the provider's list of who speaks from when on: then
 * each change of speakers is a chapter.
 * @param text as `decodeText` gives it.
 */
export function parseTimeline(text: string, format?: TimelineFormat): ParsedTimeline {
  const json = jsonOf(text);
  if (json.outcome === 'unreadable') return json;
  const own = ownChapters.safeParse(json.value);
  if (own.success) return named(own.data.chapters);
  const list = format === undefined ? undefined : entriesIn(json.value, format);
  if (list === undefined) return unreadable('unknown-shape', message('text.not-timeline'));
  const timed = list.flatMap(({ clock, speakers }) => {
    const startSeconds = secondsOfClock(clock);
    const names = [...new Set(speakers.map(plainName))].filter(Boolean);
    return startSeconds === undefined ? [] : [{ startSeconds, title: shortened(names.join(', '), 250) }];
  });
  const skipped = list.length - timed.length;
  if (timed.length === 0 && skipped > 0) {
    return unreadable('unknown-shape', message('text.timeline-without-times'));
  }
  timed.sort((a, b) => a.startSeconds - b.startSeconds);
  const chapters: Chapter[] = [];
  for (const chapter of timed) {
    // While nobody is named, the chapter before goes on.
    if (chapter.title === '' || chapter.title === chapters.at(-1)?.title) continue;
    if (chapters.length < MAX_CHAPTERS) chapters.push(chapter);
  }
  return { outcome: 'chapters', chapters, skipped };
}

/** From when on somebody speaks. */
interface TimelineEntry {
  clock: string;
  speakers: string[];
}

/** Undefined for JSON of another shape. */
function entriesIn(json: unknown, format: TimelineFormat): TimelineEntry[] | undefined {
  const text = z.string().catch('');
  const speaker = z.record(z.string(), z.unknown()).transform((fields) => text.parse(fields[format.name]));
  const speakers = z.array(speaker).catch([]);
  const entry = z.record(z.string(), z.unknown()).transform((fields) => ({
    clock: text.parse(fields[format.clock]),
    speakers: speakers.parse(fields[format.speakers]),
  }));
  const file = z.object(Object.fromEntries(format.lists.map((list) => [list, z.array(entry).optional()])));
  const parsed = file.safeParse(json).data;
  return format.lists.map((list) => parsed?.[list]).find((list) => list !== undefined);
}

function named(list: readonly Chapter[]): ParsedTimeline {
  const chapters = list
    .filter(({ startSeconds }) => startSeconds >= 0)
    .map(({ startSeconds, title }) => ({ startSeconds, title: shortened(oneLine(title), 250) }))
    .filter(({ title }) => title !== '')
    .sort((a, b) => a.startSeconds - b.startSeconds)
    .slice(0, MAX_CHAPTERS);
  return { outcome: 'chapters', chapters, skipped: list.length - chapters.length };
}

export type ReadableText = { outcome: 'text'; text: string } | Unreadable;

const MAX_DEPTH = 12;
const MAX_LINES = 20_000;

/**
 * Text to read, from a summary, its next steps, smart chapters or a poll in JSON. Providers don't publish
 * the shape of these files, so every text in them is shown: names of things as headings, lists as lists,
 * and whatever is neither below the name of its field.
 * @param text as `decodeText` gives it.
 */
export function readableJson(text: string): ReadableText {
  const json = jsonOf(text);
  if (json.outcome === 'unreadable') return json;
  const { value } = json;
  if (typeof value !== 'object' || value === null) {
    return unreadable('unknown-shape', message('text.single-value'));
  }
  const read: Reading = { lines: [], hasWords: false, tooDeep: false };
  addLines(read, value, 0);
  if (read.tooDeep) return unreadable('unknown-shape', message('text.too-deep'));
  if (!read.hasWords) return unreadable('no-text', message('text.no-sentence'));
  return { outcome: 'text', text: `${read.lines.slice(0, MAX_LINES).join('\n').trimEnd()}\n` };
}

interface Reading {
  lines: string[];
  hasWords: boolean;
  tooDeep: boolean;
}

/** Fields that name the thing in which they are: its heading. */
const NAMES = /^(label|title|name|heading|topic|question|option|choice|prompt)s?$/i;
/** Fields that are the text of the thing in which they are, and need no name of their own. */
const TEXTS = /^(text|summary|content|description|body|value)$/i;
/** Fields that say how many chose the thing in which they are. */
const VOTES = /^(number|num|total)?[_-]?(votes?|count|answers|responses)$/i;
/** Lists whose name says no more than that they are lists. */
const LISTS = /^(items?|lists?|data|results?|details|options|choices|answers|questions|polls|chapters)$/i;
/** A longer text stands below the name of its field, a shorter one beside it. */
const LONG_TEXT = 80;
const BULLET = '• ';

function addLines(read: Reading, value: object, depth: number): void {
  if (depth > MAX_DEPTH) {
    read.tooDeep = true;
    return;
  }
  if (Array.isArray(value)) {
    for (const one of value as unknown[]) {
      if (typeof one === 'object' && one !== null) addThing(read, one, depth + 1);
      else if (scalarText(one) !== '') addBullet(read, said(read, one));
    }
  } else addFields(read, Object.entries(value), depth);
}

function addFields(read: Reading, fields: [string, unknown][], depth: number): void {
  for (const [key, one] of fields) {
    if (typeof one === 'object' && one !== null) {
      const before = read.lines.length;
      if (!LISTS.test(key)) addHeading(read, fieldName(key));
      const heading = read.lines.length;
      addLines(read, one, depth + 1);
      // A heading without content is left out.
      if (read.lines.length === heading) read.lines.length = before;
      else addGap(read);
      continue;
    }
    if (scalarText(one) === '') continue;
    const text = said(read, one);
    if (TEXTS.test(key)) read.lines.push(text);
    else if (text.length <= LONG_TEXT && !text.includes('\n')) read.lines.push(`${fieldName(key)}: ${text}`);
    else {
      addHeading(read, fieldName(key));
      read.lines.push(text, '');
    }
  }
}

/** One thing of a list: on one line if it is no more than a name, a time or a number of votes. */
function addThing(read: Reading, thing: object, depth: number): void {
  if (Array.isArray(thing) || depth > MAX_DEPTH) {
    addLines(read, thing, depth);
    return;
  }
  const fields = Object.entries(thing).filter(
    ([, one]) => (typeof one === 'object' && one !== null) || scalarText(one) !== '',
  );
  const take = (fits: (key: string, one: unknown) => boolean): string | undefined => {
    const at = fields.findIndex(([key, one]) => (typeof one !== 'object' || one === null) && fits(key, one));
    const [field] = at === -1 ? [] : fields.splice(at, 1);
    return field === undefined ? undefined : said(read, field[1]);
  };
  const clock = take((_key, one) => typeof one === 'string' && secondsOfClock(one) !== undefined);
  const votes = take((key, one) => typeof one === 'number' && VOTES.test(key));
  const name =
    take((key, one) => typeof one === 'string' && NAMES.test(key)) ??
    (fields.length === 1 ? take((key) => TEXTS.test(key)) : undefined);
  const lead = [clock?.replace(/[.,]\d+$/, ''), name].filter((part) => part !== undefined).join(' ');
  const line = [lead, votes].filter((part) => part !== undefined && part !== '').join(': ');
  if (fields.length === 0) {
    if (line !== '') addBullet(read, line);
    return;
  }
  if (line !== '') addHeading(read, line);
  addFields(read, fields, depth);
  addGap(read);
}

/** A heading stands alone, so that it is told from the text before it. */
function addHeading(read: Reading, heading: string): void {
  addGap(read);
  read.lines.push(heading);
}

function addGap({ lines }: Reading): void {
  if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
}

function addBullet(read: Reading, text: string): void {
  read.lines.push(BULLET + text.split('\n').join('\n  '));
}

/** The text of a value, with a note that there was one. */
function said(read: Reading, value: unknown): string {
  const text = scalarText(value);
  read.hasWords ||= typeof value === 'string' && /\p{L}/u.test(text);
  return text;
}

function scalarText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return plainText(value).trim();
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return '';
  }
}

/** `next_steps`, `nextSteps` → `Next steps` */
function fieldName(key: string): string {
  const words = plainName(key)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words === '' ? UNNAMED_FIELD : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/**
 * Text to read, from a poll report in CSV: each question with its answers and who gave them. A report with
 * other columns is shown cell by cell, each after the name of its column.
 */
export function readableCsv(text: string): ReadableText {
  const rows = csvRows(text).filter((row) => row.some((cell) => cell !== ''));
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  if (width === 0) return unreadable('no-text', message('text.no-rows'));
  if (width === 1) return unreadable('not-csv', message('text.one-column'));
  // A report may start with narrower lines, e.g. its name and date. They are shown as they are.
  const headerAt = rows.findIndex((row) => row.length === width);
  const header = rows[headerAt] ?? [];
  const tallied = talliedPoll(rows.slice(headerAt + 1), header);
  if (tallied !== undefined) {
    const above = rows.slice(0, headerAt).map((row) => row.filter((cell) => cell !== '').join(' '));
    return { outcome: 'text', text: `${[...above, ...tallied].join('\n\n')}\n` };
  }
  const filled = (row: string[]): string => row.filter((cell) => cell !== '').join(' | ');
  const blocks = rows
    .slice(0, MAX_LINES)
    .map((row, index) =>
      index <= headerAt || row.length !== width
        ? filled(row)
        : row
            .flatMap((cell, at) => (cell === '' ? [] : [`${header[at] || unnamedColumn(at + 1)}: ${cell}`]))
            .join('\n'),
    );
  // Every row repeats the header, so it is left out if there are rows.
  if (rows.length > headerAt + 1) blocks.splice(headerAt, 1);
  return { outcome: 'text', text: `${blocks.join('\n\n')}\n` };
}

/** Blocks of a report with one answer a row; undefined if it has columns that would be lost. */
function talliedPoll(rows: string[][], header: string[]): string[] | undefined {
  const columnOf = (words: RegExp) => header.findIndex((name) => words.test(name));
  const question = columnOf(/^(poll )?questions?$/i);
  const answer = columnOf(/^(answer|response|option)s?$/i);
  const name = columnOf(/^((user )?name|participant)$/i);
  const isKnown = (at: number) => [question, answer, name].includes(at) || header[at] === '#';
  if (question === -1 || answer === -1 || !header.every((_name, at) => isKnown(at))) return undefined;
  const questions = new Map<string, Map<string, string[]>>();
  for (const row of rows.slice(0, MAX_LINES)) {
    if (row.length !== header.length || (row[question] ?? '') === '') return undefined;
    const answers = questions.get(row[question] ?? '') ?? new Map<string, string[]>();
    questions.set(row[question] ?? '', answers);
    const given = row[answer] || '–';
    answers.set(given, [...(answers.get(given) ?? []), row[name] ?? '']);
  }
  if (questions.size === 0) return undefined;
  return [...questions].map(([asked, answers]) =>
    [
      asked,
      ...[...answers].map(([given, people]) => {
        const who = people.filter((one) => one !== '').join('; ');
        return `${BULLET}${given}: ${people.length}${who === '' ? '' : ` (${who})`}`;
      }),
    ].join('\n'),
  );
}

/** RFC 4180, but a quote that is never closed ends with the file. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at + 1) : { said: '', end: at };
    let end = cell.end;
    while (end < text.length && text[end] !== ',' && text[end] !== '\n') end += 1;
    row.push(oneLine(cell.said + text.slice(cell.end, end)));
    if (text[end] !== ',') {
      rows.push(row);
      row = [];
    }
    at = end + 1;
  }
  return row.length > 0 ? [...rows, row] : rows;
}

const indexOrEnd = (text: string, what: string, from: number): number => {
  const found = text.indexOf(what, from);
  return found === -1 ? text.length : found;
};

function quotedCell(text: string, start: number): { said: string; end: number } {
  let end = indexOrEnd(text, '"', start);
  while (text[end + 1] === '"') end = indexOrEnd(text, '"', end + 2);
  return { said: text.slice(start, end).replaceAll('""', '"'), end: Math.min(end + 1, text.length) };
}
