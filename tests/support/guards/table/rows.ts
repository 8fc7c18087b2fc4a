import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Site } from '../../boot-site';

/** A row as the driver of the database gives it. */
export type Row = Record<string, unknown>;

/** All rows of a site that a request about recordings could have changed, and the stored files. */
export interface Rows {
  tables: ReadonlyMap<string, ReadonlyMap<number, Row>>;
  /** Of everything: two that are equal were the same rows and files. */
  fingerprint: string;
}

/** Tables of recordings, files, links, reviews, imports and owners, and of the site's own type. */
const WATCHED = /^(files|upload_folders|mc_|lessons|components_site)/;
/** Written by chores on a clock, whoever asks for what. */
const BY_THE_CLOCK = new Set(['mc_outbox_mails', 'mc_alerts']);
const COLUMNS_BY_THE_CLOCK = new Set(['announced_at_ms']);
/** What a request of any kind may write: its own session, and when a token was used last. */
const OF_SIGN_INS = new Set(['strapi_sessions', 'strapi_api_tokens']);

interface Seen {
  seen: string;
}
function theOne([one]: Seen[]): Seen {
  if (one === undefined) throw new Error('the database does not say what was written');
  return one;
}

const written = (value: unknown) =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value)
    ? JSON.stringify(value)
    : value;

export function siteRows({ strapi, uploadsDir }: Site) {
  const sql = strapi.db.connection;
  const { client } = sql.client.config as { client: string };
  const isPostgres = /^(pg|postgres)/.test(client);
  const all = [...new Set([...strapi.db.metadata.values()].map(({ tableName }) => tableName))].sort();
  const watched = all.filter((name) => WATCHED.test(name) && !BY_THE_CLOCK.has(name));
  const others = all.filter(
    (name) => !WATCHED.test(name) && !BY_THE_CLOCK.has(name) && !OF_SIGN_INS.has(name),
  );
  let stored = new Map<string, Buffer>();

  const tableOf = async (name: string): Promise<Row[]> => {
    const rows: Row[] = await sql(name).select().orderBy('id');
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => !COLUMNS_BY_THE_CLOCK.has(column))),
    );
  };
  const inStorage = () =>
    readdirSync(uploadsDir).map((name) => {
      const { size, mtimeMs } = statSync(path.join(uploadsDir, name));
      return `${name} ${size} ${mtimeMs}`;
    });

  /**
   * While this is the same, so are all rows. SQLite counts the rows that its one connection wrote, PostgreSQL
   * names the transactions whose rows are seen, InnoDB counts transactions that begin to write or are committed.
   * https://sqlite.org/c3ref/total_changes.html
   * https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
   */
  async function rowsSeen(): Promise<string> {
    if (client.startsWith('mysql')) {
      const [found]: { Status: string }[][] = await sql.raw('show engine innodb status');
      const [, count] = /^Trx id counter (\S+)$/m.exec(found?.[0]?.Status ?? '') ?? [];
      if (count === undefined) throw new Error('InnoDB does not say how many transactions there were');
      return count;
    }
    if (isPostgres) {
      const { rows }: { rows: Seen[] } = await sql.raw('select pg_current_snapshot()::text as seen');
      return theOne(rows).seen;
    }
    return theOne(await sql.raw('select cast(total_changes() as text) as seen')).seen;
  }

  const statesOf = client.includes('sqlite')
    ? countWrites(sql, [...watched, ...others])
    : isPostgres
      ? hashesIn(sql)
      : checksumsIn(sql);
  const lastStates = new Map<string, string>();
  /** What was read of a table, as long as nothing wrote to it. */
  const kept = new Map<string, { rows: Map<number, Row>; text: string }>();
  async function readTables(names: readonly string[]) {
    // Before the rows, as in `read`.
    const states = await statesOf(names);
    await Promise.all(
      names.map(async (name) => {
        const now = states.get(name);
        if (now === undefined) throw new Error(`nothing is known of ${name}`);
        if (kept.has(name) && lastStates.get(name) === now) return;
        const rows = await tableOf(name);
        kept.set(name, {
          rows: new Map(rows.map((row) => [Number(row.id), row])),
          text: JSON.stringify(rows),
        });
        lastStates.set(name, now);
      }),
    );
    return names.map((name) => ({ name, rows: new Map<number, Row>(), text: '', ...kept.get(name) }));
  }

  let last: { rows: Rows; seen: string; files: string } | undefined;
  async function read(): Promise<Rows> {
    // Before the rows: what is written meanwhile is another state.
    const seen = await rowsSeen();
    const files = JSON.stringify(inStorage());
    if (last !== undefined && last.seen === seen && last.files === files) return last.rows;
    const rows = await readAll(files);
    last = { rows, seen, files };
    return rows;
  }

  async function readAll(files: string): Promise<Rows> {
    const tables = await readTables(watched);
    const hash = createHash('sha256');
    for (const { name, text } of tables) hash.update(JSON.stringify([name, text]));
    hash.update(files);
    return { tables: new Map(tables.map(({ name, rows }) => [name, rows])), fingerprint: hash.digest('hex') };
  }

  /** Without checks of foreign keys: each table gets its own rows back. */
  async function unchecked(work: (transaction: typeof sql) => Promise<void>): Promise<void> {
    await sql.transaction(async (transaction) => {
      const say = (text: string) => transaction.raw(text);
      if (isPostgres) await say('set local session_replication_role = replica');
      else if (client.startsWith('mysql')) await say('set foreign_key_checks = 0');
      else await say('pragma defer_foreign_keys = on');
      await work(transaction as unknown as typeof sql);
      if (client.startsWith('mysql')) await say('set foreign_key_checks = 1');
    });
  }

  return {
    read,

    /** Of all other tables of the site, by name: accounts, roles, rights, settings. */
    async readOthers(): Promise<Map<string, string>> {
      return new Map((await readTables(others)).map(({ name, text }) => [name, text]));
    },

    /** Remembers the stored files, for `putBack`. */
    keep(): void {
      stored = new Map(
        readdirSync(uploadsDir)
          .filter((name) => statSync(path.join(uploadsDir, name)).isFile())
          .map((name) => [name, readFileSync(path.join(uploadsDir, name))]),
      );
    },

    /** Makes every row and stored file what it was. Answers the rows as they are then. */
    async putBack(base: Rows, found: Rows): Promise<Rows> {
      for (const name of readdirSync(uploadsDir)) {
        const file = path.join(uploadsDir, name);
        if (!stored.has(name) && statSync(file).isFile()) rmSync(file);
      }
      for (const [name, bytes] of stored) {
        const file = path.join(uploadsDir, name);
        let there: Buffer | undefined;
        try {
          there = readFileSync(file);
        } catch {
          there = undefined;
        }
        if (there?.equals(bytes) !== true) writeFileSync(file, bytes);
      }
      let now = found;
      // What is deleted may take rows with it, which the next round brings back.
      for (let round = 0; round < 3; round += 1) {
        const changes = differences(base, now);
        if (changes.length === 0) break;
        await unchecked(async (transaction) => {
          for (const { table, added } of changes) {
            if (added.length > 0) await transaction(table).whereIn('id', added).delete();
          }
          for (const { table, missing, changed } of changes) {
            const values = (row: Row) =>
              Object.fromEntries(Object.entries(row).map(([column, value]) => [column, written(value)]));
            for (const row of missing) await transaction(table).insert(values(row));
            for (const row of changed) await transaction(table).where({ id: row.id }).update(values(row));
          }
        });
        now = await read();
      }
      const left = differences(base, now);
      if (left.length > 0) throw new Error(`not put back: ${JSON.stringify(left)}`);
      return now;
    },
  };
}
export type SiteRows = ReturnType<typeof siteRows>;

