import { CONNECTOR_SUMMARIES, type ConnectorStatus } from './connectors';
import { IMPORT_LABELS, IMPORT_STAGES, IMPORT_STATUSES } from './imports';
import { message } from './messages/catalogue';
import { RUN_STATUSES } from './runs';
import {
  connectorStanding,
  deliveryStanding,
  importStanding,
  runStanding,
  type ConnectorFacts,
  type DeliveryFacts,
  type ImportFacts,
  type RunFacts,
} from './status';
import { DELIVERY_STATUSES } from './webhooks';

/** Every combination of the values of each fact. */
function walk<Facts extends object>(values: { [Fact in keyof Facts]-?: readonly Facts[Fact][] }): Facts[] {
  return Object.entries<readonly unknown[]>(values).reduce<object[]>(
    (some, [fact, each]) => some.flatMap((facts) => each.map((value) => ({ ...facts, [fact]: value }))),
    [{}],
  ) as Facts[];
}
const wordsOf = (standings: { word: string }[]) => [...new Set(standings.map(({ word }) => word))].sort();

const NEXT = '2026-05-03T10:00:00.000Z';

describe('the word of a run', () => {
  const all = walk<RunFacts>({
    id: ['7'],
    connectorId: ['3'],
    status: RUN_STATUSES,
    stopping: [undefined, false, true],
    problem: [undefined, null, { what: 'x', code: 'y' }],
    counts: [null, { failed: 0 }, { failed: 1, incomplete: 0 }, { failed: 0, incomplete: 2 }],
    progress: [undefined, null, {}, { waitsFor: {} }, { waitsFor: { until: NEXT } }],
  });

  it('is one of a closed list, whatever the facts are, and each of them is reached', () => {
    expect(wordsOf(all.map(runStanding))).toEqual([...RUN_STATUSES, 'stopping', 'with-problems'].sort());
  });

  it('says finished only of a run that left nothing out', () => {
    const finished = all.filter((run) => runStanding(run).word === 'finished');
    expect(finished.length).toBeGreaterThan(0);
    for (const { status, problem, counts } of finished)
      expect([status, problem ?? null, counts?.failed ?? 0, counts?.incomplete ?? 0]).toEqual([
        'finished',
        null,
        0,
        0,
      ]);
  });

  it('is not good for a status that nobody knows', () => {
    const unknown = { id: '7', connectorId: '3', status: 'other' as 'finished', counts: null };
    expect(runStanding(unknown).word).toBe('with-problems');
  });

  it('keeps the word of a run that did not finish, and says stopping only while it has not stopped', () => {
    for (const run of all) {
      const { word } = runStanding(run);
      if (word === 'stopping')
        expect([run.stopping, ['queued', 'running'].includes(run.status)]).toEqual([true, true]);
      else if (run.status !== 'finished') expect(word).toBe(run.status);
    }
  });

  it('leads to the lines of the log that explain it', () => {
    const run: RunFacts = {
      id: '7',
      connectorId: '3',
      status: 'finished',
      counts: { failed: 1, incomplete: 1 },
    };
    expect(runStanding(run).cause).toEqual({ page: 'run', id: '7', level: 'error' });
    expect(runStanding({ ...run, counts: { failed: 0, incomplete: 1 } }).cause).toEqual({
      page: 'run',
      id: '7',
      level: 'warning',
    });
    expect(runStanding({ ...run, status: 'failed' }).cause).toEqual({ page: 'run', id: '7', level: 'error' });
    expect(runStanding({ ...run, status: 'needs-you' }).cause).toEqual({ page: 'connector', id: '3' });
    const waits = { ...run, status: 'running', progress: { waitsFor: { until: NEXT } } } as const;
    expect(runStanding(waits)).toMatchObject({ word: 'running', until: NEXT });
  });
});

