import { keyHash } from '../domain/hash';
import { DAY_MS } from '../domain/instant';
import { inOrder, withSighting, type Sighting, type Stay } from '../domain/stays';
import type { Database, ParticipantRow } from './database';
import type { Sql } from './table';

/** A meeting of a connector, as its deliveries name it. */
export interface Meeting {
  connectorId: string;
  subjectHash: string;
}

const stayOf = (row: ParticipantRow): Stay => ({
  joinedAtMs: row.joinedAtMs,
  leftAtMs: row.leftAtMs,
  personId: row.personId,
  name: row.name,
  email: row.email,
  addresses: row.addresses ?? [],
});

/** Both ends of a stay may change, but never all that a row was known by. */
const isOf = (row: ParticipantRow, { joinedAtMs, leftAtMs }: Stay): boolean =>
  row.joinedAtMs === null ? joinedAtMs === null && row.leftAtMs === leftAtMs : row.joinedAtMs === joinedAtMs;

/**
 * Writes that somebody joined or left. Reads and writes the rows of this one connection only, so that it costs
 * the same in a meeting of any size. Part of a transaction that holds the connector.
 */
export async function noteSighting(
  { participants }: Database,
  sql: Sql,
  { connectorId, subjectHash }: Meeting,
  sighting: Sighting,
  toldAtMs: number,
): Promise<void> {
  const its = { connectorId, subjectHash, connectionHash: keyHash(sighting.connection) };
  const rows = await participants.find(its, sql);
  const left = new Set(rows);
  for (const stay of withSighting(rows.map(stayOf), sighting)) {
    const kept = { ...stay, addresses: [...stay.addresses] };
    // A leave that was alone may turn out to be the end of a join.
    const row =
      rows.find((one) => left.has(one) && isOf(one, stay)) ??
      [...left].find(({ joinedAtMs, leftAtMs }) => joinedAtMs === null && leftAtMs === stay.leftAtMs);
    if (row === undefined) {
      await participants.insertMany([{ ...its, ...kept, source: 'event', toldAtMs }], sql);
      continue;
    }
    left.delete(row);
    if (JSON.stringify(stayOf(row)) === JSON.stringify(stay)) continue;
    await participants.update(
      { id: row.id },
      { ...kept, toldAtMs: Math.max(toldAtMs, row.toldAtMs ?? 0) },
      sql,
    );
  }
  for (const { id } of left) await participants.remove({ id }, sql);
}

/** Everybody who was in a meeting, in the order in which they came. */
export async function participantsOf(
  { participants }: Database,
  meeting: Meeting,
  sql?: Sql,
): Promise<Stay[]> {
  const rows = await participants.find(meeting, sql);
  return inOrder(rows.map(stayOf));
}

/** Removes what was told more than `days` ago. */
export async function pruneParticipants(database: Database, days: number): Promise<number> {
  const { participants, sql, nowMs } = database;
  const id = participants.column('id');
  const old: { id: string }[] = await participants
    .query()
    .where(participants.column('toldAtMs'), '<', sql.raw(`${nowMs} - ${days * DAY_MS}`))
    .limit(1_000)
    .select({ id });
  if (old.length === 0) return 0;
  return await participants
    .query()
    .whereIn(
      id,
      old.map((row) => row.id),
    )
    .delete();
}
