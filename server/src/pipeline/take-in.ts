import { keyHash } from '../domain/hash';
import { withKnownFiles, type Occurrence } from '../domain/recording';
import type { ConnectorRow, Database, ImportRow } from '../ledger/database';
import { moveIdle } from '../ledger/imports';
import { runForEvents } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import { importRowOf, outcomeOf, rewrite } from './discover';
import { fingerprintOf, plan } from './plan';
import type { Rules } from '../domain/policy';

/** One occurrence that an event announced. */
export interface TakenIn {
  occurrence: Occurrence;
  /** Links by file key, sealed, of a provider that pushes. */
  links?: string;
  /** Somebody asked for this: a dead letter gets another try. */
  byHand: boolean;
  /** Mark of the site to which the event came. */
  environment?: string | null;
}

export type TakeInOutcome =
  | { outcome: 'taken'; importId: string; runId: string | null }
  /** A worker holds the import. The event is worked on again a little later, so that nothing is lost. */
  | { outcome: 'busy' };

/**
 * Plans an occurrence that an event announced as if it were listed: leaves a ledger row for what is new
 * or different. Part of a transaction that holds the connector (`holdConnector`).
 */
export async function takeIn(
  database: Database,
  sql: Sql,
  connector: ConnectorRow,
  rules: Rules,
  { occurrence: announced, links, byHand, environment }: TakenIn,
): Promise<TakeInOutcome> {
  const { imports } = database;
  const hash = keyHash(announced.id);
  const before = await imports.findOne({ keyHash: hash, connectorId: connector.id }, sql);
  const occurrence = before === undefined ? announced : withKnownFiles(announced, before.occurrence);
  const fingerprint = fingerprintOf(occurrence);
  const planned = plan(occurrence, fingerprint, before, rules);
  const nowMs = Date.now();
  const ofEvent: Partial<ImportRow> = {
    ...(links === undefined ? {} : { links }),
    ...(environment === undefined ? {} : { environment }),
  };

  if (planned.action === 'keep') {
    if (before === undefined) throw new Error('an occurrence that is not known can’t be kept');
    const kept = importRowOf(occurrence, fingerprint, before.runId ?? '', connector.settingsVersion);
    // Announced again with links that live longer: an import that failed with the old ones tries again.
    const isLater = (kept.deadlineAtMs ?? 0) > (before.deadlineAtMs ?? 0);
    const revives = before.status === 'dead' && (byHand || (links !== undefined && isLater));
    if (revives) {
      const run = await runForEvents(database, connector, sql);
      const facts = { ...ofEvent, occurrence, deadlineAtMs: kept.deadlineAtMs, runId: run.id };
      await moveIdle(
        database,
        before,
        { type: 'redrive' },
        { ...facts, attempts: 0, problem: null, reason: null, nextAttemptAtMs: nowMs },
        sql,
      );
      return { outcome: 'taken', importId: before.id, runId: run.id };
    }
    if (links !== undefined && before.status !== 'running') {
      const facts = { ...ofEvent, occurrence, deadlineAtMs: kept.deadlineAtMs };
      await imports.update({ id: before.id }, facts, sql);
    }
    return { outcome: 'taken', importId: before.id, runId: before.runId };
  }
  if (before?.status === 'running') return { outcome: 'busy' };

  const run = await runForEvents(database, connector, sql);
  const facts = {
    ...importRowOf(occurrence, fingerprint, run.id, connector.settingsVersion),
    ...ofEvent,
  };
  if (before === undefined) {
    const row = await imports.insert(
      { ...facts, ...outcomeOf(planned, nowMs), connectorId: connector.id, keyHash: hash },
      sql,
    );
    return { outcome: 'taken', importId: row.id, runId: run.id };
  }
  return (await rewrite(database, before, planned, facts, sql))
    ? { outcome: 'taken', importId: before.id, runId: run.id }
    : { outcome: 'busy' };
}
