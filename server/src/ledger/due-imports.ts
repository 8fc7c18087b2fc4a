import { DAY_MS } from '../domain/instant';
import { BEFORE_STORED, move } from '../domain/import-state';
import { markOfArrival } from '../domain/ownership';
import type { Reason } from '../domain/reasons';
import type { Database, ImportRow } from './database';
import { claimRows, type Claimed } from './due';
import { isFree } from './lease';
import { atHome } from './ownership';
import { stepIn } from './step';
import type { Sql } from './table';
import { bySeniority, createTurns, fairPicks, type Turns } from './turns';

export type ClaimedImport = Claimed<ImportRow>;

/** What the provider deletes within this time is fetched before everything else, whoever's it is. */
export const NEAR_MS = 2 * DAY_MS;

/** A file that takes too long to be read holds up no other import. */
const STUCK = 'file-got-stuck' satisfies Reason;
/** So many of them are looked behind. */
const MOST_STUCK = 20;

const WAITS = ['waiting', 'retrying'] as const;
/** One that is under way is due again when the lease of its holder has expired. */
const DUE = [...WAITS, 'running'] as const;

type Query = ReturnType<Sql>;

/**
 * Connectors by what they may do now.
 * - `moving`: everything.
 * - `stuck`: they need a person. Recordings that the provider keeps only for a short time are fetched and
 *   stored all the same; only their publishing waits.
 * - `copied`: those of another site save only that of which this site itself was told. The rest is the
 *   original's.
 */
type Group = 'moving' | 'stuck' | 'copied';
const GROUPS: readonly Group[] = ['moving', 'stuck', 'copied'];

function connectorsOf(database: Database, group: Group): Query {
  const { connectors } = database;
  const needsYou = connectors.column('needsYou');
  const authorization = connectors.column('authorization');
  const on = connectors.query().where({ enabled: true });
  switch (group) {
    case 'moving':
      return on
        .andWhere(atHome(database))
        .whereNull(needsYou)
        .whereNot({ [authorization]: 'not-authorized' });
    case 'stuck':
      return on
        .andWhere(atHome(database))
        .andWhere(
          (some: Query) => void some.whereNotNull(needsYou).orWhere({ [authorization]: 'not-authorized' }),
        );
    case 'copied':
      return on.whereNot(atHome(database));
  }
}

/** Condition: the provider serves it only until a deadline, it is not stored yet, and its group may save it. */
const isEndangered =
  ({ imports, site }: Database, group: Group) =>
  (query: Query): void => {
    void query
      .whereNotNull(imports.column('deadlineAtMs'))
      .whereIn(imports.column('stage'), [...BEFORE_STORED]);
    if (group === 'copied') void query.where({ [imports.column('environment')]: markOfArrival(site) });
  };

/** Condition: its connector may go on with it now, apart from its time. */
export const mayGoOn =
  (database: Database) =>
  (query: Query): void => {
    const { imports, connectors } = database;
    const ofGroup = (group: Group) => (some: Query) =>
      void some.whereIn(
        imports.column('connectorId'),
        connectorsOf(database, group).select(connectors.column('id')),
      );
    void query.where(ofGroup('moving'));
    for (const group of ['stuck', 'copied'] as const)
      void query.orWhere(
        (saved: Query) => void saved.where(ofGroup(group)).andWhere(isEndangered(database, group)),
      );
  };

/** Imports in one status of the connector that the query around it reads. */
function ofEach({ imports, connectors, sql }: Database, status: ImportRow['status']): Query {
  return imports
    .query()
    .where(
      `${imports.name}.${imports.column('connectorId')}`,
      sql.ref(`${connectors.name}.${connectors.column('id')}`),
    )
    .where({ [`${imports.name}.${imports.column('status')}`]: status });
}

/**
 * Condition: its time has come. Not by the index of times: these queries read in another order, and end at
 * the first rows that fit.
 */
