import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import type { RunCounts } from '../../../contracts/runs';
import type { Clock } from '../domain/clock';
import { ConnectorError } from '../domain/errors';
import { keyHash, shortHash } from '../domain/hash';
import { reasonMessage } from '../domain/reasons';
import { withKnownFiles, type Occurrence } from '../domain/recording';
import { cleanTitle } from '../domain/title';
import type { Database, ImportRow } from '../ledger/database';
import {
  hasFileElsewhere,
  insertImports,
  knownImports,
  moveIdle,
  settledImports,
  settledKey,
  type Sought,
} from '../ledger/imports';
import type { RunLog } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import type { ListsRecordings, ReportUnread, Window } from '../providers/provider';
import { fingerprintOf, plan, type Planned } from './plan';
import type { HostResolution, Rules } from '../domain/policy';
import type { Account } from '../providers/account';
import { MINUTE_MS } from '../domain/instant';

/** How long an unfinished meeting waits before it is asked for again. */
const LOOK_AGAIN_MS = 10 * MINUTE_MS;
/** Short pages are planned together: until there are this many occurrences … */
const BATCH_OCCURRENCES = 600;
/** … or this much time passed, so that the first imports begin while a slow provider still lists. */
const BATCH_MS = 1_000;

export interface Discovery {
  database: Database;
  connectorId: string;
  settingsVersion: number;
  runId: string;
  account: Account;
  lists: ListsRecordings;
  rules: Rules;
  /** Whose recordings are listed, where those are fewer than the rules let in. */
  hosts?: HostResolution;
  /** What could not be read while the rest was. */
  report: ReportUnread;
  log: RunLog;
  counts: RunCounts;
  signal: AbortSignal;
  clock: Clock;
  /** Work for the queue was written. */
  found(): void;
  checkpoint(): void;
}

/**
 * Lists one window completely and leaves a ledger row for everything new, ready or not. Returns only
 * when the listing is complete. From then on each row is retried alone and holds nothing back. For
 * each batch of pages there is one query for what is known, and no write for what is unchanged. What
 * was listed before a failure is planned too.
 */
export async function discover(discovery: Discovery, window: Window): Promise<void> {
  const counted = new Set<number>();
  const fromMs = Date.parse(window.from);
  const toMs = Date.parse(window.to);
  const batch = new Map<string, Listed>();
  let begunAtMs = Number.NEGATIVE_INFINITY;
  const planBatch = async () => {
    discovery.checkpoint();
    const listed = [...batch.values()];
    batch.clear();
    begunAtMs = discovery.clock();
    await planListed(discovery, listed);
  };
  try {
    for await (const page of discovery.lists.listWindow(
      discovery.account,
      window,
      discovery.hosts ?? discovery.rules.hosts,
      discovery.signal,
      discovery.report,
    )) {
      discovery.checkpoint();
      // Providers repeat items, within a page and across pages. The first one counts.
      for (const listed of page) {
        const occurrence = listed.partlyRead ? await alongsideKnown(discovery, listed) : listed;
        // Providers list by day. What lies outside belongs to the next window, or to the next run.
        const startedAtMs = Date.parse(occurrence.startedAt);
        if (startedAtMs < fromMs || startedAtMs >= toMs) continue;
        if (batch.has(occurrence.id)) continue;
        const mark = shortHash(occurrence.id);
        batch.set(occurrence.id, {
          occurrence,
          keyHash: keyHash(occurrence.id),
          fingerprint: fingerprintOf(occurrence),
          startedAtMs,
          isRepeated: counted.has(mark),
        });
        counted.add(mark);
        // Within a page too: no database takes any number of keys in one query.
        if (batch.size >= BATCH_OCCURRENCES) await planBatch();
      }
      if (discovery.clock() - begunAtMs >= BATCH_MS) await planBatch();
    }
  } catch (error) {
    // A stopped run plans nothing more: the settings may have changed (A4).
    if (!discovery.signal.aborted) await planBatch();
    throw error;
  }
  await planBatch();
}

/** What was known of it stays, so that a refused call looks like no change at the provider. */
async function alongsideKnown(
  { database, connectorId }: Discovery,
  occurrence: Occurrence,
): Promise<Occurrence> {
  const known = await database.imports.findOne({ connectorId, keyHash: keyHash(occurrence.id) });
  return known === undefined ? occurrence : withKnownFiles(occurrence, known.occurrence);
}

interface Listed extends Sought {
  occurrence: Occurrence;
  /** It was in an earlier batch too. */
  isRepeated: boolean;
}

