import type { ConnectorSummary } from '../../../contracts/connectors';

export interface SummaryFacts {
  enabled: boolean;
  needsYou: boolean;
  authorization: 'authorized' | 'not-authorized' | 'not-checked';
  syncStatus: 'never' | 'running' | 'finished' | 'failed' | 'stopped';
  lastSucceededAtMs: number | null;
  /** Null when runs start only by hand: such a connector is never late. */
  scheduleMinutes: number | null;
}

/** One word for a connector; *late* = no good run for twice its interval. */
export function summarize(facts: SummaryFacts, nowMs: number): ConnectorSummary {
  if (!facts.enabled) return 'off';
  if (facts.needsYou || facts.authorization === 'not-authorized') return 'needs-you';
  if (facts.syncStatus === 'running') return 'running';
  if (facts.syncStatus === 'failed') return 'failed';
  if (facts.syncStatus === 'never' || facts.lastSucceededAtMs === null) return 'not-run-yet';
  const late =
    facts.scheduleMinutes !== null && nowMs - facts.lastSucceededAtMs > 2 * facts.scheduleMinutes * 60_000;
  return late ? 'late' : 'on-time';
}
