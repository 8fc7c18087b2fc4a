import { message } from '../../../contracts/messages/catalogue';
import { plainText } from './plain-text';
import { readableJson, type ReadableText } from './timeline';
import { unreadable } from './unreadable';

/** Longest transcript of a day. */
const MOST_CHARACTERS = 5_000_000;

/**
 * Text to read, from a transcript without times: prose as it is, JSON as its sentences below the names
 * of its fields.
 */
export function readableProse(text: string): ReadableText {
  if (/^\ufeff?\s*[{[]/.test(text)) return readableJson(text);
  if (/^\ufeff?\s*</.test(text)) {
    return unreadable('not-captions', message('text.is-markup'));
  }
  const prose = plainText(text).trim().slice(0, MOST_CHARACTERS);
  return /\p{L}/u.test(prose)
    ? { outcome: 'text', text: `${prose}\n` }
    : unreadable('no-text', message('text.no-sentence'));
}
