import { useIntl } from 'react-intl';
import { PLUGIN_ID } from './plugin-id';
import en from './translations/en.json';

export type TextKey = keyof typeof en;
export type TextValues = Record<string, string | number>;
export type Translate = (key: TextKey, values?: TextValues) => string;

/** Why something was skipped or waits, by the word that the server keeps; an unknown word as it is. */
export const reasonOf = (t: Translate, word: string): string => {
  const key = `reason.${word}`;
  return isTextKey(key) ? t(key) : word;
};
const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key);

/** The panel's texts, checked by the compiler against the English file. */
export function useText(): Translate {
  const { formatMessage } = useIntl();
  return (key, values) => formatMessage({ id: `${PLUGIN_ID}.${key}`, defaultMessage: en[key] }, values);
}
