import { message } from '../../../contracts/messages/catalogue';
import { crashPoint } from '../crash-point';
import { fileNameFor } from '../domain/file-name';
import { fillTitle } from '../domain/title';
import { ConnectorError } from '../domain/errors';
import { freshStoredName } from '../ledger/replaced';
import type { Sql } from '../ledger/table';
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
export async function store(work: StoreWork, rows: FileRow[], moved: StoreMoves = {}): Promise<void> {
  const folderId = await work.library.folder(
    work.policy.publish.folderId,
    work.ledger.row.occurrence.startedAt,
  );
  const parts = partsOf(rows);
  const open = rows.filter(isToBeStored);
  for (const row of open) {
    work.checkpoint();
    const part = parts.find(
      ({ main, beside }) => main.id === row.id || beside.some(({ id }) => id === row.id),
    );
    try {
      const isFirstAttempt = row.storedName === null || moved.named?.has(row.id) === true;
      if (row.storedName === null) await work.files.patch(row, { storedName: freshStoredName() });
      const withIt = row === open.at(-1) ? moved.withLast : undefined;
      await storeFile(work, row, { folderId, part, isFirstAttempt, withIt });
    } catch (error) {
      if (!holdsNothingBack(work, row, error)) throw error;
      await noteMissing(work, row, error);
      await work.spool.removeAllOf(row.id, work.ledger.lease.fence);
    }
  }
}

const isToBeStored = ({ status }: FileRow) =>
  status === 'verified' || status === 'waiting' || status === 'downloading';

/** What is written together with this step's own writes, so that it needs no commits of its own. */
export interface StoreMoves {
  /** Ids of the files that got their name only now: nothing can have it yet. */
  named?: ReadonlySet<string>;
  /** In the transaction of the last file. Not called when that one is left out. */
  withLast?(sql: Sql): Promise<void>;
}

/**
 * Gives a name to each file that will be stored. Written down before any file has this name, so that
 * whatever has the name is ours to adopt. Answers the ids of those that got one.
 */
export async function nameFiles(
  { files }: Pick<Work, 'files'>,
  rows: readonly FileRow[],
  sql: Sql,
): Promise<ReadonlySet<string>> {
  const nameless = rows.filter((row) => isToBeStored(row) && row.storedName === null);
  for (const row of nameless) await files.patch(row, { storedName: freshStoredName() }, sql);
  return new Set(nameless.map(({ id }) => id));
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

interface StoreOptions {
  folderId: number;
  part: RecordingPart | undefined;
  isFirstAttempt: boolean;
  withIt: StoreMoves['withLast'];
}

async function storeFile(
  work: StoreWork,
  row: FileRow,
  { folderId, part, isFirstAttempt, withIt }: StoreOptions,
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
  const before = { row: { ...row }, ofImport: { ...work.ledger.row } };
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
        // What is left in the spool after a crash is removed at the end, by the file's id.
        await work.files.patch(row, { status: 'stored', mediaFileId, spoolName: null }, sql);
        await withIt?.(sql);
      },
    )
    .catch(async (error: unknown) => {
      // The transaction was rolled back, so the objects in memory are set back too.
      Object.assign(row, before.row);
      Object.assign(work.ledger.row, before.ofImport);
      // The file is gone from the spool. It is fetched again.
      if (error instanceof ConnectorError && error.code === 'spool-file-missing') {
        await work.files.refetch([row]);
      }
      throw error;
    });
  if (stored.readBack) await work.files.patch(row, { readBack: true });
  await work.spool.removeAllOf(row.id, work.ledger.lease.fence);
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