const isTime =
  ({ imports, nowMs }: Database) =>
  (query: Query): void =>
    void query.whereRaw(`${imports.column('nextAttemptAtMs')} + 0 <= ${nowMs}`);

interface Found {
  connectorId: string;
  group: Group;
  isDue: boolean;
  running: number;
  /** The earliest deadline of what is due and endangered. */
  deadlineAtMs: number | null;
}

/** What each connector has to do now: a few looks into an index for each of them. */
async function lookAround(database: Database, group: Group): Promise<Found[]> {
  const { connectors, imports, sql, nowMs } = database;
  const deadline = imports.column('deadlineAtMs');
  const until = imports.column('leaseUntilMs');
  const query: Query = connectorsOf(database, group).select({
    id: `${connectors.name}.${connectors.column('id')}`,
  });
  for (const status of DUE) {
    const earliest = ofEach(database, status)
      .andWhere(isTime(database))
      .andWhere(isFree(database, imports))
      .andWhere(isEndangered(database, group))
      .orderBy(deadline)
      .limit(1)
      .select(deadline);
    void query.select(sql.raw('? as ??', [earliest, `${status}_deadline`]));
    if (group !== 'moving') continue;
    const due = ofEach(database, status)
      .where(imports.column('nextAttemptAtMs'), '<=', sql.raw(nowMs))
      .andWhere(isFree(database, imports))
      .limit(1)
      .select(sql.raw('1'));
    void query.select(sql.raw('? as ??', [due, `${status}_due`]));
  }
  const held = ofEach(database, 'running').where(until, '>=', sql.raw(nowMs)).select(sql.raw('count(*)'));
  void query.select(sql.raw('? as held', [held]));
  const rows: Record<string, number | string | null>[] = await query;
  return rows.map((row) => {
    const deadlines = DUE.flatMap((status) => {
      const at = row[`${status}_deadline`] ?? null;
      return at === null ? [] : [Number(at)];
    });
    return {
      connectorId: String(row.id),
      group,
      isDue: DUE.some((status) => (row[`${status}_due`] ?? null) !== null),
      running: Number(row.held),
      deadlineAtMs: deadlines.length === 0 ? null : Math.min(...deadlines),
    };
  });
}

interface Candidate {
  id: string;
  connectorId: string;
  rank: number;
}

/**
 * The first due imports of each of a few connectors, in the order of `by`, in one statement. Those of which a
 * file got stuck go last.
 */
async function firstOf(
  database: Database,
  found: readonly Found[],
  by: 'deadlineAtMs' | 'startedAtMs',
  limit: number,
): Promise<Candidate[]> {
  const { imports, sql, nowMs } = database;
  const rank = imports.column(by);
  const parts = found.flatMap(({ connectorId, group }) =>
    DUE.map((status) => {
      const part = imports
        .query()
        .where({ [imports.column('connectorId')]: connectorId, [imports.column('status')]: status })
        .andWhere(isTime(database))
        .andWhere(isFree(database, imports))
        .orderBy(rank)
        .limit(limit + MOST_STUCK)
        .select({
          id: imports.column('id'),
          connectorId: imports.column('connectorId'),
          reason: imports.column('reason'),
          rank,
        });
      if (by === 'deadlineAtMs') {
        void part.andWhere(isEndangered(database, group));
        if (group === 'moving') void part.where(rank, '<=', sql.raw(`${nowMs} + ${NEAR_MS}`));
      }
      return part;
    }),
  );
  const [first, ...others] = parts.map((part, index) => sql.select('*').from(part.as(`part_${index}`)));
  if (first === undefined) return [];
  const rows: { id: string; connectorId: string; reason: string | null; rank: number | string | null }[] =
    await first.unionAll(others);
  return rows
    .map((row) => ({ ...row, rank: Number(row.rank ?? 0), isStuck: row.reason === STUCK }))
    .sort((one, other) => Number(one.isStuck) - Number(other.isStuck) || one.rank - other.rank);
}

