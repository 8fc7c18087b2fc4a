import {
  ATTEMPT_LOOKS,
  DELIVERY_STATUS_LOOKS,
  EVENTS_STATE_LOOKS,
  SUBSCRIPTION_LOOKS,
} from './deliveries/labels';
import * as labels from './labels';
import { LOOKS, PROBLEM_COLOURS, type Look } from './looks';
import { MAIL_LOOKS, mailProblemTone } from './mails/labels';
import { HOST_LOOKS } from './people/labels';
import { PREVIEW_LOOKS } from './preview/labels';
import { REVIEW_LOOKS } from './review/labels';

const TABLES: Record<string, Record<string, Look>> = {
  connector: labels.SUMMARY_LOOKS,
  authorization: labels.AUTHORIZATION_LOOKS,
  sync: labels.SYNC_STATUS_LOOKS,
  run: labels.RUN_WORD_LOOKS,
  import: labels.IMPORT_LABEL_LOOKS,
  importStatus: labels.IMPORT_STATUS_LOOKS,
  file: labels.FILE_STATUS_LOOKS,
  verification: labels.VERIFICATION_LOOKS,
  finding: labels.FINDING_LOOKS,
  check: labels.CHECK_LOOKS,
  log: labels.LOG_LEVEL_LOOKS,
  delivery: DELIVERY_STATUS_LOOKS,
  events: EVENTS_STATE_LOOKS,
  subscription: SUBSCRIPTION_LOOKS,
  attempt: ATTEMPT_LOOKS,
  mail: MAIL_LOOKS,
  host: HOST_LOOKS,
  preview: PREVIEW_LOOKS,
  review: REVIEW_LOOKS,
};
const drawn = (tone: Look['tone']) =>
  Object.entries(TABLES)
    .flatMap(([table, words]) =>
      Object.entries(words).flatMap(([word, look]) => (look.tone === tone ? [`${table} ${word}`] : [])),
    )
    .sort();

describe('how a status word looks', () => {
  it('has one of the looks of the table', () => {
    const known: readonly Look[] = Object.values(LOOKS);
    const others = Object.entries(TABLES).flatMap(([table, words]) =>
      Object.entries(words).flatMap(([word, look]) => (known.includes(look) ? [] : [`${table} ${word}`])),
    );
    expect(others).toEqual([]);
    // Every table of the panel is here.
    expect(Object.keys(labels).filter((name) => name.endsWith('_LOOKS'))).toHaveLength(12);
  });

  it('is danger only where something failed', () => {
    expect(drawn('danger')).toEqual(
      [
        ...['connector failed', 'authorization not-authorized', 'sync failed', 'run failed', 'import failed'],
        ...['importStatus dead', 'file failed', 'verification failed', 'finding missing', 'finding changed'],
        ...[
          'check failed',
          'log error',
          'delivery dead',
          'subscription failed',
          'attempt failed',
          'mail failed',
        ],
      ].sort(),
    );
  });

  it('is a warning only where a person should look or act', () => {
    expect(drawn('warning')).toEqual(
      [
        ...['connector with-problems', 'connector late', 'connector needs-you', 'connector paused'],
        ...['sync with-problems'],
        ...['sync needs-you', 'run needs-you', 'run with-problems', 'import incomplete', 'finding replaced'],
        ...[
          'finding unreadable',
          'finding not-approved',
          'check warning',
          'log warning',
          'events waiting-for-secret',
          'attempt gone',
        ],
        ...['mail held', 'host unknown', 'review pending'],
      ].sort(),
    );
  });

  it('turns only while something is done', () => {
    const turning = Object.entries(TABLES).flatMap(([table, words]) =>
      Object.entries(words).flatMap(([word, { icon }]) => (icon === 'running' ? [`${table} ${word}`] : [])),
    );
    expect(turning.sort()).toEqual(
      [
        ...['connector running', 'sync running', 'run running', 'import downloading', 'importStatus running'],
        ...[
          'file downloading',
          'verification running',
          'delivery running',
          'attempt running',
          'mail sending',
        ],
      ].sort(),
    );
  });
});

describe('how a problem is told', () => {
  it('of an import: as a failure at its end, for a person where one must act, else as a reason to wait', () => {
    const { importProblemTone } = labels;
    expect(importProblemTone({ status: 'dead' })).toBe('danger');
    expect(importProblemTone({ status: 'waiting', reason: { code: 'reason.needs-you' } })).toBe('warning');
    expect(importProblemTone({ status: 'waiting', reason: { code: 'reason.not-ready' } })).toBe('neutral');
    expect(importProblemTone({ status: 'retrying' })).toBe('neutral');
    expect(importProblemTone({ status: 'done' })).toBe('neutral');
  });

  it('once: a reason that says the same as the problem is left out', () => {
    const reason = { code: 'reason.not-ready' };
    expect(labels.reasonToShow({ reason, problem: { what: 'x', code: 'not-ready' } })).toBeUndefined();
    expect(labels.reasonToShow({ reason, problem: { what: 'x', code: 'http-503' } })).toBe(reason);
    expect(labels.reasonToShow({ reason })).toBe(reason);
  });

  it('of a deletion: neutral where a guard keeps the recording, for a person where the provider refused', () => {
    const tone = (code: string, state: 'blocked' | 'waiting' = 'blocked') =>
      labels.deletionProblemTone({ state, problem: { what: 'x', code } });
    for (const code of ['deletion-locked', 'replaced-at-provider', 'file-left-out', 'media-missing'])
      expect(tone(code)).toBe('neutral');
    expect(tone('not-deleted-yet', 'waiting')).toBe('neutral');
    expect(tone('forbidden')).toBe('warning');
    expect(tone('http-503', 'waiting')).toBe('neutral');
  });

  it('of a mail: a held one is for a person', () => {
    const statuses = ['failed', 'held', 'waiting', 'sending'] as const;
    expect(statuses.map((status) => mailProblemTone({ status }))).toEqual([
      'danger',
      'warning',
      'neutral',
      'neutral',
    ]);
    expect(PROBLEM_COLOURS.neutral).toMatch(/^neutral/);
  });
});
