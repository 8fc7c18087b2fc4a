import { keyHash } from '../domain/hash';
import { withKnownFiles, type Occurrence } from '../domain/recording';
import type { ConnectorRow, Database, ImportRow } from '../ledger/database';
import { moveIdle } from '../ledger/imports';
import { runForEvents } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import { importRowOf, outcomeOf, rewrite } from './discover';
import { fingerprintOf, plan } from './plan';
import type { Rules } from '../domain/policy';
import { isInStrapi, isStored } from '../domain/import-state';
import type { Reason } from '../domain/reasons';
import { refetch } from '../ledger/files';

/** One occurrence that an event announced. */
export interface TakenIn {
  occurrence: Occurrence;
  /** Links by file key, sealed, of a provider that pushes. */
  links?: string;
  /** Somebody asked for this: a dead letter gets another try. */
  byHand: boolean;
  /** Later events may tell of more that belongs to it: the import begins then at the latest. */
  notBeforeMs?: number | undefined;
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
  { occurrence: announced, links, byHand, environment, notBeforeMs }: TakenIn,
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
    if (links !== undefined) {
      if (before.status === 'running')
        return tellsMore(before.occurrence, occurrence)
          ? { outcome: 'busy' }
          : { outcome: 'taken', importId: before.id, runId: before.runId };
      const { hostName, hostEmail, deadlineAtMs } = kept;
      const facts = { ...ofEvent, occurrence, hostName, hostEmail, deadlineAtMs };
      const isInEntry = isInStrapi(before) && before.status !== 'removed';
      if (isInEntry && tellsMore(before.occurrence, occurrence)) {
        const run = await runForEvents(database, connector, sql);
        await renew(database, sql, before, { ...facts, runId: run.id }, nowMs);
        return { outcome: 'taken', importId: before.id, runId: run.id };
      }
      await imports.update({ id: before.id }, facts, sql);
      if (before.reason === MORE_RECORDINGS) await putOff(database, sql, before.id, notBeforeMs, nowMs);
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
    if (planned.action === 'import') await putOff(database, sql, row.id, notBeforeMs, nowMs);
    return { outcome: 'taken', importId: row.id, runId: run.id };
  }
  if (!(await rewrite(database, before, planned, facts, sql))) return { outcome: 'busy' };
  // Once there is an entry, what came later does not become one with it.
  const isNew = planned.action !== 'skip' && !isStored(before);
  if (isNew) await putOff(database, sql, before.id, notBeforeMs, nowMs);
  return { outcome: 'taken', importId: before.id, runId: run.id };
}

const MORE_RECORDINGS = 'more-recordings' satisfies Reason;

/** Lets an import wait until an instant, or begin now. */
async function putOff(
  { imports }: Database,
  sql: Sql,
  id: string,
  notBeforeMs: number | undefined,
  nowMs: number,
): Promise<void> {
  const waits = notBeforeMs !== undefined && notBeforeMs > nowMs;
  await imports.update(
    { id, status: 'waiting' },
    { nextAttemptAtMs: waits ? notBeforeMs : nowMs, reason: waits ? MORE_RECORDINGS : null },
    sql,
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether an entry would show more: its host, or who wrote in its chat. Pure. */
export const tellsMore = (before: Occurrence, now: Occurrence): boolean =>
  !same(before.host, now.host) ||
  (!same(before.names, now.names) && now.files.some(({ kind }) => kind === 'chat'));

/** Renews the entry of an import, with the names of people who were told after it was made. */
async function renew(
  database: Database,
  sql: Sql,
  before: ImportRow,
  facts: Partial<ImportRow> & Pick<ImportRow, 'occurrence'>,
  nowMs: number,
): Promise<void> {
  const begun = { reason: null, problem: null, attempts: 0, nextAttemptAtMs: nowMs };
  if (!(await moveIdle(database, before, { type: 'reopen' }, { ...facts, ...begun }, sql))) return;
  const isServed = (facts.deadlineAtMs ?? Infinity) > nowMs;
  if (!isServed || same(before.occurrence.names, facts.occurrence.names)) return;
  const rows = await database.files.find({ importId: before.id }, sql);
  const chats = rows.filter(
    ({ kind, origin, status }) => kind === 'chat' && origin === 'provider' && status === 'used',
  );
  if (chats.length > 0) await refetch(database, chats, sql);
}
