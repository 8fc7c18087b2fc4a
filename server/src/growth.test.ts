import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';
import { asciiDomain } from '../../contracts/addresses';
import { foreignLine, foreignLines, wellFormed, wellFormedValue } from '../../contracts/foreign-text';
import { oneLine } from '../../contracts/messages/one-line';
import { isEmailAddress, normalEmail } from './domain/email';
import { ConnectorError } from './domain/errors';
import { fileNameFor } from './domain/file-name';
import { instantOf } from './domain/instant';
import type { ProviderFile } from './domain/recording';
import { segmentsOf } from './domain/segments';
import { fillTitle } from './domain/title';
import { parseBody, providerWords } from './http/json-body';
import { askedWait } from './http/retry-after';
import { createRedactor } from './log/redact';
import { renderMail } from './mails/render';
import { readXml } from './providers/bigbluebutton/xml';
import { cleanOccurrence } from './providers/clean-answers';
import { storedObjectOf } from './providers/jaas/storage';
import { occurrencesOf as teamsOccurrences } from './providers/ms-teams/mapper';
import { providers } from './providers/registry';
import { safeWords } from './providers/safe-words';
import { occurrenceOf as zoomOccurrence } from './providers/zoom/mapper';
import type { ZoomFile } from './providers/zoom/schemas';
import { parseCaptions, renderVtt, transcriptText } from './texts/captions';
import { parseChat, renderChatText } from './texts/chat';
import { decodeText } from './texts/decode-text';
import { readableProse } from './texts/prose';
import { parseTimeline, readableCsv, readableJson } from './texts/timeline';
import { textOfBody } from './webhooks/text-of-body';

/**
 * Work on foreign text grows with its length, not with its square. Each regular expression of the source is
 * found by itself and fed with texts made of its own parts; each parser with texts that have hurt parsers.
 * Compared are times of one text at several lengths, in processor time and as the least of several tries:
 * a busy machine makes single measurements longer, not their least.
 */

const ROOT = path.join(__dirname, '../..');
/** Between linear, which is 1, and quadratic, which is 2. */
const MOST_EXPONENT = 1.5;
/** Of no work on one of these texts. */
const TOO_LONG_MS = 10_000;
/**
 * What looks steep is measured again with texts so many times as long: there the work alone counts, and not
 * what surrounds it, while a square stays a square.
 */
const LONGER = [1, 2, 4];

/** Files that make expressions of other texts than literals, and of what. */
const MADE: readonly [file: string, of: string][] = [
  ['contracts/addresses.ts', 'of constants, for addresses of at most 2,000 characters'],
  ['contracts/look-alikes.ts', 'of names of scripts, for single characters'],
  ['server/src/media/upload-rules.ts', 'of the upload settings of the site'],
  ['server/src/providers/pem.ts', 'of a constant, for what a manager entered'],
  ['server/src/texts/chat.ts', 'of a word of a format; among the parsers below'],
];

/** Expressions that never see more than a bounded text. Each with what bounds it. */
const BOUNDED: Readonly<Record<string, string>> = {};

const cpuMs = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/**
 * The exponent of growth over three doublings; 0 where the longest text takes no time to speak of, and infinite
 * where it takes no end.
 * @param costOf processor time with a text of a size, in ms.
 */
function exponentOf(costOf: (size: number) => number, smallest: number): number {
  const least = (times: number, size: number): number =>
    Math.min(...Array.from({ length: times }, () => costOf(size)));
  let best = Infinity;
  for (const times of LONGER) {
    if (costOf(smallest * times * 8) >= TOO_LONG_MS) return Infinity;
    const longest = least(2, smallest * times * 8);
    if (longest < 4) return 0;
    best = Math.min(best, Math.log2(longest / Math.max(least(5, smallest * times), 0.02)) / 3);
    if (best <= MOST_EXPONENT) break;
  }
  return best;
}

