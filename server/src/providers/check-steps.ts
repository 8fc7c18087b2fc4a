import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { ConnectorError } from '../domain/errors';
import type { CheckStep } from './provider';
import { MINUTE_MS } from '../domain/instant';

/** A manager waits for the result of a check, so it may not take longer. */
export const LONGEST_CHECK_MS = 60_000;
/** With a larger error, the plugin requests the wrong days, and providers refuse signed timestamps. */
const LARGEST_CLOCK_ERROR_MS = 5 * MINUTE_MS;

export const CLOCK_LABEL = message('check.clock');
export const NOT_TRIED = message('check.not-tried');

/** Makes the steps of one provider, each under its own label. */
export const stepsOf =
  <Id extends string>(labels: Readonly<Record<Id, MessageOrText>>) =>
  (id: Id, outcome: CheckStep['outcome'], detail?: MessageOrText, field?: string): CheckStep => ({
    id,
    label: labels[id],
    outcome,
    ...(detail === undefined ? {} : { detail }),
    ...(field === undefined ? {} : { field }),
  });

/** What failed, followed by the provider's own words if it gave any. */
export const sentence = (error: ConnectorError, provider: MessageOrText): MessageOrText =>
  error.providerWords === undefined
    ? error.said
    : message('check.provider-says', { what: error.said, provider, words: error.providerWords });

/**
 * Compares this server's clock with the provider's.
 * @param serverDate the `Date` header of an answer.
 */
export function clockStep(provider: MessageOrText, serverDate: string | undefined, nowMs: number): CheckStep {
  const step = stepsOf({ clock: CLOCK_LABEL });
  const serverMs = Date.parse(serverDate ?? '');
  if (Number.isNaN(serverMs)) return step('clock', 'skipped', message('check.clock.unknown', { provider }));
  const aheadMs = nowMs - serverMs;
  if (Math.abs(aheadMs) <= LARGEST_CLOCK_ERROR_MS) return step('clock', 'passed');
  const minutes = Math.round(Math.abs(aheadMs) / MINUTE_MS);
  return step(
    'clock',
    'failed',
    message(aheadMs > 0 ? 'check.clock.ahead' : 'check.clock.behind', { provider, minutes }),
  );
}
