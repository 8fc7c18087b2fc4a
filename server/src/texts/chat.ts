import { z } from 'zod';
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
import { unreadable, type Unreadable } from './unreadable';

/** How one provider writes chats down: lines of which those that hold a time begin a message, or JSON. */
export type ChatFormat = {
  id: string;
  /**
   * `recording`: times count from the start of the recording; `wall`: they are a clock's, see
   * `placeWallClock`; `instant`: epoch seconds, see `placeInstants`.
   */
  clock: 'recording' | 'wall' | 'instant';
  /** Recipients who are everybody; any other recipient makes a message private. Lower case. */
  everybody: readonly string[];
  /** What follows a recipient's name to say that nobody else saw it. Lower case. */
  privateMarks: readonly string[];
} & (
  | {
      /** `time<TAB>name:<TAB>text` */
      shape: 'columns';
    }
  | {
      /** `time from NAME to NAME: text`, or the text on the lines that follow. */
      shape: 'sentence';
      from: string;
      to: string;
    }
  | {
      /** An object with a list of messages; each names its fields as said here. */
      shape: 'json';
      list: string;
      /** Whoever wrote it: a name, or an id that `ChatOptions.names` knows. */
      from: string;
      text: string;
      /** Epoch milliseconds, or an ISO instant. */
      at: string;
    }
);
type LineFormat = Exclude<ChatFormat, { shape: 'json' }>;
type JsonFormat = Extract<ChatFormat, { shape: 'json' }>;

const EVERYBODY = [
  'everyone',
  'everyone in meeting',
  'everyone in the meeting',
  'all panelists and attendees',
  'all attendees',
];
const PRIVATE_MARKS = ['(direct message)', '(privately)', '(private)'];

/**
 * Zoom's cloud files, and what its client saves, both known from files in the wild only; and what 8x8
 * uploads (docs, CHAT_UPLOADED).
 */
export const CHAT_FORMATS: readonly ChatFormat[] = [
  {
    id: 'zoom-client',
    shape: 'sentence',
    from: 'from',
    to: 'to',
    clock: 'wall',
    everybody: EVERYBODY,
    privateMarks: PRIVATE_MARKS,
  },
  {
    id: 'zoom-cloud',
    shape: 'columns',
    clock: 'recording',
    everybody: EVERYBODY,
    privateMarks: PRIVATE_MARKS,
  },
  {
    id: 'jaas',
    shape: 'json',
    clock: 'instant',
    list: 'messages',
    from: 'jid',
    text: 'content',
    at: 'timestamp',
    everybody: EVERYBODY,
    privateMarks: PRIVATE_MARKS,
  },
];

export interface ChatMessage {
  /** By the `clock` of the outcome: from the start of the recording, of a day, or of 1970. */
  atSeconds: number;
  from: string;
  to?: string;
  private: boolean;
  /** Plain text; empty for a reaction. */
  text: string;
  /** Beginning of the message that this one answers, as the provider quotes it. */
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
      /** Over the limits: left out, or shortened. */
      cut: number;
      /** Lines before the first message, which belong to nobody. */
      strayText?: string;
    }
  | Unreadable;

export interface ChatOptions {
  /** Default false: what was said to one person is nobody else's. */
  includePrivate?: boolean;
  /** Names of people by the ids that the file has in their place. */
  names?: Readonly<Record<string, string>>;
  formats?: readonly ChatFormat[];
  limits?: { maxMessages: number; maxMessageCharacters: number };
}

export const CHAT_LIMITS = { maxMessages: 100_000, maxMessageCharacters: 20_000 };

/** The first line of a message, before anything is made of it. */
interface FirstLine {
  atSeconds: number;
  from: string;
  to?: string;
  text: string;
}

/**
 * Parses a chat in whichever of the formats fits most of its lines. A line that begins no message
 * belongs to the one before it.
 * @param text as `decodeText` gives it.
 */
