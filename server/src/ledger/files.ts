import { StopSignal } from '../domain/errors';
import { keyHash } from '../domain/hash';
import type { PlacedSegment, ProviderFile, Segment } from '../domain/recording';
import type { Database, FileRow } from './database';
import type { ImportLedger } from './imports';
import type { Sql } from './table';
import { IN_STRAPI } from '../domain/import-state';

/**
 * A segment keeps the video or audio that it has in Strapi. A view that the provider finishes later
 * does not become a second entry of the same segment.
 */
function mainToTake(segment: Segment, existing: readonly FileRow[]): ProviderFile[] {
  const keyOfMain = keyHash(segment.main.key);
  const standing = existing.some(
    (row) =>
      (row.kind === 'video' || row.kind === 'audio') &&
      (row.status === 'stored' || row.status === 'used') &&
      row.segmentKey === segment.key &&
      row.fileKeyHash !== keyOfMain,
  );
  return standing ? [] : [segment.main];
}

/** Video and audio before the text files of the same segment. */
const order = (row: FileRow) =>
  (row.segmentNumber ?? 0) * 2 + (row.kind === 'video' || row.kind === 'audio' ? 0 : 1);

/** A file of which nothing is here yet: what is in the spool, or in the Media Library, does not count. */
export const AFRESH = {
  status: 'waiting',
  bytesDone: 0,
  prefixSha256: null,
  validator: null,
  readBack: false,
} satisfies Partial<FileRow>;

/**
 * What must be fetched to have files of an import once more: those themselves, and of those that we made
 * the ones that they were made of. Pure. `all` are all files of the import.
 */
export function withSources(files: readonly FileRow[], all: readonly FileRow[]): FileRow[] {
  const segments = new Set(files.flatMap((row) => row.segments?.map(({ key }) => key) ?? []));
  const isSource = (row: FileRow) =>
    row.origin === 'provider' && row.status === 'used' && segments.has(row.segmentKey ?? '');
  return all.filter((row) => files.includes(row) || isSource(row));
}

/** The same as `FileLedger.refetch`, for an import that nobody works on. */
export async function refetch({ files }: Database, rows: readonly FileRow[], sql?: Sql): Promise<void> {
  await files
    .query(sql)
    .whereIn(
      files.column('id'),
      rows.map(({ id }) => id),
    )
    .update(files.written(AFRESH));
}

/** Writes import files, each only while this worker still holds the import. */
export class FileLedger {
  constructor(
    private readonly database: Database,
    private readonly ledger: ImportLedger,
  ) {}

  all(): Promise<FileRow[]> {
    return this.database.files.find({ importId: this.ledger.row.id });
  }

  async patch(file: FileRow, patch: Partial<FileRow>, sql?: Sql): Promise<void> {
    const matched: number = await this.held(file, sql).update(this.database.files.written(patch));
    if (matched !== 1) throw new StopSignal('lease-lost');
    Object.assign(file, patch);
  }

  /** Removes the row of a file, which a holder that came later may be at work on. */
  private async remove(file: FileRow): Promise<void> {
    const matched: number = await this.held(file).delete();
    if (matched !== 1) throw new StopSignal('lease-lost');
  }

  /** The row of a file, while this worker holds its import. */
  private held(file: FileRow, sql?: Sql): ReturnType<Sql> {
    const { files, imports } = this.database;
    return files
      .query(sql)
      .where({ [files.column('id')]: file.id })
      .whereIn(
        files.column('importId'),
        imports
          .query(sql)
          .where({
            [imports.column('id')]: this.ledger.row.id,
            [imports.column('leaseFence')]: this.ledger.lease.fence,
          })
          .select(imports.column('id')),
      );
  }

