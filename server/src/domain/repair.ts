import type { FileProblem } from '../../../contracts/missing';
import { DAY_MS, HOUR_MS } from './instant';

/** As the ledger keeps it of a file that could not be had: when it was tried last, and how often. */
export interface KeptFileProblem extends FileProblem {
  atMs?: number;
  tries?: number;
}

/** Limits of the site: what they refused can be had as soon as they were changed. */
export const SITE_LIMITS: ReadonlySet<string> = new Set([
  'type-not-allowed',
  'over-size-limit',
  'over-provider-limit',
  'provider-cannot-stream',
]);
/**
 * The same content would be refused for the same reason. A change at the provider shows in the listing.
 * `not-in-entry`: something on the site removed it, and may have meant to.
 */
const LASTING = new Set([
  'unreadable-text',
  'unknown-file-type',
  'gone-at-provider',
  'wrong-content',
  'not-in-entry',
]);

const MOST_TRIES = 12;
const LONGEST_PAUSE_MS = 7 * DAY_MS;

export type Repair =
  /** Tried again when the Media Library accepts such a file. */
  { when: 'the-site-takes-it' } | { when: 'due'; atMs: number } | { when: 'by-hand' };

/**
 * When a run tries automatically to get a missing file. What the provider or the storage
 * refused is asked for with growing pauses, and at last left to a person. Pure.
 */
export function repairOf(problem: KeptFileProblem | null): Repair {
  const { code, atMs = 0, tries = 1 } = problem ?? { code: '' };
  if (SITE_LIMITS.has(code)) return { when: 'the-site-takes-it' };
  if (LASTING.has(code) || tries > MOST_TRIES) return { when: 'by-hand' };
  return { when: 'due', atMs: atMs + Math.min(LONGEST_PAUSE_MS, HOUR_MS * 4 ** (tries - 1)) };
}