const sourceFiles = (folder: string): string[] =>
  fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'fixtures' ? [] : sourceFiles(whole);
    return /(?<!\.test|\.d)\.ts$/.test(entry.name) ? [whole] : [];
  });

interface Expression {
  name: string;
  source: string;
  flags: string;
}

/** Every literal of the source, and names of files that make expressions in another way. */
function expressionsOf(files: readonly string[]): { literals: Expression[]; made: string[] } {
  const literals = new Map<string, Expression>();
  const made: string[] = [];
  for (const file of files) {
    const name = path.relative(ROOT, file);
    const visit = (node: ts.Node) => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        const [source, flags] = [node.text.slice(1, end), node.text.slice(end + 1)];
        literals.set(`${name} ${node.text}`, { name: `${name} ${node.text}`, source, flags });
      }
      if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') made.push(name);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  }
  return { literals: [...literals.values()], made };
}

const COMMON = ['a', '0', ' ', '\n', '.', '-', '/', '=', '&', ')', ':', '"', '<', '>', '\\', 'A', '\u0301'];

/** Texts of which an expression could be matched nearly, again and again. */
function partsOf(source: string): string[] {
  const plain = source
    .replace(/\\([./()[\]{}?+*|^$-])/g, '$1')
    .replace(/\\[nrt]/g, '\n')
    .replace(/\\[a-zA-Z](\{[^}]*\})?/g, ' ');
  const words = plain.match(/[\w:/<>=&"@#%~-]{2,20}/g) ?? [];
  const signs = [...plain].filter((sign) => !/[\w\s]/.test(sign));
  return [...new Set([...words.slice(0, 8), ...signs.slice(0, 12), ...COMMON])];
}

const repeated = (prefix: string, pump: string, suffix: string, size: number): string =>
  prefix + pump.repeat(Math.ceil(size / pump.length)) + suffix;

const SCREEN = 4_096;
function* textsFor(source: string): Generator<[prefix: string, pump: string, suffix: string]> {
  const parts = partsOf(source);
  const words = parts.filter((part) => part.length > 1).slice(0, 4);
  const starts = ['', ...words, ...words.map((word) => `${word}a`)];
  const pumps = new Set([...parts, ...words.flatMap((word) => COMMON.map((sign) => word + sign))]);
  for (const sign of ['.', '-', ' ', '/']) pumps.add(`a${sign}`);
  for (const start of starts) for (const pump of pumps) yield [start, pump, '\u0001'];
  for (const pump of pumps) yield ['', pump, ''];
}

/** Processor time of an expression with each text, in ms. What takes seconds is broken off. */
function timesOf({ source, flags }: Expression): (texts: readonly string[]) => number[] {
  const now = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const context = vm.createContext({ texts: [], times: [], now });
  const call = flags.includes('g') ? 'text.replace(expression, "")' : 'expression.exec(text)';
  vm.runInContext(
    `const expression = new RegExp(${JSON.stringify(source)}, ${JSON.stringify(flags)})`,
    context,
  );
  const script = new vm.Script(
    `for (const text of texts) { const before = now(); expression.lastIndex = 0; ${call}; times.push(now() - before); }`,
  );
  return (texts) => {
    const times: number[] = [];
    Object.assign(context, { texts, times });
    try {
      // Setting the time limit costs more than most expressions do, so it is set once for all texts.
      script.runInContext(context, { timeout: TOO_LONG_MS });
    } catch {
      times.push(TOO_LONG_MS);
    }
    return times;
  };
}

/** How the work of an expression grows with the worst of the texts, if it takes any time at all. */
function growthOf(expression: Expression): { exponent: number; text: string } {
  const measure = timesOf(expression);
  const shapes = [...textsFor(expression.source)];
  const screened = measure(shapes.map((shape) => repeated(...shape, SCREEN)));
  const slow = shapes
    .map((shape, index) => ({ shape, ms: screened[index] ?? 0 }))
    .filter(({ ms }) => ms > 1)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 10);
  let worst = { exponent: 0, text: '' };
  for (const { shape } of slow) {
    const exponent = exponentOf((size) => measure([repeated(...shape, size)])[0] ?? 0, SCREEN / 4);
    if (exponent > worst.exponent) worst = { exponent, text: JSON.stringify(shape) };
  }
  return worst;
}

