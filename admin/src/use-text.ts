import { useIntl } from 'react-intl';
import { PLUGIN_ID } from './plugin-id';
import en from './translations/en.json';

export type TextKey = keyof typeof en;
export type TextValues = Record<string, string | number>;
export type Translate = (key: TextKey, values?: TextValues) => string;

/** The panel's texts, checked by the compiler against the English file. */
export function useText(): Translate {
  const { formatMessage } = useIntl();
  return (key, values) => formatMessage({ id: `${PLUGIN_ID}.${key}`, defaultMessage: en[key] }, values);
}