export function parseChat(text: string, options: ChatOptions = {}): ParsedChat {
  const formats = options.formats ?? CHAT_FORMATS;
  // Written by a mapper of ours: a file in which nothing stands is a chat in which nobody wrote.
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
  const isLines = (format: ChatFormat): format is LineFormat => format.shape !== 'json';
  if (!/^\ufeff?\s*[{[]/.test(text)) return parseLines(text, formats.filter(isLines), options);
  const found = messagesInJson(
    text,
    formats.filter((format) => format.shape === 'json'),
    options.names ?? {},
  );
  return found.outcome === 'unreadable' ? found : chatOf(found.format, found.messages, '', options);
}

function parseLines(text: string, formats: readonly LineFormat[], options: ChatOptions): ParsedChat {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const [best] = formats
    .map((format) => ({ format, firsts: lines.map((line) => firstLineOf(line, format)) }))
    .map((candidate) => ({ ...candidate, fits: candidate.firsts.filter(Boolean).length }))
    .sort((a, b) => b.fits - a.fits);
  if (best === undefined || best.fits === 0) {
    return unreadable('not-chat', 'No line begins with a time and a name, as a message of a chat does.');
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

/** What is kept of the messages, and how much is not. */
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
  for (const message of found) {
    if (message.private && options.includePrivate !== true) {
      leftOutPrivate += 1;
      continue;
    }
    const shortened = cutText(message.text, limits.maxMessageCharacters);
    if (messages.length >= limits.maxMessages || shortened !== message.text) cut += 1;
    if (messages.length < limits.maxMessages) messages.push({ ...message, text: shortened });
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

const NOT_CHAT = 'It is JSON without a list of messages, each with a writer, a text and an instant.';

/** In the first format whose list is there. A message without text or instant is none. */
function messagesInJson(
  text: string,
  formats: readonly JsonFormat[],
  names: Readonly<Record<string, string>>,
): { outcome: 'messages'; format: JsonFormat; messages: ChatMessage[] } | Unreadable {
  const json = jsonOf(text);
  if (json.outcome === 'unreadable') return json;
  for (const format of formats) {
    const list = z.object({ [format.list]: z.array(z.unknown()) }).safeParse(json.value).data?.[format.list];
    if (list === undefined) continue;
    const messages = list.flatMap((one) => messageInJson(one, format, names) ?? []);
    if (messages.length === 0) return unreadable('not-chat', NOT_CHAT);
    // Servers gather what several of them took.
    messages.sort((a, b) => a.atSeconds - b.atSeconds);
    return { outcome: 'messages', format, messages };
  }
  return unreadable('not-chat', NOT_CHAT);
}

const field = z.union([z.string(), z.number()]);

function messageInJson(
  one: unknown,
  format: JsonFormat,
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
 * The name behind an address of a chat (`node@server/resource`): known whole, without its resource,
 * or by its resource alone, which is who it is inside a room.
 */
function nameOf(id: string, names: Readonly<Record<string, string>>): string {
  const [bare = '', resource = ''] = id.split(/\/(.*)/s);
  const known = [id, bare, resource].find((key) => Object.hasOwn(names, key));
  if (known !== undefined) return names[known] ?? 'Somebody';
  return id === '' || id.includes('@') ? 'Somebody' : id;
}

/** Names are short; what comes later than this in a line is text. */
const MAX_HEAD_CHARACTERS = 600;

function firstLineOf(line: string, format: LineFormat): FirstLine | undefined {
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
 * A line that begins with a time and says that it is private, but is written in no known way. It must
 * not become a part of the message before it, which everybody may read.
 */
function oddPrivateLineOf(line: string, format: LineFormat): FirstLine | undefined {
  const time = /^\d{1,2}:\d\d:\d\d(?=\s)/.exec(line)?.[0] ?? '';
  const atSeconds = secondsOfClock(time);
  const head = line.slice(time.length, MAX_HEAD_CHARACTERS);
  const mark = format.privateMarks.find((one) => head.toLowerCase().includes(one));
  if (atSeconds === undefined || mark === undefined) return undefined;
  return { atSeconds, from: 'Somebody', to: `one person ${mark}`, text: line.slice(time.length).trim() };
}

function columnsOf(rest: string, atSeconds: number): FirstLine | undefined {
  if (!rest.startsWith('\t')) return undefined;
  const end = rest.indexOf('\t', 1);
  const name = (end === -1 ? '' : rest.slice(1, end)).trim().replace(/:$/, '').trim();
  if (name === '' || name.length > MAX_HEAD_CHARACTERS) return undefined;
  return { atSeconds, from: name, text: rest.slice(end + 1) };
}

function sentenceOf(
  rest: string,
  atSeconds: number,
  words: { from: string; to: string },
): FirstLine | undefined {
  const said = rest.trimStart();
  if (!said.toLowerCase().startsWith(`${words.from} `)) return undefined;
  const after = said.slice(words.from.length).trimStart();
  const head = after.slice(0, MAX_HEAD_CHARACTERS);
  // The older variant has blanks around its colon, so that it is told from one in a name.
  const spaced = head.indexOf(' : ');
  const colon = spaced === -1 ? (/:(?=\s|$)/.exec(head)?.index ?? -1) : spaced + 1;
  if (colon === -1) return undefined;
  const people = head.slice(0, colon).trim();
  // A name may hold the word itself: the last one parts the two.
  const parting = people.toLowerCase().lastIndexOf(` ${words.to} `);
  const from = (parting === -1 ? people : people.slice(0, parting)).trim();
  const to = parting === -1 ? undefined : people.slice(parting + words.to.length + 2).trim();
  if (from === '' || to === '') return undefined;
  const text = after.slice(colon + 1).trim();
  return { atSeconds, from, ...(to === undefined ? {} : { to }), text };
}

function messageOf(first: FirstLine, body: string, format: LineFormat): ChatMessage {
  const whole = plainText(body).trim();
  const { replyTo, reaction, text } = answerOf(whole);
  const marked = format.privateMarks.find((mark) =>
    (first.to ?? first.from).toLowerCase().trimEnd().endsWith(mark),
  );
  const unmarked = (name: string): string =>
    marked === undefined ? name : name.trimEnd().slice(0, -marked.length).trim();
  // In columns a recipient, if any, stands behind the sender.
  const inSender = first.to === undefined && marked !== undefined ? / to (?!.* to )/i.exec(first.from) : null;
  const from = plainName(
    inSender === null
      ? first.to === undefined
        ? unmarked(first.from)
        : first.from
      : first.from.slice(0, inSender.index).replace(/^from /i, ''),
  );
  const to = inSender === null ? first.to : first.from.slice(inSender.index + inSender[0].length);
  const recipient = to === undefined ? undefined : plainName(unmarked(to));
  const isPrivate =
    marked !== undefined || (recipient !== undefined && !format.everybody.includes(recipient.toLowerCase()));
  return {
    atSeconds: first.atSeconds,
    from,
    ...(recipient === undefined || recipient === '' ? {} : { to: recipient }),
    private: isPrivate,
    text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(reaction === undefined ? {} : { reaction }),
  };
}

/** Replies and reactions are sentences in Zoom's files. */
function answerOf(body: string): Pick<ChatMessage, 'text' | 'replyTo' | 'reaction'> {
  const added = /^Reacted to "([^\n]*)" with (\S{1,32})$/.exec(body);
  if (added !== null) {
    return { text: '', reaction: { to: added[1] ?? '', emoji: added[2] ?? '', removed: false } };
  }
  const removed = /^Removed an? (\S{1,32}) reaction from "([^\n]*)"$/.exec(body);
  if (removed !== null) {
    return { text: '', reaction: { to: removed[2] ?? '', emoji: removed[1] ?? '', removed: true } };
  }
  const reply = /^Replying to "([^\n]*)"(?:\n|$)/.exec(body);
  if (reply !== null) return { text: body.slice(reply[0].length).trim(), replyTo: reply[1] ?? '' };
  return { text: body };
}

/** A chat to read and to search, one message after the other; further lines are set in. */
export function renderChatText(messages: readonly ChatMessage[]): string {
  return messages.map((message) => `[${clockText(message.atSeconds)}] ${sentenceFor(message)}\n`).join('');
}

function sentenceFor({ from, to, private: isPrivate, text, replyTo, reaction }: ChatMessage): string {
  const name = `${plainName(from)}${isPrivate ? ` (only to ${plainName(to ?? 'one person')})` : ''}`;
  if (reaction !== undefined) {
    const { emoji, removed } = reaction;
    const what = oneLine(reaction.to);
    return `${name} ${removed ? `took back ${emoji} from` : `reacted with ${emoji} to`} "${what}"`;
  }
  const answers = replyTo === undefined ? '' : ` (answering "${oneLine(replyTo)}")`;
  return `${name}${answers}: ${plainText(text).split('\n').join('\n    ')}`;
}
