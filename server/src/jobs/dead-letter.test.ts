import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { message } from '../../../contracts/messages/catalogue';
import { readMessage } from '../../../contracts/messages/stored';
import { ConnectorError, StopSignal } from '../domain/errors';
import { HOUR_MS, isoOf, MINUTE_MS } from '../domain/instant';
import type { ImportRow, RunRow } from '../ledger/database';
import { claimDueImports } from '../ledger/due-imports';
import { ImportLedger } from '../ledger/imports';
import { openRunLog } from '../ledger/runs';
import { DEFAULT_BACKOFF } from './after-failure';
import { redriveAll, redriveOfRun, settle } from './dead-letter';

const NOW = Date.parse('2026-05-03T10:00:00Z');
const WHAT = message('run.not-reached', { provider: 'Zoom' });
const failure = (
  of: ConstructorParameters<typeof ConnectorError>[0],
  details: Partial<ConstructorParameters<typeof ConnectorError>[2]> = {},
) => new ConnectorError(of, WHAT, { code: 'x', ...details });

describe('a failed attempt of an import', () => {
  let database: MemoryDatabase;
  beforeEach(async () => {
    database = await memoryDatabase();
    await database.connectors.insert({
      provider: 'fake',
      name: 'Lectures',
      enabled: true,
      authorization: 'authorized',
    });
  });
  afterEach(() => database.close());

  async function settled(thrown: unknown, patch: Partial<ImportRow> = {}) {
    const [connector] = await database.connectors.find({});
    const { id } = await database.imports.insert({
      connectorId: connector?.id ?? '',
      keyHash: 'hash',
      occurrenceId: 'occurrence',
      title: 'Week 5',
      stage: 'fetch',
      status: 'waiting',
      nextAttemptAtMs: 1,
      attempts: 0,
      ...patch,
    });
    const [claimed] = await claimDueImports(database, 'one', 1);
    if (claimed === undefined) throw new Error('nothing was claimed');
    const outcome = await settle(new ImportLedger(database, claimed.row, claimed.lease), thrown, {
      nowMs: NOW,
      random: 0.5,
      rules: DEFAULT_BACKOFF,
      log: openRunLog(database, (text) => text, '7'),
    });
    const row = await database.imports.findOne({ id });
    const log = await database.runLog.find({ runId: '7' });
    return { outcome, row, log: log.map(({ level, message: line }) => [level, readMessage(line)]) };
  }

  it('that counts is tried again later, and the log says when', async () => {
    const { outcome, row, log } = await settled(failure('retry-later'));
    const nextAttemptAtMs = NOW + MINUTE_MS;
    expect(outcome).toBe('retry');
    expect(row).toMatchObject({ status: 'retrying', attempts: 1, nextAttemptAtMs, leaseOwner: null });
    expect(row?.problem).toEqual({ what: WHAT, code: 'x' });
    expect(log).toEqual([
      [
        'warning',
        message('log.retried', { title: 'Week 5', what: WHAT, next: { at: isoOf(nextAttemptAtMs) } }),
      ],
    ]);
  });

  it('fault 47: of a file that got stuck says so, and counts: it ends after as many tries as any', async () => {
    const timeout = new ConnectorError('retry-later', WHAT, { code: 'media-timeout' });
    const first = await settled(timeout);
    expect(first.row).toMatchObject({ status: 'retrying', attempts: 1, reason: 'file-got-stuck' });
    await database.imports.remove({});
    const other = await settled(failure('retry-later'), { attempts: 1, reason: 'file-got-stuck' });
    expect(other.row).toMatchObject({ status: 'retrying', reason: null });
    await database.imports.remove({});
    const last = await settled(timeout, { attempts: DEFAULT_BACKOFF.maxAttempts - 1 });
    expect(last.row).toMatchObject({ status: 'dead' });
  });

  it('that waits counts as none, and is one line however long it waits for the same', async () => {
    const first = await settled(failure('not-ready'));
    expect(first.outcome).toBe('wait');
    expect(first.row).toMatchObject({ status: 'waiting', attempts: 0, reason: 'not-ready' });
    expect(first.log).toHaveLength(1);
    await database.imports.remove({});
    const second = await settled(failure('not-ready'), { reason: 'not-ready' });
    expect(second.log).toHaveLength(1);
  });

  it('that was the last one leaves a dead letter with its reason', async () => {
    const { outcome, row, log } = await settled(failure('retry-later'), {
      attempts: DEFAULT_BACKOFF.maxAttempts - 1,
    });
    expect(outcome).toBe('dead');
    expect(row).toMatchObject({ status: 'dead', attempts: DEFAULT_BACKOFF.maxAttempts });
    expect(log).toEqual([['error', message('log.problem', { title: 'Week 5', what: WHAT })]]);
  });

  it('after its deadline names the expired link, and what failed', async () => {
    const deadlineAtMs = NOW - HOUR_MS;
    const { row } = await settled(failure('retry-later'), { deadlineAtMs });
    expect(row).toMatchObject({ status: 'dead' });
    expect(row?.problem).toEqual({
      what: message('import.link-expired', { deadline: { at: isoOf(deadlineAtMs) }, what: WHAT }),
      code: 'link-expired',
    });
  });

  it('of what is here already is in no hurry, whatever the deadline was', async () => {
    const { row } = await settled(failure('retry-later'), { stage: 'store', deadlineAtMs: NOW - HOUR_MS });
    expect(row).toMatchObject({ status: 'retrying', attempts: 1 });
  });

  it('for want of authorization waits without a line of its own', async () => {
    const { outcome, row, log } = await settled(failure('not-authorized'));
    expect(outcome).toBe('parked');
    expect(row).toMatchObject({ status: 'waiting', attempts: 0, reason: 'not-authorized' });
    expect(log).toEqual([]);
  });

  it('of what the provider no longer has is skipped while nothing is here, and else a dead letter', async () => {
    expect((await settled(failure('gone'))).row).toMatchObject({
      status: 'skipped',
      reason: 'gone-at-provider',
    });
    await database.imports.remove({});
    expect((await settled(failure('gone'), { stage: 'store' })).row).toMatchObject({ status: 'dead' });
  });

  it('of what has no file that can be imported is skipped with the advice', async () => {
    const empty = new ConnectorError('needs-person', 'Only slides.', { code: 'no-importable-format' });
    expect((await settled(empty)).row).toMatchObject({
      status: 'skipped',
      reason: 'no-importable-format',
      problem: { what: 'Only slides.' },
    });
  });

  it('by a worker that was replaced writes nothing: the row is another’s', async () => {
    const { outcome, row, log } = await settled(new StopSignal('lease-lost'));
    expect(outcome).toBe('lost');
    expect(row).toMatchObject({ status: 'running', leaseOwner: 'one', attempts: 0, problem: null });
    expect(log).toEqual([]);
  });

  it('that was stopped is none: it goes on at once, after a stop by hand with the next run', async () => {
    expect((await settled(new StopSignal('settings-changed'))).row).toMatchObject({
      status: 'waiting',
      attempts: 0,
      nextAttemptAtMs: NOW,
    });
    await database.imports.remove({});
    expect((await settled(new StopSignal('stopped-by-hand'))).row).toMatchObject({
      status: 'waiting',
      reason: 'stopped-by-hand',
      nextAttemptAtMs: null,
    });
  });

  describe('that was given up', () => {
    const DAY_MS = 86_400_000;
    it.each<[string, Parameters<typeof failure>, number | null]>([
      ['an outage', ['retry-later'], NOW + DAY_MS],
      ['a setting that a person changes', ['needs-person'], NOW + DAY_MS],
      ['bytes that were damaged on their way', ['bad-bytes'], NOW + DAY_MS],
      ['a limit of the site', ['needs-person', { code: 'over-size-limit' }], NOW],
      ['a dangerous file', ['refused', { code: 'too-many-samples' }], null],
      ['a file that ends its reader', ['needs-person', { code: 'media-process-died' }], null],
      ['a closed service', ['needs-person', { code: 'service-closed' }], null],
    ])('for %s is tried once more only if its cause may pass', async (_name, of, at) => {
      const { row } = await settled(failure(...of), { attempts: 7 });
      expect(row).toMatchObject({ status: 'dead', nextAttemptAtMs: at });
    });

    it('for a link that expired waits for a person, whatever failed before', async () => {
      const { row } = await settled(failure('retry-later'), { deadlineAtMs: NOW - 1 });
      expect(row).toMatchObject({ status: 'dead', nextAttemptAtMs: null });
    });

    const dead = async (patch: Partial<ImportRow>) => {
      const [connector] = await database.connectors.find({});
      const row = await database.imports.insert({
        connectorId: connector?.id ?? '',
        keyHash: String(Math.random()),
        occurrenceId: 'occurrence',
        stage: 'fetch',
        status: 'dead',
        attempts: 8,
        ...patch,
      });
      return { row, read: () => database.imports.findOne({ id: row.id }) };
    };
    const runOf = (connectorId: string, trigger: RunRow['trigger']) => ({ connectorId, id: '9', trigger });

    it('gets one attempt a day by schedule, and a whole turn when a person starts the run', async () => {
      const nowMs = await database.now();
      const due = await dead({ nextAttemptAtMs: nowMs - 1 });
      const later = await dead({ nextAttemptAtMs: nowMs + DAY_MS, stage: 'store' });
      const waits = await dead({ nextAttemptAtMs: null });
      const others = await dead({ nextAttemptAtMs: nowMs - 1, connectorId: 'another' });
      const { connectorId } = due.row;
      for (const trigger of ['schedule', 'webhook'] as const)
        expect(await redriveOfRun(database, runOf(connectorId, trigger))).toBe(
          trigger === 'schedule' ? 1 : 0,
        );
      expect(await due.read()).toMatchObject({ status: 'waiting', attempts: 8, runId: '9' });
      expect((await due.read())?.nextAttemptAtMs).toBeGreaterThanOrEqual(nowMs);
      for (const one of [later, waits, others]) expect((await one.read())?.status).toBe('dead');

      expect(await redriveOfRun(database, runOf(connectorId, 'by-hand'))).toBe(1);
      expect(await later.read()).toMatchObject({
        status: 'waiting',
        stage: 'store',
        attempts: 0,
        runId: '9',
      });
      for (const one of [waits, others]) expect((await one.read())?.status).toBe('dead');
    });

    it('is tried again with all others that fit a filter when a person asks for it', async () => {
      const one = await dead({ nextAttemptAtMs: null });
      const two = await dead({ connectorId: 'another', nextAttemptAtMs: null });
      const done = await dead({ status: 'done', stage: 'clean-up' });
      const ofOne = (query: ReturnType<typeof database.sql>) =>
        void query.where({ [database.imports.column('connectorId')]: one.row.connectorId });
      expect(await redriveAll(database, ofOne)).toBe(1);
      expect(await one.read()).toMatchObject({ status: 'waiting', attempts: 0 });
      expect((await two.read())?.status).toBe('dead');
      expect(await redriveAll(database, () => undefined)).toBe(1);
      expect((await done.read())?.status).toBe('done');
    });
  });
});
