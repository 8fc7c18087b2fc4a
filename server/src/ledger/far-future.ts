import { DAY_MS, MINUTE_MS } from '../domain/instant';
import { IN_STRAPI } from '../domain/import-state';
import type { Database } from './database';
import { LEASE_MS, type LeasedRow } from './lease';
import type { WorkRow } from './due';
import type { Sql, Table } from './table';

/** Longer than any pause between two attempts: no provider is waited for longer than a day. */
const FARTHEST_MS = 2 * DAY_MS;

type Query = ReturnType<Sql>;

/**
 * Pulls in instants that a clock which was wrong for a while has left in the far future: leases that would
 * not expire, attempts that would not be made, and listings that would leave something out. A holder that
 * lives has the time of a lease to renew it. Answers how many rows it changed.
 */
export async function pullInFarFuture(database: Database): Promise<number> {
  const { connectors, signIns, hosts, imports, deliveries, mails, sql, nowMs } = database;
  const now = () => sql.raw(nowMs);
  const later = (ms: number) => sql.raw(`${nowMs} + ${ms}`);
  let changed = 0;

  const leases = async <Row extends LeasedRow>(table: Table<Row>, underWay?: string) => {
    const until = table.column('leaseUntilMs');
    const query = table.query().where(until, '>', later(2 * LEASE_MS));
    if (underWay !== undefined) void query.where({ status: underWay });
    changed += Number(await query.update({ [until]: later(LEASE_MS) }));
  };
  await leases(connectors);
  await leases(signIns);
  await leases(hosts);
  await leases(imports, 'running');
  await leases(deliveries, 'running');
  await leases(mails, 'sending');

  const farOf = <Row extends WorkRow>(table: Table<Row>): Query =>
    table
      .query()
      .whereIn(table.column('status'), ['waiting', 'retrying'])
      .where(table.column('nextAttemptAtMs'), '>', later(FARTHEST_MS));
  const attempts = async <Row extends WorkRow>(table: Table<Row>, query: Query, more: object = {}) => {
    changed += Number(await query.update({ ...more, [table.column('nextAttemptAtMs')]: now() }));
  };
  await attempts(deliveries, farOf(deliveries));
  await attempts(mails, farOf(mails));
  const stage = imports.column('stage');
  await attempts(imports, farOf(imports).whereNot({ [stage]: IN_STRAPI }));
  // A period of grace may be long. It counts from the import, so only one that lies ahead is wrong.
  const imported = imports.column('importedAtMs');
  const kept = farOf(imports)
    .where({ [stage]: IN_STRAPI })
    .where(imported, '>', later(LEASE_MS));
  await attempts(imports, kept, { [imported]: now() });

  for (const column of ['watermarkMs', 'lastEventAtMs'] as const) {
    const name = connectors.column(column);
    changed += Number(
      await connectors
        .query()
        .where(name, '>', later(LEASE_MS))
        .update({ [name]: now() }),
    );
  }
  const atMs = await database.now();
  for (const { id, nextRunAtMs, options, lookBacks } of await connectors.find({})) {
    const minutes = options.scheduleMinutes;
    if (nextRunAtMs !== null && minutes !== null && nextRunAtMs > atMs + 2 * minutes * MINUTE_MS)
      changed += await connectors.update({ id, nextRunAtMs }, { nextRunAtMs: atMs });
    const noted = Object.entries(lookBacks ?? {});
    const done = noted.filter(([, doneAtMs]) => doneAtMs <= atMs + LEASE_MS);
    if (done.length < noted.length)
      changed += await connectors.update({ id }, { lookBacks: Object.fromEntries(done) });
  }
  return changed;
}
