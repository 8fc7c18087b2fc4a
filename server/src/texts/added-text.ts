/**
 * What we add to the texts of a meeting: titles of chapters, `reacted with 👍` in a chat. It is content of
 * the entry, not a message of the panel, and stays English in every language of the panel: when it is
 * written nobody knows who will read it or which language was spoken. A file of captions or chat is also
 * the same as before only while its text is (`pipeline/texts.ts`), so a site that switched its language
 * would replace all of them at the next import.
 */

/** @param number of the segment, 1-based. */
export function segmentTitle(number: number, gapSeconds: number): string {
  if (number === 1) return 'Recording starts';
  return gapSeconds === 0 ? 'Recording continues' : `Recording continues after ${spanText(gapSeconds)}`;
}

/** `40 s`, `12 min`, `1 h 5 min`, to the nearest. */
function spanText(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

/** Whoever wrote a message whose author is not known. */
export const SOMEBODY = 'Somebody';
/** Whoever a private message was for, where that is not known. */
export const ONE_PERSON = 'one person';

export const onlyTo = (name: string): string => `(only to ${name})`;
export const answering = (quoted: string): string => `(answering "${quoted}")`;
export const reactedWith = (emoji: string, quoted: string, removed: boolean): string =>
  `${removed ? `took back ${emoji} from` : `reacted with ${emoji} to`} "${quoted}"`;

/** Above a value of JSON whose field has no name, and above a column without one. */
export const UNNAMED_FIELD = 'Value';
export const unnamedColumn = (number: number): string => `Column ${number}`;
