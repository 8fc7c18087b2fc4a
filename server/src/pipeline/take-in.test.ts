import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { NO_RULES } from '../../../tests/support/rules';
import type { Rules } from '../domain/policy';
import type { Occurrence } from '../domain/recording';
import type { ConnectorRow, ImportRow } from '../ledger/database';
import { takeIn, tellsMore, type TakenIn } from './take-in';

/** As an event announces it, with a link that lives until `expiresAt`. */
const occurrence = (expiresAt = '2026-02-11T17:00:00Z', key = 'file'): Occurrence => ({
  id: 'meeting',
  title: 'Week 5',
  startedAt: '2026-02-10T16:00:00Z',
  files: [
    {
      key,
      kind: 'video',
      view: 'speaker',
      extension: 'mp4',
      segmentKey: 'segment',
      startedAt: '2026-02-10T16:00:00Z',
      endedAt: '2026-02-10T17:00:00Z',
      ready: true,
      expiresAt,
    },
  ],
});
const LATER = '2026-02-12T17:00:00Z';

describe('an occurrence that an event announces', () => {
  let database: MemoryDatabase;
  let connector: ConnectorRow;
  const take = (over: Partial<TakenIn> = {}, rules: Partial<Rules> = {}) =>
    database.transaction((sql) =>
      takeIn(
        database,
        sql,
        connector,
        { ...NO_RULES, ...rules },
        {
          occurrence: occurrence(),
          links: 'sealed',
          byHand: false,
          ...over,
        },
      ),
    );
  const only = async (): Promise<ImportRow> => {
    const rows = await database.imports.find({});
    expect(rows).toHaveLength(1);
    return rows[0] as ImportRow;
  };
  const put = async (patch: Partial<ImportRow>) => {
    const { id } = await only();
    await database.imports.update({ id }, patch);
  };

  beforeEach(async () => {
    database = await memoryDatabase();
    connector = await database.connectors.insert({
      provider: 'jaas',
      name: 'Rooms',
      enabled: true,
      settingsVersion: 1,
    });
  });
  afterEach(() => database.close());

  it('is one import in a run of events, however often it is announced', async () => {
    const first = await take();
    expect(await take()).toEqual(first);
    const row = await only();
    expect(first).toEqual({ outcome: 'taken', importId: row.id, runId: row.runId });
    expect(row).toMatchObject({ stage: 'fetch', status: 'waiting', links: 'sealed' });
    expect(await database.runs.find({})).toMatchObject([{ trigger: 'webhook', lists: false }]);
  });

  it('that a rule excludes is skipped with the reason', async () => {
    await take({}, { titleExcludes: ['week'] });
    expect(await only()).toMatchObject({ status: 'skipped', reason: 'title-not-wanted' });
  });

  it('changes nothing while a worker has it, and asks for another try when the files are others', async () => {
    await take();
    await put({ status: 'running', leaseOwner: 'somebody' });
    const before = await only();
    expect(await take({ occurrence: occurrence(LATER), links: 'newer' })).toMatchObject({ outcome: 'taken' });
    expect(await take({ occurrence: occurrence(LATER, 'another file') })).toEqual({ outcome: 'busy' });
    expect(await only()).toEqual(before);
  });

  it('gets the newer links when it waits', async () => {
    await take();
    await take({ occurrence: occurrence(LATER), links: 'newer' });
    expect(await only()).toMatchObject({ links: 'newer', deadlineAtMs: Date.parse(LATER) });
  });

  describe('whose import has failed for good', () => {
    const DEAD = {
      status: 'dead',
      attempts: 8,
      problem: { what: 'Too late', code: 'link-expired' },
    } as const;
    beforeEach(async () => {
      await take();
      await put(DEAD);
    });

    it('stays as it is when the links live no longer than before', async () => {
      await take({ links: 'the same age' });
      expect(await only()).toMatchObject({ status: 'dead', attempts: 8 });
    });

    it('is tried again with links that live longer', async () => {
      const taken = await take({ occurrence: occurrence(LATER), links: 'newer' });
      const row = await only();
      expect(row).toMatchObject({
        stage: 'fetch',
        status: 'waiting',
        attempts: 0,
        problem: null,
        links: 'newer',
        deadlineAtMs: Date.parse(LATER),
      });
      expect(taken).toEqual({ outcome: 'taken', importId: row.id, runId: row.runId });
    });

    it('is tried again when somebody asks for it', async () => {
      await take({ links: undefined, byHand: true });
      expect(await only()).toMatchObject({ status: 'waiting', attempts: 0, problem: null });
    });
  });

  describe('of which later events tell more', () => {
    const chat = { ...occurrence().files[0]!, key: 'chat', kind: 'chat' as const };
    const first: Occurrence = { ...occurrence(LATER), files: [...occurrence(LATER).files, chat] };
    const told: Occurrence = {
      ...first,
      host: { id: 'u1', email: 'ada@school.example', name: 'Ada Host' },
      names: { 'j1@8x8.vc': 'Ada Host' },
    };
    const inEntry = async () => {
      await take({ occurrence: first });
      const { id } = await only();
      await database.files.insert({
        importId: id,
        fileKey: 'chat',
        fileKeyHash: 'chat',
        origin: 'provider',
        kind: 'chat',
        status: 'used',
      });
      await put({ stage: 'clean-up', status: 'done', deadlineAtMs: Date.now() + 3_600_000 });
    };
    const chatRow = async () => (await database.files.find({}))[0];

    it('has them in its entry: the host, and the names in a chat that the provider still serves', async () => {
      await inEntry();
      jest.useFakeTimers({
        now: Date.parse('2026-02-11T00:00:00Z'),
        doNotFake: ['nextTick', 'setImmediate'],
      });
      try {
        expect(await take({ occurrence: told })).toMatchObject({ outcome: 'taken' });
      } finally {
        jest.useRealTimers();
      }
      expect(await only()).toMatchObject({
        stage: 'fetch',
        status: 'waiting',
        hostName: 'Ada Host',
        hostEmail: 'ada@school.example',
        occurrence: { host: { name: 'Ada Host' }, names: told.names },
      });
      expect(await chatRow()).toMatchObject({ status: 'waiting' });
    });

    it('loses no chat that the provider no longer serves', async () => {
      await inEntry();
      await take({ occurrence: told });
      expect(await only()).toMatchObject({ stage: 'fetch', status: 'waiting', hostName: 'Ada Host' });
      expect(await chatRow()).toMatchObject({ status: 'used' });
    });

    it('is left alone by what tells nothing more', async () => {
      await inEntry();
      await take({ occurrence: first });
      expect(await only()).toMatchObject({ stage: 'clean-up', status: 'done' });
      // Of a meeting without a chat, only the host is shown.
      expect(tellsMore(occurrence(), { ...occurrence(), names: { j1: 'Ada' } })).toBe(false);
    });

    it('is told again when a worker has it', async () => {
      await take({ occurrence: first });
      await put({ status: 'running' });
      expect(await take({ occurrence: told })).toEqual({ outcome: 'busy' });
    });
  });

  describe('of which more recordings may come', () => {
    const inAnHour = () => Date.now() + 3_600_000;
    const second: Occurrence = {
      ...occurrence(),
      files: [...occurrence().files, { ...occurrence().files[0]!, key: 'second', segmentKey: 'later' }],
    };

    it('waits for them, and begins when the meeting is over', async () => {
      const notBeforeMs = inAnHour();
      await take({ notBeforeMs });
      expect(await only()).toMatchObject({
        status: 'waiting',
        reason: 'more-recordings',
        nextAttemptAtMs: notBeforeMs,
      });
      await take({ occurrence: second, notBeforeMs: notBeforeMs + 5 });
      expect(await only()).toMatchObject({ reason: 'more-recordings', nextAttemptAtMs: notBeforeMs + 5 });
      await take({ occurrence: second });
      const { reason, nextAttemptAtMs } = await only();
      expect(reason).toBeNull();
      expect(nextAttemptAtMs).toBeLessThanOrEqual(Date.now());
    });

    it('does not wait once there is an entry, or by what is over already', async () => {
      await take({ notBeforeMs: Date.now() - 1 });
      expect((await only()).reason).toBeNull();
      await put({ stage: 'clean-up', status: 'done' });
      await take({ occurrence: second, notBeforeMs: inAnHour() });
      expect((await only()).reason).toBeNull();
    });

    it('another wait of the import is not ended by a repeated event', async () => {
      await take();
      const later = inAnHour();
      await put({ status: 'retrying', reason: 'provider-down', nextAttemptAtMs: later });
      await take();
      expect(await only()).toMatchObject({ reason: 'provider-down', nextAttemptAtMs: later });
    });
  });
});
