import { createHash, type Hash } from 'node:crypto';
import { statfs, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../../contracts/messages/catalogue';
import { crashPoint } from '../crash-point';
import { ConnectorError, StopSignal } from '../domain/errors';
import { extensionOf } from '../media/file-type';
import { mimeOf } from '../media/mime';
import { sniff } from '../media/sniff';
import { openSpoolFile, writeAll } from '../media/spool';
import { LASTING_REFUSALS } from '../media/vet/refusal';
import type { OpenedFile } from '../providers/provider';
import { ATTEMPTS_FOR_EXTRAS, isMedia, noteMissing } from './losses';
import { wantFamiliesWhole } from './texts';
import type { FileRow, Work } from './work';
import type { Segment } from '../domain/recording';

/** A crash costs at most so much of one file (P5). */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;
const CHECKPOINT_MS = 2_000;
/** Writes are gathered: fewer trips to the thread pool than one write per socket read. */
const WRITE_BYTES = 1024 * 1024;
const SNIFF_BYTES = 4096;
/** Goes on at once this often, as long as each try brings bytes. */
const RESUMES_PER_ATTEMPT = 8;
const RESUME_PAUSE_MS = 500;
/** Space that is left free on the spool's file system. */
const SPARE_BYTES = 64 * 1024 * 1024;

/** Brings every wanted file of the import into the spool: whole, hashed, vetted and probed. */
export async function fetch(work: Work, segments: Segment[]): Promise<void> {
  const { rows, dropped } = await work.files.reconcile(segments);
  for (const row of dropped) await work.spool.removeAllOf(row.id);

  await wantFamiliesWhole(work, rows);
  const media = rows.filter(isMedia);
  for (const row of media) {
    // What is in Strapi was taken, whatever its rules say by now.
    if (row.status === 'stored' || row.status === 'used') continue;
    const mime = mimeOf(row.extension ?? '');
    if (mime === undefined) {
      throw new ConnectorError(
        'needs-person',
        `Files of the type "${row.extension ?? ''}" are not taken as video or audio.`,
        { code: 'unknown-file-type' },
      );
    }
    await work.library.accepts({
      mime,
      extension: row.extension ?? '',
      sizeBytes: row.sizeBytes ?? undefined,
    });
  }

  for (const [index, row] of media.entries()) {
    if (isHere(row)) continue;
    work.checkpoint();
    await work.ledger.patch({
      step: media.length === 1 ? 'Downloading' : `Downloading segment ${index + 1} of ${media.length}`,
    });
    await fetchFile(work, row);
  }
  for (const row of rows.filter((other) => !isMedia(other) && !isHere(other))) {
    if (row.status === 'failed' && work.ledger.row.attempts > 0) continue;
    work.checkpoint();
    await work.ledger.patch({ step: `Downloading the ${row.kind}` });
    await fetchExtra(work, row);
  }
}

const isHere = ({ status }: FileRow) => status === 'verified' || status === 'used' || status === 'stored';

/** Words and pictures: tried as often as others at first, then left out with the reason. */
async function fetchExtra(work: Work, row: FileRow): Promise<void> {
  const before = row.problem;
  try {
    if (row.kind === 'thumbnail') await acceptPicture(work, row);
    await fetchFile(work, row);
  } catch (error) {
    const isOfTheFile =
      error instanceof ConnectorError &&
      error.failure !== 'not-authorized' &&
      error.failure !== 'needs-token' &&
      error.retryAtMs === undefined;
    if (!isOfTheFile || work.signal.aborted) throw error;
    const mayHeal = error.failure === 'retry-later' || error.failure === 'bad-bytes';
    if (mayHeal && work.ledger.row.attempts + 1 < ATTEMPTS_FOR_EXTRAS) throw error;
    const { code, message, said, values, providerWords } = error;
    await noteMissing(
      work,
      row,
      { code: error.failure === 'gone' ? 'gone-at-provider' : code, message, said, values, providerWords },
      before,
    );
  }
}

/** Pictures are stored as they came: what the site does not take is not fetched. */
async function acceptPicture(work: Work, row: FileRow): Promise<void> {
  const extension = row.extension ?? '';
  const mime = mimeOf(extension);
  if (mime === undefined) {
    throw new ConnectorError('needs-person', `Files of the type "${extension}" are not taken as pictures.`, {
      code: 'unknown-file-type',
      values: { extension },
    });
  }
  await work.library.accepts({ mime, extension, sizeBytes: row.sizeBytes ?? undefined });
}

/** One file: resumed as long as that brings bytes, then verified. */
async function fetchFile(work: Work, row: FileRow): Promise<void> {
  let tokenRenewed = false;
  for (let tries = 0; ; tries += 1) {
    const before = row.bytesDone;
    try {
      await transfer(work, row);
      return;
    } catch (error) {
      if (error instanceof StopSignal || work.signal.aborted) throw error;
      if (!(error instanceof ConnectorError)) throw error;
      if (error.failure === 'needs-token' && !tokenRenewed) {
        // Tokens and links are asked for anew, once; after that it is not the token.
        tokenRenewed = true;
        work.account.memory.clear();
        continue;
      }
      if (error.failure === 'bad-bytes' || LASTING_REFUSALS.has(error.code)) {
        // Of no use to the next try, however long that takes to come.
        await work.files.refetch([row]);
        await work.spool.removeAllOf(row.id);
        throw error;
      }
      const brokeInTheMiddle = error.failure === 'retry-later' && error.retryAtMs === undefined;
      if (!brokeInTheMiddle || row.bytesDone <= before || tries >= RESUMES_PER_ATTEMPT) throw error;
      await sleep(RESUME_PAUSE_MS, undefined, { signal: work.signal }).catch(() => work.checkpoint());
    }
  }
}

interface Target {
  handle: FileHandle;
  hash: Hash;
  offset: number;
}

async function transfer(work: Work, row: FileRow): Promise<void> {
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
    work.formerHolderIsDead,
  );
  const formerSpoolName = row.spoolName;
  // Known before it holds a byte, so that whatever a crash leaves under this name is found again.
  if (formerSpoolName !== spoolName) await work.files.patch(row, { spoolName });
  if (formerSpoolName !== null && formerSpoolName !== spoolName) await spool.remove(formerSpoolName);
  try {
    if (target.offset > 0 && target.offset === row.sizeBytes) {
      // A crash between the last byte and the verdict: everything is here and proven.
      await verify(work, row, spoolName, {
        sizeBytes: target.offset,
        sha256: target.hash.digest('hex'),
        sizeWasNamed: true,
      });
      return;
    }
    const opened = await openFrom(work, row, target);
    await work.files.patch(row, {
      status: 'downloading',
      validator: opened.validator ?? null,
      bytesDone: target.offset,
      resumedAtPercent:
        target.offset > 0 && row.sizeBytes
          ? Math.floor((target.offset / row.sizeBytes) * 100)
          : row.resumedAtPercent,
      problem: null,
    });
    const expected = expectedSize(row, opened);
    await receive(work, row, opened, target, expected);
    const sha256 = target.hash.digest('hex');
    await target.handle.sync();
    crashPoint('after-fsync');
    const sizeWasNamed = expected.sizeBytes !== undefined;
    await verify(work, row, spoolName, { sizeBytes: target.offset, sha256, sizeWasNamed });
  } finally {
    await target.handle.close();
  }
}

