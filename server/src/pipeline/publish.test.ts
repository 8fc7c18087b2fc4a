import { claimedImport, OCCURRENCE, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { recording } from '../content-types/recording';
import { StopSignal } from '../domain/errors';
import type { Occurrence, RecordingFacts } from '../domain/recording';
import type { Database, FileRow } from '../ledger/database';
import { openRunLog } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import type { Library } from '../media/library';
import type { Author } from '../people/authors';
import type { Recordings } from '../publishing/recordings';
import { importRowOf } from './discover';
import { partsOf } from './parts';
import { createMediaChild } from '../media/media-child';
import { publish, withoutRemoved, type PublishWork } from './publish';

const ADA: Author = { adminId: 3, memberId: 30, is: 'host', hostKeyHash: 'ada' };
const SOMEBODY_ELSE: Author = { adminId: 4, memberId: 40, is: 'me', hostKeyHash: null };

describe('the publish step', () => {
  let made: ClaimedImportForTests;
  /** What was written into the site, in order. */
  let written: { act: 'create' | 'renew'; facts: RecordingFacts; with: unknown[] }[];
  let removed: Set<string>;
  /** Fields that the site's entries do not take. */
  let lost: string[];
  let ends: Error | undefined;
  /** Entries that were deleted in Strapi. */
  let deleted: Set<string>;

  /** Content entries are Strapi's: here they are what was asked of them. */
  const recordings: Recordings = {
    create: (facts, ...others) => {
      written.push({ act: 'create', facts, with: others });
      if (ends !== undefined) return Promise.reject(ends);
      return Promise.resolve({ documentId: `document-${written.length}`, marks: { title: 'first' }, lost });
    },
    renew: (documentId, facts, ...others) => {
      written.push({ act: 'renew', facts, with: [documentId, ...others] });
      return Promise.resolve({ marks: { title: 'second' }, lost });
    },
    exists: (documentId) => Promise.resolve(!deleted.has(documentId)),
    approvalStands: () => Promise.resolve(false),
  };
  const work = (over: Partial<PublishWork> = {}): PublishWork => ({
    ledger: made.ledger,
    files: made.files,
    spool: made.spool,
    // Starts a process for long texts only.
    media: createMediaChild({ log: { warn: () => undefined } }),
    recordings,
    library: {
      numbersOf: (ids: readonly string[]) =>
        Promise.resolve(new Map(ids.filter((id) => !removed.has(id)).map((id) => [id, Number(id)]))),
    } as Library,
    connector: made.connector,
    provider: { descriptor: { id: 'fake', label: 'Fake' } } as PublishWork['provider'],
    policy: {
      publishStatus: 'draft',
      includePrivateChat: false,
      rules: { skipKinds: [] },
      publish: { folderId: null, titleTemplate: '{title}', tags: ['physics'], visibility: 'private' },
    } as unknown as PublishWork['policy'],
    author: () => Promise.resolve(ADA),
    log: openRunLog(made.database, (text) => text, null),
    clock: () => 5,
    signal: new AbortController().signal,
    ...over,
  });
  const run = async (over: Partial<PublishWork> = {}) => {
    const rows = await made.files.all();
    await publish(work(over), partsOf(rows), rows, made.database);
  };
  const stored = (patch: Partial<FileRow> = {}) =>
    made.addFile({ status: 'stored', mediaFileId: '11', sha256: 'hash', durationSeconds: 60, ...patch });
  const created = () => written.map(({ act, with: given }) => (act === 'create' ? given[2] : undefined));
  const importRow = async () => await made.database.imports.findOne({ id: made.ledger.row.id });

  beforeEach(async () => {
    made = await claimedImport();
    for (let stage = 0; stage < 3; stage += 1) await made.ledger.write({ type: 'advance' });
    written = [];
    removed = new Set();
    lost = [];
    deleted = new Set();
    ends = undefined;
  });
  afterEach(() => made.close());

  it.each(['draft', 'published'] as const)(
    'makes a new entry as %s, as its connector says',
    async (status) => {
      const row = await stored();
      const { policy } = work();
      await run({ policy: { ...policy, publishStatus: status } });
      expect(written).toMatchObject([
        {
          act: 'create',
          facts: { title: 'Week 5', video: '11', segmentCount: 1 },
          with: [
            { tags: ['physics'], visibility: 'private' },
            ADA,
            status,
            { numbers: new Map([['11', 11]]), removed: {} },
          ],
        },
      ]);
      expect(await made.stored(row)).toMatchObject({ recordingDocumentId: 'document-1' });
      expect(await importRow()).toMatchObject({
        stage: 'clean-up',
        authorIs: 'host',
        authorId: null,
        hostKeyHash: 'ada',
        written: { titleTemplate: '{title}', entries: { 'document-1': { title: 'first' } } },
      });
    },
  );

  it('makes an entry for each segment that was not joined', async () => {
    await stored({ segmentKey: 'one' });
    await stored({ segmentKey: 'two', mediaFileId: '12', startedAtMs: Date.parse('2026-02-10T17:00:00Z') });
    await run();
    expect(written.map(({ facts }) => [facts.video, facts.segmentNumber])).toEqual([
      ['11', 1],
      ['12', 2],
    ]);
  });

  it('fits every column, with an ellipsis where it was cut, and the ledger keeps all of it', async () => {
    await stored();
    const { occurrence } = made.ledger.row;
    const long: Occurrence = {
      ...occurrence,
      title: `${'x'.repeat(254)}🎓 and more`,
      meetingId: 'r'.repeat(307),
      id: 'i'.repeat(2_000),
    };
    await made.ledger.patch(importRowOf(long, '', made.ledger.row.runId ?? '', 1));
    await run();
    const [entry] = written;
    const columns: Record<string, { type: string; maxLength?: number }> = recording.attributes;
    for (const [name, value] of Object.entries(entry?.facts ?? {}))
      if (typeof value === 'string' && columns[name]?.type === 'string')
        expect([name, value.length <= (columns[name].maxLength ?? 255)]).toEqual([name, true]);
    expect(entry?.facts).toMatchObject({
      title: `${'x'.repeat(254)}…`,
      room: `${'r'.repeat(254)}…`,
      occurrenceId: long.id,
    });
    const row = await importRow();
    expect(row).toMatchObject({ title: `${'x'.repeat(254)}…`, occurrence: { title: long.title } });
    expect(row?.occurrence.meetingId).toBe(long.meetingId);
  });

  describe('of an import that is done again', () => {
    const again = async () => {
      const row = await stored({ recordingDocumentId: 'document-1' });
      await made.ledger.patch({
        authorIs: 'host',
        authorId: null,
        hostKeyHash: 'ada',
        written: { titleTemplate: '{title} ({provider})', entries: { 'document-1': { title: 'mark' } } },
      });
      await made.addFile({ origin: 'made', kind: 'captions', status: 'replaced', mediaFileId: '9' });
      return row;
    };

    it('renews the entry by what was handed over the last time, and makes none', async () => {
      await again();
      await run();
      expect(written).toMatchObject([
        { act: 'renew', with: ['document-1', { title: 'mark' }, ['9'], {}, false] },
      ]);
      expect((await importRow())?.written?.entries).toEqual({ 'document-1': { title: 'second' } });
    });

    it('makes a draft of what was deleted and asked for again, whatever the connector says', async () => {
      await stored();
      await made.ledger.patch({ written: { titleTemplate: '{title}', entries: {}, broughtBack: true } });
      const { policy } = work();
      await run({ policy: { ...policy, publishStatus: 'published' } });
      expect(created()).toEqual(['draft']);
      expect((await importRow())?.written).toEqual({
        titleTemplate: '{title}',
        entries: { 'document-1': { title: 'first' } },
      });
    });

    it('leaves an entry that was deleted in Strapi alone', async () => {
      await again();
      deleted.add('document-1');
      await run();
      expect(written).toEqual([]);
      expect(await importRow()).toMatchObject({ stage: 'clean-up' });
    });

    it('keeps the author and the template of the first import, whatever they would be now', async () => {
      await again();
      await run({ author: () => Promise.resolve(SOMEBODY_ELSE) });
      expect(written[0]?.facts.title).toBe('Week 5 (Fake)');
      expect(JSON.stringify(written)).not.toMatch(/adminId|memberId/);
      expect(await importRow()).toMatchObject({ authorIs: 'host', authorId: null, hostKeyHash: 'ada' });
    });
  });

  it('leaves out a file that somebody removed before its entry was made', async () => {
    await stored();
    await made.addFile({
      origin: 'made',
      kind: 'captions',
      status: 'stored',
      mediaFileId: '12',
      extension: 'vtt',
    });
    removed.add('11');
    await run();
    expect(written[0]?.facts.video).toBeUndefined();
    expect(written[0]).toMatchObject({
      facts: { title: 'Week 5' },
      with: [{}, {}, 'draft', { numbers: new Map(), removed: { video: '11' } }],
    });
  });

  describe('whose entry does not have what it was given', () => {
    const madeFile = (kind: FileRow['kind'], patch: Partial<FileRow> = {}) =>
      made.addFile({ origin: 'made', kind, status: 'stored', mediaFileId: '12', ...patch });
    const used = (kind: FileRow['kind'], segmentKey = 'segment') =>
      made.addFile({ kind, status: 'used', segmentKey });
    const failed = async () =>
      (await made.files.all())
        .filter(({ status }) => status === 'failed')
        .map(({ kind, origin, problem, recordingDocumentId }) => [
          `${origin} ${kind}`,
          problem?.code,
          recordingDocumentId,
        ]);

    it.each<[string, string[]]>([
      ['video', ['provider video']],
      ['captions', ['made captions']],
      ['transcriptFile', ['made transcript']],
      ['transcript', ['made transcript']],
      ['chatFile', ['provider chat']],
      ['chat', ['provider chat']],
      ['summary', ['provider summary']],
      ['polls', ['provider poll', 'provider poll']],
      ['chapters', []],
      ['poster', []],
    ])('notes the files of "%s" as missing, with the entry', async (field, expected) => {
      await stored();
      await madeFile('captions');
      await madeFile('transcript', { mediaFileId: '13' });
      await madeFile('thumbnail', { mediaFileId: '14' });
      for (const kind of ['transcript', 'chat', 'summary', 'poll', 'poll'] as const) await used(kind);
      await used('chat', 'of another part');
      lost = [field];
      await run();
      expect(await failed()).toEqual(expected.map((file) => [file, 'not-in-entry', 'document-1']));
      expect(await importRow()).toMatchObject({ stage: 'clean-up' });
    });

    it('notes the joined file, and no segment of it', async () => {
      const segment = {
        key: 'segment',
        startedAt: OCCURRENCE.startedAt,
        offsetSeconds: 0,
        durationSeconds: 9,
      };
      await used('video');
      await madeFile('video', { segments: [segment], durationSeconds: 9 });
      lost = ['video'];
      await run();
      expect(await failed()).toEqual([['made video', 'not-in-entry', 'document-1']]);
    });

    it('notes nothing when the commit fails, in memory too', async () => {
      await stored();
      const rows = await made.files.all();
      lost = ['video'];
      const failing = {
        ...made.database,
        transaction: (inside: (sql: Sql) => Promise<void>) =>
          made.database.transaction(async (sql) => {
            await inside(sql);
            throw new Error('the database went away');
          }),
      } as unknown as Database;
      await expect(publish(work(), partsOf(rows), rows, failing)).rejects.toThrow('the database went away');
      expect(rows).toMatchObject([{ status: 'stored', problem: null }]);
      expect(await failed()).toEqual([]);
    });
  });

  it('makes nothing when the connector was changed in the meantime (A4)', async () => {
    const row = await stored();
    await made.database.connectors.update({ id: made.connector.id }, { settingsVersion: 2 });
    await expect(run()).rejects.toEqual(new StopSignal('settings-changed'));
    expect(written).toEqual([]);
    expect(await made.stored(row)).toMatchObject({ recordingDocumentId: null });
  });

  it('whose commit fails leaves no link and stays in its stage, in memory too', async () => {
    await stored();
    const rows = await made.files.all();
    const failing = {
      ...made.database,
      transaction: (inside: (sql: Sql) => Promise<void>) =>
        made.database.transaction(async (sql) => {
          await inside(sql);
          throw new Error('the database went away');
        }),
    } as unknown as Database;
    await expect(publish(work(), partsOf(rows), rows, failing)).rejects.toThrow('the database went away');
    expect(made.ledger.row).toMatchObject({ stage: 'publish', status: 'running' });
    expect(rows).toMatchObject([{ recordingDocumentId: null }]);
    expect(await importRow()).toMatchObject({ stage: 'publish' });
  });

  it('that fails for one entry leaves no link and stays in its stage', async () => {
    const rows = [
      await stored({ segmentKey: 'one' }),
      await stored({ segmentKey: 'two', mediaFileId: '12' }),
    ];
    ends = new Error('a hook of the site threw');
    await expect(run()).rejects.toThrow('a hook of the site threw');
    for (const row of rows) expect(await made.stored(row)).toMatchObject({ recordingDocumentId: null });
    expect(await importRow()).toMatchObject({ stage: 'publish', authorIs: null });
    expect(made.ledger.row).toMatchObject({ stage: 'publish', status: 'running' });
  });
});

describe('facts of an entry', () => {
  it('keep every field but the media files that are gone', () => {
    const facts = {
      title: '11',
      video: '11',
      poster: '12',
      durationSeconds: 11,
    } as unknown as RecordingFacts;
    expect(withoutRemoved(facts, new Set(['12']))).toEqual({
      facts: { ...facts, video: undefined },
      removed: { video: '11' },
    });
    expect(withoutRemoved(facts, new Set(['11', '12']))).toEqual({ facts, removed: {} });
  });
});
