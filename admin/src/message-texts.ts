import * as React from 'react';

type Texts = Readonly<Record<string, string>>;

/**
 * Texts of the server's messages, from the catalogues that the server uses too: all but those of mails and of
 * the server's own page. Each language is a chunk of its own.
 */
const CATALOGUES: Record<'en' | 'uk', () => Promise<Texts>> = {
  en: async () => (await import('../../contracts/messages/en/en-shown')).enShown,
  uk: async () => (await import('../../contracts/messages/uk/uk-shown')).ukShown,
};
type Language = keyof typeof CATALOGUES;

const languageOf = (locale: string): Language => (locale.split('-')[0] === 'uk' ? 'uk' : 'en');

const loaded = new Map<Language, Texts>();
const asked = new Set<Language>();
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

async function load(language: Language): Promise<void> {
  if (asked.has(language)) return;
  asked.add(language);
  // Without its texts, a message is shown by its code and values.
  loaded.set(language, await CATALOGUES[language]().catch((): Texts => ({})));
  for (const listener of listeners) listener();
}

/**
 * Texts of the server's messages in the reader's language; undefined while they are loading. Only one
 * language is loaded, because each catalogue is complete.
 */
export function useMessageTexts(locale: string): Texts | undefined {
  const language = languageOf(locale);
  React.useEffect(() => {
    void load(language);
  }, [language]);
  return React.useSyncExternalStore(subscribe, () => loaded.get(language));
}