async function planListed(discovery: Discovery, batch: Listed[]): Promise<void> {
  const { database, connectorId, counts, rules } = discovery;
  // Most of what is listed. The decision is that of `plan`, without reading the rest of the row.
  const settled = await settledImports(database, connectorId, batch);
  const open: Listed[] = [];
  for (const listed of batch) {
    if (!listed.isRepeated) counts.found += 1;
    if (!settled.has(settledKey(listed))) open.push(listed);
    else if (!listed.isRepeated) counts.known += 1;
  }
  const known = await knownImports(
    database,
    connectorId,
    open.map((listed) => listed.keyHash),
  );
  const inserts: Partial<ImportRow>[] = [];
  let written = 0;
  for (const { occurrence, keyHash: hash, fingerprint, isRepeated } of open) {
    const before = known.get(hash);
    const planned = plan(occurrence, fingerprint, before, rules);
    if (planned.action === 'keep') {
      if (!isRepeated) counts.known += 1;
      continue;
    }
    if (before === undefined && occurrence.guessedId === true && (await lostItsId(discovery, occurrence)))
      continue;
    if (planned.action === 'skip') countSkip(counts, planned.reason);
    const facts = importRowOf(occurrence, fingerprint, discovery.runId, discovery.settingsVersion);
    if (before === undefined) {
      inserts.push({ ...facts, connectorId, keyHash: hash, ...outcomeOf(planned, Date.now()) });
    } else if (await rewrite(database, before, planned, facts)) {
      written += 1;
    }
  }
  written += await insertImports(database, inserts);
  if (written > 0) discovery.found();
}

/** True for files that are known as those of another occurrence: this answer only lacks its id. */
async function lostItsId(
  { database, connectorId, report }: Discovery,
  { id, title, startedAt, files }: Occurrence,
): Promise<boolean> {
  const keys = files.map(({ key }) => keyHash(key));
  if (!(await hasFileElsewhere(database, connectorId, Date.parse(startedAt), keys))) return false;
  const error = new ConnectorError('retry-later', message('listing.lost-id'), { code: 'lost-id' });
  report({ part: { kind: 'occurrence', id }, name: title || id, error });
  return true;
}

/** What a new import waits for, and until when. */
const waitsFor = (
  planned: Exclude<Planned, { action: 'keep' | 'skip' }>,
  nowMs: number,
): Pick<ImportRow, 'reason' | 'nextAttemptAtMs'> =>
  planned.action === 'wait'
    ? { reason: planned.reason, nextAttemptAtMs: nowMs + LOOK_AGAIN_MS }
    : { reason: null, nextAttemptAtMs: nowMs };

/** Stage and status of a new import after it was planned. */
export const outcomeOf = (
  planned: Exclude<Planned, { action: 'keep' }>,
  nowMs: number,
): Pick<ImportRow, 'stage' | 'status' | 'reason'> & Partial<Pick<ImportRow, 'nextAttemptAtMs'>> =>
  planned.action === 'skip'
    ? { stage: 'fetch', status: 'skipped', reason: planned.reason }
    : { stage: 'fetch', status: 'waiting', ...waitsFor(planned, nowMs) };

/** What the ledger keeps of a listed occurrence. */
export function importRowOf(
  occurrence: Occurrence,
  fingerprint: string,
  runId: string,
  settingsVersion: number,
): Partial<ImportRow> {
  const deadlines = occurrence.files.flatMap((file) =>
    file.expiresAt === undefined ? [] : [Date.parse(file.expiresAt)],
  );
  return {
    occurrenceId: occurrence.id,
    occurrence,
    fingerprint,
    title: cleanTitle(occurrence.title),
    hostName: occurrence.host?.name ?? null,
    hostEmail: occurrence.host?.email ?? null,
    startedAtMs: Date.parse(occurrence.startedAt),
    recordedSeconds: null,
    deadlineAtMs: deadlines.length === 0 ? null : Math.min(...deadlines),
    runId,
    settingsVersion,
    changedAtMs: Date.now(),
  };
}

/**
 * Updates a known row that the provider now shows differently. False while a worker holds it: the
 * worker asks the provider itself, and the next run sees what is left.
 */
export const rewrite = (
  database: Database,
  row: Parameters<typeof moveIdle>[1],
  planned: Exclude<Planned, { action: 'keep' }>,
  facts: Omit<Partial<ImportRow>, 'stage' | 'status'>,
  sql?: Sql,
): Promise<boolean> =>
  planned.action === 'skip'
    ? moveIdle(database, row, { type: 'leave-out' }, { ...facts, reason: planned.reason }, sql)
    : moveIdle(
        database,
        row,
        { type: 'reopen' },
        { ...facts, ...waitsFor(planned, Date.now()), attempts: 0, problem: null },
        sql,
      );

function countSkip(counts: RunCounts, reason: string): void {
  counts.skipped += 1;
  counts.skippedByReason[reason] = (counts.skippedByReason[reason] ?? 0) + 1;
}

/** What a run skipped, by reason. */
export const skipSummary = (counts: RunCounts): Message =>
  message('log.skipped', {
    reasons: Object.entries(counts.skippedByReason).map(([reason, count]) =>
      message('log.skipped-for', { count, reason: reasonMessage(reason) }),
    ),
  });
