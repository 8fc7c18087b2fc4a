import type { ReviewState } from '../../../contracts/review';
import type { Look } from '../labels';

export const REVIEW_LOOKS: Record<ReviewState, Look> = {
  none: { tone: 'neutral', icon: 'new' },
  pending: { tone: 'warning', icon: 'waiting' },
  approved: { tone: 'success', icon: 'good' },
  rejected: { tone: 'danger', icon: 'failed' },
};

/** Of the lists that the page offers. */
export const LISTED_STATES = ['pending', 'approved', 'rejected'] as const;
export type ListedState = (typeof LISTED_STATES)[number];

const listedState = (word: string | null | undefined): ListedState | undefined =>
  LISTED_STATES.find((state) => state === word);

/**
 * Which list is open, and whether the item that is loaded may stand beside it: never one of another
 * state. An item that the address names decides its list; without one the list decides, and what was
 * loaded for another list waits.
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

/** The neighbour of an item in a list; the item itself at the ends, the first when it is not there. */
export function neighbour(ids: readonly string[], current: string | undefined, step: 1 | -1) {
  const at = current === undefined ? -1 : ids.indexOf(current);
  return at === -1 ? ids[0] : (ids[at + step] ?? ids[at]);
}

/** What to open once `current` has left the list: the one after it, else the one before. */
export function afterDecision(ids: readonly string[], current: string): string | undefined {
  const at = ids.indexOf(current);
  return ids[at + 1] ?? ids[at - 1];
}

/** Index of the last entry that began by then; -1 before the first. `starts` ascend. */
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
