import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { answering, ONE_PERSON, onlyTo, reactedWith, SOMEBODY } from './added-text';
import { jsonOf } from './json-text';
import {
  clockText,
  cutText,
  oneLine,
  plainName,
  plainText,
  secondsOfClock,
  toMilliseconds,
} from './plain-text';
import { OWN_CHAT, type ChatFormat, type JsonChatFormat, type LineChatFormat } from './text-formats';
import { unreadable, type Unreadable } from './unreadable';

export interface ChatMessage {
  /** Counted from the start of the recording, of a day, or of 1970: see `clock` of the outcome. */
  atSeconds: number;
  from: string;
  to?: string;
  private: boolean;
  /** Plain text; empty for a reaction. */
  text: string;
  /** Start of the message that this one answers, as the provider quotes it. */
  replyTo?: string;
  reaction?: { emoji: string; to: string; removed: boolean };
}

export type ParsedChat =
  | {
      outcome: 'messages';
      formatId: string;
      clock: ChatFormat['clock'];
      /** In the order of the file. */
      messages: ChatMessage[];
      leftOutPrivate: number;
      /** Messages over the limits: left out or shortened. */
      cut: number;
      /** Lines before the first message, which belong to nobody. */
      strayText?: string;
    }
  | Unreadable;

export interface ChatOptions {
  /** Default false: what was written to one person is for nobody else. */
  includePrivate?: boolean;
  /** Names of people by the ids that the file has in their place. */
  names?: Readonly<Record<string, string>>;
  /** Default: the form that our mappers write. */
  formats?: readonly ChatFormat[];
  limits?: { maxMessages: number; maxMessageCharacters: number };
}

export const CHAT_LIMITS = { maxMessages: 100_000, maxMessageCharacters: 20_000 };

/** The first line of a message, as it is written. */
interface FirstLine {
  atSeconds: number;
  from: string;
  to?: string;
  text: string;
}

/**
 * Parses a chat in the format that fits most of its lines. A line that does not start a message
 * belongs to the message before it.
 * @param text as `decodeText` gives it.
 */
