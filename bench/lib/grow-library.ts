import Database from 'better-sqlite3';
import { Client } from 'pg';
import { WrongResult } from './workload';

/** What differs from database to database. */
export interface Rows {
  run(sql: string): Promise<void>;
  all<T>(sql: string): Promise<T[]>;
  columnsOf(table: string): Promise<string[]>;
  tables(): Promise<string[]>;
  /** An instant in a column of Strapi, earlier by a number of hours that SQL computes. */
  earlier(column: string, hours: string): string;
  /** After rows got numbers that the database did not give. */
  grown(table: string): Promise<void>;
  close(): Promise<void>;
}

export function sqliteRows(file: string): Rows {
  const database = new Database(file);
  // What a loss of power would take with it is made again by the next run of the benchmark.
  database.pragma('synchronous = off');
  const all = async <T>(sql: string) => database.prepare(sql).all() as T[];
  return {
    all,
    async run(sql) {
      database.prepare(sql).run();
    },
    columnsOf: async (table) =>
      (await all<{ name: string }>(`select name from pragma_table_info('${table}')`)).map(({ name }) => name),
    tables: async () =>
      (
        await all<{ name: string }>(
          "select name from sqlite_master where type = 'table' and name not like 'sqlite%'",
        )
      ).map(({ name }) => name),
    earlier: (column, hours) => `${column} - (${hours}) * 3600000`,
    grown: async () => undefined,
    async close() {
      database.close();
    },
  };
}

