import { StopSignal } from '../domain/errors';
import { keyHash } from '../domain/hash';
import type { Occurrence, Segment } from '../domain/recording';
import type { Database, FileRow } from './database';
import type { ImportLedger } from './imports';
import type { Sql } from './table';

/** Writes of import files, each on condition that the import is still held by this worker. */
export class FileLedger {
  constructor(
    private readonly database: Database,
    private readonly ledger: ImportLedger,
  ) {}

  all(): Promise<FileRow[]> {
    return this.database.files.find({ importId: this.ledger.row.id });
  }

  async patch(file: FileRow, patch: Partial<FileRow>, sql?: Sql): Promise<void> {
    const { files, imports } = this.database;
    const matched: number = await files
      .query(sql)
      .where({ id: file.id })
      .whereIn(
        files.column('importId'),
        imports
          .query(sql)
          .where({ id: this.ledger.row.id, [imports.column('leaseFence')]: this.ledger.lease.fence })
          .select('id'),
      )
      .update(files.columnsOf(patch));
    if (matched !== 1) throw new StopSignal('lease-lost');
    Object.assign(file, patch);
  }

  /**
   * Makes the rows agree with what is to be taken: missing ones are made, those that are no longer
   * wanted and not yet stored are removed. Answers all rows that remain, in order of segments.
   */
  async reconcile(segments: Segment[]): Promise<{ rows: FileRow[]; dropped: FileRow[] }> {
    const { files } = this.database;
    const existing = await this.all();
    const byKey = new Map(existing.map((row) => [row.fileKeyHash, row]));
    const rows: FileRow[] = [];
    for (const segment of segments) {
      const file = segment.main;
      const fileKeyHash = keyHash(file.key);
      const facts = {
        kind: file.kind,
        view: file.view,
        extension: file.extension,
        segmentKey: segment.key,
        segmentNumber: segment.number,
        segmentCount: segments.length,
        startedAtMs: Date.parse(segment.startedAt),
      };
      const known = byKey.get(fileKeyHash);
      if (known === undefined) {
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
        // The provider may correct a size while it still processes a file; what is verified is ours.
        const size =
          known.status === 'waiting' || known.status === 'failed'
            ? { sizeBytes: file.sizeBytes ?? null }
            : {};
        const changed = { ...facts, ...size };
        if (Object.entries(changed).some(([name, value]) => known[name as keyof FileRow] !== value)) {
          await this.patch(known, changed);
        }
        rows.push(known);
      }
    }
    const dropped: FileRow[] = [];
    for (const row of byKey.values()) {
      if (row.status === 'stored') rows.push(row);
      else {
        await files.remove({ id: row.id });
        dropped.push(row);
      }
    }
    return { rows: rows.sort((a, b) => (a.segmentNumber ?? 0) - (b.segmentNumber ?? 0)), dropped };
  }
}

export const fileOf = (occurrence: Occurrence, row: FileRow) =>
  occurrence.files.find((file) => file.key === row.fileKey);