export function parseChat(text: string, options: ChatOptions = {}): ParsedChat {
  const formats = options.formats ?? [OWN_CHAT];
  // Our mappers write an empty file for a chat in which nobody wrote.
  if (!/\S/.test(text)) {
    return {
      outcome: 'messages',
      formatId: 'none',
      clock: 'recording',
      messages: [],
      leftOutPrivate: 0,
      cut: 0,
    };
  }
  const isLines = (format: ChatFormat): format is LineChatFormat => format.shape !== 'json';
  if (!/^\ufeff?\s*[{[]/.test(text)) return parseLines(text, formats.filter(isLines), options);
  const found = messagesInJson(
    text,
    formats.filter((format) => format.shape === 'json'),
    options.names ?? {},
  );
  return found.outcome === 'unreadable' ? found : chatOf(found.format, found.messages, '', options);
}

function parseLines(text: string, formats: readonly LineChatFormat[], options: ChatOptions): ParsedChat {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const [best] = formats
    .map((format) => ({ format, firsts: lines.map((line) => firstLineOf(line, format)) }))
    .map((candidate) => ({ ...candidate, fits: candidate.firsts.filter(Boolean).length }))
    .sort((a, b) => b.fits - a.fits);
  if (best === undefined || best.fits === 0) {
    return unreadable('not-chat', message('text.not-chat'));
  }
  const { format, firsts } = best;
  const stray: string[] = [];
  const found: { first: FirstLine; lines: string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const first = firsts[index] ?? oddPrivateLineOf(line, format);
    if (first !== undefined) found.push({ first, lines: [first.text] });
    else (found.at(-1)?.lines ?? stray).push(line.replace(/^(\t| {1,4})/, ''));
  }
  const messages = found.map(({ first, lines: body }) => messageOf(first, body.join('\n'), format));
  return chatOf(format, messages, stray.join('\n'), options);
}

/** Leaves out private messages and what exceeds the limits, and counts both. */
function chatOf(
  format: ChatFormat,
  found: readonly ChatMessage[],
  stray: string,
  options: ChatOptions,
): ParsedChat {
  const limits = options.limits ?? CHAT_LIMITS;
  const messages: ChatMessage[] = [];
  let leftOutPrivate = 0;
  let cut = 0;
  for (const one of found) {
    if (one.private && options.includePrivate !== true) {
      leftOutPrivate += 1;
      continue;
    }
    const shortened = cutText(one.text, limits.maxMessageCharacters);
    if (messages.length >= limits.maxMessages || shortened !== one.text) cut += 1;
    if (messages.length < limits.maxMessages) messages.push({ ...one, text: shortened });
  }
  const strayText = cutText(plainText(stray).trim(), limits.maxMessageCharacters);
  return {
    outcome: 'messages',
    formatId: format.id,
    clock: format.clock,
    messages,
    leftOutPrivate,
    cut,
    ...(strayText === '' ? {} : { strayText }),
  };
}

/** Reads the first list that a format names. Entries without text or instant are skipped. */
function messagesInJson(
  text: string,
  formats: readonly JsonChatFormat[],
  names: Readonly<Record<string, string>>,
): { outcome: 'messages'; format: JsonChatFormat; messages: ChatMessage[] } | Unreadable {
  const json = jsonOf(text);
  if (json.outcome === 'unreadable') return json;
  for (const format of formats) {
    const list = z.object({ [format.list]: z.array(z.unknown()) }).safeParse(json.value).data?.[format.list];
    if (list === undefined) continue;
    const messages = list.flatMap((one) => messageInJson(one, format, names) ?? []);
    if (messages.length === 0) return unreadable('not-chat', message('text.not-chat-json'));
    // A server may merge what several servers received, so the list is not always in order.
    messages.sort((a, b) => a.atSeconds - b.atSeconds);
    return { outcome: 'messages', format, messages };
  }
  return unreadable('not-chat', message('text.not-chat-json'));
}

const field = z.union([z.string(), z.number()]);

function messageInJson(
  one: unknown,
  format: JsonChatFormat,
  names: Readonly<Record<string, string>>,
): ChatMessage | undefined {
  const read = z.record(z.string(), z.unknown()).safeParse(one).data ?? {};
  const valueOf = (name: string) => field.safeParse(read[name]).data;
  const at = valueOf(format.at);
  const atMs = typeof at === 'string' && !/^\d+$/.test(at) ? Date.parse(at) : Number(at);
  const body = plainText(String(valueOf(format.text) ?? '')).trim();
  if (at === undefined || !Number.isFinite(atMs) || body === '') return undefined;
  return {
    atSeconds: toMilliseconds(atMs / 1000),
    from: plainName(nameOf(String(valueOf(format.from) ?? ''), names)),
    private: false,
    text: body,
  };
}

/**
 * The name for an address of a chat (`node@server/resource`). It may be known by the whole address,
 * without the resource, or by the resource alone, which identifies a person inside a room.
 */
function nameOf(id: string, names: Readonly<Record<string, string>>): string {
  const [bare = '', resource = ''] = id.split(/\/(.*)/s);
  const known = [id, bare, resource].find((key) => Object.hasOwn(names, key));
  if (known !== undefined) return names[known] ?? SOMEBODY;
  return id === '' || id.includes('@') ? SOMEBODY : id;
}

/** Names are short: whatever follows later in a line is text. */
const MAX_HEAD_CHARACTERS = 600;

function firstLineOf(line: string, format: LineChatFormat): FirstLine | undefined {
  const time = /^\d{1,2}:\d\d:\d\d(?=\s)/.exec(line)?.[0];
  const atSeconds = time === undefined ? undefined : secondsOfClock(time);
  if (time === undefined || atSeconds === undefined) return undefined;
  const rest = line.slice(time.length);
  switch (format.shape) {
    case 'columns':
      return columnsOf(rest, atSeconds);
    case 'sentence':
      return sentenceOf(rest, atSeconds, format);
  }
}

/**
 * A line that starts with a time and says that it is private, but has no known form. It must not become
 * part of the message before it, which everybody may read.
 */
function oddPrivateLineOf(line: string, format: LineChatFormat): FirstLine | undefined {
  const time = /^\d{1,2}:\d\d:\d\d(?=\s)/.exec(line)?.[0] ?? '';
  const atSeconds = secondsOfClock(time);
  const head = line.slice(time.length, MAX_HEAD_CHARACTERS);
  const mark = format.privateMarks.find((one) => head.toLowerCase().includes(one));
  if (atSeconds === undefined || mark === undefined) return undefined;
  return { atSeconds, from: SOMEBODY, to: `${ONE_PERSON} ${mark}`, text: line.slice(time.length).trim() };
}

function columnsOf(rest: string, atSeconds: number): FirstLine | undefined {
  if (!rest.startsWith('\t')) return undefined;
  const end = rest.indexOf('\t', 1);
  const name = (end === -1 ? '' : rest.slice(1, end)).trim().replace(/:$/, '').trim();
  if (name === '' || name.length > MAX_HEAD_CHARACTERS) return undefined;
  return { atSeconds, from: name, text: rest.slice(end + 1) };
}

function sentenceOf(rest: string, atSeconds: number, format: LineChatFormat): FirstLine | undefined {
  const said = rest.trimStart();
  if (!said.toLowerCase().startsWith(`${format.from} `)) return undefined;
  const after = said.slice(format.from.length).trimStart();
  const head = after.slice(0, MAX_HEAD_CHARACTERS);
  // The older variant has blanks around its colon, which tells it from a colon inside a name.
  const spaced = head.indexOf(' : ');
  const colon = spaced === -1 ? (/:(?=\s|$)/.exec(head)?.index ?? -1) : spaced + 1;
  if (colon === -1) return undefined;
  const people = head.slice(0, colon).trim();
  const parted = partedBy(people, format.to);
  const from = (parted?.before ?? people).trim();
  const to = parted?.after.trim();
  if (from === '' || to === '') return undefined;
  const text = after.slice(colon + 1).trim();
  return { atSeconds, from, ...(to === undefined ? {} : { to }), text };
}

/**
 * Sender and recipient. A name may have the word itself inside, so the last one counts. Case is ignored
 * without changing it: names like `İpek` have another length in lower case.
 */
function partedBy(people: string, word: string): { before: string; after: string } | undefined {
  const match = new RegExp(`^(.*) ${word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')} (.*)$`, 'is').exec(people);
  return match === null ? undefined : { before: match[1] ?? '', after: match[2] ?? '' };
}

function messageOf(first: FirstLine, body: string, format: LineChatFormat): ChatMessage {
  const { replyTo, reaction, text } = answerOf(plainText(body).trim(), format);
  const marked = format.privateMarks.find((mark) =>
    (first.to ?? first.from).toLowerCase().trimEnd().endsWith(mark),
  );
  const { from, to } = peopleOf(first, format, marked);
  const isPrivate =
    marked !== undefined || (to !== undefined && !format.everybody.includes(to.toLowerCase()));
  return {
    atSeconds: first.atSeconds,
    from,
    ...(to === undefined || to === '' ? {} : { to }),
    private: isPrivate,
    text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(reaction === undefined ? {} : { reaction }),
  };
}

/** Sender and recipient by their names alone. */
function peopleOf(
  first: FirstLine,
  format: LineChatFormat,
  mark: string | undefined,
): { from: string; to?: string } {
  const unmarked = (name: string): string =>
    mark === undefined ? name : name.trimEnd().slice(0, -mark.length).trim();
  if (first.to !== undefined) return { from: plainName(first.from), to: plainName(unmarked(first.to)) };
  // In columns the recipient of a private message, if any, follows the sender in the same column.
  const parted = mark === undefined ? undefined : partedBy(first.from, format.to);
  if (parted === undefined) return { from: plainName(unmarked(first.from)) };
  const { before, after } = parted;
  const isLed = before.toLowerCase().startsWith(`${format.from} `);
  return {
    from: plainName(isLed ? before.slice(format.from.length + 1) : before),
    to: plainName(unmarked(after)),
  };
}

/** Replies and reactions, where they are sentences of the format. */
function answerOf(
  body: string,
  { phrases }: LineChatFormat,
): Pick<ChatMessage, 'text' | 'replyTo' | 'reaction'> {
  for (const removed of [false, true]) {
    const found = (removed ? phrases?.removed : phrases?.reacted)?.exec(body)?.groups;
    if (found !== undefined) {
      return { text: '', reaction: { to: found.to ?? '', emoji: found.emoji ?? '', removed } };
    }
  }
  const reply = phrases?.reply.exec(body);
  if (!reply) return { text: body };
  return { text: body.slice(reply[0].length).trim(), replyTo: reply.groups?.to ?? '' };
}

/** A chat to read and to search, one message after the other. Further lines are indented. */
export function renderChatText(messages: readonly ChatMessage[]): string {
  return messages.map((one) => `[${clockText(one.atSeconds)}] ${sentenceFor(one)}\n`).join('');
}

function sentenceFor({ from, to, private: isPrivate, text, replyTo, reaction }: ChatMessage): string {
  const name = `${plainName(from)}${isPrivate ? ` ${onlyTo(plainName(to ?? ONE_PERSON))}` : ''}`;
  if (reaction !== undefined) {
    return `${name} ${reactedWith(reaction.emoji, oneLine(reaction.to), reaction.removed)}`;
  }
  const answers = replyTo === undefined ? '' : ` ${answering(oneLine(replyTo))}`;
  return `${name}${answers}: ${plainText(text).split('\n').join('\n    ')}`;
}
