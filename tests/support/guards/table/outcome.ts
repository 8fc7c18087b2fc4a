import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry, Target } from './entries';
import { differences, type Row, type Rows } from './rows';
import { ADDED, NEW_TITLE, RENAMED, REPLACED, type Effect } from './shared';

/** An entry as the rows show it. */
interface Standing {
  draft: Row | undefined;
  published: Row | undefined;
  review: string;
  revision: number;
}

const rowsIn = (rows: Rows, table: string): Row[] => [...(rows.tables.get(table)?.values() ?? [])];

export function standingOf(rows: Rows, documentId: string): Standing {
  const own = rowsIn(rows, 'mc_recordings').filter((row) => row.document_id === documentId);
  const review = rowsIn(rows, 'mc_reviews').find((row) => row.recording_document_id === documentId);
  return {
    draft: own.find((row) => row.published_at === null),
    published: own.find((row) => row.published_at !== null),
    review: typeof review?.state === 'string' ? review.state : 'none',
    revision: Number(review?.revision ?? 0),
  };
}

const linkedTo = (rows: Rows, fileId: unknown, rowId: unknown): boolean =>
  rowsIn(rows, 'files_related_mph').some(
    (row) =>
      Number(row.file_id) === Number(fileId) &&
      Number(row.related_id) === Number(rowId) &&
      row.related_type === 'plugin::meeting-connectors.recording' &&
      row.field === 'captions',
  );

interface Acted {
  effect: Effect;
  entry: Entry;
  target: Target;
  folder: number;
  before: Rows;
  after: Rows;
  uploadsDir: string;
}

/** Whether the rows and the storage show what was asked for. */
function isSeen({ effect, entry, target, folder, before, after, uploadsDir }: Acted): boolean {
  const file = after.tables.get('files')?.get(entry.fileId);
  const added = rowsIn(after, 'files').find((row) => !before.tables.get('files')?.has(Number(row.id)));
  const { draft, published } = standingOf(after, entry.documentId);
  switch (effect) {
    case 'draft written':
      return draft?.title === NEW_TITLE;
    case 'unpublished':
      return published === undefined && standingOf(before, entry.documentId).published !== undefined;
    case 'draft discarded':
      return draft !== undefined && draft.title === published?.title;
    case 'entry gone':
      return draft === undefined && published === undefined;
    case 'entry gone, its file not':
      return draft === undefined && published === undefined && file !== undefined;
    case 'file added':
      return added !== undefined && String(added.name).startsWith(ADDED);
    case 'file added to entry':
      return added !== undefined && linkedTo(after, added.id, entry.publishedId ?? entry.draftId);
    case 'content replaced':
      return (
        file !== undefined &&
        readFileSync(path.join(uploadsDir, path.basename(String(file.url))), 'utf8').includes(REPLACED)
      );
    case 'file renamed':
      return file?.name === RENAMED;
    case 'file gone':
      return file === undefined;
    case 'file moved':
      return rowsIn(after, 'files_folder_lnk').some(
        (row) => Number(row.file_id) === entry.fileId && Number(row.folder_id) === folder,
      );
    case 'file in target': {
      const now = standingOf(after, target.documentId).draft;
      return now !== undefined && linkedTo(after, entry.fileId, now.id);
    }
    case 'held':
      return rowsIn(after, 'mc_holds').some((row) => row.recording_document_id === entry.documentId);
    case 'decided':
      return standingOf(after, entry.documentId).review !== standingOf(before, entry.documentId).review;
    case 'nothing':
      return false;
  }
}

/** Links of files that point to other recordings, or to another field than `captions`. */
const strayLinks = ({ entry, target, before, after }: Acted): string[] => {
  const own = new Set(
    [entry, target].flatMap(({ documentId }) =>
      [before, after].flatMap((rows) => {
        const { draft, published } = standingOf(rows, documentId);
        return [draft, published].flatMap((row) => (row === undefined ? [] : Number(row.id)));
      }),
    ),
  );
  const known = before.tables.get('files_related_mph');
  return rowsIn(after, 'files_related_mph')
    .filter(
      (row) =>
        !known?.has(Number(row.id)) &&
        row.related_type === 'plugin::meeting-connectors.recording' &&
        !(own.has(Number(row.related_id)) && row.field === 'captions'),
    )
    .map((row) => `a link to ${String(row.related_id)}, ${String(row.field)}`);
};

/** Recordings, beside the entry and the target, whose rows or reviews are others now. */
function othersChanged({ entry, target, before, after }: Acted): string[] {
  const idIn: Record<string, string> = { mc_recordings: 'document_id', mc_reviews: 'recording_document_id' };
  const known = new Set<unknown>([entry.documentId, target.documentId]);
  return differences(before, after).flatMap(({ table, missing, changed }) => {
    const column = idIn[table];
    if (column === undefined) return [];
    return [...missing, ...changed]
      .map((row) => row[column])
      .filter((id) => !known.has(id))
      .map(String);
  });
}

/** What became of the entry, in the words of the tables in `expected.ts`. */
export function outcomeIn(acted: Acted): string {
  const { entry, target, effect, before, after } = acted;
  if (!isSeen(acted))
    return `something else: ${differences(before, after)
      .map(({ table }) => table)
      .join(', ')}`;
  const others = [...othersChanged(acted), ...strayLinks(acted)];
  if (others.length > 0) return `done, and to others: ${others.join(', ')}`;
  if (effect === 'file in target') {
    return standingOf(after, target.documentId).published === undefined ? 'done' : 'target published';
  }
  if (effect.startsWith('entry gone') || effect.startsWith('file added')) return 'done';
  const was = standingOf(before, entry.documentId);
  const is = standingOf(after, entry.documentId);
  const isPublished =
    is.published !== undefined && (was.published === undefined || was.published.title !== is.published.title);
  if (isPublished) return 'published';
  if (was.published !== undefined && is.published === undefined) {
    return is.review === 'pending' ? 'taken back' : 'unpublished';
  }
  if (is.review === 'rejected' && was.review !== 'rejected') return 'rejected';
  if (is.review === 'pending' && (was.review !== 'pending' || is.revision > was.revision)) return 'waits';
  return 'done';
}
