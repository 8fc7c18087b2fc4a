import { authorizationAfter } from './authorization';
import type { FailureClass } from './errors';
import { SETTINGS_UNREADABLE } from '../ledger/shapes';

const after = (failure: FailureClass, reached: boolean, over: { code?: string; status?: number } = {}) =>
  authorizationAfter({ failure, code: over.code ?? 'some-code', status: over.status }, reached);

describe('what a failed run makes of the authorization', () => {
  it('leaves nothing authorized that no answer of the provider proves', () => {
    expect(after('retry-later', false)).toBe('not-checked');
    expect(after('refused', false)).toBe('not-checked');
    expect(after('retry-later', true)).toBe('as-before');
    expect(after('retry-later', false, { status: 429 })).toBe('as-before');
  });

  it('takes a refusal of the account, and what only a person can correct, for one', () => {
    expect(after('not-authorized', true)).toBe('not-authorized');
    expect(after('needs-person', false)).toBe('not-authorized');
  });

  it.each(['accounts-unconfirmed', 'manager-gone', 'nobody-named', SETTINGS_UNREADABLE])(
    'says nothing of the account for %s',
    (code) => {
      expect(after('needs-person', false, { code })).toBe('as-before');
    },
  );
});
