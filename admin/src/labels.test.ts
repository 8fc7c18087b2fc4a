import { CAPABILITIES } from '../../contracts/providers';
import { CONNECTOR_SUMMARIES, DELETIONS } from '../../contracts/connectors';
import { IMPORT_LABELS, IMPORT_STATUSES, type ImportFileView } from '../../contracts/imports';
import { LOG_LEVELS, RUN_STATUSES, RUN_TRIGGERS, type RunCounts } from '../../contracts/runs';
import { runStanding, type RunFacts } from '../../contracts/status';
import { FINDINGS, type VerificationView } from '../../contracts/verify';
import {
  FILE_STATUS_LOOKS,
  FINDING_LOOKS,
  IMPORT_LABEL_LOOKS,
  IMPORT_STATUS_LOOKS,
  LOG_LEVEL_LOOKS,
  AUTHORIZATION_LOOKS,
  RUN_STATUS_LOOKS,
  RUN_WORD_LOOKS,
  SUMMARY_LOOKS,
  causePath,
  SYNC_STATUS_LOOKS,
  VERIFICATION_LOOKS,
  countsToShow,
  deletionLine,
  isLive,
  isMoving,
  transferOf,
  verificationLine,
  waitsForConfirmation,
  whyNoDownload,
  wordIn,
  wordsOf,
} from './labels';
import { ALL_TEXTS } from './translations/all';

const { en } = ALL_TEXTS;

const texts: Record<string, string> = en;

const file = (part: Partial<ImportFileView>): ImportFileView => ({
  id: '1',
  kind: 'video',
  view: 'speaker',
  name: 'Board.mp4',
  status: 'downloading',
  origin: 'provider',
  bytesDone: 0,
  ...part,
});
const counts: RunCounts = {
  found: 0,
  known: 0,
  skipped: 0,
  skippedByReason: {},
  imported: 0,
  incomplete: 0,
  running: 0,
  waiting: 0,
  failed: 0,
  bytes: 0,
};

