import { message } from '../../../contracts/messages/catalogue';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import type { OpenAccount } from '../accounts/accounts';
import { ConnectorError, StopSignal, type FailureClass } from '../domain/errors';
import { keyHash } from '../domain/hash';
import { createStops } from '../jobs/stops';
import type { ConnectorRow, DeliveryRow } from '../ledger/database';
import { claimDeliveries, insertDeliveries } from '../ledger/deliveries';
import type { OccurrenceReading } from '../providers/provider';
import { unexpectedErrors, type UnexpectedError } from '../domain/unexpected';
import { sealRequest } from './sealed-request';
import { workOnDelivery, type Dependencies } from './work';

const UUID = 'AAAAAAAAAAAAAAAAAAAAAA==';
const MOST_TRIES = 3;
const credentials = {
  seal: (_connector: string, _what: string, text: string) => text,
  unseal: (_connector: string, _what: string, sealed: string) => sealed,
};

describe('a delivery that is worked on', () => {
  let database: MemoryDatabase;
  let connector: ConnectorRow;
  /** What the provider answers when it is asked for the occurrence. */
  let answer: () => Promise<OccurrenceReading>;
  let dependencies: Dependencies;
  let logged: string[];
  const outer = new AbortController().signal;

  beforeEach(async () => {
    database = await memoryDatabase();
    connector = await database.connectors.insert({
      hookKey: 'K'.repeat(22),
      provider: 'zoom',
      name: 'Zoom',
      settings: {},
      enabled: true,
    });
    logged = [];
    answer = () => Promise.resolve({ outcome: 'gone', providerWords: '' });
    const queue = { wake: () => undefined };
    dependencies = {
      config: { webhooks: { settleMs: 1_000 } },
      clock: Date.now,
      database,
      credentials,
      accounts: {
        of: () =>
          Promise.resolve({
            provider: { listsRecordings: { readOccurrence: () => answer() } },
            account: {},
          } as unknown as OpenAccount),
      },
      subscriptions: { due: () => Promise.resolve() },
      logger: {
        info: (text) => logged.push(text),
        warn: (text) => logged.push(text),
        error: (text) => logged.push(text),
      },
      backoff: { firstMs: 60_000, capMs: 3_600_000, maxAttempts: MOST_TRIES },
      stops: createStops(),
      runs: queue as Dependencies['runs'],
      imports: queue,
    };
  });
  afterEach(() => database.close());

  async function add(event: string, over: Partial<DeliveryRow> = {}, object: object = { uuid: UUID }) {
    const rawBody = Buffer.from(JSON.stringify({ event, event_ts: 2_000, payload: { object } }));
    await insertDeliveries(database, [
      {
        connectorId: connector.id,
        idempotencyKeyHash: keyHash(String(Math.random())),
        subjectHash: null,
        eventType: event,
        method: 'POST',
        sealed: sealRequest(credentials, connector.id, { query: '', rawBody }),
        bodyBytes: rawBody.length,
        headers: {},
        isTest: false,
        receivedAtMs: 1,
        ...over,
      },
    ]);
  }
  const row = async () => {
    const [only] = await database.deliveries.find({});
    if (only === undefined) throw new Error('no delivery');
    return only;
  };
  /** Works on what waits, whatever its time is; returns how many that were. */
  async function work(signal = outer): Promise<number> {
    await database.deliveries.update({ status: 'retrying' }, { nextAttemptAtMs: 1 });
    const claimed = await claimDeliveries(database, 'one', 10);
    for (const one of claimed) await workOnDelivery(dependencies, one, signal);
    return claimed.length;
  }
  const failing = (failure: FailureClass, code: string, status?: number) => () =>
    Promise.reject(new ConnectorError(failure, message('http.no-address'), { code, status }));

  it('ends with what came of it, and with one line in its log', async () => {
    await add('recording.completed');
    await work();
    expect(await row()).toMatchObject({
      status: 'done',
      outcome: 'gone',
      attempts: 1,
      leaseOwner: null,
      attemptLog: [{ number: 1, outcome: 'gone', byHand: false }],
    });
    expect(await work()).toBe(0);
  });

  it('starts a run when the event does not say what is new', async () => {
    await add('recording.completed', {}, {});
    await work();
    const [run] = await database.runs.find({});
    expect(run).toMatchObject({ trigger: 'webhook' });
    expect(await row()).toMatchObject({ outcome: 'listing', runId: run?.id });
  });

  it('that is a test is read, and has no effect', async () => {
    await add('recording.completed', { isTest: true }, {});
    await work();
    expect(await row()).toMatchObject({ status: 'done', outcome: 'test' });
    expect(await database.runs.find({})).toEqual([]);
  });

  it('is tried again with a growing wait, and is kept with its reason after the last try', async () => {
    await add('recording.completed');
    answer = failing('retry-later', 'provider-error', 500);
    for (let attempt = 1; attempt < MOST_TRIES; attempt += 1) {
      await work();
      const failed = await row();
      expect(failed).toMatchObject({ status: 'retrying', attempts: attempt });
      expect(failed.nextAttemptAtMs).toBeGreaterThan(await database.now());
    }
    await work();
    expect(await row()).toMatchObject({
      status: 'dead',
      attempts: MOST_TRIES,
      nextAttemptAtMs: null,
      problem: { code: 'provider-error', what: { code: 'http.no-address' } },
    });
    expect((await row()).attemptLog).toHaveLength(MOST_TRIES);
    expect(await work()).toBe(0);
  });

  it.each<[FailureClass, string, number | undefined]>([
    ['not-authorized', 'invalid-client', 401],
    ['needs-person', 'tls-certificate', undefined],
    ['retry-later', 'rate-limited', 429],
  ])('is never given up while it is %s, %s, and says so once', async (failure, code, status) => {
    await add('recording.completed');
    answer = failing(failure, code, status);
    for (let times = 0; times < 2 * MOST_TRIES; times += 1) await work();
    const waiting = await row();
    expect(waiting).toMatchObject({ status: 'retrying', attempts: 0, problem: { code } });
    expect(waiting.attemptLog).toHaveLength(1);
    answer = () => Promise.resolve({ outcome: 'gone', providerWords: '' });
    await work();
    expect(await row()).toMatchObject({ status: 'done', problem: null });
  });

  it('waits a few seconds, without a try, while a worker has its import or the database is busy', async () => {
    await add('recording.completed');
    answer = () => Promise.reject(Object.assign(new Error('locked'), { code: 'SQLITE_BUSY' }));
    await work();
    const busy = await row();
    expect(busy).toMatchObject({ status: 'retrying', attempts: 0, problem: null, attemptLog: null });
    expect(busy.nextAttemptAtMs).toBeLessThan((await database.now()) + 10_000);
  });

  it('whose connector is switched off meanwhile waits as before', async () => {
    await add('recording.completed');
    const claimed = await claimDeliveries(database, 'one', 10);
    await database.connectors.update({ id: connector.id }, { enabled: false });
    for (const one of claimed) await workOnDelivery(dependencies, one, outer);
    expect(await row()).toMatchObject({ status: 'waiting', attempts: 0, problem: null, leaseOwner: null });
    expect(await work()).toBe(0);
  });

  it('is put back when Strapi stops', async () => {
    await add('recording.completed');
    const stop = new AbortController();
    answer = () => {
      stop.abort(new StopSignal('shutting-down'));
      return Promise.reject(new Error('cut off'));
    };
    await work(stop.signal);
    expect(await row()).toMatchObject({ status: 'waiting', attempts: 0, problem: null });
  });

  it('that another instance took over is left to it', async () => {
    await add('recording.completed');
    const [claimed] = await claimDeliveries(database, 'late', 1);
    await database.deliveries.update({}, { leaseUntilMs: 1 });
    await claimDeliveries(database, 'other', 1);
    if (claimed !== undefined) await workOnDelivery(dependencies, claimed, outer);
    expect(await row()).toMatchObject({ status: 'running', leaseOwner: 'other', outcome: null, attempts: 0 });
  });

  it('of a provider that is not known here waits for an update of the plugin', async () => {
    await database.connectors.update({ id: connector.id }, { provider: 'of-a-later-version' });
    await add('recording.completed');
    await work();
    expect(await row()).toMatchObject({
      status: 'retrying',
      problem: { code: 'unknown-provider', what: { code: 'webhook.unknown-provider' } },
    });
  });

  it('that can’t be decrypted here waits for the key', async () => {
    await add('recording.completed');
    dependencies.credentials = { ...credentials, unseal: () => undefined };
    await work();
    expect(await row()).toMatchObject({ status: 'retrying', problem: { code: 'delivery-unreadable' } });
  });

  it('keeps the stack of what nobody expected for the log, and out of the row', async () => {
    await add('recording.completed');
    const told: UnexpectedError[] = [];
    const listen = (found: unknown) => void told.push(found as UnexpectedError);
    unexpectedErrors.subscribe(listen);
    answer = () => Promise.reject(new TypeError('x is not a function'));
    await work().finally(() => unexpectedErrors.unsubscribe(listen));
    expect(told).toMatchObject([{ description: expect.stringContaining('work.test.ts') }]);
    expect(logged.join()).toContain(told[0]?.id);
    expect(JSON.stringify(await row())).not.toContain('work.test.ts');
  });

  describe('that says what changed at the provider', () => {
    const atProvider = async () => (await database.imports.find({}))[0]?.atProvider;
    beforeEach(async () => {
      await database.imports.insert({
        connectorId: connector.id,
        keyHash: keyHash(UUID),
        stage: 'clean-up',
        status: 'done',
        occurrence: {} as never,
      });
    });

    it('shows it at the import, and takes it back when the provider has the recording', async () => {
      await add('recording.trashed');
      await work();
      expect(await atProvider()).toEqual({ change: 'trashed', atMs: 2_000 });
      expect(await row()).toMatchObject({ outcome: 'at-provider' });
      answer = () => Promise.resolve({ outcome: 'found' } as OccurrenceReading);
      await add('recording.deleted');
      await work();
      expect(await atProvider()).toBeNull();
    });

    it('does not believe an older event, nor one of a recording that is still gone', async () => {
      const [known] = await database.imports.find({});
      await database.imports.update({ id: known?.id }, { atProvider: { change: 'deleted', atMs: 3_000 } });
      await add('recording.trashed');
      await work();
      expect(await atProvider()).toEqual({ change: 'deleted', atMs: 3_000 });
      const deleted = { change: 'deleted', atMs: 1_000 } as const;
      await database.imports.update({ id: known?.id }, { atProvider: deleted });
      await add('recording.recovered');
      await work();
      expect(await atProvider()).toEqual(deleted);
    });
  });
});
