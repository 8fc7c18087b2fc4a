import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { message } from '../../../contracts/messages/catalogue';
import { StopSignal } from '../domain/errors';
import { STAGES, STATUSES } from '../domain/import-state';
import { redrive } from '../jobs/dead-letter';
import type { ImportRow } from './database';
import { claimDueImports, nextImportDueInMs } from './due-imports';
import {
  fetchedTill,
  ImportLedger,
  insertImports,
  knownImports,
  moveIdle,
  settledImports,
  settledKey,
} from './imports';

describe('the ledger of imports', () => {
  let database: MemoryDatabase;
  let connectorId: string;
  let nowMs: number;
  let number = 0;
  const rowOf = (patch: Partial<ImportRow>): Partial<ImportRow> => ({
    connectorId,
    keyHash: `hash-${(number += 1)}`,
    occurrenceId: `occurrence-${number}`,
    stage: 'fetch',
    status: 'waiting',
    nextAttemptAtMs: nowMs - 1_000,
    ...patch,
  });
  const add = (patch: Partial<ImportRow> = {}) => database.imports.insert(rowOf(patch));
  const read = async (id: string) => {
    const row = await database.imports.findOne({ id });
    if (row === undefined) throw new Error('the row is gone');
    return row;
  };
  const only = async () => {
    const [claimed] = await claimDueImports(database, 'one', 1);
    if (claimed === undefined) throw new Error('nothing was claimed');
    return claimed;
  };

  beforeEach(async () => {
    database = await memoryDatabase();
    nowMs = await database.now();
    const connector = await database.connectors.insert({
      provider: 'fake',
      name: 'Lectures',
      enabled: true,
      authorization: 'authorized',
    });
    connectorId = connector.id;
  });
  afterEach(() => database.close());

  it('gives out the earliest deadline first, then the oldest meeting', async () => {
    const young = await add({ startedAtMs: 300 });
    const old = await add({ startedAtMs: 100 });
    const later = await add({ startedAtMs: 400, deadlineAtMs: nowMs + 9_000 });
    const soon = await add({ startedAtMs: 500, deadlineAtMs: nowMs + 5_000 });
    const order = (await claimDueImports(database, 'one', 10)).map(({ row }) => row.id);
    expect(order).toEqual([soon.id, later.id, old.id, young.id]);
  });

  it('gives out nothing of a connector that waits for somebody, but what would expire', async () => {
    await add();
    const expiring = await add({ deadlineAtMs: nowMs + 5_000 });
    await add({ deadlineAtMs: nowMs + 5_000, stage: 'publish' });
    await database.connectors.update({ id: connectorId }, { authorization: 'not-authorized' });
    expect((await claimDueImports(database, 'one', 10)).map(({ row }) => row.id)).toEqual([expiring.id]);
    await database.connectors.update({ id: connectorId }, { enabled: false });
    await add({ deadlineAtMs: nowMs + 5_000 });
    expect(await claimDueImports(database, 'one', 10)).toEqual([]);
    expect(await nextImportDueInMs(database)).toBeUndefined();
  });

  it('gives out nothing of a connector that needs somebody, though its account is accepted', async () => {
    const { id } = await add();
    const needsYou = { what: message('secret.no-key'), code: 'no-encryption-key' };
    await database.connectors.update({ id: connectorId }, { needsYou });
    expect(await claimDueImports(database, 'one', 10)).toEqual([]);
    expect(await nextImportDueInMs(database)).toBeUndefined();
    await database.connectors.update({ id: connectorId }, { needsYou: null });
    expect((await claimDueImports(database, 'one', 10)).map(({ row }) => row.id)).toEqual([id]);
  });

  it('keeps one row for an occurrence that two insert at the same time (fault 38)', async () => {
    const row = rowOf({});
    expect(await insertImports(database, [row])).toBe(1);
    expect(await insertImports(database, [rowOf({}), row, rowOf({})])).toBe(2);
    expect(await database.imports.find({})).toHaveLength(3);
  });

  it('knows occurrences of its own connector only, and takes none that is skipped for settled', async () => {
    const settled = await add({ startedAtMs: 100, fingerprint: 'a', stage: 'clean-up', status: 'done' });
    const skipped = await add({ startedAtMs: 100, fingerprint: 'b', status: 'skipped' });
    const other = await add({ startedAtMs: 100, fingerprint: 'c', connectorId: connectorId + 1 });
    const sought = [settled, skipped, other].map(({ keyHash, fingerprint }) => ({
      keyHash,
      startedAtMs: 100,
      fingerprint: fingerprint ?? '',
    }));
    const settledKeys = [...(await settledImports(database, connectorId, sought))];
    expect(settledKeys).toEqual([settledKey({ keyHash: settled.keyHash, fingerprint: 'a' })]);
    const hashes = sought.map(({ keyHash }) => keyHash);
    const known = await knownImports(database, connectorId, hashes);
    expect([...known.values()].map(({ id }) => id).sort()).toEqual([settled.id, skipped.id].sort());
  });

  it('throws when an insert fails for another reason than a row that is there', async () => {
    // Told by their words: the driver's errors may belong to another test file's realm, whose Error is not ours.
    await expect(insertImports(database, [{ ...rowOf({}), nothing: 1 } as never])).rejects.toMatchObject({
      message: expect.stringContaining('nothing'),
    });
    await database.sql.raw(
      `create trigger refuse before insert on mc_imports begin select raise(abort, 'the disk is full'); end`,
    );
    await expect(insertImports(database, [rowOf({})])).rejects.toMatchObject({
      message: expect.stringContaining('the disk is full'),
    });
  });

  it('lets only the holder write, and only from the state that it left', async () => {
    await add();
    const { row, lease } = await only();
    const holder = new ImportLedger(database, { ...row }, lease);
    await holder.write({ type: 'advance' });
    expect(await read(row.id)).toMatchObject({ stage: 'join', status: 'running' });
    // Another copy of the same holder still believes in the former stage.
    await expect(new ImportLedger(database, { ...row }, lease).patch({ title: 'x' })).rejects.toBeInstanceOf(
      StopSignal,
    );
    await database.imports.update({ id: row.id }, { leaseFence: lease.fence + 1 });
    await expect(holder.write({ type: 'advance' })).rejects.toBeInstanceOf(StopSignal);
    expect(await read(row.id)).toMatchObject({ stage: 'join' });
  });

  it('refuses a move that the table has not', async () => {
    await add();
    const { row, lease } = await only();
    await expect(new ImportLedger(database, row, lease).write({ type: 'finish' })).rejects.toThrow(
      'finish is not possible',
    );
    expect(await read(row.id)).toMatchObject({ stage: 'fetch', status: 'running' });
  });

  it('never redrives a running import, whatever stage it is in', async () => {
    for (const stage of STAGES)
      for (const status of STATUSES) {
        const row = await add({ stage, status, attempts: 5, reason: 'too-short' });
        const isPossible = !['running', 'done', 'removed'].includes(status);
        expect([stage, status, await redrive(database, row)]).toEqual([stage, status, isPossible]);
        expect(await read(row.id)).toMatchObject(
          isPossible
            ? { stage, status: 'waiting', attempts: 0, reason: null }
            : { stage, status, attempts: 5 },
        );
      }
  });

  it('moves an import that nobody works on only while it still is as it was read', async () => {
    const row = await add({ stage: 'clean-up', status: 'done' });
    await database.imports.update({ id: row.id }, { status: 'waiting' });
    expect(await moveIdle(database, row, { type: 'reopen' }, { attempts: 0 })).toBe(false);
    expect(await moveIdle(database, await read(row.id), { type: 'reopen' }, { title: 'Again' })).toBe(true);
    expect(await read(row.id)).toMatchObject({ stage: 'fetch', status: 'waiting', title: 'Again' });
  });

  it('moves nothing that was claimed and put down again meanwhile, when the fence says so', async () => {
    const row = await add({ stage: 'clean-up', status: 'done' });
    await database.imports.update({ id: row.id }, { leaseFence: row.leaseFence + 1 });
    expect(await moveIdle(database, row, { type: 'reopen' }, {})).toBe(false);
  });

  it('counts as fetched only what is in Strapi, and what is older and is not there as behind (A5)', async () => {
    expect(await fetchedTill(database, connectorId)).toEqual({ atMs: null, behind: 0 });
    await add({ startedAtMs: 100, status: 'dead' });
    await add({ startedAtMs: 200, stage: 'publish', status: 'running' });
    await add({ startedAtMs: 250, status: 'skipped' });
    // Nothing of these is in Strapi, however far they are.
    await add({ startedAtMs: 900, stage: 'publish', status: 'retrying' });
    await add({ startedAtMs: 950, stage: 'store', status: 'waiting' });
    await add({ startedAtMs: 960, status: 'skipped' });
    expect(await fetchedTill(database, connectorId)).toEqual({ atMs: null, behind: 0 });
    await add({ startedAtMs: 300, stage: 'clean-up', status: 'done' });
    await add({ startedAtMs: 50, stage: 'clean-up', status: 'waiting' });
    await add({ startedAtMs: 1_000, stage: 'clean-up', status: 'done', connectorId: connectorId + 1 });
    expect(await fetchedTill(database, connectorId)).toEqual({ atMs: 300, behind: 2 });
    // It waits for its deletion at the provider, and is here.
    await add({ startedAtMs: 500, stage: 'clean-up', status: 'waiting' });
    expect(await fetchedTill(database, connectorId)).toEqual({ atMs: 500, behind: 2 });
  });

  it('counts what is fetched once more as fetched, since its entry stays in Strapi (A5)', async () => {
    await add({ startedAtMs: 300, stage: 'clean-up', status: 'done' });
    const newest = await add({ startedAtMs: 400, stage: 'clean-up', status: 'done', importedAtMs: nowMs });
    expect(await moveIdle(database, newest, { type: 'reopen' }, {})).toBe(true);
    for (const status of ['waiting', 'running', 'retrying', 'dead'] as const) {
      await database.imports.update({ id: newest.id }, { status });
      expect(await fetchedTill(database, connectorId)).toMatchObject({ atMs: 400 });
    }
  });
});