describe('words of the panel', () => {
  it('has a text for each word that the server may send', () => {
    const keys = [
      ...CONNECTOR_SUMMARIES.flatMap((word) => [`summary.${word}`, `summary.${word}.explained`]),
      ...IMPORT_LABELS.flatMap((word) => [`importLabel.${word}`, `importLabel.${word}.explained`]),
      ...IMPORT_STATUSES.flatMap((word) => [`importStatus.${word}`, `imports.nextOf.${word}`]),
      ...wordsOf(RUN_WORD_LOOKS).map((word) => `runStatus.${word}`),
      ...wordsOf(SYNC_STATUS_LOOKS).map((word) => `syncStatus.${word}`),
      ...wordsOf(AUTHORIZATION_LOOKS).map((word) => `authorization.${word}`),
      ...RUN_TRIGGERS.map((word) => `trigger.${word}`),
      ...LOG_LEVELS.map((word) => `level.${word}`),
      ...DELETIONS.map((word) => `deletionMode.${word}`),
      ...FINDINGS.flatMap((word) => [`finding.${word}`, `finding.${word}.explained`]),
      ...wordsOf(FILE_STATUS_LOOKS).map((word) => `fileStatus.${word}`),
      ...wordsOf(VERIFICATION_LOOKS).flatMap((word) => [`verifyState.${word}`, `verify.empty.${word}`]),
      ...CAPABILITIES.map((word) => `capability.${word}`),
    ];
    expect(keys.filter((key) => texts[key] === undefined)).toEqual([]);
  });

  it('has a look for each word, and offers each once as a filter', () => {
    expect(wordsOf(SUMMARY_LOOKS).sort()).toEqual([...CONNECTOR_SUMMARIES].sort());
    expect(wordsOf(IMPORT_LABEL_LOOKS).sort()).toEqual([...IMPORT_LABELS].sort());
    expect(wordsOf(IMPORT_STATUS_LOOKS).sort()).toEqual([...IMPORT_STATUSES].sort());
    expect(wordsOf(RUN_STATUS_LOOKS).sort()).toEqual([...RUN_STATUSES].sort());
    expect(wordsOf(FINDING_LOOKS).sort()).toEqual([...FINDINGS].sort());
    expect(wordsOf(LOG_LEVEL_LOOKS).sort()).toEqual([...LOG_LEVELS].sort());
  });

  it('takes no foreign word from the address bar', () => {
    expect(wordIn(RUN_STATUS_LOOKS, 'failed')).toBe('failed');
    expect(wordIn(RUN_STATUS_LOOKS, 'toString')).toBeUndefined();
    expect(wordIn(RUN_STATUS_LOOKS, null)).toBeUndefined();
  });

  it('watches a run until it ends, and an import while it moves by itself', () => {
    expect(RUN_STATUSES.filter((status) => isLive({ status }))).toEqual(['queued', 'running']);
    const now = Date.parse('2026-05-03T10:00:00.000Z');
    expect(isMoving({ status: 'running' }, now)).toBe(true);
    expect(isMoving({ status: 'waiting', nextAttemptAt: '2026-05-03T09:59:00.000Z' }, now)).toBe(true);
    expect(isMoving({ status: 'retrying', nextAttemptAt: '2026-05-03T10:10:00.000Z' }, now)).toBe(false);
    expect(isMoving({ status: 'dead' }, now)).toBe(false);
  });

  it('adds up the bytes of the files that are taken, without a total while a size is unknown', () => {
    const whole = file({ bytesDone: 10, sizeBytes: 100 });
    expect(transferOf([whole, file({ bytesDone: 5, sizeBytes: 5 })])).toEqual({ done: 15, total: 105 });
    expect(transferOf([whole, file({ bytesDone: 5 })])).toEqual({ done: 15 });
    expect(transferOf([whole, file({ status: 'skipped' })])).toEqual({ done: 10, total: 100 });
    // Before a file is known, its size is not zero.
    expect(transferOf([])).toEqual({ done: 0 });
  });

  it('counts what is made of the files as received no second time', () => {
    const used = file({ status: 'used', bytesDone: 100, sizeBytes: 100 });
    const joined = file({ origin: 'made', status: 'stored', bytesDone: 90, sizeBytes: 90 });
    expect(transferOf([used, joined])).toEqual({ done: 100, total: 100 });
    expect(transferOf([used, file({ origin: 'made', status: 'waiting' })])).toEqual({
      done: 100,
      total: 100,
    });
  });

  it('says what became of a recording at the provider, with the instant where there is one', () => {
    const at = '2026-03-03T14:02:00.000Z';
    expect(deletionLine({ state: 'waiting', at })).toBe('deletion.waitingUntil');
    expect(deletionLine({ state: 'blocked', at })).toBe('deletion.blocked');
    expect(deletionLine({ state: 'deleted', at })).toBe('deletion.deletedOn');
    expect(deletionLine({ state: 'recovered', at })).toBe('deletion.recoveredOn');
    const states = ['waiting', 'blocked', 'deleted', 'recovered'] as const;
    const keys = states.flatMap((state) => [deletionLine({ state }), deletionLine({ state, at })]);
    expect(keys.filter((key) => texts[key] === undefined)).toEqual([]);
    const withInstant = keys.filter((key) => texts[key]?.includes('{at}'));
    expect([...new Set(withInstant)]).toEqual([
      'deletion.waitingUntil',
      'deletion.deletedOn',
      'deletion.recoveredOn',
    ]);
  });

  it('calls a library whole only when a verification came to its end and found nothing', () => {
    const verification = (part: Partial<VerificationView>): VerificationView => ({
      state: 'finished',
      filesDone: 3,
      filesTotal: 3,
      bytesDone: 9,
      findings: [],
      findingsTotal: 0,
      ...part,
    });
    expect(verificationLine(verification({}))).toBe('verify.allWhole');
    expect(verificationLine(verification({ findingsTotal: 1 }))).toBe('verify.someFound');
    expect(verificationLine(verification({ filesDone: 0, filesTotal: 0 }))).toBe('verify.nothingStored');
    const unfinished = ['never', 'running', 'stopped', 'failed'] as const;
    const lines = unfinished.map((state) => verificationLine(verification({ state })));
    expect(lines).toEqual(unfinished.map((state) => `verify.line.${state}`));
    expect(lines.filter((key) => texts[key] === undefined)).toEqual([]);
  });

  it('shows no green word for a run, or an import, with something missing', () => {
    const good = { tone: 'success', icon: 'good' };
    const wordOf = (facts: Pick<RunFacts, 'status' | 'counts'>) =>
      runStanding({ id: '1', connectorId: '1', ...facts }).word;
    expect(RUN_WORD_LOOKS[wordOf({ status: 'finished', counts })]).toEqual(good);
    const lacking = { ...counts, imported: 3, incomplete: 1 };
    expect(wordOf({ status: 'finished', counts: lacking })).toBe('with-problems');
    expect(RUN_WORD_LOOKS['with-problems'].tone).toBe('warning');
    expect(wordOf({ status: 'failed', counts: lacking })).toBe('failed');
    expect(IMPORT_LABEL_LOOKS.incomplete.tone).toBe('warning');
    expect(countsToShow(lacking)).toContainEqual({ word: 'incomplete', count: 1 });
  });

  it('names what was found always, and other numbers when there are any', () => {
    expect(countsToShow(counts)).toEqual([{ word: 'found', count: 0 }]);
    expect(countsToShow({ ...counts, found: 3, imported: 2, failed: 1 })).toEqual([
      { word: 'found', count: 3 },
      { word: 'imported', count: 2 },
      { word: 'failed', count: 1 },
    ]);
    expect(countsToShow({ ...counts, found: 3, running: 1, waiting: 2 })).toEqual([
      { word: 'found', count: 3 },
      { word: 'running', count: 1 },
      { word: 'waiting', count: 2 },
    ]);
  });
});

