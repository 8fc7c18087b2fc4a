import { openSamples } from './samples';

const contract = openSamples({
  side: 'answer',
  samples: new Map([
    [
      'getRecordings',
      [{ recordings: [{ recordID: 'abc-1', startTime: '1462807897120', published: 'true', metadata: {} }] }],
    ],
  ]),
  free: /\/metadata\/[^/]+$/,
});
const recording = { recordID: 'def-2', startTime: '5', published: 'false', metadata: { course: 'x' } };
const check = (over: object) => contract.check('getRecordings', { recordings: [{ ...recording, ...over }] });

describe('answers against published samples', () => {
  it('match if every name and kind occurs in a sample, or names are free', () => {
    expect(check({})).toEqual([]);
  });

  it('deviate if no sample has the name', () => {
    expect(check({ recordId: 'x' })).toEqual([
      expect.objectContaining({ at: '/recordings/*/recordId', what: 'no sample has such a name' }),
    ]);
  });

  it('deviate if the samples have a number instead of text', () => {
    expect(check({ startTime: '2026-02-10' })).toEqual([
      expect.objectContaining({ at: '/recordings/*/startTime', what: 'is text; the samples have number' }),
    ]);
  });

  it('deviate if there is no sample', () => {
    expect(contract.check('getRecording', {})).toHaveLength(1);
  });
});
