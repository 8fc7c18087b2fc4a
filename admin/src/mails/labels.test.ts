import { insertAt, isMailMoving } from './labels';

describe('a placeholder', () => {
  it('goes where the cursor stands, in place of what is selected, else to the end', () => {
    expect(insertAt('Hello !', { from: 6, to: 6 }, '{{host}}')).toBe('Hello {{host}}!');
    expect(insertAt('Hello you!', { from: 6, to: 9 }, '{{host}}')).toBe('Hello {{host}}!');
    expect(insertAt('Hello ', undefined, '{{host}}')).toBe('Hello {{host}}');
  });
});

describe('a mail', () => {
  it('is watched while it is sent or about to be', () => {
    const now = Date.parse('2026-02-10T16:36:00Z');
    expect(isMailMoving({ status: 'sending' }, now)).toBe(true);
    expect(isMailMoving({ status: 'waiting', nextAttemptAt: '2026-02-10T16:36:04Z' }, now)).toBe(true);
    expect(isMailMoving({ status: 'waiting', nextAttemptAt: '2026-02-10T17:00:00Z' }, now)).toBe(false);
    expect(isMailMoving({ status: 'failed' }, now)).toBe(false);
  });
});
