import type { ReviewState } from '../../../contracts/review';
import { LOOKS, type Look } from '../looks';

export const REVIEW_LOOKS: Record<ReviewState, Look> = {
  none: LOOKS.new,
  pending: LOOKS.person,
  approved: LOOKS.good,
  rejected: LOOKS.declined,
};

/** States that have a list on the page. */
export const LISTED_STATES = ['pending', 'approved', 'rejected'] as const;
export type ListedState = (typeof LISTED_STATES)[number];

const listedState = (word: string | null | undefined): ListedState | undefined =>
  LISTED_STATES.find((state) => state === word);

/**
 * Decides which list is open, and whether the loaded item may be shown beside it. An item in the address
 * decides the list. Without one, the list decides, and an item of another state is not shown.
 */
export function openList(
  address: { state: string | null; item: string | null },
  loaded: ReviewState | undefined,
): { state: ListedState; shows: boolean } {
  const asked = listedState(address.state) ?? 'pending';
  if (loaded === undefined) return { state: asked, shows: false };
  if (address.item === null) return { state: asked, shows: loaded === asked };
  return { state: listedState(loaded) ?? asked, shows: true };
}

export interface ReviewKeys {
  next: () => void;
  previous: () => void;
  approve: () => void;
  reject: () => void;
  help: () => void;
}

/** Letters and what they do. */
const KEYS = [
  ['j', 'next'],
  ['k', 'previous'],
  ['a', 'approve'],
  ['r', 'reject'],
  ['?', 'help'],
] as const satisfies readonly (readonly [string, keyof ReviewKeys])[];

/** The keys that do something in this list: a decision is made once, about what waits. */
export const keysIn = (state: ListedState) =>
  KEYS.filter(([, what]) => state === 'pending' || (what !== 'approve' && what !== 'reject'));

/** The next or previous item; the item itself at the ends, the first item if it is not in the list. */
export function neighbour(ids: readonly string[], current: string | undefined, step: 1 | -1) {
  const at = current === undefined ? -1 : ids.indexOf(current);
  return at === -1 ? ids[0] : (ids[at + step] ?? ids[at]);
}

/** The item to open after `current` has left the list: the next one, else the previous one. */
export function afterDecision(ids: readonly string[], current: string): string | undefined {
  const at = ids.indexOf(current);
  return ids[at + 1] ?? ids[at - 1];
}

/** Index of the last entry that has started by `seconds`; -1 if none has. `starts` are ascending. */
export function indexAt(starts: readonly number[], seconds: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const LONGEST_HEADING = 160;

/**
 * Blocks of a summary or poll, as `server/src/texts/timeline.ts` writes them: an empty line between two, and
 * a heading above the lines. Texts without headings come back as they are.
 */
export function blocksOf(text: string): { heading?: string; lines: string }[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      const [first = '', ...rest] = block.split('\n');
      const isHeading =
        rest.length > 0 && first.length <= LONGEST_HEADING && !/^• |: /.test(first) && !first.endsWith('.');
      return isHeading ? { heading: first, lines: rest.join('\n') } : { lines: block };
    });
}
