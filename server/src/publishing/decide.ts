import type { Marks } from '../domain/marks';
import { hasUnpublishedChanges, isEmpty } from './renewals';

/** What a new entry begins as. `waits`: a draft in the queue of the moderators. Pure. */
export const statusOfNew = (
  wished: 'draft' | 'published',
  isModerated: boolean,
): { status: 'draft' | 'published'; waits: boolean } =>
  wished === 'published' && isModerated ? { status: 'draft', waits: true } : { status: wished, waits: false };

/**
 * What follows when an import renewed an entry. `stays`: it was never published, or an editor has
 * changes in the draft that are not published; the import publishes neither. `waits`: for a moderator.
 * Pure.
 * @param contents of the entry before the renewal, when it has both a draft and a published version.
 * @param passes no moderator needs to see it; see `isLateText`.
 */
export function afterRenewal(
  contents: { draft: object; published: object } | undefined,
  isModerated: boolean,
  passes = false,
): 'stays' | 'waits' | 'publishes' {
  if (contents === undefined || hasUnpublishedChanges(contents.draft, contents.published)) return 'stays';
  return isModerated && !passes ? 'waits' : 'publishes';
}

/** What a provider often makes only after the meeting was imported and approved. */
const LATE_TEXTS: readonly string[] = ['captions', 'transcriptFile', 'transcript'];

/** Whether an import may add captions or a transcript for the first time. Pure. */
export const mayBringLateText = (texts: Readonly<Record<string, unknown>>, marks: Marks): boolean =>
  LATE_TEXTS.some((field) => !isEmpty(texts[field]) && marks[field] === undefined);

/** Whether a renewal adds captions or a transcript where there were none, and changes nothing else. Pure. */
export const isLateText = (entry: Readonly<Record<string, unknown>>, added: object): boolean =>
  Object.keys(added).every((field) => LATE_TEXTS.includes(field) && isEmpty(entry[field]));
