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
  it('fit when every name and kind was seen, and where names are free', () => {
    expect(check({})).toEqual([]);
  });

  it('deviate by a name that no sample has', () => {
    expect(check({ recordId: 'x' })).toEqual([
      expect.objectContaining({ at: '/recordings/*/recordId', what: 'no sample has such a name' }),
    ]);
  });

  it('deviate by words where the samples have a number', () => {
    expect(check({ startTime: '2026-02-10' })).toEqual([
      expect.objectContaining({ at: '/recordings/*/startTime', what: 'is text; the samples have number' }),
    ]);
  });

  it('deviate when there is no sample at all', () => {
    expect(contract.check('getRecording', {})).toHaveLength(1);
  });
});
