import * as React from 'react';
import { useIntl } from 'react-intl';
import type { MessageOrText } from '../../contracts/messages/message';
import { render } from '../../contracts/messages/render';
import { PLUGIN_ID } from '../../contracts/plugin';
import { useMessageTexts } from './message-texts';
import en from './translations/en.json';

export type TextKey = keyof typeof en;
export type TextValues = Record<string, string | number>;
export type Translate = (key: TextKey, values?: TextValues) => string;

export const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key);

/** Texts of the panel. The compiler checks the keys against the English file. */
export function useText(): Translate {
  const { formatMessage } = useIntl();
  return (key, values) => formatMessage({ id: `${PLUGIN_ID}.${key}`, defaultMessage: en[key] }, values);
}

/** Renders a message of the server in the reader's language; see `contracts/messages`. */
export type Say = (message: MessageOrText) => string;

/** Why something was skipped or waits, by the word that the server keeps. */
export const reasonOf = (say: Say, word: string): string => say({ code: `reason.${word}` });

export function useSay(): Say {
  const { locale } = useIntl();
  const texts = useMessageTexts(locale);
  return React.useCallback(
    (message) =>
      // Empty for the moment until its text is loaded.
      typeof message !== 'string' && texts === undefined
        ? ''
        : render(message, { locale, textOf: (code) => texts?.[code] }),
    [locale, texts],
  );
}
