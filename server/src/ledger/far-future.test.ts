import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { DAY_MS } from '../domain/instant';
import type { ImportRow } from './database';
import { claimDueImports } from './due-imports';
import { pullInFarFuture } from './far-future';
import { LEASE_MS } from './lease';

describe('what a clock that was wrong has left in the far future', () => {
  let database: MemoryDatabase;
  let nowMs: number;
  let connectorId: string;
  const YEAR_MS = 365 * DAY_MS;
  const add = (patch: Partial<ImportRow>) =>
    database.imports.insert({
      connectorId,
      keyHash: String(Math.random()),
      occurrenceId: 'x',
      stage: 'fetch',
      status: 'waiting',
      nextAttemptAtMs: nowMs - 1,
      ...patch,
    });
  const read = async ({ id }: { id: string }) => await database.imports.findOne({ id });

  beforeEach(async () => {
    database = await memoryDatabase();
    nowMs = await database.now();
    const { id } = await database.connectors.insert({
      provider: 'fake',
      name: 'Lectures',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Lectures', scheduleMinutes: 30 },
    });
    connectorId = id;
  });
  afterEach(() => database.close());

  it('is tried at once, and what waits for its time goes on waiting', async () => {
    const far = await add({ status: 'retrying', nextAttemptAtMs: nowMs + YEAR_MS });
    const soon = await add({ status: 'retrying', nextAttemptAtMs: nowMs + DAY_MS });
    const ended = await add({ status: 'dead', nextAttemptAtMs: nowMs + YEAR_MS });
    expect(await pullInFarFuture(database)).toBe(1);
    expect((await claimDueImports(database, 'one', 9)).map(({ row }) => row.id)).toEqual([far.id]);
    expect(await read(soon)).toMatchObject({ nextAttemptAtMs: nowMs + DAY_MS });
    expect(await read(ended)).toMatchObject({ nextAttemptAtMs: nowMs + YEAR_MS });
    expect(await pullInFarFuture(database)).toBe(0);
  });

  it('is held no longer than a lease: its holder may live', async () => {
    const held = await add({ status: 'running', leaseOwner: 'x', leaseUntilMs: nowMs + YEAR_MS });
    const living = await add({ status: 'running', leaseOwner: 'x', leaseUntilMs: nowMs + LEASE_MS });
    await database.connectors.update({ id: connectorId }, { leaseUntilMs: nowMs + YEAR_MS });
    expect(await pullInFarFuture(database)).toBe(2);
    const until = (await read(held))?.leaseUntilMs ?? 0;
    expect(until).toBeGreaterThan(nowMs);
    expect(until).toBeLessThan(nowMs + 2 * LEASE_MS);
    expect(await read(living)).toMatchObject({ leaseUntilMs: nowMs + LEASE_MS });
    expect((await database.connectors.findOne({ id: connectorId }))?.leaseUntilMs).toBeLessThan(
      nowMs + 2 * LEASE_MS,
    );
  });

  it('is deleted at the provider no sooner: a period of grace counts anew when its beginning lies ahead', async () => {
    const grace = { stage: 'clean-up' as const, nextAttemptAtMs: nowMs + 30 * DAY_MS };
    const right = await add({ ...grace, importedAtMs: nowMs - DAY_MS });
    const wrong = await add({ ...grace, importedAtMs: nowMs + YEAR_MS });
    expect(await pullInFarFuture(database)).toBe(1);
    expect(await read(right)).toMatchObject({
      nextAttemptAtMs: nowMs + 30 * DAY_MS,
      importedAtMs: nowMs - DAY_MS,
    });
    const pulled = await read(wrong);
    expect(pulled?.importedAtMs).toBeGreaterThanOrEqual(nowMs);
    expect(pulled?.importedAtMs).toBeLessThan(nowMs + LEASE_MS);
    expect(pulled?.nextAttemptAtMs).toBeLessThan(nowMs + LEASE_MS);
  });

  it('is listed from now on, by schedule and with every look back', async () => {
    const id = connectorId;
    const wrong = nowMs + YEAR_MS;
    await database.connectors.update(
      { id },
      { watermarkMs: wrong, lastEventAtMs: wrong, nextRunAtMs: wrong, lookBacks: { 7: wrong, 14: nowMs } },
    );
    await pullInFarFuture(database);
    const row = await database.connectors.findOne({ id });
    for (const at of [row?.watermarkMs, row?.lastEventAtMs, row?.nextRunAtMs])
      expect((at ?? 0) - nowMs).toBeLessThan(LEASE_MS);
    expect(row?.lookBacks).toEqual({ 14: nowMs });
    await database.connectors.update({ id }, { nextRunAtMs: nowMs + 30 * 60_000 });
    expect(await pullInFarFuture(database)).toBe(0);
  });
});