/** Asks for the rest, or for all; never appends to bytes of another version (faults 8 to 10). */
async function openFrom(work: Work, row: FileRow, target: Target): Promise<OpenedFile> {
  const { openFile, descriptor } = work.provider;
  if (openFile === undefined) {
    throw new ConnectorError('needs-person', `No way to recordings of ${descriptor.label} is known.`, {
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
    // A part of another version: of no use, and neither is what we have.
    opened.body.destroy();
  }
  await startOver();
  return await openFile(work.account, reference, { signal: work.signal });
}

interface Expected {
  /** Whole size in bytes; absent when neither listing nor answer names one. */
  sizeBytes: number | undefined;
  /** Listing and answer disagree: thrown once the first bytes were looked at, which may say why. */
  contradiction: ConnectorError | undefined;
}

function expectedSize(row: FileRow, opened: OpenedFile): Expected {
  const declared = row.sizeBytes ?? undefined;
  const answered = opened.totalBytes;
  const contradicts = declared !== undefined && answered !== undefined && declared !== answered;
  return {
    sizeBytes: contradicts ? undefined : (declared ?? answered),
    contradiction: contradicts
      ? new ConnectorError(
          'bad-bytes',
          `The provider lists the file with ${declared} bytes and sends ${answered}; it will be fetched again.`,
          { code: 'size-differs' },
        )
      : undefined,
  };
}

/**
 * One pass: socket → byte counter and SHA-256 → first-bytes check → gathered writes, with a
 * checkpoint of what is on disk at most every 16 MiB or 2 s.
 */
async function receive(
  work: Work,
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
    // What the row promises is on disk before. Without it the commit of the row would have to wait for
    // these bytes, and SQLite's commits hold up the event loop.
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
        throw new ConnectorError(
          'bad-bytes',
          `The provider sent more than the ${expected} bytes it announced; it will be fetched again.`,
          { code: 'too-long' },
        );
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
      // What came so far is good: keep it, so that the next try goes on from here.
      await flush();
      if (target.offset > checkpointAt) await checkpoint();
    }
    throw error;
  }
  if (contradiction !== undefined) throw contradiction;
  if (target.offset === 0) {
    throw new ConnectorError('not-ready', 'The provider sent an empty file; it is looked at again later.', {
      code: 'empty-file',
    });
  }
  if (expected !== undefined && target.offset < expected) {
    await checkpoint();
    throw new ConnectorError(
      'retry-later',
      `The transfer ended after ${target.offset} of ${expected} bytes; it goes on from there.`,
      { code: 'truncated' },
    );
  }
  await checkpoint();
}