describe('the word of a connector', () => {
  const nowMs = 1_000_000_000;
  const SYNC_STATUSES: readonly ConnectorStatus['syncStatus'][] = [
    'never',
    'running',
    'finished',
    'with-problems',
    'failed',
    'stopped',
    'needs-you',
  ];
  const all = walk<ConnectorFacts>({
    id: ['3'],
    enabled: [true, false],
    paused: [true, false],
    needsYou: [true, false],
    authorization: ['authorized', 'not-authorized', 'not-checked', 'no-event-yet'],
    syncStatus: SYNC_STATUSES,
    latestRunId: [undefined, '7'],
    lastSucceededAtMs: [null, nowMs - 61 * 60_000, nowMs - 59 * 60_000],
    scheduleMinutes: [null, 30],
    nextRunAt: [undefined, NEXT],
    nowMs: [nowMs],
  });
  const good: ConnectorFacts = {
    id: '3',
    enabled: true,
    paused: false,
    needsYou: false,
    authorization: 'authorized',
    syncStatus: 'finished',
    latestRunId: '7',
    lastSucceededAtMs: nowMs - 60_000,
    scheduleMinutes: 30,
    nextRunAt: NEXT,
    nowMs,
  };

  it('is one of a closed list, whatever the facts are, and each of them is reached', () => {
    expect(wordsOf(all.map(connectorStanding))).toEqual([...CONNECTOR_SUMMARIES].sort());
  });

  it('is good only when nothing is wrong and a run has reached the provider in time', () => {
    for (const facts of all) {
      const { word } = connectorStanding(facts);
      if (word !== 'on-time') continue;
      expect(facts).toMatchObject({ enabled: true, paused: false, needsYou: false });
      expect(facts.authorization).not.toBe('not-authorized');
      // A run that was stopped proves nothing about a provider that did not answer before.
      if (facts.syncStatus === 'stopped') expect(facts.authorization).not.toBe('not-checked');
      expect(['finished', 'stopped']).toContain(facts.syncStatus);
      expect(facts.lastSucceededAtMs).not.toBeNull();
      if (facts.scheduleMinutes !== null) expect(facts.lastSucceededAtMs).toBe(nowMs - 59 * 60_000);
    }
  });

  it('always leads somewhere, and says when the next run is unless nothing runs or one runs now', () => {
    for (const facts of all) {
      const { word, cause, until } = connectorStanding(facts);
      expect(cause).toBeDefined();
      expect(until).toBe(
        ['off', 'paused', 'needs-you', 'running'].includes(word) ? undefined : facts.nextRunAt,
      );
    }
  });

  it.each<[Partial<ConnectorFacts>, string]>([
    [{}, 'on-time'],
    [{ enabled: false, needsYou: true }, 'off'],
    [{ enabled: false, paused: true }, 'off'],
    [{ paused: true, needsYou: true, syncStatus: 'running' }, 'paused'],
    [{ needsYou: true, syncStatus: 'running' }, 'needs-you'],
    [{ authorization: 'not-authorized', syncStatus: 'failed' }, 'needs-you'],
    [{ syncStatus: 'running', lastSucceededAtMs: null }, 'running'],
    [{ syncStatus: 'failed' }, 'failed'],
    // The first run failed: that says more than that none was good.
    [{ syncStatus: 'failed', lastSucceededAtMs: null }, 'failed'],
    [{ syncStatus: 'failed', lastSucceededAtMs: nowMs - 61 * 60_000 }, 'failed'],
    [{ syncStatus: 'never', lastSucceededAtMs: null }, 'not-run-yet'],
    [{ syncStatus: 'finished', lastSucceededAtMs: null }, 'not-run-yet'],
    [{ syncStatus: 'with-problems' }, 'with-problems'],
    [{ syncStatus: 'with-problems', lastSucceededAtMs: nowMs - 61 * 60_000 }, 'late'],
    [{ lastSucceededAtMs: nowMs - 61 * 60_000 }, 'late'],
    [{ lastSucceededAtMs: nowMs - 59 * 60_000 }, 'on-time'],
    [{ lastSucceededAtMs: 0, scheduleMinutes: null }, 'on-time'],
    [{ syncStatus: 'needs-you' }, 'needs-you'],
    [{ syncStatus: 'a word of another version' as 'finished' }, 'with-problems'],
  ])('with %j it is %s', (facts, word) => {
    expect(connectorStanding({ ...good, ...facts }).word).toBe(word);
  });

  it('leads to the errors of the run that failed, and to the connector where a person is waited for', () => {
    const failed = connectorStanding({ ...good, syncStatus: 'failed' });
    expect(failed.cause).toEqual({ page: 'run', id: '7', level: 'error' });
    expect(connectorStanding({ ...good, needsYou: true }).cause).toEqual({ page: 'connector', id: '3' });
    expect(connectorStanding({ ...good, enabled: false }).cause).toEqual({ page: 'connector', id: '3' });
  });
});

