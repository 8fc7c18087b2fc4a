import type { ConnectorError } from '../domain/errors';
import type { CheckStep } from './provider';

/** A manager waits for the answer of a check. */
export const LONGEST_CHECK_MS = 60_000;
/** More than this and days are asked for that are not today's, and signed instants are refused. */
const LARGEST_CLOCK_ERROR_MS = 5 * 60_000;

export const CLOCK_LABEL = "This server's clock is right";
export const NOT_TRIED = 'Not tried, because a step before it failed.';

/** Makes the steps of one provider, each under its own label. */
export const stepsOf =
  <Id extends string>(labels: Readonly<Record<Id, string>>) =>
  (id: Id, outcome: CheckStep['outcome'], detail?: string, field?: string): CheckStep => ({
    id,
    label: labels[id],
    outcome,
    ...(detail === undefined ? {} : { detail }),
    ...(field === undefined ? {} : { field }),
  });

/** A failure as a sentence, with the provider's own words where there are some. */
export const sentence = (error: ConnectorError, provider: string): string =>
  error.providerWords === undefined
    ? error.message
    : `${error.message} ${provider} says: "${error.providerWords}"`;

/**
 * This server's clock against the provider's.
 * @param serverDate the `Date` header of an answer.
 */
export function clockStep(provider: string, serverDate: string | undefined, nowMs: number): CheckStep {
  const step = stepsOf({ clock: CLOCK_LABEL });
  const serverMs = Date.parse(serverDate ?? '');
  if (Number.isNaN(serverMs)) return step('clock', 'skipped', `${provider} did not say what time it is.`);
  const aheadMs = nowMs - serverMs;
  if (Math.abs(aheadMs) <= LARGEST_CLOCK_ERROR_MS) return step('clock', 'passed');
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return step(
    'clock',
    'failed',
    `This server's clock is ${minutes} minutes ${aheadMs > 0 ? 'ahead of' : 'behind'} ${provider}'s. Set it right (NTP): otherwise new recordings are looked for on wrong days.`,
  );
}