  /**
   * Makes the rows match the segments: adds missing rows, and removes those that are no longer wanted and
   * not yet stored. Returns the remaining rows in order of segments.
   * @param all the rows that are there.
   */
  async reconcile(
    segments: Segment[],
    all: readonly FileRow[],
  ): Promise<{ rows: FileRow[]; dropped: FileRow[] }> {
    const { files } = this.database;
    const existing = all.filter(({ origin }) => origin === 'provider');
    const byKey = new Map(existing.map((row) => [row.fileKeyHash, row]));
    const rows: FileRow[] = [];
    // Of a recording that was deleted with its files, nothing more is imported.
    const removed = new Set(
      existing.flatMap(({ status, segmentKey }) => (status === 'removed' ? [segmentKey] : [])),
    );
    const wanted = segments.flatMap((segment) =>
      [...mainToTake(segment, existing), ...segment.extras].map((file) => ({ segment, file })),
    );
    for (const { segment, file } of wanted) {
      const fileKeyHash = keyHash(file.key);
      const facts = {
        kind: file.kind,
        view: file.view,
        extension: file.extension,
        segmentKey: segment.key,
        segmentNumber: segment.number,
        segmentCount: segments.length,
        startedAtMs: Date.parse(file.startedAt ?? segment.startedAt),
      };
      const known = byKey.get(fileKeyHash);
      if (known === undefined) {
        if (removed.has(segment.key)) continue;
        rows.push(
          await files.insert({
            ...facts,
            importId: this.ledger.row.id,
            fileKeyHash,
            fileKey: file.key,
            status: 'waiting',
            sizeBytes: file.sizeBytes ?? null,
          }),
        );
      } else {
        byKey.delete(fileKeyHash);
        // The provider may correct a size while it processes a file. The size of a verified file is known.
        const isOpen = known.status === 'waiting' || known.status === 'failed';
        const changed = {
          ...facts,
          // It is stored under a name with this extension.
          ...(isOpen ? { sizeBytes: file.sizeBytes ?? null } : { extension: known.extension }),
        };
        if (Object.entries(changed).some(([name, value]) => known[name as keyof FileRow] !== value)) {
          await this.patch(known, changed);
        }
        rows.push(known);
      }
    }
    const dropped: FileRow[] = [];
    for (const row of byKey.values()) {
      if (row.status === 'stored' || row.status === 'used' || row.status === 'removed') rows.push(row);
      else {
        await this.remove(row);
        dropped.push(row);
      }
    }
    return { rows: rows.sort((a, b) => order(a) - order(b)), dropped };
  }

  /** Has the content of these files fetched once more, under the same names. */
  async refetch(rows: readonly FileRow[]): Promise<void> {
    for (const row of rows) await this.patch(row, AFRESH);
  }

  /** Removes the row of a file that was not made in the end. */
  async drop(row: FileRow): Promise<void> {
    await this.remove(row);
  }

  /** The row of a file that we make. Inserted when there is none. */
  async make(file: {
    key: string;
    kind: FileRow['kind'];
    extension: string;
    segments: PlacedSegment[];
  }): Promise<FileRow> {
    const { files } = this.database;
    const fileKeyHash = keyHash(file.key);
    const known = await files.findOne({ importId: this.ledger.row.id, fileKeyHash });
    if (known !== undefined) {
      if (known.status === 'replaced')
        await this.patch(known, { status: known.mediaFileId === null ? 'waiting' : 'stored' });
      return known;
    }
    return await files.insert({
      importId: this.ledger.row.id,
      origin: 'made',
      fileKeyHash,
      fileKey: file.key,
      kind: file.kind,
      view: 'made',
      extension: file.extension,
      segmentKey: file.segments[0]?.key ?? '',
      segmentNumber: 1,
      segmentCount: 1,
      startedAtMs: Date.parse(file.segments[0]?.startedAt ?? ''),
      segments: file.segments,
      status: 'waiting',
    });
  }
}

/**
 * Missing files of imports that are in Strapi. Asked from the files, few of which are missing, and not from the
 * imports, of which there are as many as recordings.
 */
export async function failedFiles(
  { files, imports, sql }: Database,
  of: { connectorId: string } | { runId: string },
): Promise<FileRow[]> {
  const owner = imports.query().select(sql.raw('1'));
  void owner.whereRaw('?? = ??', [
    `${imports.name}.${imports.column('id')}`,
    `${files.name}.${files.column('importId')}`,
  ]);
  // Compared so that no index could serve it, see `ledger/table.ts`: the import is found by its id.
  for (const [attribute, value] of Object.entries({ stage: IN_STRAPI, ...of })) {
    const column = imports.column(attribute as keyof typeof of | 'stage');
    void owner.whereRaw('coalesce(??, ??) = ?', [column, column, value]);
  }
  const records: Record<string, unknown>[] = await files
    .query()
    .where({ [files.column('status')]: 'failed' })
    .whereExists(owner)
    .orderBy('id');
  return records.map(files.read);
}