type Sql = Site['strapi']['db']['connection'];
/**
 * Of each table a text that is the same as long as its rows are: one statement for all, where reading them
 * would be one for each. What was written is read then.
 */
type StatesOf = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

const hashesIn =
  (sql: Sql): StatesOf =>
  async (names) => {
    const asked = names.map(
      (name) =>
        `select '${name}' as name, concat(count(*), ' ', sum(hashtextextended(known::text, 0)::numeric)) as state from "${name}" as known`,
    );
    const { rows }: { rows: { name: string; state: string }[] } = await sql.raw(asked.join(' union all '));
    return new Map(rows.map(({ name, state }) => [name, state]));
  };

/** https://mariadb.com/kb/en/checksum-table/ */
const checksumsIn =
  (sql: Sql): StatesOf =>
  async (names) => {
    const [rows]: { Table: string; Checksum: unknown }[][] = await sql.raw(
      `checksum table ${names.map((name) => `\`${name}\``).join(', ')}`,
    );
    // Named with its database.
    return new Map(
      (rows ?? []).map(({ Table, Checksum }) => [Table.slice(Table.indexOf('.') + 1), String(Checksum)]),
    );
  };

/**
 * How often rows of each table of SQLite were written since now. Triggers of the one connection count, also
 * what a foreign key takes along.
 */
function countWrites(sql: Sql, names: readonly string[]): StatesOf {
  const TABLE = 'test_writes';
  const start = async () => {
    await sql.raw(`create temp table ${TABLE} (name text primary key, number integer not null)`);
    for (const name of names) {
      await sql(TABLE).insert({ name, number: 0 });
      for (const act of ['insert', 'update', 'delete'])
        await sql.raw(
          `create temp trigger "${TABLE}_${name}_${act}" after ${act} on main."${name}" begin update ${TABLE} set number = number + 1 where name = '${name}'; end`,
        );
    }
  };
  let started: Promise<void> | undefined;
  return async () => {
    await (started ??= start());
    const rows: { name: string; number: number }[] = await sql(TABLE).select('name', 'number');
    return new Map(rows.map(({ name, number }) => [name, String(number)]));
  };
}

export interface Difference {
  table: string;
  added: number[];
  missing: Row[];
  /** As they were. */
  changed: Row[];
}

export function differences(before: Rows, after: Rows): Difference[] {
  return [...before.tables].flatMap(([table, rows]) => {
    const now = after.tables.get(table) ?? new Map<number, Row>();
    // Read once, since nothing wrote to it.
    if (now === rows) return [];
    const added = [...now.keys()].filter((id) => !rows.has(id));
    const missing = [...rows.values()].filter(({ id }) => !now.has(Number(id)));
    const changed = [...rows.values()].filter((row) => {
      const other = now.get(Number(row.id));
      return other !== undefined && JSON.stringify(other) !== JSON.stringify(row);
    });
    return added.length + missing.length + changed.length === 0 ? [] : [{ table, added, missing, changed }];
  });
}
