export type Texts = Readonly<Record<string, string>>;
export type Language = 'en' | 'uk';

export interface TextStore {
  /** Loads a language, unless it is loaded or being loaded. */
  load(language: Language): Promise<void>;
  /** Undefined while the texts are loading. Empty if they could not be loaded. */
  textsIn(language: Language): Texts | undefined;
  /** Calls the listener after each load. The result ends that. */
  subscribe(listener: () => void): () => void;
}

/** Texts of which a reader loads one language only: each language is a chunk of its own, and whole. */
export function createTextStore(catalogues: Record<Language, () => Promise<Texts>>): TextStore {
  const loaded = new Map<Language, Texts>();
  const asked = new Set<Language>();
  const listeners = new Set<() => void>();
  return {
    async load(language) {
      if (asked.has(language)) return;
      asked.add(language);
      const texts = await catalogues[language]().catch((): Texts => {
        // Whatever is shown next asks again. Until then, everything is shown by its code and values.
        asked.delete(language);
        return {};
      });
      loaded.set(language, texts);
      for (const listener of listeners) listener();
    },
    textsIn: (language) => loaded.get(language),
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
