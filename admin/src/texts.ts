import * as React from 'react';
import { createTextStore, type Language, type Texts } from './text-store';

/** The language that a reader's texts are written in. */
export const languageOf = (locale: string): Language => (locale.split('-')[0] === 'uk' ? 'uk' : 'en');

/** A hook that loads the texts of a language, and gives undefined while they are loading. */
function textsOf(catalogues: Record<Language, () => Promise<Texts>>): (locale: string) => Texts | undefined {
  const store = createTextStore(catalogues);
  return function useTexts(locale) {
    const language = languageOf(locale);
    React.useEffect(() => {
      void store.load(language);
    }, [language]);
    return React.useSyncExternalStore(store.subscribe, () => store.textsIn(language));
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
