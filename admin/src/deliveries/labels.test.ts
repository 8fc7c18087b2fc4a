import { DELIVERY_OUTCOMES, DELIVERY_STATUSES, REFUSALS } from '../../../contracts/webhooks';
import { ALL_TEXTS } from '../translations/all';
import {
  ATTEMPT_LOOKS,
  attemptWord,
  DELIVERY_STATUS_LOOKS,
  isUnsettled,
  isWorkedOn,
  refusedByReason,
} from './labels';

const { en } = ALL_TEXTS;

const texts: Record<string, string> = en;

describe('the words about deliveries', () => {
  it('has a text for every status, outcome, attempt and reason to refuse', () => {
    const keys = [
      ...DELIVERY_STATUSES.flatMap((word) => [`deliveryStatus.${word}`, `deliveryStatus.${word}.explained`]),
      ...DELIVERY_OUTCOMES.map((word) => `deliveryOutcome.${word}`),
      ...Object.keys(ATTEMPT_LOOKS).map((word) => `attemptOutcome.${word}`),
      ...REFUSALS.map((word) => `refusal.${word}`),
    ];
    expect(keys.filter((key) => texts[key] === undefined)).toEqual([]);
    expect(Object.keys(DELIVERY_STATUS_LOOKS)).toEqual([...DELIVERY_STATUSES]);
  });

  it('calls an attempt without an end one that goes on', () => {
    const attempt = { number: 2, startedAt: '2026-05-03T10:00:00.000Z', byHand: true };
    expect(attemptWord(attempt)).toBe('running');
    expect(attemptWord({ ...attempt, outcome: 'put-down' })).toBe('put-down');
  });
});

describe('watching deliveries', () => {
  const now = Date.parse('2026-05-03T10:00:00.000Z');

  it.each([
    ['running', {}, true],
    ['waiting', {}, true],
    ['waiting', { waitsFor: 'the connector is switched off' }, false],
    ['waiting', { waitsFor: 'it is switched off', nextAttemptAt: '2026-05-03T09:59:00.000Z' }, false],
    ['retrying', { nextAttemptAt: '2026-05-03T10:00:02.000Z' }, true],
    ['retrying', { nextAttemptAt: '2026-05-03T10:10:00.000Z' }, false],
    ['done', {}, false],
    ['dead', {}, false],
  ] as const)('one that is %s with %j is watched: %s', (status, part, watched) => {
    expect(isWorkedOn({ status, ...part }, now)).toBe(watched);
  });
});

it('watches until the recording is there, but not an import that takes long', () => {
  const now = Date.parse('2026-05-03T10:00:00.000Z');
  const delivery = (receivedAt: string, recordingDocumentIds: string[]) => ({
    status: 'done' as const,
    receivedAt,
    imports: [{ id: '1', title: 'Open evening', recordingDocumentIds }],
  });
  expect(isUnsettled(delivery('2026-05-03T09:59:00.000Z', []), now)).toBe(true);
  expect(isUnsettled(delivery('2026-05-03T09:59:00.000Z', ['a']), now)).toBe(false);
  expect(isUnsettled(delivery('2026-05-03T09:40:00.000Z', []), now)).toBe(false);
});

it('puts the most frequent reason to refuse first, and none that did not occur', () => {
  const refused = {
    total: 5,
    byReason: { 'too-old': 1, 'wrong-signature': 4, malformed: 0 },
    since: '2026-05-03T10:00:00.000Z',
    last: [],
  };
  expect(refusedByReason(refused)).toEqual([
    { reason: 'wrong-signature', count: 4 },
    { reason: 'too-old', count: 1 },
  ]);
});
