import { createHash } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import type { FileKind, PlacedSegment } from '../domain/recording';
import type { FileRow, Work } from './work';

export interface MadeFile {
  /** Stable within the import: the same key is the same row. */
  key: string;
  kind: FileKind;
  extension: string;
  mime: string;
  segments: PlacedSegment[];
}

/**
 * A row for a file that we make, with its name in the spool, before a byte of it exists. So whatever a
 * crash leaves is found, and the file is made again.
 */
export async function rowFor(
  work: Pick<Work, 'files' | 'ledger' | 'spool'>,
  file: MadeFile,
): Promise<{ row: FileRow; spoolPath: string }> {
  await work.spool.prepare();
  const row = await work.files.make(file);
  const spoolName = work.spool.nameFor(row.id, work.ledger.lease.fence);
  const former = row.spoolName;
  if (former !== spoolName) {
    // First the row: it refuses whoever was replaced, and what it names may be the file of a later holder.
    await work.files.patch(row, { spoolName });
    if (former !== null) await work.spool.remove(former);
  }
  return { row, spoolPath: work.spool.pathOf(spoolName) };
}

/** Writes a text file of our own into the spool, whole and synced, ready to be stored. */
export async function makeTextFile(
  work: Parameters<typeof rowFor>[0],
  file: MadeFile,
  text: string,
): Promise<FileRow> {
  const bytes = Buffer.from(text, 'utf8');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { row, spoolPath } = await rowFor(work, file);
  if (row.status === 'stored' && row.sha256 === sha256) return row;
  await writeWhole(spoolPath, bytes);
  await work.files.patch(row, {
    status: 'verified',
    sizeBytes: bytes.length,
    bytesDone: bytes.length,
    sha256,
    mime: file.mime,
    problem: null,
  });
  return row;
}

async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  const partial = `${target}.new`;
  const handle = await open(partial, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, target);
}
