import { hasUnpublishedChanges } from './renewals';

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
 */
export function afterRenewal(
  contents: { draft: object; published: object } | undefined,
  isModerated: boolean,
): 'stays' | 'waits' | 'publishes' {
  if (contents === undefined || hasUnpublishedChanges(contents.draft, contents.published)) return 'stays';
  return isModerated ? 'waits' : 'publishes';
}