describe('a status word', () => {
  it('leads to the page that explains it, at the lines of the log that do', () => {
    expect(causePath({ page: 'run', id: '7', level: 'error' })).toMatch(/\/runs\/7\?level=error$/);
    expect(causePath({ page: 'run', id: '7' })).toMatch(/\/runs\/7$/);
    expect(causePath({ page: 'connector', id: '3' })).toMatch(/\/connectors\/3$/);
    expect(causePath({ page: 'import', id: '5' })).toMatch(/\/imports\/5$/);
    expect(causePath({ page: 'delivery', id: '9' })).toMatch(/\/deliveries\/9$/);
    expect(causePath({ page: 'recording', documentId: 'abc' })).toMatch(/\.recording\/abc$/);
  });
});

describe('what waits for a person or another time', () => {
  it('is not drawn as a failure', () => {
    expect([SUMMARY_LOOKS, RUN_STATUS_LOOKS, SYNC_STATUS_LOOKS].map((looks) => looks['needs-you'])).toEqual(
      Array(3).fill({ tone: 'warning', icon: 'person' }),
    );
    expect(waitsForConfirmation({ code: 'accounts-unconfirmed' })).toBe(true);
    expect(waitsForConfirmation({ code: 'manager-gone' })).toBe(false);
  });
  it('is told of a file only while something is awaited of it', () => {
    expect(whyNoDownload({ status: 'waiting' })).toBe('files.notStored');
    expect(whyNoDownload({ status: 'used' })).toBe('files.inMade');
    expect(whyNoDownload({ status: 'failed' })).toBe('files.neverStored');
    expect(whyNoDownload({ status: 'skipped' })).toBe('files.neverStored');
  });
});
