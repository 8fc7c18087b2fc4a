import type { ConnectorStatus, ConnectorSummary } from '../../../contracts/connectors';
import { MINUTE_MS } from './instant';

export interface SummaryFacts {
  enabled: boolean;
  needsYou: boolean;
  authorization: 'authorized' | 'not-authorized' | 'not-checked';
  syncStatus: ConnectorStatus['syncStatus'];
  /** Of runs that reached the provider, or that an event of the provider began. */
  lastSucceededAtMs: number | null;
  /** Null when runs start only by hand, or by events: such a connector is never late. */
  scheduleMinutes: number | null;
}

/** No good run for twice the interval; before the first one nothing is late. */
export const isLate = (
  { lastSucceededAtMs, scheduleMinutes }: Pick<SummaryFacts, 'lastSucceededAtMs' | 'scheduleMinutes'>,
  nowMs: number,
): boolean =>
  lastSucceededAtMs !== null &&
  scheduleMinutes !== null &&
  nowMs - lastSucceededAtMs > 2 * scheduleMinutes * MINUTE_MS;

/** One word for a connector (A5): the first that is true. A run with problems is a good one for *late*. */
export function summarize(facts: SummaryFacts, nowMs: number): ConnectorSummary {
  if (!facts.enabled) return 'off';
  if (facts.needsYou || facts.authorization === 'not-authorized') return 'needs-you';
  if (facts.syncStatus === 'running') return 'running';
  if (facts.syncStatus === 'failed') return 'failed';
  if (facts.syncStatus === 'never' || facts.lastSucceededAtMs === null) return 'not-run-yet';
  if (isLate(facts, nowMs)) return 'late';
  return facts.syncStatus === 'with-problems' ? 'with-problems' : 'on-time';
}
