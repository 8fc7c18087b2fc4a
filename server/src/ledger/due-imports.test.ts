import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { DAY_MS } from '../domain/instant';
import type { ConnectorRow, ImportRow } from './database';
import { claimDueImports, NEAR_MS, nextImportDueInMs } from './due-imports';
import { createTurns } from './turns';

describe('imports that are due', () => {
  let database: MemoryDatabase;
  let nowMs: number;
  let number = 0;
  const connect = async (patch: Partial<ConnectorRow> = {}) =>
    (
      await database.connectors.insert({
        provider: 'fake',
        name: 'Lectures',
        enabled: true,
        authorization: 'authorized',
        ...patch,
      })
    ).id;
  const rowOf = (connectorId: string, patch: Partial<ImportRow>): Partial<ImportRow> => ({
    connectorId,
    keyHash: `hash-${(number += 1)}`,
    occurrenceId: `occurrence-${number}`,
    title: `${number}`,
    stage: 'fetch',
    status: 'waiting',
    startedAtMs: number,
    nextAttemptAtMs: nowMs - 1_000,
    ...patch,
  });
  const add = (connectorId: string, patch: Partial<ImportRow> = {}) =>
    database.imports.insert(rowOf(connectorId, patch));
  const addMany = async (connectorId: string, count: number) => {
    for (let start = 0; start < count; start += 200)
      await database.imports.insertMany(
        Array.from({ length: Math.min(200, count - start) }, () => rowOf(connectorId, {})),
      );
  };
  const end = (id: string) =>
    database.imports.update({ id }, { status: 'done', leaseOwner: null, leaseUntilMs: null });

  beforeEach(async () => {
    database = await memoryDatabase({ name: 'here', former: [] });
    nowMs = await database.now();
  });
  afterEach(() => database.close());

  it('of one connector with very many starve no other', async () => {
    const big = await connect();
    await addMany(big, 1_000);
    const small = [await connect(), await connect(), await connect()];
    for (const id of small) await addMany(id, 2);
    const turns = createTurns();
    const served: string[] = [];
    // Three at a time, as the queue has them: whichever ends makes room for the next.
    let held = await claimDueImports(database, 'one', 3, turns);
    while (served.length < 12) {
      for (const { row } of held) {
        served.push(row.connectorId);
        await end(row.id);
      }
      held = await claimDueImports(database, 'one', 3, turns);
    }
    const first = served.slice(0, 8);
    expect(new Set(first)).toEqual(new Set([big, ...small]));
    for (const id of [big, ...small]) expect([id, first.filter((one) => one === id).length]).toEqual([id, 2]);
    // The others have nothing more to do.
    expect(served.slice(8)).toEqual([big, big, big, big]);
  });

  it('go first to the connector with the fewest running imports, on any instance', async () => {
    const [busy, idle] = [await connect(), await connect()];
    await addMany(busy, 5);
    expect(await claimDueImports(database, 'another', 2)).toHaveLength(2);
    await addMany(idle, 5);
    const claimed = await claimDueImports(database, 'one', 2);
    expect(claimed.map(({ row }) => row.connectorId)).toEqual([idle, idle]);
  });

  it('may take all slots of a connector that is alone, the oldest meetings first', async () => {
    const id = await connect();
    const [young, old] = [await add(id, { startedAtMs: 9_000_000 }), await add(id, { startedAtMs: 1 })];
    const middle = await add(id, { startedAtMs: 5_000_000, status: 'retrying' });
    const claimed = await claimDueImports(database, 'one', 5);
    expect(claimed.map(({ row }) => row.id)).toEqual([old.id, middle.id, young.id]);
    expect(claimed.map(({ isTakenOver }) => isTakenOver)).toEqual([false, false, false]);
  });

  it('fault 47: of which a file got stuck go after all others of their connector, but in time', async () => {
    const id = await connect();
    const stuck = { status: 'retrying', reason: 'file-got-stuck' } as const;
    const oldAndStuck = [
      await add(id, { startedAtMs: 1, ...stuck }),
      await add(id, { startedAtMs: 2, ...stuck }),
    ];
    const young = await add(id, { startedAtMs: 300 });
    const failed = await add(id, { startedAtMs: 400, status: 'retrying', reason: 'provider-down' });
    const soon = await add(id, { startedAtMs: 500, deadlineAtMs: nowMs + 5_000, ...stuck });
    const first = await claimDueImports(database, 'one', 2);
    expect(first.map(({ row }) => row.id)).toEqual([soon.id, young.id]);
    const rest = await claimDueImports(database, 'one', 5);
    expect(rest.map(({ row }) => row.id)).toEqual([failed.id, ...oldAndStuck.map((row) => row.id)]);
  });

  it('that the provider deletes soon come first over all, whoever’s turn it is', async () => {
    const [pushed, other] = [await connect(), await connect()];
    const soon = (inMs: number) => add(pushed, { deadlineAtMs: nowMs + inMs });
    const [third, first] = [await soon(9_000_000), await soon(1_000)];
    const listed = await add(other);
    const second = await add(other, { deadlineAtMs: nowMs + 5_000, status: 'retrying' });
    const far = await add(pushed, { deadlineAtMs: nowMs + NEAR_MS + DAY_MS, startedAtMs: 0 });
    const claimed = await claimDueImports(database, 'one', 9);
    expect(claimed.map(({ row }) => row.id)).toEqual([first.id, second.id, third.id, listed.id, far.id]);
  });

  it('are taken over when their holder’s lease has expired, and not before', async () => {
    const id = await connect();
    const { id: importId } = await add(id);
    await claimDueImports(database, 'one', 1);
    expect(await claimDueImports(database, 'two', 1)).toEqual([]);
    await database.imports.update({ id: importId }, { leaseUntilMs: nowMs - 1 });
    const [claimed] = await claimDueImports(database, 'two', 1);
    expect(claimed).toMatchObject({ row: { id: importId, leaseOwner: 'two' }, isTakenOver: true });
  });

  it('are left alone when another worker tried them between the look and the claim', async () => {
    const id = await connect();
    await add(id);
    const later = { status: 'retrying' as const, nextAttemptAtMs: nowMs + DAY_MS };
    let isTried = false;
    const listen = ({ sql }: { sql: string }) => {
      if (isTried || !sql.includes('part_')) return;
      isTried = true;
      void database.imports.update({ connectorId: id }, later).then((changed) => changed);
    };
    database.sql.on('query', listen);
    expect(await claimDueImports(database, 'one', 1)).toEqual([]);
    expect(isTried).toBe(true);
    expect(await database.imports.find({})).toMatchObject([later]);
  });

  it('are left alone when they have ended between the look and the claim', async () => {
    const id = await connect();
    const { id: importId } = await add(id);
    let isEnded = false;
    const listen = ({ sql }: { sql: string }) => {
      if (isEnded || !sql.includes('part_')) return;
      isEnded = true;
      void end(importId).then((changed) => changed);
    };
    database.sql.on('query', listen);
    expect(await claimDueImports(database, 'one', 1)).toEqual([]);
    expect(isEnded).toBe(true);
    expect(await database.imports.find({})).toMatchObject([{ status: 'done', leaseOwner: null }]);
  });

  it('are told of in time, whatever their connectors may do', async () => {
    expect(await nextImportDueInMs(database)).toBeUndefined();
    const [off, stuck] = [
      await connect({ enabled: false }),
      await connect({ authorization: 'not-authorized' }),
    ];
    await add(off);
    await add(stuck);
    expect(await nextImportDueInMs(database)).toBeUndefined();
    await add(stuck, { nextAttemptAtMs: nowMs + DAY_MS, deadlineAtMs: nowMs + 2 * DAY_MS });
    expect(await nextImportDueInMs(database)).toBeGreaterThan(DAY_MS / 2);
    await add(await connect(), { nextAttemptAtMs: nowMs - 1 });
    expect(await nextImportDueInMs(database)).toBeLessThan(0);
  });

  /** Every statement, and how SQLite reads imports for it. */
  async function sentBy(act: () => Promise<unknown>) {
    const sent: { sql: string; bindings: unknown[] }[] = [];
    const listen = (query: { sql: string; bindings: unknown[] }) => void sent.push(query);
    database.sql.on('query', listen);
    await act();
    database.sql.removeListener('query', listen);
    const plans: string[] = [];
    for (const { sql, bindings } of sent) {
      if (!/^(select|update) /.test(sql)) continue;
      const plan = (await database.sql.raw(`explain query plan ${sql}`, bindings as string[])) as {
        detail: string;
      }[];
      plans.push(...plan.map(({ detail }) => detail));
    }
    return { statements: sent.length, plans };
  }

  it('are found by indexes that have them in order, in as many statements however many there are', async () => {
    const look = () =>
      sentBy(async () => {
        await nextImportDueInMs(database);
        const claimed = await claimDueImports(database, 'one', 3);
        expect(claimed).toHaveLength(3);
      });
    for (const one of [await connect(), await connect(), await connect({ environment: 'elsewhere' })]) {
      await add(one, { deadlineAtMs: nowMs + 60_000 });
      await addMany(one, 3);
    }
    const few = await look();
    await addMany(await connect(), 2_000);
    for (let index = 0; index < 2; index += 1) await add(await connect(), { deadlineAtMs: nowMs + 60_000 });
    for (let index = 0; index < 20; index += 1) await addMany(await connect(), 10);
    const many = await look();
    expect(many.statements).toBe(few.statements);
    const onImports = many.plans.filter((detail) => detail.includes('mc_imports'));
    expect(onImports.length).toBeGreaterThan(0);
    expect(onImports.filter((detail) => !/^SEARCH mc_imports USING (COVERING )?INDEX/.test(detail))).toEqual(
      [],
    );
    // By what belongs to one connector, or by the row itself: never by what all connectors have in common.
    expect(
      onImports.filter((detail) => !/\((connector_id=\? AND status=\?|document_id=\?)/.test(detail)),
    ).toEqual([]);
    expect(many.plans.filter((detail) => detail.startsWith('USE TEMP B-TREE'))).toEqual([]);
  });
});
