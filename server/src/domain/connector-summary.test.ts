import { summarize, type SummaryFacts } from './connector-summary';

const now = 1_000_000_000;
const good: SummaryFacts = {
  enabled: true,
  needsYou: false,
  authorization: 'authorized',
  syncStatus: 'finished',
  lastSucceededAtMs: now - 60_000,
  scheduleMinutes: 30,
};

describe('the one word of a connector', () => {
  it.each<[Partial<SummaryFacts>, string]>([
    [{}, 'on-time'],
    [{ enabled: false, needsYou: true }, 'off'],
    [{ needsYou: true, syncStatus: 'running' }, 'needs-you'],
    [{ authorization: 'not-authorized', syncStatus: 'failed' }, 'needs-you'],
    [{ syncStatus: 'running' }, 'running'],
    [{ syncStatus: 'failed' }, 'failed'],
    [{ syncStatus: 'never', lastSucceededAtMs: null }, 'not-run-yet'],
    [{ syncStatus: 'finished', lastSucceededAtMs: null }, 'not-run-yet'],
    [{ syncStatus: 'with-problems' }, 'with-problems'],
    [{ syncStatus: 'with-problems', lastSucceededAtMs: now - 61 * 60_000 }, 'late'],
    [{ lastSucceededAtMs: now - 61 * 60_000 }, 'late'],
    [{ lastSucceededAtMs: now - 59 * 60_000 }, 'on-time'],
    [{ lastSucceededAtMs: 0, scheduleMinutes: null }, 'on-time'],
  ])('with %j it is %s', (facts, word) => {
    expect(summarize({ ...good, ...facts }, now)).toBe(word);
  });
});
