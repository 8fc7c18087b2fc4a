/** More of a foreign text is no part of a sentence. */
const MOST_CHARACTERS = 1_000;
const MOST_IN_LIST = 200;

/**
 * Characters that nobody sees and that would turn the text around them, break its line or end it: control
 * characters, marks of direction, separators of lines and paragraphs, fillers, and halves of a character.
 */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/gu;

/** A foreign text as it can stand in a sentence: one line, of bounded length. Pure, in linear time. */
export function oneLine(text: string): string {
  const cut = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
  return cut.replace(UNSEEN, ' ');
}

/** The entries of a list that a sentence can name. */
export const firstOf = <Entry>(list: readonly Entry[], more: Entry): readonly Entry[] =>
  list.length > MOST_IN_LIST ? [...list.slice(0, MOST_IN_LIST - 1), more] : list;