const log = (line: string) => process.stdout.write(`${line}\n`);

const redactor = createRedactor();
redactor.addSecret('a-secret-of-this-test');
const hooks = providers.flatMap(({ receivesWebhooks }) => receivesWebhooks ?? []);
const formats = providers.flatMap(({ textFormats }) => textFormats ?? []);
const facts = {
  host: undefined,
  startedAt: '2026-02-10T23:30:00Z',
  timezone: undefined,
  provider: 'Zoom',
  connector: 'School',
  segment: 1,
  segments: 1,
};

/** Everything that is given a foreign text of any length, up to the limits of bodies and files. */
const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  foreignLine: (text) => foreignLine(text),
  'a long foreignLine': (text) => foreignLine(text, 1_000_000),
  foreignLines,
  wellFormed,
  wellFormedValue: (text) => wellFormedValue([text]),
  oneLine,
  cleanOccurrence: (text) =>
    cleanOccurrence({
      id: text,
      title: text,
      startedAt: '',
      host: { id: text, email: text, name: text },
      files: [{ key: text, kind: 'video', view: text, extension: text, ready: true, segmentKey: text }],
    }),
  normalEmail,
  isEmailAddress,
  fileNameFor: (text) => fileNameFor(text, 'mp4'),
  fillTitle: (text) => fillTitle('{title} {host}', { ...facts, title: text, host: text }),
  'a body': (text) => providerWords(parseBody(Buffer.from(text), undefined)),
  'a body of JSON': (text) => providerWords(parseBody(Buffer.from(text), 'application/json')),
  'a text in JSON': (text) =>
    parseBody(Buffer.from(JSON.stringify({ message: `${text}\ud83d` })), 'application/json'),
  safeWords: (text) => safeWords(text, ['a-secret-of-this-test']),
  'redactor.text': (text) => redactor.text(text),
  'an error of ours': (text) => new ConnectorError('gone', text, { code: 'x', providerWords: text }),
  renderMail: (text) => renderMail({ subject: '{{title}}', text: '{{title}}' }, { title: text }),
  readXml,
  'a text in XML': (text) => readXml(`<a>${text}</a>`),
  'a file of words': (text) => decodeText(Buffer.from(text), 100_000_000),
  parseCaptions: (text) => parseCaptions(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${text}`),
  'a bare parseCaptions': (text) => parseCaptions(text),
  parseChat: (text) => parseChat(text, { formats: formats.flatMap(({ chat }) => chat ?? []) }),
  readableProse,
  readableJson,
  parseTimeline: (text) => parseTimeline(text),
  readableCsv,
  textOfBody: (text) => textOfBody(Buffer.from(text), (shown) => redactor.text(shown)),
  'captions, written again': (text) => {
    const captions = parseCaptions(`WEBVTT\n\n${text}`);
    return captions.outcome === 'cues' && [renderVtt(captions.cues), transcriptText(captions.cues)];
  },
  'a chat, written again': (text) => {
    const chat = parseChat(`00:00:01\tAda:\t${text}`, { formats: formats.flatMap((one) => one.chat ?? []) });
    return chat.outcome === 'messages' && renderChatText(chat.messages);
  },
  'timelines of providers': (text) =>
    formats.flatMap(({ timeline }) => {
      if (timeline === undefined) return [];
      const entry = { [timeline.clock]: '00:00:01', [timeline.speakers]: [{ [timeline.name]: text }] };
      return parseTimeline(JSON.stringify({ [timeline.lists[0] ?? '']: [entry] }), timeline);
    }),
  asciiDomain,
  storedObjectOf: (text) => storedObjectOf(`https://a.example/p/x/n/y/b/z/o/app/${text}`),
  'a time to wait': (text) => askedWait({ 'retry-after': text }, 0),
  'webhooks, as they read': (text) =>
    hooks.map((one) =>
      one.read({ eventType: 'e', receivedAtMs: 0, method: 'POST', query: text, rawBody: Buffer.from(text) }),
    ),
};

