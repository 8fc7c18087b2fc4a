import * as React from 'react';
import { createIntl, useIntl, type IntlShape } from 'react-intl';
import type { MessageOrText } from '../../contracts/messages/message';
import { render } from '../../contracts/messages/render';
import { PLUGIN_ID } from '../../contracts/plugin';
import type { Texts } from './text-store';
import { languageOf, useMessageTexts, usePanelTexts } from './texts';
import type atOnce from './translations/at-once/en.json';
import type en from './translations/en.json';

export type TextKey = keyof typeof en | keyof typeof atOnce;
export type TextValues = Record<string, string | number>;
export type Translate = (key: TextKey, values?: TextValues) => string;

const made = new WeakMap<Texts, IntlShape>();
/** What formats texts in the language that they are written in, e.g. English where the panel is German. */
function intlOf(texts: Texts, locale: string): IntlShape {
  const known = made.get(texts);
  if (known !== undefined) return known;
  const intl = createIntl({ locale: languageOf(locale), messages: { ...texts } });
  made.set(texts, intl);
  return intl;
}

/**
 * Texts of the panel. The compiler checks the keys against the English files. What Strapi knows of a text
 * comes first: a site may put its own words in the place of ours. Empty for the moment until it is loaded.
 */
export function useText(): Translate {
  const { locale, messages, formatMessage } = useIntl();
  const texts = usePanelTexts(locale);
  return (key, values) => {
    const id = `${PLUGIN_ID}.${key}`;
    if (Object.hasOwn(messages, id)) return formatMessage({ id }, values);
    if (texts === undefined) return '';
    return Object.hasOwn(texts, key) ? intlOf(texts, locale).formatMessage({ id: key }, values) : key;
  };
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
