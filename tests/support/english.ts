import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { ALL_TEXTS } from '../../admin/src/translations/all';
import { CATALOGUES } from '../../contracts/messages/say';

const { en, uk } = ALL_TEXTS;

/** Shorter texts can be names, or words that are the same in both languages. */
const LEAST_WORDS = 3;
/** This many Latin words in a row count as a sentence. */
const LONGEST_NAME = 3;

/** One form of a text. Each branch of a plural is another form. */
interface Shape {
  /** The source of a regular expression. */
  source: string;
  /** The fixed parts. */
  literal: string;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

function shapesOfOne(element: MessageFormatElement): Shape[] {
  switch (element.type) {
    case TYPE.literal:
      return [{ source: escaped(element.value), literal: element.value }];
    case TYPE.pound:
      return [{ source: '[\\d\\s.,]+', literal: ' 0 ' }];
    case TYPE.tag:
      return shapesOf(element.children);
    case TYPE.plural:
    case TYPE.select:
      return Object.values(element.options).flatMap((option) => shapesOf(option.value));
    default:
      return [{ source: '[^]{0,400}?', literal: ' 0 ' }];
  }
}

const shapesOf = (elements: MessageFormatElement[]): Shape[] =>
  elements.reduce<Shape[]>(
    (made, element) =>
      made.flatMap((before) =>
        shapesOfOne(element).map((after) => ({
          source: before.source + after.source,
          literal: before.literal + after.literal,
        })),
      ),
    [{ source: '', literal: '' }],
  );

const WORD = /[A-Za-z][A-Za-z’'-]*/g;
const words = (text: string) => text.match(WORD) ?? [];
/** Values at the start or the end are ignored. */
const withoutEnds = (source: string) =>
  source.replace(
    /^(?:\[\^\]\{0,400\}\?|\[\\d\\s\.,\]\+|\\s\+)+|(?:\[\^\]\{0,400\}\?|\[\\d\\s\.,\]\+|\\s\+)+$/g,
    '',
  );

const texts = (panel: Record<string, string>, messages: Readonly<Record<string, string>>) =>
  Object.entries({ ...panel, ...messages });

/** Every English text of the panel and of the server's messages, with its key. */
const SENTENCES = texts(en, CATALOGUES.en).flatMap(([key, text]) =>
  shapesOf(parse(text, { ignoreTag: true }))
    .filter(({ literal }) => words(literal).length >= LEAST_WORDS)
    .map(({ source }) => ({ key, pattern: new RegExp(`(?<![A-Za-z])${withoutEnds(source)}(?![A-Za-z])`) })),
);

const LATIN_RUN = /[A-Za-z][A-Za-z’'-]*(?:[,:–—-]?\s+[A-Za-z][A-Za-z’'-]*)+/g;
const runsIn = (text: string): string[] => text.match(LATIN_RUN) ?? [];

/** Names of menus and settings of providers that occur in Ukrainian texts. */
const NAMES_IN_UKRAINIAN = new Set(
  texts(uk, CATALOGUES.uk)
    .map(([, text]) => text)
    .filter((text) => /[а-яіїєґ]/i.test(text))
    .flatMap(runsIn),
);

export interface EnglishFound {
  text: string;
  /** The key of the text, or `?` if it is not ours. */
  key: string;
}

/** The text of ours that this text equals or contains. */
const sentenceIn = (text: string): string | undefined =>
  SENTENCES.find(({ pattern }) => pattern.test(text))?.key;

/** Our English sentences among the texts of a page. */
export const englishOf = (shown: readonly string[]): EnglishFound[] =>
  shown.flatMap((text) => {
    if (words(text).length < LEAST_WORDS) return [];
    const key = sentenceIn(text);
    return key === undefined ? [] : [{ text, key }];
  });

/** A product and a button whose names are the same in both languages. */
const ALIKE = ['Oracle Cloud AI Speech', 'Login to Microsoft'];

/** Removes other names, such as titles of meetings, from texts, longest first. Short names are no sentences. */
export function withoutNames(shown: readonly string[], names: readonly string[]): string[] {
  const long = [...ALIKE, ...names]
    .filter((name) => words(name).length >= LEAST_WORDS)
    .sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<![A-Za-z])(?:${long.map(escaped).join('|')})(?![A-Za-z])`, 'g');
  return shown.map((text) => text.replace(pattern, '|'));
}

/**
 * Sequences of Latin words that are too long for a name, whether they are ours or not. Quotations in Ukrainian
 * quotation marks, and names in our Ukrainian texts, are ignored.
 */
export const latinRunsOf = (shown: readonly string[]): EnglishFound[] =>
  shown.flatMap((text) =>
    runsIn(text.replace(/«[^»]*»/g, '|'))
      .filter(
        (run) =>
          words(run).length > LONGEST_NAME && ![...NAMES_IN_UKRAINIAN].some((name) => name.includes(run)),
      )
      .map((run) => ({ text: run, key: '?' })),
  );

/** Ukrainian texts that equal or contain an English one. */
export const englishInUkrainian = (): EnglishFound[] =>
  texts(uk, CATALOGUES.uk).flatMap(([key, text]) =>
    englishOf(withoutNames([text], [])).map((found) => ({ ...found, key })),
  );
