import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { createStops } from '../jobs/stops';
import { MINUTE_MS } from '../domain/instant';
import type { Database } from '../ledger/database';
import { queueDueRuns } from './schedule';

describe('the schedule', () => {
  let database: MemoryDatabase;
  let dueMs: number;
  const queue = (over: Database = database) =>
    queueDueRuns({ database: over, stops: createStops(), runs: { wake: () => undefined } });
  const connectorRow = async () => await database.connectors.findOne({ name: 'Lectures' });
  const runs = async () => (await database.runs.find({})).map(({ trigger, status }) => [trigger, status]);

  beforeEach(async () => {
    database = await memoryDatabase();
    dueMs = (await database.now()) - 1_000;
    await database.connectors.insert({
      provider: 'fake',
      name: 'Lectures',
      enabled: true,
      settings: {},
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Lectures', scheduleMinutes: 30 },
      nextRunAtMs: dueMs,
    });
  });
  afterEach(() => database.close());

  it('queues one run when one is due, however many instances look', async () => {
    expect(await Promise.all([queue(), queue()])).toEqual(expect.arrayContaining([0, 1]));
    expect(await runs()).toEqual([['schedule', 'queued']]);
    expect((await connectorRow())?.nextRunAtMs).toBeGreaterThanOrEqual(dueMs + 30 * MINUTE_MS);
    expect(await queue()).toBe(0);
  });

  it('queues one where a limit ended that had ended a run, also without a schedule', async () => {
    const options = { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Lectures', scheduleMinutes: null };
    await database.connectors.update({ name: 'Lectures' }, { options });
    expect(await queue()).toBe(1);
    expect(await queue()).toBe(0);
    expect((await connectorRow())?.nextRunAtMs).toBeNull();
  });

  it('queues none for a connector that was copied from another site (G9)', async () => {
    await database.connectors.update({ name: 'Lectures' }, { environment: 'production' });
    expect(await queue()).toBe(0);
    expect(await runs()).toEqual([]);
    expect(await connectorRow()).toMatchObject({ nextRunAtMs: dueMs });
  });

  it('loses no run when the process ends before it is queued, and makes one only', async () => {
    const ends = new Error('the process ended');
    const broken = { ...database, runs: { ...database.runs, insert: () => Promise.reject(ends) } };
    await expect(queue(broken)).rejects.toThrow(ends);
    expect(await runs()).toEqual([]);
    expect((await connectorRow())?.nextRunAtMs).toBe(dueMs);
    expect(await queue()).toBe(1);
    expect(await queue()).toBe(0);
    expect(await runs()).toEqual([['schedule', 'queued']]);
  });
});
