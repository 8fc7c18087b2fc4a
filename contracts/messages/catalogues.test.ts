import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CATALOGUES } from './say';

const ROOT = path.join(__dirname, '..', '..');
const english: Record<string, string> = CATALOGUES.en;
const codes = Object.keys(english);
const languages = Object.entries(CATALOGUES).map(
  ([language, texts]): [string, Readonly<Record<string, string>>] => [language, texts],
);

/** Names of all places of a text and what they ask for, those inside plural branches included. */
function placesOf(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element): string[] => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.tag) return placesOf(element.children);
    const inner =
      element.type === TYPE.plural || element.type === TYPE.select
        ? Object.values(element.options).flatMap((option) => placesOf(option.value))
        : [];
    return [`${element.value}:${TYPE[element.type]}`, ...inner];
  });
}
const placesIn = (text: string) => [...new Set(placesOf(parse(text, { ignoreTag: true })))].sort().join(' ');

/** Sources that make or name messages: everything of ours but the texts themselves and tests. */
function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return /messages[\\/](en|uk)$/.test(at) ? [] : sources(at);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)
      ? [readFileSync(path.join(ROOT, at), 'utf8')]
      : [];
  });
}
const source = ['server/src', 'admin/src', 'contracts'].flatMap(sources).join('\n');

/** Providers that bring their own texts, as those do that sites register; see `messagesOf`. */
const PROVIDERS = path.join(ROOT, 'server', 'src', 'providers');
const ownTexts = readdirSync(PROVIDERS)
  .filter((name) => existsSync(path.join(PROVIDERS, name, 'texts.ts')))
  .map((name): [string, Record<string, Record<string, string>>] => [
    name,
    z
      .object({ texts: z.record(z.string(), z.record(z.string(), z.string())) })
      .parse(jest.requireActual(path.join(PROVIDERS, name, 'texts'))).texts,
  ]);

describe.each(ownTexts)('what the provider "%s" says by texts of its own', (name, texts) => {
  const own = Object.keys(texts.en ?? {});

  it('is whole in each language that we speak, with the same values', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(CATALOGUES).sort());
    for (const other of Object.values(texts)) {
      expect(Object.keys(other).sort()).toEqual([...own].sort());
      expect(own.filter((code) => placesIn(other[code] ?? '') !== placesIn(texts.en?.[code] ?? ''))).toEqual(
        [],
      );
    }
  });

  it('is used, and has no code of the catalogues', () => {
    const folder = sources(path.join('server', 'src', 'providers', name)).join('\n');
    expect(own.filter((code) => !folder.includes(`message('${code}'`))).toEqual([]);
    expect(own.filter((code) => Object.hasOwn(english, code))).toEqual([]);
  });
});

describe('what the server says', () => {
  it.each(languages)('is whole in "%s": the same codes, no text empty', (_language, texts) => {
    expect(Object.keys(texts).sort()).toEqual([...codes].sort());
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(languages)('asks in "%s" for the same values as in English', (_language, texts) => {
    const different = codes.filter((code) => placesIn(texts[code] ?? '') !== placesIn(english[code] ?? ''));
    expect(different).toEqual([]);
  });

  it.each(languages)('names each plural form that "%s" has', (language, texts) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const lacking = Object.entries(texts).filter(([, text]) =>
      parse(text, { ignoreTag: true }).some(
        (element) =>
          element.type === TYPE.plural && pluralCategories.some((category) => !(category in element.options)),
      ),
    );
    expect(lacking.map(([code]) => code)).toEqual([]);
  });

  it.each(languages)(
    'has in "%s" no apostrophe that ICU would take for a quotation of its own',
    (_language, texts) => {
      expect(Object.entries(texts).filter(([, text]) => text.includes("'"))).toEqual([]);
    },
  );

  it.each(languages)('has each code of "%s" in one file only', (language) => {
    const folder = path.join(__dirname, language);
    const named = readdirSync(folder)
      .filter((name) => name !== 'index.ts' && !name.endsWith('-shown.ts'))
      .flatMap((name) => [...readFileSync(path.join(folder, name), 'utf8').matchAll(/^ {2}'([\w.-]+)':/gm)])
      .map((match) => match[1] ?? '');
    expect(named.filter((code, index) => named.indexOf(code) !== index)).toEqual([]);
    expect(named.sort()).toEqual([...codes].sort());
  });

  it('has a text for each code that is used', () => {
    const used = [...source.matchAll(/\bmessage\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    expect(used).not.toEqual([]);
    const known = new Set([...codes, ...ownTexts.flatMap(([, texts]) => Object.keys(texts.en ?? {}))]);
    expect(used.filter((code) => !known.has(code))).toEqual([]);
  });

  it('has no text whose code nothing uses', () => {
    // Some codes are put together: `reason.${word}`.
    const unused = codes.filter((code) => {
      if (source.includes(`'${code}'`)) return false;
      const parts = code.split('.');
      return !parts.some(
        (_, index) => index > 0 && source.includes(`\`${parts.slice(0, index).join('.')}.\${`),
      );
    });
    expect(unused).toEqual([]);
  });
});
