import { Readable } from 'node:stream';
import { message } from '../../../contracts/messages/catalogue';
import { claimedImport, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { NO_RULES } from '../../../tests/support/rules';
import type { ContentHash } from '../domain/content-hash';
import type { Rules } from '../domain/policy';
import type { Occurrence, ProviderFile } from '../domain/recording';
import type { FileRow } from '../ledger/database';
import { openRunLog } from '../ledger/runs';
import type { Library } from '../media/library';
import type { ImportedOccurrence } from '../providers/provider';
import { compareWithImported, deleteAtProvider } from './delete-at-provider';
import { fingerprintOf } from './plan';
import type { Work } from './work';

const file = (kind: ProviderFile['kind'], over: Partial<ProviderFile> = {}): ProviderFile => ({
  key: `key-of-the-${kind}`,
  kind,
  view: kind,
  extension: kind === 'video' ? 'mp4' : 'txt',
  segmentKey: 'segment',
  startedAt: '2026-02-10T16:00:00Z',
  endedAt: '2026-02-10T17:00:00Z',
  sizeBytes: 1000,
  ready: true,
  ...over,
});
const occurrenceOf = (files: ProviderFile[]): Occurrence => ({
  id: 'occurrence',
  title: 'Week 5',
  startedAt: '2026-02-10T16:00:00Z',
  files,
});
const rowOf = ({ key, kind, sizeBytes }: ProviderFile, over: Partial<FileRow> = {}) =>
  ({ origin: 'provider', fileKey: key, kind, sizeBytes, status: 'stored', ...over }) as FileRow;

const WHOLE = [file('video'), file('chat'), file('transcript')];
const compare = (
  shown: ProviderFile[],
  {
    rules = {},
    imported = WHOLE,
    rows = imported.map((one) => rowOf(one)),
  }: {
    rules?: Partial<Rules>;
    imported?: ProviderFile[];
    rows?: FileRow[];
  } = {},
) =>
  compareWithImported(
    occurrenceOf(shown),
    { rules: { ...NO_RULES, ...rules }, fingerprint: fingerprintOf(occurrenceOf(imported)) },
    rows,
  );

describe('before a deletion, what the provider shows', () => {
  it('is the same when every file is there as it was imported', () => {
    expect(compare(WHOLE)).toEqual({ outcome: 'same' });
  });

  it('is not deleted when a rule leaves out one of its kinds, since that kind would be lost', () => {
    expect(compare(WHOLE, { rules: { skipKinds: ['chat'] } })).toEqual({ outcome: 'not-taken' });
    // Even when nothing of that kind was imported and everything else is stored.
    const rows = WHOLE.filter(({ kind }) => kind !== 'chat').map((one) => rowOf(one));
    expect(compare(WHOLE, { rules: { skipKinds: ['chat'] }, rows })).toEqual({ outcome: 'not-taken' });
  });

  it('is not deleted when a rule or the host limit says no to all of it', () => {
    for (const rules of [
      { titleExcludes: ['week'] },
      { minDurationMinutes: 90 },
      { importSince: '2026-03-01' },
      { hosts: { limit: 'hosts', hosts: [{ id: 'somebody-else' }], unknown: [] } },
    ] as Partial<Rules>[])
      expect(compare(WHOLE, { rules })).toEqual({ outcome: 'not-taken' });
  });

  it('is another version when a file that was imported is gone or has another size', () => {
    expect(compare(WHOLE.slice(0, 2))).toEqual({ outcome: 'replaced', kind: 'transcript' });
    expect(compare([file('video', { sizeBytes: 1001 }), ...WHOLE.slice(1)])).toEqual({
      outcome: 'replaced',
      kind: 'video',
    });
    expect(compare([file('video', { key: 'new-version' }), ...WHOLE.slice(1)])).toMatchObject({
      outcome: 'replaced',
    });
  });

  it('is more than was imported when a file came later', () => {
    expect(compare([...WHOLE, file('summary')])).toEqual({ outcome: 'changed' });
  });

  it('is not ready while the provider still works on a file of it', () => {
    expect(compare([...WHOLE, file('captions', { ready: false })])).toMatchObject({ outcome: 'not-ready' });
  });

  it.each(['failed', 'waiting', 'downloading', 'verified'] as const)(
    'is not all in Strapi while one of its files is %s',
    (status) => {
      const rows = WHOLE.map((one) => rowOf(one, one.kind === 'chat' ? { status } : {}));
      expect(compare(WHOLE, { rows })).toMatchObject({ outcome: 'not-ready' });
    },
  );
});

describe('the deletion at the provider', () => {
  let made: ClaimedImportForTests;
  let deletions: string[];
  let shown: ProviderFile[] | undefined;
  let check: Awaited<ReturnType<Library['check']>>;
  /** The size that the answer to a download names. */
  let totalBytes: number | undefined;

  /** What the provider was told of the imported files. */
  let told: Map<string, [number, string | undefined]>;
  let comparesFiles: boolean;
  const emptyHash = (): ContentHash => ({ update: () => undefined, digest: () => 'hash' });

  const work = (over: Partial<Work> = {}): Work =>
    ({
      ledger: made.ledger,
      files: made.files,
      connector: made.connector,
      account: {},
      site: { name: 'here', former: [] },
      policy: { rules: NO_RULES, deletion: { mode: 'trash', afterHours: 1 } },
      provider: {
        descriptor: { label: 'Fake' },
        listsRecordings: {
          readOccurrence: () =>
            Promise.resolve(
              shown === undefined
                ? { outcome: 'gone', providerWords: 'not there' }
                : { outcome: 'found', occurrence: occurrenceOf(shown) },
            ),
        },
        openFile: () =>
          Promise.resolve({
            from: 'whole',
            body: Readable.from([]),
            ...(totalBytes === undefined ? {} : { totalBytes }),
          }),
        deletesFromCloud: {
          ...(comparesFiles ? { comparesFiles } : {}),
          deleteOccurrence: async (_account: unknown, { id, files }: ImportedOccurrence, mode: string) => {
            for (const [key, one] of files) told.set(key, [one.sizeBytes, await one.hashed(emptyHash())]);
            deletions.push(`${id} ${mode}`);
            shown = undefined;
            return { outcome: 'deleted' };
          },
        },
      },
      library: { check: () => Promise.resolve(check) },
      recordings: { exists: () => Promise.resolve(true) },
      log: openRunLog(made.database, (text) => text, null),
      now: () => made.database.now(),
      signal: new AbortController().signal,
      checkpoint: () => undefined,
      ...over,
    }) as unknown as Work;
  const run = async (over: Partial<Work> = {}) => await deleteAtProvider(work(over), await made.files.all());
  const whyKept = () => made.ledger.row.deletion?.problem?.code;

  beforeEach(async () => {
    made = await claimedImport({ occurrence: occurrenceOf(WHOLE) });
    for (const [index, one] of WHOLE.entries()) {
      await made.addFile({
        fileKey: one.key,
        kind: one.kind,
        sizeBytes: one.sizeBytes ?? null,
        status: 'stored',
        mediaFileId: `file${index + 1}`,
        recordingDocumentId: 'document',
      });
    }
    for (let stage = 0; stage < 4; stage += 1) await made.ledger.write({ type: 'advance' });
    const importedAtMs = (await made.database.now()) - 2 * 3_600_000;
    await made.ledger.patch({ importedAtMs, fingerprint: fingerprintOf(occurrenceOf(WHOLE)) });
    deletions = [];
    shown = WHOLE;
    check = { outcome: 'same', sizeBytes: 1000 };
    totalBytes = 1000;
    comparesFiles = false;
    told = new Map();
  });
  afterEach(() => made.close());

  it('is asked for once, when everything is in Strapi and the provider shows the same', async () => {
    expect(await run()).toEqual({ action: 'finish' });
    expect(deletions).toEqual(['occurrence trash']);
    expect(made.ledger.row.deletion).toMatchObject({ state: 'deleted', mode: 'trash' });
    expect(await run()).toEqual({ action: 'finish' });
    expect(deletions).toHaveLength(1);
  });

  it('waits for the grace period', async () => {
    const importedAtMs = await made.database.now();
    await made.ledger.patch({ importedAtMs });
    const untilMs = importedAtMs + 3_600_000;
    expect(await run()).toEqual({ action: 'wait', reason: 'grace-period', untilMs });
    expect(deletions).toEqual([]);
  });

  it.each([
    ['a copy of the site', 'another site', 'deletion-locked'],
    ['a site without a name', undefined, 'deletion-locked'],
  ])('never happens from %s (G9)', async (_name, name, code) => {
    expect(await run({ site: { name, former: [] } })).toMatchObject({
      action: 'wait',
      reason: 'deletion-blocked',
    });
    expect(deletions).toEqual([]);
    expect(whyKept()).toBe(code);
    expect(made.ledger.row.deletion?.state).toBe('blocked');
  });

  it('never happens to a meeting of which a rule excludes a kind', async () => {
    for (const kind of ['chat', 'transcript'] as const) {
      const rules = { ...NO_RULES, skipKinds: [kind] };
      const policy = { rules, deletion: { mode: 'trash', afterHours: 1 } } as Work['policy'];
      expect(await run({ policy })).toEqual({ action: 'finish' });
    }
    expect(deletions).toEqual([]);
    expect(made.ledger.row.deletion).toBeNull();
  });

  it('never happens while a file is missing, or an entry was removed', async () => {
    const recordings = { exists: () => Promise.resolve(false) } as unknown as Work['recordings'];
    expect(await run({ recordings })).toMatchObject({ action: 'wait' });
    expect(whyKept()).toBe('entry-removed');
    const [, chat] = await made.files.all();
    if (chat !== undefined) await made.files.patch(chat, { status: 'removed', mediaFileId: null });
    expect(await run()).toMatchObject({ action: 'wait' });
    expect(whyKept()).toBe('entry-removed');
    if (chat !== undefined) await made.files.patch(chat, { status: 'failed' });
    expect(await run()).toMatchObject({ action: 'wait' });
    expect(whyKept()).toBe('file-left-out');
    expect(deletions).toEqual([]);
  });

  it('puts lost bytes back first, and keeps the meeting when they can’t be read', async () => {
    check = { outcome: 'unreadable', detail: message('media.store-status', { status: 503 }) };
    expect(await run()).toMatchObject({ action: 'wait', reason: 'deletion-blocked' });
    check = { outcome: 'changed', detail: message('media.changed', { name: 'Week 5' }), restorable: true };
    expect(await run()).toEqual({ action: 'import-again' });
    expect((await made.files.all()).map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(deletions).toEqual([]);
  });

  it('is left to a person, with the true reason, when what was put back is lost each time', async () => {
    check = {
      outcome: 'missing',
      detail: message('media.content-missing', { name: 'Week 5' }),
      restorable: true,
    };
    const stored = async () => {
      for (const row of await made.files.all()) await made.files.patch(row, { status: 'stored' });
    };
    let again = 0;
    for (; (await run()).action === 'import-again' && again < 20; again += 1) await stored();
    expect(again).toBe(3);
    expect(made.ledger.row.deletion).toMatchObject({
      state: 'blocked',
      problem: { code: 'media-missing', what: { code: 'deletion.blocked-by' } },
    });
    // Looked at once a day from then on, and at last no more.
    let looks = 1;
    for (; (await run()).action === 'wait' && looks < 50; looks += 1) expect(deletions).toEqual([]);
    expect(looks).toBeLessThan(10);
    expect(made.ledger.row.deletion?.tries).toBe(10);
  });

  it('is left to a person when the provider shows something else each time', async () => {
    let again = 0;
    for (; again < 20; again += 1) {
      shown = [...WHOLE, file('chat', { key: `another-${again}` })];
      if ((await run()).action !== 'import-again') break;
    }
    expect(again).toBe(3);
    expect(made.ledger.row.deletion).toMatchObject({
      state: 'blocked',
      problem: { code: 'keeps-changing' },
    });
    expect(deletions).toEqual([]);
  });

  it('never happens when the provider shows another version, and not twice when its answer got lost', async () => {
    shown = [file('video', { sizeBytes: 1001 }), ...WHOLE.slice(1)];
    expect(await run()).toMatchObject({ action: 'wait' });
    expect(whyKept()).toBe('replaced-at-provider');
    const { deletion } = made.ledger.row;
    if (deletion !== null) await made.ledger.patch({ deletion: { ...deletion, state: 'asked' } });
    shown = undefined;
    expect(await run()).toEqual({ action: 'finish' });
    expect(made.ledger.row.deletion?.state).toBe('deleted');
    expect(deletions).toEqual([]);
  });

  describe('of a video whose size the list doesn’t say', () => {
    const UNSIZED = [file('video', { sizeBytes: undefined }), ...WHOLE.slice(1)];
    beforeEach(async () => {
      shown = UNSIZED;
      await made.ledger.patch({ fingerprint: fingerprintOf(occurrenceOf(UNSIZED)) });
    });

    it('happens when the answer to a download names the size of what was imported', async () => {
      expect(await run()).toEqual({ action: 'finish' });
      expect(deletions).toHaveLength(1);
    });

    it('never happens when it names another size', async () => {
      totalBytes = 1001;
      expect(await run()).toMatchObject({ action: 'wait' });
      expect(whyKept()).toBe('replaced-at-provider');
      expect(deletions).toEqual([]);
    });

    it('never happens when it names none, since unknown is not equal', async () => {
      totalBytes = undefined;
      expect(await run()).toMatchObject({ action: 'wait' });
      expect(whyKept()).toBe('size-unknown');
      expect(deletions).toEqual([]);
    });

    it('is left to a provider that compares files itself, when it names none', async () => {
      totalBytes = undefined;
      comparesFiles = true;
      expect(await run()).toEqual({ action: 'finish' });
      expect(deletions).toHaveLength(1);
    });
  });

  it('tells the provider the sizes, and hashes of what lies in the Media Library by itself', async () => {
    const [video, chat] = await made.files.all();
    if (video !== undefined) await made.files.patch(video, { status: 'used' });
    expect(await run()).toEqual({ action: 'finish' });
    expect(told.get(video?.fileKey ?? '')).toEqual([1000, undefined]);
    expect(told.get(chat?.fileKey ?? '')).toEqual([1000, 'hash']);
  });
});