/** Each is repeated after its beginning. */
const HURTFUL: readonly [start: string, pump: string, end?: string][] = [
  ['http://a', ')', 'x'],
  ['http://a', '.', ' x'],
  ['', 'http://a'],
  ['', 'a.'],
  ['', 'a-'],
  ['', 'eyJ-'],
  ['', 'eyJaaaaaaaa.'],
  ['', 'bearer '],
  ['', 'token'],
  ['e', '\u0301\u0323'],
  ['', '\ud83d'],
  ['', '\u202e'],
  ['', ' ', 'x'],
  ['x', '\n', 'x'],
  ['', '\r', 'x'],
  ['', '['],
  ['', '{"a":'],
  ['"', '\\'],
  ['', '<'],
  ['', '<a>'],
  ['', '<v '],
  ['', '<!'],
  ['', '&'],
  ['', '&#'],
  ['', '&amp;'],
  ['', '"'],
  ['', ','],
  ['', '=', 'x'],
  ['', 'a=b&'],
  ['', '00:00:00.000 --> 00:00:01.000\n\n'],
  ['', '00:00:00\tA:\tb\n'],
  ['', '00:00 '],
  ['', 'From A to B: '],
  ['', 'to '],
  ['', '('],
  ['a@', 'b.'],
  ['', '{{a}}'],
  ['', '{a'],
  ['', '/', 'x'],
  ['', '?a=b'],
];

const at = (index: number) => instantOf(Date.UTC(2026, 0, 1) + index * 10_000);
const listed = (index: number, over: Partial<ProviderFile> = {}): ProviderFile => ({
  key: String(index),
  kind: 'video',
  view: '',
  extension: 'mp4',
  ready: true,
  startedAt: at(index),
  endedAt: at(index + 1),
  segmentKey: at(index),
  ...over,
});
const some = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));
const ofZoom = (files: ZoomFile[]) =>
  zoomOccurrence({ uuid: 'u', start_time: at(0), recording_files: files }, undefined);
const ofTeams = (recordings: number, transcripts: number, calls: (index: number) => string | null) =>
  teamsOccurrences({
    ownerId: 'o',
    meeting: { id: 'm' },
    host: undefined,
    recordings: some(recordings, (index) => ({
      id: `r${index}`,
      callId: calls(index),
      contentCorrelationId: `c${index}`,
      createdDateTime: at(index),
      endDateTime: at(index + 1),
    })),
    transcripts: some(transcripts, (index) => ({
      id: `t${index}`,
      callId: null,
      contentCorrelationId: `c${index}`,
      createdDateTime: at(index),
    })),
  });

/** Work on lists, each with this many entries. A list names any number, up to the limit of its bytes. */
const LISTS: Readonly<Record<string, (count: number) => unknown>> = {
  'files of a meeting at Zoom that have no id': (count) =>
    ofZoom(some(count, () => ({ file_type: 'CC', recording_start: at(0) }))),
  'videos and audio of a meeting at Zoom': (count) =>
    ofZoom(
      some(count, (index) => ({
        id: `${index}`,
        file_type: index % 2 === 0 ? 'MP4' : 'M4A',
        recording_start: at(index),
        recording_end: at(index + 1),
      })),
    ),
  'texts of a meeting at Zoom': (count) =>
    ofZoom(
      some(count, (index) => ({
        id: `${index}`,
        file_type: index % 2 === 0 ? 'MP4' : 'CHAT',
        recording_start: at(index),
      })),
    ),
  'recordings of one call': (count) => ofTeams(count, count, () => 'call'),
  'recordings of a call each': (count) => ofTeams(count, count, String),
  'recordings without a call': (count) => ofTeams(count, count, () => null),
  'segments of a meeting': (count) =>
    segmentsOf({ startedAt: at(0), files: some(count, (index) => listed(index)) }, ['speaker']),
  'files of a segment': (count) =>
    segmentsOf({ startedAt: at(0), files: some(count, (index) => listed(index, { segmentKey: at(0) })) }, []),
};

