import { createHash, randomBytes } from 'node:crypto';
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { claimedImport, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { ConnectorError } from '../domain/errors';
import type { FileRow } from '../ledger/database';
import type { FileReference, OpenedFile, OpenRequest, Provider } from '../providers/provider';
import { expectedSize, transfer, type TransferWork } from './transfer';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
/** Bytes that look like the beginning of a video, other ones each time. */
const video = (sizeBytes: number) => {
  const bytes = randomBytes(sizeBytes);
  Buffer.from([0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70]).copy(bytes);
  return bytes;
};
const MIB = 1024 * 1024;

/** One answer of the provider: these bytes, then its end or a broken connection. */
interface Answer extends Omit<OpenedFile, 'body'> {
  bytes: Buffer;
  breaks?: boolean;
}
function* chunksOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024);
}
const bodyOf = ({ bytes, breaks }: Answer) =>
  Readable.from(
    (function* () {
      yield* chunksOf(bytes);
      if (breaks) throw new ConnectorError('retry-later', 'The connection broke.', { code: 'broken' });
    })(),
  );

describe('a transfer', () => {
  let made: ClaimedImportForTests;
  let asked: { fileKey: string; range: OpenRequest['range'] }[];
  let answers: Answer[];

  const provider: Pick<Provider, 'openFile' | 'descriptor'> = {
    descriptor: { label: 'Fake' } as Provider['descriptor'],
    openFile: (_account, { fileKey }: FileReference, { range }) => {
      asked.push({ fileKey, range });
      const answer = answers.shift();
      if (answer === undefined) throw new Error('nobody expected this request');
      const { bytes: _bytes, breaks: _breaks, ...facts } = answer;
      return Promise.resolve({ ...facts, body: bodyOf(answer) });
    },
  };
  const work = (
    of: Pick<TransferWork, 'ledger' | 'files'> = made,
    formerHolderIsDead = true,
  ): TransferWork => ({
    ledger: of.ledger,
    files: of.files,
    spool: made.spool,
    provider: provider as Provider,
    account: { memory: new Map() } as TransferWork['account'],
    linkOf: () => undefined,
    signal: new AbortController().signal,
    formerHolderIsDead,
    checkpoint: () => undefined,
  });
  const codeOf = async (promise: Promise<unknown>) => {
    const thrown: unknown = await promise.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(thrown instanceof ConnectorError)) throw new Error(`no failure, but ${String(thrown)}`);
    return `${thrown.failure} ${thrown.code}`;
  };
  /** Hash of what lies in the spool. */
  const spooled = async (row: FileRow) => sha256(await readFile(made.spool.pathOf(row.spoolName ?? '')));

  /** A file of which a part is here, from the version that had `validator`. */
  async function halfOf(whole: Buffer, validator = '"v1"') {
    const row = await made.addFile({ sizeBytes: whole.length });
    const bytes = whole.subarray(0, whole.length / 2);
    answers = [{ from: 'whole', validator, totalBytes: whole.length, bytes, breaks: true }];
    expect(await codeOf(transfer(work(), row))).toBe('retry-later broken');
    asked = [];
    return row;
  }

  beforeEach(async () => {
    made = await claimedImport();
    asked = [];
    answers = [];
  });
  afterEach(() => made.close());

  it('brings a whole file with its hash, and says whether anybody named its size', async () => {
    const whole = video(3 * MIB);
    const row = await made.addFile();
    answers = [{ from: 'whole', totalBytes: whole.length, bytes: whole }];
    const got = await transfer(work(), row);
    expect(got).toEqual({
      spoolName: row.spoolName,
      sizeBytes: whole.length,
      sha256: sha256(whole),
      sizeWasNamed: true,
    });
    expect(await spooled(row)).toBe(sha256(whole));
    const unnamed = await made.addFile();
    answers = [{ from: 'whole', bytes: whole }];
    expect(await transfer(work(), unnamed)).toMatchObject({ sizeWasNamed: false });
  });

  it('that the provider refuses leaves nothing in the spool', async () => {
    const row = await made.addFile();
    // No answer is left.
    await expect(transfer(work(), row)).rejects.toThrow();
    expect(await made.stored(row)).toMatchObject({ spoolName: null, status: 'waiting' });
    expect(await readdir(made.spool.dir)).toEqual([]);
  });

  it('that broke continues where it stopped, by range and validator', async () => {
    const whole = video(4 * MIB);
    const row = await halfOf(whole);
    expect(await made.stored(row)).toMatchObject({
      bytesDone: 2 * MIB,
      prefixSha256: sha256(whole.subarray(0, 2 * MIB)),
      validator: '"v1"',
    });
    answers = [
      { from: 'resumed', validator: '"v1"', totalBytes: whole.length, bytes: whole.subarray(2 * MIB) },
    ];
    expect(await transfer(work(), row)).toMatchObject({ sizeBytes: whole.length, sha256: sha256(whole) });
    expect(asked).toEqual([{ fileKey: row.fileKey, range: { fromByte: 2 * MIB, validator: '"v1"' } }]);
    expect(row.resumedAtPercent).toBe(50);
    expect(await spooled(row)).toBe(sha256(whole));
  });

  it('is not spoilt by a former holder who wakes up and writes on', async () => {
    const whole = video(4 * MIB);
    const row = await halfOf(whole);
    const former = await open(made.spool.pathOf(row.spoolName ?? ''), 'r+');
    try {
      answers = [
        { from: 'resumed', validator: '"v1"', totalBytes: whole.length, bytes: whole.subarray(2 * MIB) },
      ];
      await transfer(work(await made.takenOver(), false), row);
      await former.write(Buffer.alloc(MIB), 0, MIB, 0);
      expect(await spooled(row)).toBe(sha256(whole));
    } finally {
      await former.close();
    }
  });

  it('starts again with what a server sends that ignores the range (fault 8)', async () => {
    const row = await halfOf(video(2 * MIB));
    const other = video(2 * MIB);
    answers = [{ from: 'whole', validator: '"v2"', totalBytes: other.length, bytes: other }];
    expect(await transfer(work(), row)).toMatchObject({ sha256: sha256(other), sizeBytes: other.length });
    expect(asked).toHaveLength(1);
    expect(await spooled(row)).toBe(sha256(other));
    expect(row.validator).toBe('"v2"');
  });

  it.each([
    ['another ETag', '"v1"', '"v2"'],
    ['another Last-Modified', 'Tue, 10 Feb 2026 16:00:00 GMT', 'Tue, 10 Feb 2026 17:00:00 GMT'],
    ['no validator at all', '"v1"', undefined],
  ])('never appends a part that comes with %s (fault 9)', async (_name, before, after) => {
    const row = await halfOf(video(2 * MIB), before);
    const other = video(2 * MIB);
    const facts = { totalBytes: other.length, ...(after === undefined ? {} : { validator: after }) };
    answers = [
      { from: 'resumed', ...facts, bytes: other.subarray(MIB) },
      { from: 'whole', ...facts, bytes: other },
    ];
    expect(await transfer(work(), row)).toMatchObject({ sha256: sha256(other) });
    expect(asked.map(({ range }) => range?.fromByte)).toEqual([MIB, undefined]);
    expect(await spooled(row)).toBe(sha256(other));
  });

  it('asks for the whole file when the server named no version before', async () => {
    const whole = video(2 * MIB);
    const row = await halfOf(whole);
    await made.files.patch(row, { validator: null });
    answers = [{ from: 'whole', totalBytes: whole.length, bytes: whole }];
    expect(await transfer(work(), row)).toMatchObject({ sha256: sha256(whole) });
    expect(asked.map(({ range }) => range)).toEqual([undefined]);
  });

  it('whose size changed at the provider is refused before it is stored', async () => {
    const row = await halfOf(video(2 * MIB));
    const longer = video(3 * MIB);
    answers = [{ from: 'whole', validator: '"v2"', totalBytes: longer.length, bytes: longer }];
    expect(await codeOf(transfer(work(), row))).toBe('bad-bytes size-differs');
  });

  it('of more bytes than announced is refused, and one of fewer continues', async () => {
    const row = await made.addFile({ sizeBytes: MIB });
    answers = [{ from: 'whole', bytes: video(MIB + 1) }];
    expect(await codeOf(transfer(work(), row))).toBe('bad-bytes too-long');
    const short = await made.addFile({ sizeBytes: 2 * MIB });
    answers = [{ from: 'whole', validator: '"v1"', bytes: video(MIB) }];
    expect(await codeOf(transfer(work(), short))).toBe('retry-later truncated');
    expect(await made.stored(short)).toMatchObject({ bytesDone: MIB });
  });

  it('continues from the bytes on disk only while they are what the ledger says', async () => {
    const whole = video(2 * MIB);
    const row = await halfOf(whole);
    const path = made.spool.pathOf(row.spoolName ?? '');
    const torn = await readFile(path);
    torn[1_000] = (torn[1_000] ?? 0) ^ 1;
    await writeFile(path, torn);
    answers = [{ from: 'whole', validator: '"v1"', totalBytes: whole.length, bytes: whole }];
    expect(await transfer(work(), row)).toMatchObject({ sha256: sha256(whole) });
    expect(asked.map(({ range }) => range)).toEqual([undefined]);
  });

  it.each([
    ['is dead', true],
    ['may still write', false],
  ])(
    'is taken over by another worker under a name of its own when the former one %s',
    async (_name, isDead) => {
      const whole = video(2 * MIB);
      const row = await halfOf(whole);
      const former = row.spoolName;
      const next = await made.takenOver();
      answers = [
        { from: 'resumed', validator: '"v1"', totalBytes: whole.length, bytes: whole.subarray(MIB) },
      ];
      expect(await transfer(work(next, isDead), row)).toMatchObject({ sha256: sha256(whole) });
      expect(row.spoolName).not.toBe(former);
      expect(await spooled(row)).toBe(sha256(whole));
      await expect(readFile(made.spool.pathOf(former ?? ''))).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );

  it('shares no file with a holder before the former one, of whom nothing is known', async () => {
    const whole = video(2 * MIB);
    const row = await halfOf(whole);
    const first = await open(made.spool.pathOf(row.spoolName ?? ''), 'r+');
    try {
      // The second holder released the import before it came to this file.
      await made.takenOver();
      answers = [
        { from: 'resumed', validator: '"v1"', totalBytes: whole.length, bytes: whole.subarray(MIB) },
      ];
      await transfer(work(await made.takenOver(), true), row);
      expect(row.resumedAtPercent).toBe(50);
      await first.write(Buffer.alloc(MIB), 0, MIB, 0);
      expect(await spooled(row)).toBe(sha256(whole));
    } finally {
      await first.close();
    }
  });

  it('whose last byte is here asks the provider for nothing', async () => {
    const whole = video(16 * MIB);
    const row = await made.addFile({ sizeBytes: whole.length });
    answers = [{ from: 'whole', validator: '"v1"', totalBytes: whole.length, bytes: whole }];
    await transfer(work(), row);
    asked = [];
    expect(await transfer(work(), row)).toMatchObject({ sha256: sha256(whole), sizeWasNamed: true });
    expect(asked).toEqual([]);
  });

  it('of a short file writes no checkpoint, and starts again after a crash', async () => {
    const whole = video(MIB);
    const row = await made.addFile({ sizeBytes: MIB });
    const answer: Answer = { from: 'whole', validator: '"v1"', totalBytes: MIB, bytes: whole };
    answers = [answer];
    await transfer(work(), row);
    expect(await made.stored(row)).toMatchObject({ bytesDone: 0, prefixSha256: null });
    answers = [answer];
    expect(await transfer(work(), row)).toMatchObject({ sha256: sha256(whole) });
    expect(asked.map(({ range }) => range)).toEqual([undefined, undefined]);
    expect(await spooled(row)).toBe(sha256(whole));
  });

  it('of a page in place of the file keeps none of it and asks for a fresh token', async () => {
    const page = Buffer.from(`<!doctype html><title>Sign in</title>${' '.repeat(5_000)}`);
    const row = await made.addFile({ sizeBytes: 5 * MIB });
    answers = [{ from: 'whole', totalBytes: page.length, bytes: page }];
    expect(await codeOf(transfer(work(), row))).toBe('needs-token html-instead-of-file');
    expect(row.bytesDone).toBe(0);
  });
});

describe('the expected size', () => {
  it('is that of the listing or of the answer, and nobody’s when they disagree', () => {
    expect(expectedSize(undefined, undefined)).toEqual({ sizeBytes: undefined, contradiction: undefined });
    expect(expectedSize(5, undefined).sizeBytes).toBe(5);
    expect(expectedSize(undefined, 5).sizeBytes).toBe(5);
    expect(expectedSize(5, 5)).toEqual({ sizeBytes: 5, contradiction: undefined });
    expect(expectedSize(5, 6)).toMatchObject({
      sizeBytes: undefined,
      contradiction: { failure: 'bad-bytes', code: 'size-differs' },
    });
  });
});
