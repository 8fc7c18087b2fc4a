import { randomBytes } from 'node:crypto';
import { crashPoint } from '../crash-point';
import { fileNameFor } from '../domain/file-name';
import { fillTitle } from '../domain/title';
import { ConnectorError } from '../domain/errors';
import { ATTEMPTS_FOR_EXTRAS, isMedia, noteMissing } from './losses';
import { partsOf, type RecordingPart } from './parts';
import type { FileRow, Work } from './work';

/**
 * Hands every file of the entries over to the Media Library. Same key, same entry, however often.
 * Files whose content is in one that we made, and those that could not be had, stay out of it.
 */
export async function store(work: Work, rows: FileRow[]): Promise<void> {
  const folderId = await work.library.folder(work.policy.publish.folderId);
  const parts = partsOf(rows);
  for (const row of rows) {
    if (row.status !== 'verified' && row.status !== 'waiting' && row.status !== 'downloading') continue;
    work.checkpoint();
    const part = parts.find(
      ({ main, beside }) => main.id === row.id || beside.some(({ id }) => id === row.id),
    );
    try {
      await storeFile(work, row, folderId, part);
    } catch (error) {
      if (!holdsNothingBack(work, row, error)) throw error;
      await noteMissing(work, row, error);
      await work.spool.removeAllOf(row.id);
    }
  }
}

/** What the storage itself says of one file. */
const REFUSALS_OF_ONE_FILE = ['upload-failed', 'upload-stalled', 'stored-bytes-differ'];

/** A text or a picture that the storage refuses again and again leaves the video alone. */
const holdsNothingBack = (work: Work, row: FileRow, error: unknown): error is ConnectorError =>
  !isMedia(row) &&
  !work.signal.aborted &&
  error instanceof ConnectorError &&
  REFUSALS_OF_ONE_FILE.includes(error.code) &&
  work.ledger.row.attempts + 1 >= ATTEMPTS_FOR_EXTRAS;

async function storeFile(
  work: Work,
  row: FileRow,
  folderId: number,
  part: RecordingPart | undefined,
): Promise<void> {
  const { spoolName, sha256, sizeBytes, mime } = row;
  if (
    row.status !== 'verified' ||
    spoolName === null ||
    sha256 === null ||
    sizeBytes === null ||
    mime === null
  ) {
    throw new ConnectorError('retry-later', 'A file was not verified yet; it is fetched first.', {
      code: 'not-verified',
    });
  }
  if (row.storedName === null) {
    // Written down before any byte has this name: whatever lies under it is ours to adopt.
    await work.files.patch(row, { storedName: `meeting_${randomBytes(16).toString('hex')}` });
  }
  crashPoint('after-name-chosen');
  const stored = await work.library
    .store(
      {
        spoolPath: work.spool.pathOf(spoolName),
        storedName: row.storedName ?? '',
        name: fileNameFor(
          titleOf(work, part ?? { segmentNumber: row.segmentNumber, segmentCount: row.segmentCount }),
          row.extension ?? '',
        ),
        extension: row.extension ?? '',
        mime,
        sizeBytes,
        sha256,
        folderId,
        authorId: work.publishingWaits === undefined ? (await work.author()).adminId : null,
        signal: work.signal,
      },
      async (mediaFileId, sql) => {
        await work.files.patch(row, { status: 'stored', mediaFileId }, sql);
      },
    )
    .catch(async (error: unknown) => {
      // The bytes are not there any more: fetch them again instead of asking for them for ever.
      if (error instanceof ConnectorError && error.code === 'spool-file-missing') {
        await work.files.refetch([row]);
      }
      // The transaction was rolled back, so what the row object says must be too.
      if (row.status === 'stored') Object.assign(row, { status: 'verified', mediaFileId: null });
      throw error;
    });
  if (stored.readBack) await work.files.patch(row, { readBack: true });
  await work.spool.removeAllOf(row.id);
  crashPoint('after-store');
}

/** The title by the connector's template, for the entry and for its files alike. */
export function titleOf(
  work: Work,
  place: { segmentNumber: number | null; segmentCount: number | null },
  template = work.policy.publish.titleTemplate,
): string {
  const { occurrence } = work.ledger.row;
  return fillTitle(template, {
    title: occurrence.title,
    host: occurrence.host?.name ?? occurrence.host?.email,
    startedAt: occurrence.startedAt,
    timezone: occurrence.timezone,
    provider: work.provider.descriptor.label,
    connector: work.connector.name,
    segment: place.segmentNumber ?? 1,
    segments: place.segmentCount ?? 1,
  });
}
