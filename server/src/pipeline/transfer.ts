import { createHash, type Hash } from 'node:crypto';
import { statfs, type FileHandle } from 'node:fs/promises';
import { message } from '../../../contracts/messages/catalogue';
import { kindName } from '../../../contracts/messages/kinds';
import { crashPoint } from '../crash-point';
import { ConnectorError, StopSignal } from '../domain/errors';
import { sniff, SNIFF_BYTES } from '../domain/sniff';
import { openSpoolFile, writeAll } from '../media/spool';
import { LASTING_REFUSALS, refused } from '../media/vet/refusal';
import type { OpenedFile } from '../providers/provider';
import type { FileRow, Work } from './work';

/** A crash costs at most this much of one file (P5). */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;
const CHECKPOINT_MS = 2_000;
/** Socket reads are collected into one write: fewer trips to the thread pool. */
const WRITE_BYTES = 1024 * 1024;
/** Space that stays free on the spool's file system. */
const SPARE_BYTES = 64 * 1024 * 1024;

/** What a transfer needs of the import that it belongs to. */
export type TransferWork = Pick<
  Work,
  | 'account'
  | 'checkpoint'
  | 'files'
  | 'formerHolderIsDead'
  | 'ledger'
  | 'linkOf'
  | 'provider'
  | 'signal'
  | 'spool'
>;

/** All bytes of a file as they lie in the spool. */
export interface Transferred {
  spoolName: string;
  sizeBytes: number;
  sha256: string;
  /** The listing or the answer named the size, and as many bytes came. */
  sizeWasNamed: boolean;
}

interface Target {
  handle: FileHandle;
  hash: Hash;
  offset: number;
}

/**
 * Brings the bytes of one file into the spool. Continues from the last checkpoint when the provider
 * proves that it still has the same version; otherwise starts from byte 0.
 * @throws ConnectorError; then the row says how many bytes are kept for the next try.
 */
export async function transfer(work: TransferWork, row: FileRow): Promise<Transferred> {
  const { ledger, spool } = work;
  await spool.prepare();
  await reserveSpace(spool.dir, (row.sizeBytes ?? 0) - row.bytesDone);

  const spoolName = spool.nameFor(row.id, ledger.lease.fence);
  const target: Target = await openSpoolFile(
    spool,
    spoolName,
    row.spoolName !== null && row.prefixSha256 !== null && row.bytesDone > 0
      ? { spoolName: row.spoolName, bytesDone: row.bytesDone, prefixSha256: row.prefixSha256 }
      : undefined,
    // Of holders before the former one nothing is known: they may still have their file open.
    work.formerHolderIsDead && row.spoolName === spool.nameFor(row.id, ledger.lease.fence - 1),
  );
  const formerSpoolName = row.spoolName;
  if (formerSpoolName !== null && formerSpoolName !== spoolName) {
    // It may hold the bytes of the former one by now.
    await work.files.patch(row, { spoolName });
    await spool.remove(formerSpoolName);
  }
  try {
    if (target.offset > 0 && target.offset === row.sizeBytes) {
      // A crash came between the last byte and the verdict: everything is here and proven.
      return {
        spoolName,
        sizeBytes: target.offset,
        sha256: target.hash.digest('hex'),
        sizeWasNamed: true,
      };
    }
    const opened = await openFrom(work, row, target);
    // The name, too, before the file holds a byte, so that whatever a crash leaves is found again.
    await work.files.patch(row, {
      spoolName,
      status: 'downloading',
      validator: opened.validator ?? null,
      bytesDone: target.offset,
      resumedAtPercent:
        target.offset > 0 && row.sizeBytes
          ? Math.floor((target.offset / row.sizeBytes) * 100)
          : row.resumedAtPercent,
      problem: null,
    });
    const expected = expectedSize(row.sizeBytes ?? undefined, opened.totalBytes);
    await receive(work, row, opened, target, expected);
    const sha256 = target.hash.digest('hex');
    await target.handle.sync();
    crashPoint('after-fsync');
    return { spoolName, sizeBytes: target.offset, sha256, sizeWasNamed: expected.sizeBytes !== undefined };
  } finally {
    await target.handle.close();
    // Nothing of it came.
    if (row.spoolName !== spoolName) await spool.remove(spoolName);
  }
}

/** Asks for the rest of the file, or for all of it. Never appends to bytes of another version (faults 8 to 10). */
async function openFrom(work: TransferWork, row: FileRow, target: Target): Promise<OpenedFile> {
  const { openFile, descriptor } = work.provider;
  if (openFile === undefined) {
    throw new ConnectorError('needs-person', message('fetch.no-recordings', { provider: descriptor.label }), {
      code: 'no-recordings',
    });
  }
  const link = work.linkOf(row.fileKey);
  const reference = {
    occurrenceId: work.ledger.row.occurrenceId,
    fileKey: row.fileKey,
    ...(link === undefined ? {} : { link }),
  };
  const startOver = async () => {
    await target.handle.truncate(0);
    target.offset = 0;
    target.hash = createHash('sha256');
  };
  if (target.offset > 0 && row.validator !== null) {
    const opened = await openFile(work.account, reference, {
      range: { fromByte: target.offset, validator: row.validator },
      signal: work.signal,
    });
    if (opened.from === 'resumed' && opened.validator === row.validator) return opened;
    if (opened.from === 'whole') {
      await startOver();
      return opened;
    }
    // A part of another version is of no use, and neither are the bytes that are here.
    opened.body.destroy();
  }
  await startOver();
  return await openFile(work.account, reference, { signal: work.signal });
}

interface Expected {
  /** Size of the whole file in bytes; absent when neither listing nor answer names one. */
  sizeBytes: number | undefined;
  /** Listing and answer disagree. Thrown once the first bytes were looked at, which may say why. */
  contradiction: ConnectorError | undefined;
}

