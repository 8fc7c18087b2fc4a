import { rm, writeFile } from 'node:fs/promises';
import { claimedImport, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { ConnectorError } from '../domain/errors';
import { openRunLog } from '../ledger/runs';
import type { FileRow } from '../ledger/database';
import type { Library, StoreRequest } from '../media/library';
import { ATTEMPTS_FOR_EXTRAS } from './losses';
import type { Sql } from '../ledger/table';
import { nameFiles, store, type StoreWork } from './store';

/**
 * A Media Library in memory: one entry for a stored name, as Strapi's has. `fails` is asked before each
 * of the three instants at which a crash or a refusal can come.
 */
function memoryLibrary(database: ClaimedImportForTests['database']) {
  const entries = new Map<string, { id: string; sha256: string }>();
  const requests: StoreRequest[] = [];
  let fails: (at: 'before' | 'uploaded' | 'committed', request: StoreRequest) => Error | undefined = () =>
    undefined;
  const check = (at: Parameters<typeof fails>[0], request: StoreRequest) => {
    const error = fails(at, request);
    if (error !== undefined) throw error;
  };
  const library: Pick<Library, 'folder' | 'store'> = {
    folder: () => Promise.resolve(7),
    async store(request, commit) {
      requests.push(request);
      check('before', request);
      const known = entries.get(request.storedName);
      const id = known?.id ?? `file${entries.size + 1}`;
      entries.set(request.storedName, { id, sha256: request.sha256 });
      check('uploaded', request);
      await database.transaction(async (sql) => {
        await commit(id, sql);
        check('committed', request);
      });
      return { mediaFileId: id, readBack: known !== undefined };
    },
  };
  return {
    library: library as Library,
    entries,
    requests,
    failing: (by: typeof fails) => {
      fails = by;
    },
  };
}

describe('the store step', () => {
  let made: ClaimedImportForTests;
  let media: ReturnType<typeof memoryLibrary>;
  const work = (of: Pick<StoreWork, 'ledger' | 'files'> = made): StoreWork => ({
    ledger: of.ledger,
    files: of.files,
    spool: made.spool,
    library: media.library,
    connector: made.connector,
    provider: { descriptor: { id: 'fake', label: 'Fake' } } as StoreWork['provider'],
    policy: { publish: { folderId: null, titleTemplate: '{title}' } } as StoreWork['policy'],
    author: () => Promise.resolve({ adminId: 3, memberId: null, is: 'manager', hostKeyHash: null } as never),
    publishingWaits: undefined,
    log: openRunLog(made.database, (text) => text, null),
    clock: () => 0,
    signal: new AbortController().signal,
    checkpoint: () => undefined,
  });
  /** A verified file with its bytes in the spool. */
  const verified = async (patch: Partial<FileRow> = {}) => {
    const row = await made.addFile({
      status: 'verified',
      sizeBytes: 5,
      sha256: 'a hash',
      mime: 'video/mp4',
      durationSeconds: 60,
      ...patch,
    });
    await made.files.patch(row, { spoolName: made.spool.nameFor(row.id, 1) });
    await made.spool.prepare();
    await writeFile(made.spool.pathOf(row.spoolName ?? ''), 'bytes');
    return row;
  };
  const crash = () => new Error('the process ended');

  beforeEach(async () => {
    made = await claimedImport();
    await made.ledger.write({ type: 'advance' });
    await made.ledger.write({ type: 'advance' });
    media = memoryLibrary(made.database);
  });
  afterEach(() => made.close());

  it('stores a file once, under a name that it wrote down before', async () => {
    const row = await verified();
    media.failing(() => {
      // As a crash would find it: the name is in the ledger before any file has it.
      expect(row.storedName).toMatch(/^meeting_[0-9a-f]{32}$/);
      return undefined;
    });
    await store(work(), [row]);
    expect(await made.stored(row)).toMatchObject({ status: 'stored', mediaFileId: 'file1', readBack: false });
    expect(media.requests).toMatchObject([{ storedName: row.storedName, folderId: 7, authorId: 3 }]);
    await store(work(), await made.files.all());
    expect(media.requests).toHaveLength(1);
  });

  it('stores an original, in which private messages can be, as nobody’s', async () => {
    const video = await verified();
    const chat = await verified({ kind: 'chat', mime: 'text/plain', segmentKey: video.segmentKey });
    await store(work(), [video, chat]);
    expect(media.requests.map(({ authorId }) => authorId)).toEqual([3, null]);
  });

  it.each(['before', 'uploaded', 'committed'] as const)(
    'that ended at "%s" adopts on the second try what the first one stored',
    async (instant) => {
      const row = await verified();
      media.failing((at) => (at === instant ? crash() : undefined));
      await expect(store(work(), [row])).rejects.toThrow('the process ended');
      expect(await made.stored(row)).toMatchObject({ status: 'verified', mediaFileId: null });
      expect(row).toMatchObject({ status: 'verified', mediaFileId: null });
      media.failing(() => undefined);
      await store(work(await made.takenOver()), await made.files.all());
      const [first, second] = media.requests;
      expect(second?.storedName).toBe(first?.storedName);
      expect(media.entries.size).toBe(1);
      expect(await made.stored(row)).toMatchObject({ status: 'stored', mediaFileId: 'file1' });
    },
  );

  it('asks no library whether it has a name that was made up just now', async () => {
    const rows = [await verified(), await verified({ storedName: 'meeting_before' })];
    const named = await made.database.transaction((sql) => nameFiles(work(), rows, sql));
    expect(rows.map(({ storedName }) => storedName)).toEqual([
      expect.stringMatching(/^meeting_[0-9a-f]{32}$/),
      'meeting_before',
    ]);
    await store(work(), rows, { named });
    expect(media.requests.map(({ isFirstAttempt }) => isFirstAttempt)).toEqual([true, false]);
  });

  describe('with the move to the next step', () => {
    const next = (sql: Sql) => made.ledger.write({ type: 'advance' }, {}, sql);
    const stage = async (sql?: Sql) =>
      (await made.database.imports.findOne({ id: made.ledger.row.id }, sql))?.stage;

    it('makes it in the transaction of the last file', async () => {
      const rows = [await verified(), await verified()];
      const stages: (string | undefined)[] = [];
      await store(work(), rows, {
        withLast: async (sql) => {
          stages.push(await stage(sql), rows[0]?.status, rows[1]?.status);
          await next(sql);
        },
      });
      expect(stages).toEqual(['store', 'stored', 'stored']);
      expect(await stage()).toBe('publish');
    });

    it('stays where it was when that transaction fails, in memory too', async () => {
      const row = await verified();
      media.failing((at) => (at === 'committed' ? crash() : undefined));
      await expect(store(work(), [row], { withLast: next })).rejects.toThrow('the process ended');
      expect([await stage(), made.ledger.row.stage]).toEqual(['store', 'store']);
      expect(row).toMatchObject({ status: 'verified', spoolName: made.spool.nameFor(row.id, 1) });
    });
  });

  it('fetches a file again that is gone from the spool', async () => {
    const row = await verified();
    await rm(made.spool.pathOf(row.spoolName ?? ''));
    media.failing(() => new ConnectorError('retry-later', 'It is gone.', { code: 'spool-file-missing' }));
    await expect(store(work(), [row])).rejects.toMatchObject({ code: 'spool-file-missing' });
    expect(await made.stored(row)).toMatchObject({ status: 'waiting', bytesDone: 0 });
  });

  it('stores neither what was used for another file nor what is missing', async () => {
    const rows = [
      await verified({ status: 'used' }),
      await verified({ status: 'failed', kind: 'chat' }),
      await verified({ status: 'replaced' }),
    ];
    await store(work(), rows);
    expect(media.requests).toEqual([]);
  });

  it('names no author while publishing waits: nobody asked whose it becomes', async () => {
    const row = await verified();
    const author = () => Promise.reject(new Error('nobody may ask'));
    await store({ ...work(), publishingWaits: 'publishing-waits', author }, [row]);
    expect(media.requests).toMatchObject([{ authorId: null }]);
  });

  describe('when the storage refuses a file', () => {
    const refused = (kind: string) => (at: string, request: StoreRequest) =>
      at === 'before' && request.extension === kind
        ? new ConnectorError('retry-later', 'No.', { code: 'upload-failed', values: { uploadProvider: 'x' } })
        : undefined;
    const attempts = async (number: number) => await made.ledger.patch({ attempts: number });

    it('tries a text a few times, then leaves it out and stores the video', async () => {
      const text = await verified({ kind: 'captions', extension: 'vtt', origin: 'made' });
      const video = await verified();
      media.failing(refused('vtt'));
      await attempts(ATTEMPTS_FOR_EXTRAS - 2);
      await expect(store(work(), [text, video])).rejects.toMatchObject({ code: 'upload-failed' });
      await attempts(ATTEMPTS_FOR_EXTRAS - 1);
      await store(work(), [text, video]);
      expect(await made.stored(text)).toMatchObject({
        status: 'failed',
        problem: { code: 'upload-failed', values: { uploadProvider: 'x' }, tries: 1 },
      });
      expect(await made.stored(video)).toMatchObject({ status: 'stored' });
    });

    it('never leaves out the video', async () => {
      const video = await verified();
      media.failing(refused('mp4'));
      await attempts(20);
      await expect(store(work(), [video])).rejects.toMatchObject({ code: 'upload-failed' });
      expect(await made.stored(video)).toMatchObject({ status: 'verified' });
    });
  });
});
