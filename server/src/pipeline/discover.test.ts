import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { NO_RULES } from '../../../tests/support/rules';
import { StopSignal } from '../domain/errors';
import { keyHash } from '../domain/hash';
import type { Occurrence } from '../domain/recording';
import { throwIfStopped } from '../jobs/stops';
import { NO_COUNTS, openRunLog } from '../ledger/runs';
import type { Account } from '../providers/account';
import { discover, type Discovery } from './discover';

const WINDOW = { from: '2026-02-01T00:00:00Z', to: '2026-03-01T00:00:00Z' };
const meeting = (id: string): Occurrence => ({
  id,
  title: id,
  startedAt: '2026-02-10T16:36:00Z',
  files: [
    {
      key: `${id}-video`,
      kind: 'video',
      view: 'speaker',
      extension: 'mp4',
      sizeBytes: 100,
      ready: true,
      segmentKey: '1',
    },
  ],
});

describe('listing', () => {
  let database: MemoryDatabase;
  let connectorId: string;
  beforeEach(async () => {
    database = await memoryDatabase();
    const connector = await database.connectors.insert({ provider: 'fake', name: 'Lectures', enabled: true });
    connectorId = connector.id;
  });
  afterEach(() => database.close());

  /** Two pages that are listed; what happens then is the test's. */
  async function listing(then: (stop: AbortController) => void) {
    const stop = new AbortController();
    const counts = { ...NO_COUNTS, skippedByReason: {} };
    const discovery: Discovery = {
      database,
      connectorId,
      settingsVersion: 1,
      runId: '1',
      // The listing below asks nobody.
      account: {} as Account,
      lists: {
        maxWindowDays: 30,
        async *listWindow() {
          yield [meeting('first')];
          yield [meeting('second'), meeting('third')];
          await Promise.resolve();
          then(stop);
          yield [meeting('fourth')];
        },
        readOccurrence: () => Promise.reject(new Error('nobody asks for one')),
      },
      rules: NO_RULES,
      report: () => undefined,
      log: openRunLog(database, (text) => text, '1'),
      counts,
      signal: stop.signal,
      // It stands still: pages after the first are planned together.
      clock: () => 0,
      found: () => undefined,
      checkpoint: () => throwIfStopped(stop.signal),
    };
    const ended = await discover(discovery, WINDOW).then(
      () => 'complete' as const,
      (error: unknown) => error,
    );
    const rows = await database.imports.find({ connectorId });
    return { ended, counts, planned: rows.map(({ occurrenceId }) => occurrenceId).sort() };
  }

  it('that is complete leaves a row for each meeting', async () => {
    const { ended, planned, counts } = await listing(() => undefined);
    expect(ended).toBe('complete');
    expect(planned).toEqual(['first', 'fourth', 'second', 'third']);
    expect(counts.found).toBe(4);
  });

  it('that fails plans what was listed before it failed', async () => {
    const broken = new Error('the provider is away');
    const { ended, planned } = await listing(() => {
      throw broken;
    });
    expect(ended).toBe(broken);
    expect(planned).toEqual(['first', 'second', 'third']);
  });

  it('that is stopped plans nothing more, also of what was listed already: the settings may have changed (A4)', async () => {
    const { ended, planned, counts } = await listing((stop) =>
      stop.abort(new StopSignal('settings-changed')),
    );
    expect(ended).toEqual(new StopSignal('settings-changed'));
    expect(planned).toEqual(['first']);
    expect(counts.found).toBe(1);
  });

  it('that the stop breaks off in the middle of a request plans nothing more', async () => {
    const { planned } = await listing((stop) => {
      stop.abort(new StopSignal('switched-off'));
      throw new Error('the request was aborted');
    });
    expect(planned).toEqual(['first']);
  });
});

const TWO_DAYS = { from: '2026-02-10T00:00:00Z', to: '2026-02-12T00:00:00Z' };
const occurrence = (id: string, over: Partial<Occurrence> = {}): Occurrence => ({
  id,
  title: `Lecture ${id}`,
  startedAt: '2026-02-10T16:00:00Z',
  files: [
    {
      key: `file of ${id}`,
      kind: 'video',
      view: 'speaker',
      extension: 'mp4',
      segmentKey: 'segment',
      startedAt: '2026-02-10T16:00:00Z',
      endedAt: '2026-02-10T17:00:00Z',
      ready: true,
    },
  ],
  ...over,
});

