import type { ConnectorError } from './errors';

/** What says nothing about the provider's account: what somebody has to decide or correct on this site. */
const OF_THE_SITE = new Set(['accounts-unconfirmed', 'manager-gone', 'nobody-named', 'settings-unreadable']);

/**
 * What a failed run makes of the connector's authorization (A5). Without an answer of the provider
 * nothing stays *authorized*; being asked to wait is an answer of before.
 */
export function authorizationAfter(
  { code, failure, status }: Pick<ConnectorError, 'code' | 'failure' | 'status'>,
  reachedProvider: boolean,
): 'not-authorized' | 'not-checked' | 'as-before' {
  if (OF_THE_SITE.has(code)) return 'as-before';
  if (failure === 'not-authorized' || failure === 'needs-person') return 'not-authorized';
  return reachedProvider || status === 429 ? 'as-before' : 'not-checked';
}