describe('work on foreign lists', () => {
  it('grows no faster than the list', () => {
    const found = Object.entries(LISTS)
      .map(([name, work]) => ({ name, exponent: exponentOf((count) => cpuMs(() => work(count)), 1_000) }))
      .sort((a, b) => b.exponent - a.exponent);
    log(
      `growth of ${found.length} lists: worst exponent ${found[0]?.exponent.toFixed(2)}, ${found[0]?.name}`,
    );
    expect(found.filter(({ exponent }) => exponent > MOST_EXPONENT)).toEqual([]);
  });
});

describe('work on foreign text', () => {
  const files = [path.join(ROOT, 'server/src'), path.join(ROOT, 'contracts')].flatMap(sourceFiles);
  const { literals, made } = expressionsOf(files);

  it.each([
    ['linear', '^a+b', 0, MOST_EXPONENT],
    ['quadratic', '^a+a+b', MOST_EXPONENT, 2.5],
    ['quadratic from every place', 'a+$', MOST_EXPONENT, 2.5],
    ['exponential', '(?:a+)+b', Infinity, Infinity],
  ])('that is %s is measured as such', (_what, source, least, most) => {
    const measure = timesOf({ name: source, source, flags: '' });
    const found = exponentOf((size) => measure([repeated('', 'a', '!', size)])[0] ?? 0, SCREEN / 4);
    expect(found).toBeGreaterThanOrEqual(least);
    expect(found).toBeLessThanOrEqual(most);
  });

  it('of every regular expression grows no faster than its text', () => {
    expect(literals.length).toBeGreaterThan(100);
    const found = literals
      .filter(({ name }) => !(name in BOUNDED))
      .map((expression) => ({ name: expression.name, ...growthOf(expression) }))
      .sort((a, b) => b.exponent - a.exponent);
    const [worst] = found;
    log(
      `growth of ${found.length} expressions: worst exponent ${worst?.exponent.toFixed(2)}, ${worst?.name}`,
    );
    expect(found.filter(({ exponent }) => exponent > MOST_EXPONENT)).toEqual([]);
    expect(Object.keys(BOUNDED).filter((name) => literals.every((one) => one.name !== name))).toEqual([]);
  });

  it('is done by no expression that is made while it runs, unless it stands here', () => {
    expect([...new Set(made)].sort()).toEqual(MADE.map(([file]) => file).sort());
  });

  it('of every parser grows no faster than its text', () => {
    const smallest = 16 * 1024;
    const found = Object.entries(PARSERS)
      .flatMap(([name, parse]) =>
        HURTFUL.map(([start, pump, end = '']) => ({
          name: `${name} of ${JSON.stringify([start, pump, end])}`,
          exponent: exponentOf((size) => {
            const text = repeated(start, pump, end, size);
            return cpuMs(() => parse(text));
          }, smallest),
        })),
      )
      .sort((a, b) => b.exponent - a.exponent);
    const [worst] = found;
    log(
      `growth of ${Object.keys(PARSERS).length} parsers: worst exponent ${worst?.exponent.toFixed(2)}, ${worst?.name}`,
    );
    expect(found.filter(({ exponent }) => exponent > MOST_EXPONENT)).toEqual([]);
  });
});
