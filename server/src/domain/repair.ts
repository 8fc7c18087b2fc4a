import type { FileProblem } from '../../../contracts/missing';
import { DAY_MS, HOUR_MS } from './instant';

/** As the ledger keeps it of a file that could not be had: when it was tried last, and how often. */
export interface KeptFileProblem extends FileProblem {
  atMs?: number;
  tries?: number;
}

/** Limits of the site: what they refused can be had as soon as they were changed. */
const SITE_LIMITS = new Set([
  'type-not-allowed',
  'over-size-limit',
  'over-provider-limit',
  'provider-cannot-stream',
]);
/** The same bytes would be refused for the same reason. What the provider changes is listed as changed. */
const LASTING = new Set(['unreadable-text', 'unknown-file-type', 'gone-at-provider', 'wrong-content']);

const MOST_TRIES = 12;
const LONGEST_PAUSE_MS = 7 * DAY_MS;

export type Repair =
  /** Worth a try when the Media Library takes such a file now. */
  { when: 'the-site-takes-it' } | { when: 'due'; atMs: number } | { when: 'by-hand' };

/**
 * When a run tries again by itself to get a file that is missing. What the provider or the storage
 * refused is asked for with growing pauses, and at last left to a person. Pure.
 */
export function repairOf(problem: KeptFileProblem | null): Repair {
  const { code, atMs = 0, tries = 1 } = problem ?? { code: '' };
  if (SITE_LIMITS.has(code)) return { when: 'the-site-takes-it' };
  if (LASTING.has(code) || tries > MOST_TRIES) return { when: 'by-hand' };
  return { when: 'due', atMs: atMs + Math.min(LONGEST_PAUSE_MS, HOUR_MS * 4 ** (tries - 1)) };
}