describe('the discovery of a window', () => {
  let database: MemoryDatabase;
  let abort: AbortController;
  let counts: Discovery['counts'];
  let found: number;

  const discovery = (pages: Iterable<Occurrence[]>): Discovery => ({
    database,
    connectorId: '1',
    settingsVersion: 1,
    runId: '1',
    account: {} as Discovery['account'],
    lists: {
      maxWindowDays: 30,
      async *listWindow() {
        yield* await Promise.resolve(pages);
      },
      readOccurrence: () => Promise.reject(new Error('nobody asks for one alone')),
    },
    rules: NO_RULES,
    report: () => undefined,
    log: openRunLog(database, (text) => text, '1'),
    counts,
    signal: abort.signal,
    clock: () => 0,
    found: () => {
      found += 1;
    },
    checkpoint: () => abort.signal.throwIfAborted(),
  });
  const ids = async () => (await database.imports.find({})).map(({ occurrenceId }) => occurrenceId);

  beforeEach(async () => {
    database = await memoryDatabase();
    abort = new AbortController();
    counts = { ...NO_COUNTS, skippedByReason: {} };
    found = 0;
  });
  afterEach(() => database.close());

  it('keeps what is in the window, each once, and changes nothing the second time', async () => {
    const outside = occurrence('outside', { startedAt: '2026-02-12T00:00:00Z' });
    const pages = [
      [occurrence('a'), occurrence('a'), outside],
      [occurrence('b'), occurrence('a')],
    ];
    await discover(discovery(pages), TWO_DAYS);
    expect(await ids()).toEqual(['a', 'b']);
    expect(counts).toMatchObject({ found: 2, known: 0 });
    expect(found).toBe(2);
    const before = await database.imports.find({});
    await discover(discovery(pages), TWO_DAYS);
    expect(await database.imports.find({})).toEqual(before);
    expect(counts).toMatchObject({ found: 4, known: 2 });
    expect(found).toBe(2);
  });

  it('takes a page of any length: more meetings than a query takes values', async () => {
    // SQLite takes 32,766.
    const page = Array.from({ length: 33_000 }, (_, index) => occurrence(String(index)));
    await discover(discovery([page]), TWO_DAYS);
    expect(await ids()).toHaveLength(page.length);
    expect(counts).toMatchObject({ found: page.length, known: 0 });
  }, 120_000);

  it('counts what a rule excludes by its reason', async () => {
    const asked = discovery([[occurrence('a'), occurrence('b', { title: 'Exam' })]]);
    await discover({ ...asked, rules: { ...asked.rules, titleExcludes: ['exam'] } }, TWO_DAYS);
    expect(counts).toMatchObject({ skipped: 1, skippedByReason: { 'title-not-wanted': 1 } });
  });

  it('imports no file a second time when an answer lacks the id of its session', async () => {
    const known = await database.imports.insert({
      connectorId: '1',
      keyHash: 'of the session',
      occurrenceId: 'session',
      occurrence: occurrence('session'),
      startedAtMs: Date.parse('2026-02-10T15:00:00Z'),
      stage: 'fetch',
      status: 'done',
    });
    await database.files.insert({
      importId: known.id,
      fileKey: 'file of r1',
      fileKeyHash: keyHash('file of r1'),
      origin: 'provider',
      kind: 'video',
      status: 'stored',
    });
    const told: string[] = [];
    const pages = [[occurrence('r1', { guessedId: true }), occurrence('r2', { guessedId: true })]];
    await discover({ ...discovery(pages), report: ({ error }) => told.push(error.code) }, TWO_DAYS);
    expect(await ids()).toEqual(['session', 'r2']);
    expect(told).toEqual(['lost-id']);
  });

  it('keeps what was known of a meeting when a call about it is refused, and takes it for no change', async () => {
    const words = { ...occurrence('a').files[0]!, key: 'words', kind: 'transcript' as const };
    const whole = occurrence('a', { files: [...occurrence('a').files, words] });
    await discover(discovery([[whole]]), TWO_DAYS);
    const before = await database.imports.find({});
    await discover(discovery([[occurrence('a', { partlyRead: true, title: 'Room 5' })]]), TWO_DAYS);
    expect(await database.imports.find({})).toEqual(before);
  });
});
