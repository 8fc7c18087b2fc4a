import * as React from 'react';

export type Texts = Readonly<Record<string, string>>;
type Language = 'en' | 'uk';

/** The language that a reader's texts are written in. */
export const languageOf = (locale: string): Language => (locale.split('-')[0] === 'uk' ? 'uk' : 'en');

/**
 * Texts of which a reader loads one language only: each language is a chunk of its own, and whole. The hook
 * gives undefined while they are loading.
 */
function textsOf(catalogues: Record<Language, () => Promise<Texts>>): (locale: string) => Texts | undefined {
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
    const texts = await catalogues[language]().catch((): Texts => {
      // Whatever is shown next asks again. Until then, everything is shown by its code and values.
      asked.delete(language);
      return {};
    });
    loaded.set(language, texts);
    for (const listener of listeners) listener();
  }

  return function useTexts(locale) {
    const language = languageOf(locale);
    React.useEffect(() => {
      void load(language);
    }, [language]);
    return React.useSyncExternalStore(subscribe, () => loaded.get(language));
  };
}

/** The panel's own texts, but for those in `translations/at-once`. */
export const usePanelTexts = textsOf({
  en: async () => (await import('./translations/en.json')).default,
  uk: async () => (await import('./translations/uk.json')).default,
});

/**
 * Texts of the server's messages, from the catalogues that the server uses too: all but those of mails and of
 * the server's own page.
 */
export const useMessageTexts = textsOf({
  en: async () => (await import('../../contracts/messages/en/en-shown')).enShown,
  uk: async () => (await import('../../contracts/messages/uk/uk-shown')).ukShown,
});