export async function postgresRows(connection: Record<string, string | number>): Promise<Rows> {
  const client = new Client(connection);
  await client.connect();
  const all = async <T>(sql: string) => (await client.query(sql)).rows as T[];
  const run = async (sql: string) => void (await client.query(sql));
  const namesIn = async (sql: string) => (await all<{ name: string }>(sql)).map(({ name }) => name);
  const ofUs = "table_schema = 'public'";
  return {
    all,
    run,
    columnsOf: (table) =>
      namesIn(
        `select column_name as name from information_schema.columns where ${ofUs} and table_name = '${table}' order by ordinal_position`,
      ),
    tables: () =>
      namesIn(
        `select table_name as name from information_schema.tables where ${ofUs} and table_type = 'BASE TABLE'`,
      ),
    earlier: (column, hours) => `${column} - (${hours}) * interval '1 hour'`,
    async grown(table) {
      await run(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`);
      // As autovacuum does some minutes after so many new rows.
      await run(`vacuum analyze ${table}`);
    },
    close: () => client.end(),
  };
}

/** SQL of what is added to the number of an original row of a table, for the number of its copy. */
type Shift = (table: string) => string;
/** A column of a copied row: SQL in which `n` is the number of the copy. Other columns stay as they are. */
type Changes = Record<string, (column: string, rows: Rows, shift: Shift, library: Library) => string>;

/** A key with as many characters as the original. */
const key = (column: string) => `'c' || (10000000 + n) || substr(${column}, 10)`;
const numbered = (column: string) => `${column} || ' ' || n`;
/** Hours between two copies: 15,000 of them are ten years. */
const HOURS_APART = 6;
const earlierMs = (column: string) => `${column} - n * cast(${HOURS_APART * 3_600_000} as bigint)`;
const earlier = (column: string, rows: Rows) => rows.earlier(column, `n * ${HOURS_APART}`);
const rowOf =
  (table: string) =>
  (column: string, _: Rows, shift: Shift): string =>
    `${column} + ${shift(table)}`;

/** A month has 120 copies. More months than the largest library needs. */
const COPIES_OF_A_MONTH = (30 * 24) / HOURS_APART;
const MONTHS = 132;
/** So many copies fill the chosen folder, and further files go to folders of their month. */
const COPIES_IN_CHOSEN_FOLDER = 15;
const inItsFolder = (column: string, _: Rows, __: Shift, { firstMonth }: Library) =>
  `case when n <= ${COPIES_IN_CHOSEN_FOLDER} then ${column} else ${firstMonth} + n / ${COPIES_OF_A_MONTH} end`;

/** Every table that an import writes a row to, with what names its rows and what they refer to. */
const COPIED: Record<string, Changes> = {
  mc_sync_runs: { document_id: key, queued_at_ms: earlierMs, started_at_ms: earlierMs },
  mc_imports: {
    document_id: key,
    key_hash: key,
    occurrence_id: key,
    title: numbered,
    run_id: key,
    started_at_ms: earlierMs,
    imported_at_ms: earlierMs,
  },
  files: { document_id: key, name: numbered, hash: key, url: numbered },
  files_folder_lnk: {
    file_id: rowOf('files'),
    file_ord: rowOf('files_folder_lnk'),
    folder_id: inItsFolder,
  },
  mc_recordings: { document_id: key, title: numbered, started_at: earlier },
  files_related_mph: { file_id: rowOf('files'), related_id: rowOf('mc_recordings') },
  mc_import_files: {
    document_id: key,
    import_id: key,
    stored_name: key,
    media_file_id: key,
    recording_document_id: key,
    started_at_ms: earlierMs,
  },
  mc_reviews: {
    document_id: key,
    recording_document_id: key,
    requested_at_ms: earlierMs,
    decided_at_ms: earlierMs,
  },
  mc_run_log: { document_id: key, run_id: key, import_id: key, at_ms: earlierMs },
};

/** Copies that one statement makes. */
const BATCH = 500;

/** Number of rows of each table. */
export async function countRows(rows: Rows): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const table of await rows.tables()) {
    const [row] = await rows.all<{ number: number | string }>(`select count(*) as number from ${table}`);
    counts.set(table, Number(row?.number));
  }
  return counts;
}

/** The rows that imports of a site made, and copies of all of them. */
export interface Library {
  copies: number;
  /** Greatest number of each table's original rows. */
  greatest: ReadonlyMap<string, number>;
  /** Of the folders for months, whose ids follow each other. */
  firstMonth: number;
}

/**
 * The library that a site has after its first imports.
 * @param before of each table the rows that it had without imports
 * @throws WrongResult if the imports wrote to a table that is not copied.
 */
export async function beginLibrary(
  rows: Rows,
  imports: number,
  before: ReadonlyMap<string, number>,
): Promise<Library> {
  for (const [table, count] of await countRows(rows)) {
    if (count - (before.get(table) ?? 0) >= imports && !(table in COPIED))
      throw new WrongResult(`imports write rows of ${table}, which are not copied`);
  }
  const greatest = await greatestIds(rows);
  return { copies: 0, greatest, firstMonth: await makeMonths(rows) };
}

/** Folders for years in the folder of the originals, and folders for months in them. Answers the first month's id. */
async function makeMonths(rows: Rows): Promise<number> {
  const [chosen] = await rows.all<{ id: number }>('select min(folder_id) as id from files_folder_lnk');
  const [last] = await rows.all<{ id: number }>('select max(id) as id from upload_folders');
  const parent = Number(chosen?.id);
  const firstYear = Number(last?.id) + 1;
  const years = Math.ceil(MONTHS / 12);
  const firstMonth = firstYear + years;
  const add = async (id: number, name: string, inside: number, path: string) => {
    await rows.run(
      `insert into upload_folders (id, document_id, name, path_id, path) values (${id}, 'folder${id}', '${name}', ${id}, '${path}')`,
    );
    await rows.run(
      `insert into upload_folders_parent_lnk (folder_id, inv_folder_id, folder_ord) values (${id}, ${inside}, ${id})`,
    );
  };
  for (let year = 0; year < years; year += 1)
    await add(firstYear + year, `Year ${year}`, parent, `/${parent}/${firstYear + year}`);
  for (let month = 0; month < MONTHS; month += 1) {
    const year = firstYear + Math.floor(month / 12);
    await add(firstMonth + month, `Month ${month}`, year, `/${parent}/${year}/${firstMonth + month}`);
  }
  await rows.grown('upload_folders');
  await rows.grown('upload_folders_parent_lnk');
  return firstMonth;
}

async function greatestIds(rows: Rows): Promise<Map<string, number>> {
  const greatest = new Map<string, number>();
  for (const table of Object.keys(COPIED)) {
    const [row] = await rows.all<{ id: number | string | null }>(`select max(id) as id from ${table}`);
    if (!row?.id) throw new WrongResult(`no import wrote a row of ${table}`);
    greatest.set(table, Number(row.id));
  }
  return greatest;
}

/** Copies the originals until there are so many copies. The site must not be running. */
export async function growLibrary(rows: Rows, library: Library, copies: number): Promise<Library> {
  // The site made further rows since the last copies.
  const taken = await greatestIds(rows);
  const originals = (table: string) => library.greatest.get(table) ?? 0;
  const shift = (table: string) =>
    `${taken.get(table) ?? 0} + (n - ${library.copies + 1}) * ${originals(table)}`;
  for (const [table, changes] of Object.entries(COPIED)) {
    const columns = await rows.columnsOf(table);
    const unknown = Object.keys(changes).filter((column) => !columns.includes(column));
    if (unknown.length > 0) throw new WrongResult(`${table} has no column ${unknown.join(', ')}`);
    const values = columns.map((column) => {
      const change = column === 'id' ? rowOf(table) : changes[column];
      return change === undefined ? quoted(column) : change(quoted(column), rows, shift, library);
    });
    for (let first = library.copies + 1; first <= copies; first += BATCH) {
      const last = Math.min(first + BATCH - 1, copies);
      await rows.run(
        `insert into ${table} (${columns.map(quoted).join(', ')})
         with recursive numbers(n) as (select ${first} union all select n + 1 from numbers where n < ${last})
         select ${values.join(', ')} from ${table}, numbers where id <= ${originals(table)}`,
      );
    }
    await rows.grown(table);
  }
  return { ...library, copies };
}

const quoted = (column: string) => `"${column}"`;