describe('the word of an import', () => {
  const DELETES_AT = '2026-05-04T10:00:00.000Z';
  const all = walk<ImportFacts>({
    id: ['5'],
    connectorId: ['3'],
    stage: IMPORT_STAGES,
    status: IMPORT_STATUSES,
    attempts: [0, 2],
    reason: [undefined, message('reason.too-short'), message('reason.not-ready'), 'of an earlier version'],
    nextAttemptAt: [undefined, NEXT],
    missing: [[], [{}]],
    deletion: [undefined, { state: 'waiting', at: DELETES_AT }, { state: 'blocked' }],
    recordingDocumentIds: [[], ['abc']],
  });

  it('is one of a closed list, whatever the facts are, and each of them is reached', () => {
    expect(wordsOf(all.map(importStanding))).toEqual([...IMPORT_LABELS].sort());
  });

  it('is done only when it is done and nothing is missing', () => {
    for (const facts of all) {
      const { word } = importStanding(facts);
      if (word === 'cleaned-up') {
        expect(facts).toMatchObject({ stage: 'clean-up', status: 'done', missing: [] });
      }
      if (word === 'incomplete') expect(facts.missing).not.toEqual([]);
    }
  });

  it('is found only while it is not in Strapi, and again when what is there is fetched once more', () => {
    const begins = all.filter(
      ({ stage, status, attempts }) => stage === 'fetch' && status === 'waiting' && attempts === 0,
    );
    for (const facts of begins)
      expect(importStanding(facts).word).toBe(facts.recordingDocumentIds.length > 0 ? 'again' : 'found');
  });

  it('says until when it waits, and nothing of what is over or goes on now', () => {
    for (const facts of all) {
      const { word, until } = importStanding(facts);
      if (['skipped', 'failed', 'removed', 'cleaned-up', 'downloading'].includes(word))
        expect(until).toBeUndefined();
      else if (word === 'published' && facts.deletion?.state === 'waiting') expect(until).toBe(DELETES_AT);
      else expect(until).toBe(facts.nextAttemptAt);
    }
  });

  it('leads to the rules that left it out, to the entry that was made, and else to its own page', () => {
    const facts: ImportFacts = {
      id: '5',
      connectorId: '3',
      stage: 'fetch',
      status: 'skipped',
      attempts: 0,
      reason: message('reason.too-short'),
      missing: [],
      recordingDocumentIds: [],
    };
    expect(importStanding(facts).cause).toEqual({ page: 'connector', id: '3' });
    expect(importStanding({ ...facts, reason: message('reason.gone-at-provider') }).cause).toEqual({
      page: 'import',
      id: '5',
    });
    const here = { ...facts, stage: 'clean-up', status: 'done', recordingDocumentIds: ['abc'] } as const;
    expect(importStanding(here).cause).toEqual({ page: 'recording', documentId: 'abc' });
    expect(importStanding({ ...here, missing: [{}] }).cause).toEqual({ page: 'import', id: '5' });
    expect(importStanding({ ...here, status: 'dead' }).cause).toEqual({ page: 'import', id: '5' });
  });
});

describe('the word of a delivery', () => {
  const all = walk<DeliveryFacts>({
    id: ['9'],
    connectorId: ['3'],
    status: DELIVERY_STATUSES,
    waitsFor: [undefined, 'The connector is switched off'],
    nextAttemptAt: [undefined, NEXT],
    imports: [[], [{ id: '5', recordingDocumentIds: [] }], [{ id: '5', recordingDocumentIds: ['abc'] }]],
    runId: [undefined, '7'],
  });

  it('is one of a closed list, whatever the facts are, and each of them is reached', () => {
    expect(wordsOf(all.map(deliveryStanding))).toEqual([...DELIVERY_STATUSES].sort());
    for (const facts of all) expect(deliveryStanding(facts).word).toBe(facts.status);
  });

  it('is not done for a status that nobody knows', () => {
    const unknown = { id: '9', connectorId: '3', status: 'other' as 'done', imports: [] };
    expect(deliveryStanding(unknown).word).toBe('waiting');
  });

  it('says when it is tried next, unless it waits for a person', () => {
    for (const facts of all) {
      const waits = facts.status === 'waiting' || facts.status === 'retrying';
      const isTimed = waits && facts.waitsFor === undefined;
      expect(deliveryStanding(facts).until).toBe(isTimed ? facts.nextAttemptAt : undefined);
    }
  });

  it('leads to what it led to, to who holds it up, and else to its own attempts', () => {
    const done: DeliveryFacts = { id: '9', connectorId: '3', status: 'done', imports: [] };
    const imports = [{ id: '5', recordingDocumentIds: ['abc'] }];
    expect(deliveryStanding(done).cause).toEqual({ page: 'delivery', id: '9' });
    expect(deliveryStanding({ ...done, runId: '7' }).cause).toEqual({ page: 'run', id: '7' });
    expect(deliveryStanding({ ...done, imports, runId: '7' }).cause).toEqual({
      page: 'recording',
      documentId: 'abc',
    });
    expect(deliveryStanding({ ...done, imports: [{ id: '5', recordingDocumentIds: [] }] }).cause).toEqual({
      page: 'import',
      id: '5',
    });
    const held = { ...done, status: 'waiting', waitsFor: 'It is switched off' } as const;
    expect(deliveryStanding(held).cause).toEqual({ page: 'connector', id: '3' });
    expect(deliveryStanding({ ...held, waitsFor: undefined }).cause).toEqual({ page: 'delivery', id: '9' });
    expect(deliveryStanding({ ...done, status: 'dead', imports }).cause).toEqual({
      page: 'delivery',
      id: '9',
    });
  });
});
