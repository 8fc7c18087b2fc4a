import { runWord } from './run-word';

const counts = { failed: 0 };

describe('how a run stands', () => {
  it('is finished with problems when something failed or was left out', () => {
    expect(runWord({ status: 'finished', counts })).toBe('finished');
    expect(runWord({ status: 'finished', counts: { failed: 1 } })).toBe('with-problems');
    expect(runWord({ status: 'finished', counts, problem: { what: 'x', code: 'y' } })).toBe('with-problems');
    expect(runWord({ status: 'finished', counts: null, problem: null })).toBe('finished');
  });

  it('keeps its word when it did not finish', () => {
    expect(runWord({ status: 'failed', counts: { failed: 1 }, problem: {} })).toBe('failed');
    expect(runWord({ status: 'running', counts: { failed: 1 } })).toBe('running');
  });
});
