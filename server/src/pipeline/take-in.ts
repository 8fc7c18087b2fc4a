import { keyHash } from '../domain/hash';
import type { Occurrence } from '../domain/recording';
import type { ConnectorRow, Database, ImportRow } from '../ledger/database';
import { runForEvents } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import { importRowOf, outcomeOf } from './discover';
import { fingerprintOf, plan, type Rules } from './plan';

/** One occurrence that an event told of. */
export interface TakenIn {
  occurrence: Occurrence;
  /** Links by file key, sealed; of a provider that pushes. */
  links?: string;
  /** Somebody asked for it: a dead letter gets another try. */
  byHand: boolean;
}

export type TakeInOutcome =
  | { outcome: 'taken'; importId: number; runId: number | null }
  /** A worker holds it: to be tried again a little later, so that nothing of it is lost. */
  | { outcome: 'busy' };

/**
 * The same plan as for a listed occurrence, for one that an event told of: leaves a ledger row for
 * what is new or other. Part of a transaction that holds the connector (`holdConnector`).
 */
export async function takeIn(
  database: Database,
  sql: Sql,
  connector: ConnectorRow,
  rules: Rules,
  { occurrence, links, byHand }: TakenIn,
): Promise<TakeInOutcome> {
  const { imports } = database;
  const hash = keyHash(occurrence.id);
  const fingerprint = fingerprintOf(occurrence);
  const before = await imports.findOne({ keyHash: hash, connectorId: connector.id }, sql);
  const planned = plan(occurrence, fingerprint, before, rules);
  const nowMs = Date.now();
  const ofEvent: Partial<ImportRow> = links === undefined ? {} : { links };

  if (before !== undefined && planned.action === 'keep') {
    const kept = importRowOf(occurrence, fingerprint, before.runId ?? 0, connector.settingsVersion);
    // Announced again, with links that live longer: what gave up on the old ones tries once more.
    const isLater = (kept.deadlineAtMs ?? 0) > (before.deadlineAtMs ?? 0);
    const revives = before.status === 'dead' && (byHand || (links !== undefined && isLater));
    if (revives) {
      const run = await runForEvents(database, connector, sql);
      await imports.update(
        { id: before.id, status: 'dead' },
        {
          ...ofEvent,
          occurrence,
          deadlineAtMs: kept.deadlineAtMs,
          ...FRESH_TRY,
          runId: run.id,
          nextAttemptAtMs: nowMs,
        },
        sql,
      );
      return { outcome: 'taken', importId: before.id, runId: run.id };
    }
    if (links !== undefined && before.status !== 'running') {
      await imports.update({ id: before.id }, { links, occurrence, deadlineAtMs: kept.deadlineAtMs }, sql);
    }
    return { outcome: 'taken', importId: before.id, runId: before.runId };
  }
  if (before?.status === 'running') return { outcome: 'busy' };

  const run = await runForEvents(database, connector, sql);
  const facts: Partial<ImportRow> = {
    ...importRowOf(occurrence, fingerprint, run.id, connector.settingsVersion),
    ...ofEvent,
    ...(planned.action === 'keep' ? {} : outcomeOf(planned, nowMs)),
  };
  if (before === undefined) {
    const row = await imports.insert(
      { ...facts, stage: 'fetch', connectorId: connector.id, keyHash: hash },
      sql,
    );
    return { outcome: 'taken', importId: row.id, runId: run.id };
  }
  const reopened: Partial<ImportRow> =
    facts.status === 'skipped' ? {} : { stage: 'fetch', attempts: 0, problem: null };
  const matched = await imports.update(
    { id: before.id, status: before.status, stage: before.stage },
    { ...facts, ...reopened },
    sql,
  );
  return matched === 1 ? { outcome: 'taken', importId: before.id, runId: run.id } : { outcome: 'busy' };
}

const FRESH_TRY: Partial<ImportRow> = { status: 'waiting', attempts: 0, problem: null, reason: null };