function judgeHead(head: Buffer, row: FileRow): void {
  const seen = sniff(head, row.kind);
  if (seen.outcome === 'ok') return;
  const isAnswerPage = seen.what === 'html' || seen.what === 'json';
  throw new ConnectorError(
    isAnswerPage ? 'needs-token' : 'bad-bytes',
    isAnswerPage
      ? `The provider sent ${seen.what.toUpperCase()} in place of the ${row.kind}: the token is no longer good, or the file is gone.`
      : `What the provider sent is not ${row.kind === 'audio' ? 'an audio' : 'a video'} file (${seen.what}).`,
    { code: isAnswerPage ? `${seen.what}-instead-of-file` : 'wrong-content' },
  );
}

interface Received {
  sizeBytes: number;
  sha256: string;
  /** By the listing or by the answer, and equal to what came. */
  sizeWasNamed: boolean;
}

async function verify(
  work: Work,
  row: FileRow,
  spoolName: string,
  { sizeBytes, sha256, sizeWasNamed }: Received,
): Promise<void> {
  const inspection = await work.media.inspect(work.spool.pathOf(spoolName), row.kind, {
    signal: work.signal,
  });
  if (inspection.outcome === 'refused') {
    const { code, said: what } = inspection;
    throw LASTING_REFUSALS.has(code)
      ? new ConnectorError('needs-person', message('media.refused', { what }), { code })
      : new ConnectorError('bad-bytes', message('media.download-again', { what }), { code });
  }
  if (!sizeWasNamed && !inspection.endProven) {
    // A cut between two fragments looks like the end (fault 3).
    throw new ConnectorError(
      'bad-bytes',
      'The provider names no size of the file, and the file itself does not tell where it ends: a part can not be told from the whole. It will be fetched again.',
      { code: 'end-not-proven' },
    );
  }
  crashPoint('after-probe');
  const extension = extensionOf(inspection.container, row.kind, row.extension ?? '');
  const mime = mimeOf(extension) ?? null;
  if (extension !== row.extension && mime !== null) {
    await work.library.accepts({ mime, extension, sizeBytes });
  }
  await work.files.patch(row, {
    status: 'verified',
    extension,
    sizeBytes,
    bytesDone: sizeBytes,
    sha256,
    durationSeconds: inspection.durationSeconds,
    mime,
  });
}

/** Says so before the download when the disk has no room (fault 30). */
async function reserveSpace(dir: string, bytes: number): Promise<void> {
  const facts = await statfs(dir);
  const free = facts.bavail * facts.bsize;
  if (free >= bytes + SPARE_BYTES) return;
  throw new ConnectorError(
    'retry-later',
    `The disk of the spool folder has ${Math.floor(free / 1e6)} MB free, ${Math.ceil((bytes + SPARE_BYTES) / 1e6)} MB are needed: make room there; it is tried again by itself.`,
    { code: 'disk-full' },
  );
}