/** How many bytes the whole file has by the listing and by the answer. Pure. */
export function expectedSize(listed: number | undefined, answered: number | undefined): Expected {
  if (listed === undefined || answered === undefined || listed === answered)
    return { sizeBytes: listed ?? answered, contradiction: undefined };
  return {
    sizeBytes: undefined,
    contradiction: new ConnectorError(
      'bad-bytes',
      message('fetch.size-differs', { listed, sent: answered }),
      { code: 'size-differs' },
    ),
  };
}

/**
 * One pass: socket → byte counter and SHA-256 → check of the first bytes → collected writes, with a
 * checkpoint of what is on disk at least every 16 MiB or 2 s.
 */
async function receive(
  work: TransferWork,
  row: FileRow,
  opened: OpenedFile,
  target: Target,
  { sizeBytes: expected, contradiction }: Expected,
): Promise<void> {
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let head: Buffer | undefined = target.offset === 0 ? Buffer.alloc(0) : undefined;
  let checkpointAt = target.offset;
  let checkpointTime = performance.now();
  const halfway = expected === undefined ? undefined : expected / 2;

  const flush = async () => {
    if (gatheredBytes === 0) return;
    const parts = gathered;
    const position = target.offset;
    const bytes = gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
    await writeAll(target.handle, parts, position);
    for (const part of parts) target.hash.update(part);
    target.offset += bytes;
  };
  const checkpoint = async () => {
    checkpointAt = target.offset;
    checkpointTime = performance.now();
    // What the row promises is on disk before. Otherwise the commit of the row would have to wait for
    // these bytes, and SQLite's commits block the event loop.
    await target.handle.datasync();
    await work.files.patch(row, {
      bytesDone: target.offset,
      prefixSha256: target.hash.copy().digest('hex'),
    });
    crashPoint('after-checkpoint');
  };
  const look = (chunk: Buffer) => {
    if (head === undefined) return;
    const seen =
      head.length === 0
        ? chunk.subarray(0, SNIFF_BYTES)
        : Buffer.concat([head, chunk]).subarray(0, SNIFF_BYTES);
    head = seen;
    if (seen.length < SNIFF_BYTES && (expected === undefined || seen.length < expected)) return;
    judgeHead(seen, row);
    head = undefined;
  };

  try {
    for await (const chunk of opened.body as AsyncIterable<Buffer>) {
      if (target.offset + gatheredBytes === 0) crashPoint('first-byte');
      look(chunk);
      if (contradiction !== undefined) {
        if (head !== undefined) judgeHead(head, row);
        throw contradiction;
      }
      gathered.push(chunk);
      gatheredBytes += chunk.length;
      const received = target.offset + gatheredBytes;
      if (expected !== undefined && received > expected) {
        throw new ConnectorError('bad-bytes', message('fetch.too-long', { size: expected }), {
          code: 'too-long',
        });
      }
      if (gatheredBytes < WRITE_BYTES) continue;
      await flush();
      work.checkpoint();
      if (halfway !== undefined && target.offset >= halfway) crashPoint('mid-download');
      if (
        target.offset - checkpointAt >= CHECKPOINT_BYTES ||
        performance.now() - checkpointTime >= CHECKPOINT_MS
      ) {
        await checkpoint();
      }
    }
    await flush();
    if (head !== undefined) judgeHead(head, row);
  } catch (error) {
    opened.body.destroy();
    const broken = error instanceof ConnectorError && error.failure !== 'retry-later';
    if (!broken && !(error instanceof StopSignal && error.reason === 'lease-lost')) {
      // What came so far is good. It is kept, so that the next try continues from here.
      await flush();
      if (target.offset > checkpointAt) await checkpoint();
    }
    throw error;
  }
  if (contradiction !== undefined) throw contradiction;
  if (target.offset === 0) {
    throw new ConnectorError('not-ready', message('fetch.empty'), { code: 'empty-file' });
  }
  const isCutOff = expected !== undefined && target.offset < expected;
  // A short file that is whole is fetched again sooner than a checkpoint of it is written.
  if (isCutOff || target.offset >= CHECKPOINT_BYTES) await checkpoint();
  if (isCutOff) {
    throw new ConnectorError(
      'retry-later',
      message('fetch.truncated', { received: target.offset, size: expected }),
      { code: 'truncated' },
    );
  }
}

/** @throws ConnectorError when the first bytes are those of something else, e.g. of a sign-in page. */
function judgeHead(head: Buffer, { kind }: Pick<FileRow, 'kind'>): void {
  const seen = sniff(head, kind);
  if (seen.outcome === 'ok') return;
  if (seen.what === 'html' || seen.what === 'json') {
    const said = message('fetch.page-instead', { format: seen.what.toUpperCase(), kind: kindName(kind) });
    throw new ConnectorError('needs-token', said, { code: `${seen.what}-instead-of-file` });
  }
  const { code, said: what } = refused(`is-${seen.what}`, seen.format);
  if (LASTING_REFUSALS.has(code))
    throw new ConnectorError('refused', message('media.refused', { what }), { code });
  throw new ConnectorError('bad-bytes', message('media.download-again', { what }), { code: 'wrong-content' });
}

/** Says so before the download when the disk has no room (fault 30). */
async function reserveSpace(dir: string, bytes: number): Promise<void> {
  const facts = await statfs(dir);
  const free = facts.bavail * facts.bsize;
  const needed = bytes + SPARE_BYTES;
  if (free >= needed) return;
  throw new ConnectorError(
    'retry-later',
    message('fetch.disk-full', { free: { bytes: free }, needed: { bytes: needed } }),
    { code: 'disk-full' },
  );
}
