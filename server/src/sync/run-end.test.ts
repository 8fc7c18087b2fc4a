import { verdictOf } from './run-end';

const FINE = { authorization: 'authorized', authorizationProblem: null, needsYou: null } as const;
const REFUSED = { what: 'Refused', code: 'refused' };
const UNKNOWN = { what: 'Unknown hosts', code: 'unknown-host' };

describe('a run that nothing holds open', () => {
  it('has finished, with what its listing could not find', () => {
    expect(verdictOf(FINE, 0, null)).toEqual({ status: 'finished', problem: null });
    expect(verdictOf(FINE, 0, UNKNOWN)).toEqual({ status: 'finished', problem: UNKNOWN });
  });

  it('has failed when the account was refused, and imports wait for it', () => {
    const refused = { ...FINE, authorization: 'not-authorized', authorizationProblem: REFUSED } as const;
    expect(verdictOf(refused, 2, UNKNOWN)).toEqual({ status: 'failed', problem: REFUSED });
    expect(verdictOf(refused, 0, UNKNOWN)).toEqual({ status: 'finished', problem: UNKNOWN });
  });

  it('waits for a manager when imports do', () => {
    const gone = { what: 'Gone', code: 'manager-gone' };
    expect(verdictOf({ ...FINE, needsYou: gone }, 1, null)).toEqual({ status: 'failed', problem: gone });
    const unconfirmed = { what: 'Confirm', code: 'accounts-unconfirmed' };
    expect(verdictOf({ ...FINE, needsYou: unconfirmed }, 1, null)).toEqual({
      status: 'needs-you',
      problem: unconfirmed,
    });
    expect(verdictOf({ ...FINE, needsYou: unconfirmed }, 0, null).status).toBe('finished');
  });
});
