import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { StopSignal } from '../domain/errors';
import type { ProviderFile, Segment } from '../domain/recording';
import type { FileRow } from './database';
import { FileLedger, refetch, withSources } from './files';
import { claimDueImports } from './due-imports';
import { ImportLedger } from './imports';

const STORED = {
  status: 'stored',
  bytesDone: 700,
  sizeBytes: 700,
  prefixSha256: 'aa',
  validator: '"v1"',
  spoolName: 'mc-1',
  sha256: 'bb',
  mediaFileId: 'file4',
  storedName: 'name',
  readBack: true,
  recordingDocumentId: 'entry',
} as const;

describe('files of an import', () => {
  let database: MemoryDatabase;
  let importId: string;
  let number = 0;
  const add = (patch: Partial<FileRow> = {}) =>
    database.files.insert({
      importId,
      fileKey: `key-${(number += 1)}`,
      fileKeyHash: `hash-${number}`,
      kind: 'video',
      status: 'waiting',
      ...patch,
    });
  const read = async (row: FileRow) => {
    const found = await database.files.findOne({ id: row.id });
    if (found === undefined) throw new Error('the row is gone');
    return found;
  };

  beforeEach(async () => {
    database = await memoryDatabase();
    const connector = await database.connectors.insert({
      provider: 'fake',
      name: 'Lectures',
      enabled: true,
      authorization: 'authorized',
    });
    const row = await database.imports.insert({
      connectorId: connector.id,
      keyHash: 'hash',
      occurrenceId: 'occurrence',
      stage: 'fetch',
      status: 'waiting',
      nextAttemptAtMs: 1,
    });
    importId = row.id;
  });
  afterEach(() => database.close());

  const held = async () => {
    const [claimed] = await claimDueImports(database, 'one', 1);
    if (claimed === undefined) throw new Error('nothing was claimed');
    return new FileLedger(database, new ImportLedger(database, claimed.row, claimed.lease));
  };

  it('are fetched once more from their first byte, and keep their place in Strapi', async () => {
    const worked = await add(STORED);
    const idle = await add(STORED);
    const other = await add(STORED);
    await (await held()).refetch([worked]);
    await refetch(database, [idle]);
    for (const row of [worked, idle]) {
      expect(await read(row)).toMatchObject({
        status: 'waiting',
        bytesDone: 0,
        prefixSha256: null,
        validator: null,
        readBack: false,
        mediaFileId: 'file4',
        storedName: 'name',
        recordingDocumentId: 'entry',
        sha256: 'bb',
      });
    }
    expect(await read(other)).toMatchObject(STORED);
  });

  it('are not touched by a worker that was replaced', async () => {
    const row = await add(STORED);
    const files = await held();
    await database.imports.update({ id: importId }, { leaseFence: 99 });
    await expect(files.refetch([row])).rejects.toBeInstanceOf(StopSignal);
    expect(await read(row)).toMatchObject(STORED);
  });

  it('are not removed by a worker that was replaced, which may know of fewer than its successor', async () => {
    const unwanted = await add({ origin: 'provider', spoolName: 'of-the-successor' });
    const made = await add({ origin: 'made' });
    const files = await held();
    const before = await files.all();
    await database.imports.update({ id: importId }, { leaseFence: 99 });
    await expect(files.reconcile([], before)).rejects.toBeInstanceOf(StopSignal);
    await expect(files.drop(made)).rejects.toBeInstanceOf(StopSignal);
    expect(await read(unwanted)).toMatchObject({ spoolName: 'of-the-successor' });
    expect(await read(made)).toMatchObject({ id: made.id });
  });

  it('are removed once they are no longer wanted, unless they are in Strapi', async () => {
    const unwanted = await add({ origin: 'provider', status: 'downloading' });
    const stored = await add({ ...STORED, origin: 'provider' });
    const files = await held();
    const { rows, dropped } = await files.reconcile([], await files.all());
    expect([rows, dropped].map((some) => some.map(({ id }) => id))).toEqual([[stored.id], [unwanted.id]]);
    expect((await files.all()).map(({ id }) => id)).toEqual([stored.id]);
  });

  it('are not added to a segment whose recording was deleted with its files', async () => {
    const startedAt = '2026-02-10T16:36:00Z';
    const file = (key: string, kind: ProviderFile['kind']): ProviderFile => ({
      key,
      kind,
      view: kind,
      extension: kind === 'video' ? 'mp4' : 'vtt',
      ready: true,
      segmentKey: '',
    });
    const segment = (key: string, number: number): Segment => ({
      key,
      number,
      startedAt,
      main: file(`${key}-video`, 'video'),
      extras: [file(`${key}-late`, 'captions')],
    });
    const files = await held();
    const first = (await files.reconcile([segment('a', 1)], [])).rows;
    for (const row of first) await files.patch(row, { status: 'removed', mediaFileId: null });
    const { rows } = await files.reconcile(
      [
        { ...segment('a', 1), main: file('a-other-video', 'video'), extras: [file('a-later', 'transcript')] },
        segment('b', 2),
      ],
      await files.all(),
    );
    expect(rows.map(({ fileKey, status }) => [fileKey, status])).toEqual([
      ['a-video', 'removed'],
      ['a-late', 'removed'],
      ['b-video', 'waiting'],
      ['b-late', 'waiting'],
    ]);
  });

  it('need those that they were made of, and no others', async () => {
    const place = { startedAt: '2026-02-10T16:36:00Z', offsetSeconds: 0, durationSeconds: 60 };
    const made = await add({ origin: 'made', status: 'stored', segments: [{ key: 'a', ...place }] });
    const source = await add({ origin: 'provider', status: 'used', segmentKey: 'a' });
    const elsewhere = await add({ origin: 'provider', status: 'used', segmentKey: 'b' });
    const apart = await add({ origin: 'provider', status: 'stored', segmentKey: 'a' });
    const all = [made, source, elsewhere, apart];
    expect(withSources([made], all)).toEqual([made, source]);
    expect(withSources([apart], all)).toEqual([apart]);
    expect(withSources([], all)).toEqual([]);
  });
});
