import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import type { NewDelivery } from '../ledger/deliveries';
import { createInbox, durableCommit } from './inbox';

const delivery = (key: string, connectorId = '1'): NewDelivery => ({
  connectorId,
  idempotencyKeyHash: key,
  subjectHash: null,
  eventType: 'recording.completed',
  method: 'POST',
  sealed: 'sealed',
  bodyBytes: 2,
  headers: {},
  isTest: false,
  receivedAtMs: 1,
});

describe('the inbox', () => {
  let database: MemoryDatabase;
  beforeEach(async () => {
    database = await memoryDatabase();
  });
  afterEach(() => database.close());

  it('writes events that come together in few batches, and says of each whether it was new', async () => {
    const commit = durableCommit(database, true);
    const batches: number[] = [];
    let woken = 0;
    const inbox = createInbox(
      (batch) => {
        batches.push(batch.length);
        return commit(batch);
      },
      () => (woken += 1),
    );
    const keys = Array.from({ length: 100 }, (_, index) => `key-${index % 50}`);
    const how = await Promise.all(keys.map((key) => inbox.add(delivery(key))));
    expect(how.slice(0, 50)).toEqual(Array(50).fill('stored'));
    expect(how.slice(50)).toEqual(Array(50).fill('repeated'));
    expect(Math.max(...batches)).toBeLessThanOrEqual(64);
    expect(batches.length).toBeLessThan(10);
    expect(woken).toBeGreaterThan(0);
    expect(await database.deliveries.find({})).toHaveLength(50);
    // Only repeated ones: nothing to do.
    const before = woken;
    expect(await inbox.add(delivery('key-1'))).toBe('repeated');
    expect(woken).toBe(before);
  });

  it('keeps the same event of two connectors apart', async () => {
    const inbox = createInbox(durableCommit(database, true), () => undefined);
    expect(await Promise.all([inbox.add(delivery('k', '1')), inbox.add(delivery('k', '2'))])).toEqual([
      'stored',
      'stored',
    ]);
  });

  it('never says stored when the database failed, and takes the next event', async () => {
    let isAway = true;
    const commit = durableCommit(database, true);
    const inbox = createInbox(
      (batch) => (isAway ? Promise.reject(new Error('the database is away')) : commit(batch)),
      () => undefined,
    );
    await expect(inbox.add(delivery('k'))).rejects.toThrow('the database is away');
    isAway = false;
    expect(await inbox.add(delivery('k'))).toBe('stored');
  });

  it('does not wait for a database that never answers', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'nextTick', 'queueMicrotask'] });
    try {
      const inbox = createInbox(
        () => new Promise(() => undefined),
        () => undefined,
      );
      const late = expect(inbox.add(delivery('k'))).rejects.toThrow('2500 ms');
      await jest.advanceTimersByTimeAsync(3_000);
      await late;
    } finally {
      jest.useRealTimers();
    }
  });

  describe('on a SQLite that a site made faster than safe', () => {
    const synchronous = async () => {
      const [row] = (await database.sql.raw('pragma synchronous')) as { synchronous: number }[];
      return row?.synchronous;
    };

    it.each([0, 1])('writes events with a full sync, and puts the setting %d back', async (setting) => {
      await database.sql.raw(`pragma synchronous = ${setting}`);
      const during: unknown[] = [];
      const { insertMany } = database.deliveries;
      const watched = {
        ...database,
        deliveries: {
          ...database.deliveries,
          insertMany: async (rows: NewDelivery[]) => {
            during.push(await synchronous());
            if (rows.some(({ idempotencyKeyHash }) => idempotencyKeyHash === 'bad')) throw new Error('full');
            await insertMany(rows);
          },
        },
      };
      const commit = durableCommit(watched as typeof database, true);
      expect(await commit([delivery('k')])).toEqual([true]);
      expect(await synchronous()).toBe(setting);
      await expect(commit([delivery('bad')])).rejects.toThrow('full');
      expect(await synchronous()).toBe(setting);
      expect(during).toEqual([2, 2]);
    });
  });
});
