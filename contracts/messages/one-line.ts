import { cutText, seen } from '../foreign-text';

/** More of a foreign text is no part of a sentence. */
const MOST_CHARACTERS = 1_000;
const MOST_IN_LIST = 200;

/** A foreign text as it can stand in a sentence: one line, of bounded length. Pure, in linear time. */
export const oneLine = (text: string): string =>
  seen(text.length > MOST_CHARACTERS ? `${cutText(text, MOST_CHARACTERS - 1)}…` : text);

/** The entries of a list that a sentence can name. */
export const firstOf = <Entry>(list: readonly Entry[], more: Entry): readonly Entry[] =>
  list.length > MOST_IN_LIST ? [...list.slice(0, MOST_IN_LIST - 1), more] : list;
