import { setImmediate as nextTurn } from 'node:timers/promises';
import { MINUTE_MS } from '../domain/instant';
import type { ConnectorRow, Database, DeliveryRow } from '../ledger/database';
import { NOTED, postponeAssembly } from '../ledger/deliveries';
import { noteSighting } from '../ledger/participants';
import { holdConnector } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import type { HookNews, PushesRecordings } from '../providers/webhook';
import { openDelivery, type DeliveryResult } from './delivery';
import type { Credentials } from '../accounts/credentials';

/**
 * A meeting of thousands has thousands of events. Each is taken note of with the same few statements, whatever
 * the number of the others. The recordings of the meeting are put together once it has been quiet for a moment.
 */

/** In a meeting that is never quiet, recordings are put together nevertheless. */
const LONGEST_SETTLING_MS = MINUTE_MS;
/** What is about to expire is put together at once. */
const BEFORE_EXPIRY_MS = 15 * MINUTE_MS;

export type MeetingNews = Extract<HookNews, { type: 'pushed' | 'participant' }>;

/** The delivery waits, to put its meeting together. */
export interface Settling {
  assembleAtMs: number;
  assembleByMs: number;
}

/** When a meeting is put together if nothing more comes. Pure. */
export function settlingOf(nowMs: number, settleMs: number, expiresAtMs: number | undefined): Settling {
  const latestMs = nowMs + LONGEST_SETTLING_MS;
  const assembleByMs = Math.max(nowMs, Math.min(latestMs, (expiresAtMs ?? Infinity) - BEFORE_EXPIRY_MS));
  return { assembleAtMs: Math.min(nowMs + settleMs, assembleByMs), assembleByMs };
}

/**
 * Takes note of one event: who joined or left is written as a row, and whoever puts the meeting together waits
 * a moment longer. The result says whether that is this delivery.
 */
export async function takeNote(
  database: Database,
  pushes: PushesRecordings,
  connector: ConnectorRow,
  row: DeliveryRow & { subjectHash: string },
  news: MeetingNews,
  settleMs: number,
): Promise<DeliveryResult | Settling> {
  const meeting = { connectorId: connector.id, subjectHash: row.subjectHash };
  return await database.transaction(async (sql) => {
    // Nobody puts the meeting together between the row that is written and the look at who will.
    await holdConnector(database, connector.id, sql);
    if (news.type === 'participant')
      await noteSighting(database, sql, meeting, news.sighting, row.receivedAtMs ?? 0);
    // Who left changes nothing of a recording.
    if (news.type === 'participant' && news.sighting.what === 'left') return { outcome: 'part' };
    const nowMs = await database.now(sql);
    const expiresAtMs = news.type === 'pushed' ? news.expiresAtMs : undefined;
    const settling = settlingOf(nowMs, settleMs, expiresAtMs);
    const kinds = [...pushes.assembledFrom, ...pushes.peopleFrom];
    const waiting = await postponeAssembly(database, sql, meeting, kinds, settling.assembleAtMs);
    if (news.type === 'pushed') return settling;
    const isTold = waiting > 0 || !(await hasRecording(database, sql, meeting));
    return isTold ? { outcome: 'part' } : settling;
  });
}

/** Whether the meeting was put together with a recording before. */
async function hasRecording(
  { imports }: Database,
  sql: Sql,
  { connectorId, subjectHash }: { connectorId: string; subjectHash: string },
): Promise<boolean> {
  const known: unknown = await imports
    .query(sql)
    .where(imports.columnsOf({ keyHash: subjectHash, connectorId }))
    .first({ id: imports.column('id') });
  return known !== undefined;
}

/** Opened at a time, so that nobody waits for more. */
const SLICE = 20;

/**
 * Takes note of who joined and left according to deliveries that an older version had worked on without rows.
 * Deliveries of this version are taken note of one by one, and found by no query here.
 */
export async function noteEarlier(
  dependencies: { database: Database; credentials: Pick<Credentials, 'unseal'> },
  pushes: PushesRecordings,
  read: (delivery: ReturnType<typeof openDelivery>) => HookNews[],
  meeting: { connectorId: string; subjectHash: string },
): Promise<void> {
  const { database } = dependencies;
  const { deliveries } = database;
  for (;;) {
    const records: Record<string, unknown>[] = await deliveries
      .query()
      .where(deliveries.columnsOf({ ...meeting, status: 'done', isTest: false }))
      .whereIn(deliveries.column('eventType'), [...pushes.peopleFrom])
      .whereNull(deliveries.column('assembleByMs'))
      .limit(SLICE);
    if (records.length === 0) return;
    await database.transaction(async (sql) => {
      await holdConnector(database, meeting.connectorId, sql);
      for (const row of records.map(deliveries.read)) {
        for (const news of read(openDelivery(dependencies, row)))
          if (news.type === 'participant')
            await noteSighting(database, sql, meeting, news.sighting, row.receivedAtMs ?? 0);
        await deliveries.update({ id: row.id }, { assembleByMs: NOTED }, sql);
      }
    });
    await nextTurn();
  }
}
