import { setTimeout as sleep } from 'node:timers/promises';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import type { RunRow } from '../ledger/database';
import { claimDueImports, type ClaimedImport } from '../ledger/due-imports';
import { NO_COUNTS } from '../ledger/runs';
import { openWaitingRuns, type WaitingRuns } from './waiting-runs';

describe('a run that waits for its imports', () => {
  let database: MemoryDatabase;
  let connectorId: string;
  let run: RunRow;
  let waiting: WaitingRuns;
  let woken: number;
  const add = (runId: string | null = run.id) =>
    database.imports.insert({
      connectorId,
      runId,
      keyHash: String(Math.random()),
      occurrenceId: 'x',
      stage: 'fetch',
      status: 'waiting',
      nextAttemptAtMs: 1,
    });
  const claim = async (): Promise<ClaimedImport> => {
    const [claimed] = await claimDueImports(database, 'one', 1);
    if (claimed === undefined) throw new Error('nothing was claimed');
    return claimed;
  };
  const done = ({ row }: ClaimedImport) =>
    database.imports.update({ id: row.id }, { status: 'done', stage: 'clean-up', leaseUntilMs: null });
  const stored = async () => {
    const row = await database.runs.findOne({ id: run.id });
    if (row === null || row === undefined) throw new Error('the run is gone');
    return row;
  };
  const codes = async () => (await database.runLog.find({ runId: run.id })).map(({ code }) => code);

  beforeEach(async () => {
    database = await memoryDatabase();
    woken = 0;
    const connector = await database.connectors.insert({ provider: 'fake', name: 'Lectures', enabled: true });
    connectorId = connector.id;
    run = await database.runs.insert({
      connectorId,
      trigger: 'schedule',
      status: 'running',
      listedAtMs: 1,
      lists: true,
      counts: { ...NO_COUNTS, found: 7, known: 5 },
    });
    waiting = openWaitingRuns(() => ({
      database,
      redactor: { text: (text) => text },
      runs: { wake: () => (woken += 1) },
    }));
  });
  afterEach(() => database.close());

  it('is looked at when its last import has ended, and not before', async () => {
    await add();
    await add();
    const [first, second] = [await claim(), await claim()];
    await waiting.during(first, async () => void (await done(first)));
    expect(woken).toBe(0);
    await waiting.during(second, async () => void (await done(second)));
    expect(woken).toBe(1);
  });

  it('is looked at when the work on its last import has thrown, and when the import became another run’s', async () => {
    await add(null);
    const claimed = await claim();
    await expect(
      waiting.during(claimed, async () => {
        await done(claimed);
        await database.imports.update({ id: claimed.row.id }, { runId: run.id });
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(woken).toBe(1);
  });

  it('has its progress kept while its imports are worked on, and after the last one (C2)', async () => {
    await add();
    await add();
    const first = await claim();
    await waiting.during(first, async () => {
      while ((await stored()).progress === null) await sleep(50);
      expect(await stored()).toMatchObject({
        progress: { itemsDone: 0, itemsTotal: 2 },
        counts: { found: 7, known: 5, running: 1, waiting: 1 },
      });
      await done(first);
    });
    while ((await stored()).progress?.itemsDone !== 1) await sleep(50);
    expect(await stored()).toMatchObject({ counts: { found: 7, imported: 1, running: 0, waiting: 1 } });
  });

  it('says once that it goes on after its imports were left by a process that died (C3)', async () => {
    await add();
    await add();
    await claim();
    await claim();
    await database.imports.update({}, { leaseUntilMs: 1 });
    for (const claimed of [await claim(), await claim()])
      await waiting.during(claimed, async () => undefined);
    expect(await codes()).toEqual(['went-on']);
  });

  it('says nothing of the kind when it still lists, or has ended', async () => {
    for (const patch of [{ listedAtMs: null }, { listedAtMs: 1, status: 'stopped' as const }]) {
      await database.runs.update({ id: run.id }, patch);
      await add();
      await claim();
      await database.imports.update({}, { leaseUntilMs: 1 });
      const claimed = await claim();
      await waiting.during(claimed, async () => void (await done(claimed)));
    }
    expect(await codes()).toEqual([]);
  });
});