/**
 * Takes up to `limit` due imports. First what the provider deletes soon, the earliest deadline over all.
 * Then connectors take turns (`fairPicks`), each with its oldest meeting. A fixed number of statements,
 * whatever waits.
 */
export async function claimDueImports(
  database: Database,
  owner: string,
  limit: number,
  turns: Turns = createTurns(),
): Promise<ClaimedImport[]> {
  const found: Found[] = [];
  for (const group of GROUPS) found.push(...(await lookAround(database, group)));

  const endangered = found
    .flatMap((one) => (one.deadlineAtMs === null ? [] : [{ ...one, deadlineAtMs: one.deadlineAtMs }]))
    .sort((one, other) => one.deadlineAtMs - other.deadlineAtMs)
    .slice(0, limit);
  const urgent = (await firstOf(database, endangered, 'deadlineAtMs', limit)).slice(0, limit);
  const taken = new Set(urgent.map(({ id }) => id));
  const left = limit - urgent.length;

  const lanes = found
    .filter(({ isDue }) => isDue)
    .map((one) => ({
      ...one,
      running: one.running + urgent.filter(({ connectorId }) => connectorId === one.connectorId).length,
    }))
    .sort(bySeniority(turns.last))
    .slice(0, left === 0 ? 0 : limit);
  const oldest = await firstOf(database, lanes, 'startedAtMs', limit);
  const picks = fairPicks(
    lanes.map(({ connectorId, running }) => ({
      connectorId,
      running,
      waiting: oldest.flatMap((one) =>
        one.connectorId === connectorId && !taken.has(one.id) ? [one.id] : [],
      ),
    })),
    turns.last,
    left,
  );

  const claimed = await claimById(database, owner, [...taken, ...picks]);
  for (const { row } of claimed) turns.took(row.connectorId);
  return claimed;
}

async function claimById(
  database: Database,
  owner: string,
  ids: readonly string[],
): Promise<ClaimedImport[]> {
  const { imports } = database;
  if (ids.length === 0) return [];
  // Its time is asked for once more: another worker may have tried it meanwhile. Its status is not, because
  // SQLite would rather read all that wait than these few; `taken` refuses what has ended.
  const records: Record<string, unknown>[] = await imports
    .query()
    .whereIn(imports.column('id'), ids)
    .andWhere(isTime(database))
    .andWhere(isFree(database, imports));
  const rows = records.map(imports.read).sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
  return await claimRows(database, imports, rows, owner, {
    underWay: 'running',
    taken(row) {
      const moved = move(row, { type: 'claim' });
      if (moved.outcome === 'refused') return undefined;
      return { ...moved.to, step: stepIn(moved.to.stage), changedAtMs: Date.now() };
    },
  });
}

/** Milliseconds until the next import is due, negative when one is late; undefined when none is in sight. */
export async function nextImportDueInMs(database: Database): Promise<number | undefined> {
  const { imports, sql, nowMs } = database;
  const next = imports.column('nextAttemptAtMs');
  let earliest: number | undefined;
  for (const group of GROUPS) {
    const query: Query = connectorsOf(database, group).select(sql.raw(`${nowMs} as now`));
    for (const status of WAITS) {
      const first =
        group === 'moving'
          ? ofEach(database, status).whereNotNull(next).orderBy(next).limit(1).select(next)
          : ofEach(database, status)
              .andWhere(isEndangered(database, group))
              .min({ [next]: next });
      void query.select(sql.raw('? as ??', [first, status]));
    }
    const rows: Record<string, number | string | null>[] = await query;
    for (const row of rows)
      for (const status of WAITS) {
        const at = row[status] ?? null;
        if (at !== null) earliest = Math.min(earliest ?? Infinity, Number(at) - Number(row.now));
      }
  }
  return earliest;
}
