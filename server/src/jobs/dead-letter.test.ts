import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { message } from '../../../contracts/messages/catalogue';
import { readMessage } from '../../../contracts/messages/stored';
import { ConnectorError, StopSignal } from '../domain/errors';
import { HOUR_MS, isoOf, MINUTE_MS } from '../domain/instant';
import type { ImportRow } from '../ledger/database';
import { claimDueImports } from '../ledger/due-imports';
import { ImportLedger } from '../ledger/imports';
import { openRunLog } from '../ledger/runs';
import { DEFAULT_BACKOFF } from './after-failure';
import { settle } from './dead-letter';

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
});
