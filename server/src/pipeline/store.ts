import { message } from '../../../contracts/messages/catalogue';
import { crashPoint } from '../crash-point';
import { fileNameFor } from '../domain/file-name';
import { fillTitle } from '../domain/title';
import { ConnectorError } from '../domain/errors';
import { freshStoredName } from '../ledger/replaced';
import { ATTEMPTS_FOR_EXTRAS, isMedia, noteMissing } from './losses';
import { partsOf, type RecordingPart } from './parts';
import type { EntryWork, FileRow, Work } from './work';

/** What this step needs of the import. */
export type StoreWork = EntryWork & Pick<Work, 'checkpoint' | 'publishingWaits' | 'signal'>;

/**
 * Moves every file of the entries into the Media Library. The same file becomes one entry there,
 * however often this step runs. Files whose content is in a file that we made, and missing files, are
 * left out.
 */
export async function store(work: StoreWork, rows: FileRow[]): Promise<void> {
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

/** Failures of one file, by what the storage answered. */
const REFUSALS_OF_ONE_FILE = ['upload-failed', 'upload-stalled', 'stored-bytes-differ'];

/** A text or a picture that the storage refuses several times does not hold back the video. */
const holdsNothingBack = (work: StoreWork, row: FileRow, error: unknown): error is ConnectorError =>
  !isMedia(row) &&
  !work.signal.aborted &&
  error instanceof ConnectorError &&
  REFUSALS_OF_ONE_FILE.includes(error.code) &&
  work.ledger.row.attempts + 1 >= ATTEMPTS_FOR_EXTRAS;

async function storeFile(
  work: StoreWork,
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
    throw new ConnectorError('retry-later', message('store.not-verified'), {
      code: 'not-verified',
    });
  }
  const isFirstAttempt = row.storedName === null;
  if (isFirstAttempt) {
    // Written down before any file has this name, so that whatever has the name is ours to adopt.
    await work.files.patch(row, { storedName: freshStoredName() });
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
        isFirstAttempt,
        authorId:
          isForAField(row, part) && work.publishingWaits === undefined ? (await work.author()).adminId : null,
        signal: work.signal,
      },
      async (mediaFileId, sql) => {
        await work.files.patch(row, { status: 'stored', mediaFileId }, sql);
      },
    )
    .catch(async (error: unknown) => {
      // The file is gone from the spool. It is fetched again.
      if (error instanceof ConnectorError && error.code === 'spool-file-missing') {
        await work.files.refetch([row]);
      }
      // The transaction was rolled back, so the object in memory is set back too.
      if (row.status === 'stored') Object.assign(row, { status: 'verified', mediaFileId: null });
      throw error;
    });
  if (stored.readBack) await work.files.patch(row, { readBack: true });
  await work.spool.removeAllOf(row.id);
  crashPoint('after-store');
}

/**
 * Whether an entry will show the file. What the provider's texts are made of stays an original, with private
 * messages in it. It is nobody's: the Media Library shows authors what is theirs.
 */
const isForAField = (row: FileRow, part: RecordingPart | undefined): boolean =>
  part !== undefined || isMedia(row) || row.kind === 'thumbnail';

/** The title by the connector's template, for the entry and for its files. */
export function titleOf(
  work: Pick<Work, 'connector' | 'ledger' | 'policy' | 'provider'>,
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
