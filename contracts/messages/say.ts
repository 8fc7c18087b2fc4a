import { en } from './en';
import type { MessageOrText, MessageValue } from './message';
import { render, renderValue, type Reader } from './render';
import { uk } from './uk';

/** The languages in which the plugin speaks. Loads all of them: the panel takes only its reader's. */
export const CATALOGUES = { en, uk } satisfies Record<string, Readonly<Record<keyof typeof en, string>>>;
export type Language = keyof typeof CATALOGUES;

const isLanguage = (code: string): code is Language => Object.hasOwn(CATALOGUES, code);

/** Of a locale like `uk-UA`; English where we don't speak it. */
export function languageOf(locale: string | null | undefined): Language {
  const code = (locale ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
  return isLanguage(code) ? code : 'en';
}

const readers = Object.fromEntries(
  Object.entries(CATALOGUES).map(([locale, texts]: [string, Readonly<Record<string, string>>]) => [
    locale,
    {
      locale,
      textOf: (code: string) => (Object.hasOwn(texts, code) ? texts[code] : undefined),
      // Nobody's zone is known here: the text says which one is meant.
      timeZone: 'UTC',
    },
  ]),
) as Record<Language, Reader>;

/** The sentence in one of our languages; for mails, and in English for logs. */
export const say = (message: MessageOrText, language: Language): string => render(message, readers[language]);

/** One of the values of a message, by itself. */
export const sayValue = (value: MessageValue, language: Language): string =>
  renderValue(value, readers[language]);

/** What stands in logs, whoever reads them. */
export const english = (message: MessageOrText): string => say(message, 'en');
