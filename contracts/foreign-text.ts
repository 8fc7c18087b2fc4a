/**
 * The one place that cleans text which others wrote: answers of providers, events, errors, file contents,
 * names of people. Everything here is pure and takes linear time, whatever it is given.
 *
 * A text is cleaned where it comes in: bodies by `http/json-body.ts`, files of
 * words by `texts/decode-text.ts`, and the fields of a listing by `providers/clean-answers.ts`.
 */

/** Longest line that a column of names and titles takes, in UTF-16 units: it counts at most as many. */
export const LONGEST_LINE = 255;

/** Halves of a character, which no database takes. */
const HALVES = /\p{Cs}/gu;

/**
 * Characters that nobody sees and that would turn the text around them, break its line or end it: control
 * characters, marks of direction, separators of lines and paragraphs, fillers, and halves of a character.
 * Joiners stay, because words and emojis are made with them.
 */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/gu;

/**
 * The same in texts of several lines, where tabs, line feeds and the marks of right-to-left writing (U+200E,
 * U+200F) belong to what people write.
 */
const UNSEEN_IN_LINES =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** More marks on one letter than any language has (UAX #15, stream-safe text): sorting them takes quadratic time. */
const PILED_MARKS = /(\p{M}{30})\p{M}+/gu;

/**
 * Well-formed Unicode without NUL, which PostgreSQL doesn't take: what every database, JSON parser and file
 * takes. NUL is a blank, as other characters that nobody sees.
 */
export const wellFormed = (text: string): string => text.replaceAll('\0', ' ').replace(HALVES, '\ufffd');

/** Cuts to a number of UTF-16 units, without half a character at the end. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}

/** The same with an ellipsis in place of what was cut, so that readers see that more was said. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${cutText(text, most - 1).trimEnd()}…`;

export const hasUnseen = (text: string): boolean => text.search(UNSEEN) !== -1;

/** The same text with what nobody sees as a blank. */
export const seen = (text: string): string => text.replace(UNSEEN, ' ');

/** In the composed form, in which equal texts are equal (NFC). */
export const composed = (text: string): string => text.replace(PILED_MARKS, '$1').normalize('NFC');

/** Most names and titles: words of ASCII between single blanks. Nothing is to be cleaned there. */
const PLAIN_LINE = /^[!-~]+(?: [!-~]+)*$/;

/**
 * One line as it is kept and shown: composed, nothing unseen, single blanks, of bounded length.
 * @param cut how a line that is longer is cut.
 */
export function foreignLine(text: string, most = LONGEST_LINE, cut = shortened): string {
  if (text.length <= most && PLAIN_LINE.test(text)) return text;
  // Blanks and marks may go, so that a little more is looked at than is kept.
  const line = seen(composed(cutText(text, most * 4)));
  return cut(line.replace(/\s+/g, ' ').trim(), most).trimEnd();
}

/** Text of several lines: only line feeds, nothing invisible, no half characters. */
export const foreignLines = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(UNSEEN_IN_LINES, '');

/** Nothing that was parsed within our limits is deeper. */
const DEEPEST = 200;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** A parsed value whose texts and names are all well formed. Instances of classes stay as they are. */
export function wellFormedValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((one) => wellFormedValue(one, depth + 1));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [wellFormed(name), wellFormedValue(one, depth + 1)]),
  );
}
