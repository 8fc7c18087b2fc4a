import atOnceEn from './at-once/en.json';
import atOnceUk from './at-once/uk.json';
import en from './en.json';
import uk from './uk.json';

/** Every text of the panel by language, for tests: the panel itself loads the reader's language only. */
export const ALL_TEXTS = { en: { ...en, ...atOnceEn }, uk: { ...uk, ...atOnceUk } };
