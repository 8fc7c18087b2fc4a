import { randomBytes } from 'node:crypto';
import { uid } from '../../../contracts/plugin';
import type { Core } from '@strapi/strapi';
import { NOT_JSON, type Shapes } from './shapes';
import { directoryOf, whoOf, whoSql } from './who';

/** The connection of Strapi's database, or a transaction of it. */
export type Sql = Core.Strapi['db']['connection'];

interface Attribute {
  readonly type: string;
  readonly required?: boolean;
  readonly default?: unknown;
}
export interface TableSchema {
  readonly info: { readonly singularName: string };
  readonly attributes: Readonly<Record<string, Attribute>>;
}

type ValueOf<A extends Attribute> = A['type'] extends 'integer' | 'biginteger' | 'float'
  ? number
  : A['type'] extends 'boolean'
    ? boolean
    : A['type'] extends 'json'
      ? unknown
      : string;

/**
 * A row as the content type describes it, `null` where a value may be absent. Its id is the document id: rows
 * refer to each other by it, since the database's own number changes when a site moves.
 */
export type RowOf<S extends TableSchema> = { id: string } & {
  -readonly [K in keyof S['attributes']]: S['attributes'][K] extends { required: true } | { default: unknown }
    ? ValueOf<S['attributes'][K]>
    : ValueOf<S['attributes'][K]> | null;
};

const readNumber = (value: unknown) => (value === null || value === undefined ? null : Number(value));
const readBoolean = (value: unknown) => (value === null || value === undefined ? null : Boolean(value));
/** Postgres and MySQL hand JSON out as objects, SQLite and MariaDB as text. */
function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return NOT_JSON;
  }
}
const readText = (value: unknown) => value ?? null;

const READERS: Record<string, (value: unknown) => unknown> = {
  integer: readNumber,
  biginteger: readNumber,
  float: readNumber,
  boolean: readBoolean,
  json: readJson,
};

/**
 * Typed rows of one hidden content type. The ledger reads and writes by SQL, since what it does
 * (conditional updates, fencing, one `IN` per page) has no form in the document service.
 *
 * Inside a transaction pass its `sql`: SQLite has a single connection, and a query beside the
 * transaction would wait for itself.
 */
export interface Table<Row extends { id: string }> {
  readonly name: string;
  /** Column of an attribute. */
  column(attribute: keyof Row & string): string;
  /** A query builder on the table. */
  query(sql?: Sql): ReturnType<Sql>;
  /** Turns what the driver gave into a row. */
  read(record: Record<string, unknown>): Row;
  find(where: Partial<Row>, sql?: Sql): Promise<Row[]>;
  findOne(where: Partial<Row>, sql?: Sql): Promise<Row | undefined>;
  insert(values: Partial<Row>, sql?: Sql): Promise<Row>;
  /** Inserts without reading back; at most a few hundred rows. */
  insertMany(values: Partial<Row>[], sql?: Sql): Promise<void>;
  /**
   * Inserts unless a unique index has the row already; then it stays as it is. Who was first is not
   * told: databases answer differently. Safe inside a transaction, where a violated index would end
   * it on Postgres.
   */
  insertMissing(values: Partial<Row>, unique: (keyof Row & string)[], sql?: Sql): Promise<void>;
  /** Answers how many rows matched. */
  update(where: Partial<Row>, patch: Partial<Row>, sql?: Sql): Promise<number>;
  remove(where: Partial<Row>, sql?: Sql): Promise<number>;
  /** Condition: a row is like that. What names a row by its id costs the same in a table of any size. */
  matches(where: Partial<Row>): (query: ReturnType<Sql>) => void;
  /** Attribute names to column names, JSON to text: of a condition. */
  columnsOf(values: Partial<Row>): Record<string, unknown>;
  /** The same of what an update or an insert writes. */
  written(values: Partial<Row>): Record<string, unknown>;
}

/** What the code calls `id`. The column `id` only gives rows an order. */
const ID_COLUMN = 'document_id';
/** Rises with each row: the order in which rows came. It stays inside the process. */
export const ORDER_COLUMN = 'id';

const isReadable = (value: unknown) => value !== NOT_JSON;

/** 24 lower-case characters, the form of Strapi's own document ids. */
const documentId = () => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(24)].map((byte, index) => alphabet[byte % (index === 0 ? 26 : 36)]).join('');
};

/** Column of an attribute, as Strapi named it. */
export function columnNameOf(
  { attributes }: { attributes: Record<string, object | undefined> },
  attribute: string,
): string {
  const described = attributes[attribute];
  return described !== undefined && 'columnName' in described ? String(described.columnName) : attribute;
}

/** @param shapes of its columns with JSON; see `shapes.ts`. */
export function openTable<Row extends { id: string }>(
  strapi: Core.Strapi,
  schema: TableSchema,
  shapes: Shapes = {},
): Table<Row> {
  const metadata = strapi.db.metadata.get(uid(schema.info.singularName));
  const name = metadata.tableName;
  const attributes = Object.keys(schema.attributes).map((attribute) => {
    const column = columnNameOf(metadata, attribute);
    const type = schema.attributes[attribute]?.type ?? 'string';
    return { attribute, column, type, read: READERS[type] ?? readText };
  });
  const columns = new Map<string, (typeof attributes)[number]>(
    attributes.map((entry) => [entry.attribute, entry]),
  );
  columns.set('id', { attribute: 'id', column: ID_COLUMN, type: 'string', read: readText });

  const columnsOf = (values: Partial<Row>) => {
    const record: Record<string, unknown> = {};
    for (const [attribute, value] of Object.entries(values)) {
      const known = columns.get(attribute);
      if (known === undefined) throw new Error(`${name} has no attribute ${attribute}`);
      if (value === undefined) continue;
      record[known.column] = known.type === 'json' && value !== null ? JSON.stringify(value) : value;
    }
    return record;
  };
  /**
   * Of a named row everything else is compared so that no index could serve it: SQLite, which keeps no
   * statistics, would rather read all rows with the same status than the one with this id.
   */
  const matches = (where: Partial<Row>) => {
    const { [ID_COLUMN]: id, ...others } = columnsOf(where);
    return (condition: ReturnType<Sql>): void => {
      if (id === undefined) return void condition.where(others);
      void condition.where({ [ID_COLUMN]: id });
      for (const [column, value] of Object.entries(others))
        if (value === null) void condition.whereNull(column);
        else void condition.whereRaw('coalesce(??, ??) = ?', [column, column, value as string]);
    };
  };
  /** The same for writing: whoever is named by number is also named by what survives a move. */
  const written = (values: Partial<Row>) => {
    const record = columnsOf(values);
    for (const [attribute, value] of Object.entries(values)) {
      const who = columns.get(whoOf(attribute));
      if (who === undefined || who.attribute === attribute || value === undefined) continue;
      record[who.column] =
        value === null ? null : whoSql(strapi, directoryOf(attribute, values), Number(value));
    }
    return record;
  };
  const read = (record: Record<string, unknown>): Row => {
    const stored: Record<string, unknown> = {};
    for (const entry of columns.values()) stored[entry.attribute] = entry.read(record[entry.column]);
    const row: Record<string, unknown> = {};
    for (const [attribute, value] of Object.entries(stored)) {
      const shape = shapes[attribute];
      if (shape === undefined) row[attribute] = isReadable(value) ? value : null;
      else row[attribute] = shape(value, (other) => stored[other]);
    }
    return row as Row;
  };
  const query = (sql?: Sql) => (sql ?? strapi.db.connection)(name);
  const recordOf = (values: Partial<Row>) => {
    const now = new Date();
    return {
      ...defaults(schema),
      ...written(values),
      [ID_COLUMN]: documentId(),
      created_at: now,
      updated_at: now,
      published_at: now,
    };
  };

  const table: Table<Row> = {
    name,
    column: (attribute) => columns.get(attribute)?.column ?? attribute,
    query,
    read,
    matches,
    columnsOf,
    written,
    async find(where, sql) {
      const records: Record<string, unknown>[] = await query(sql).where(matches(where)).orderBy(ORDER_COLUMN);
      return records.map(read);
    },
    async findOne(where, sql) {
      const record: Record<string, unknown> | undefined = await query(sql).where(matches(where)).first();
      return record === undefined ? undefined : read(record);
    },
    async insert(values, sql) {
      const made = recordOf(values);
      const inserting = query(sql).insert(made);
      // MySQL can't answer with what it has written.
      const isTold = strapi.db.dialect.client !== 'mysql';
      const told = isTold ? inserting.returning('*') : inserting;
      const records = (await told) as Record<string, unknown>[];
      const mine = { [ID_COLUMN]: made[ID_COLUMN] };
      return read(isTold ? (records[0] ?? {}) : await query(sql).where(mine).first());
    },
    async insertMany(values, sql) {
      if (values.length === 0) return;
      await query(sql).insert(values.map(recordOf));
    },
    async insertMissing(values, unique, sql) {
      const keys = unique.map((attribute) => table.column(attribute));
      const inserting = query(sql).insert(recordOf(values)).onConflict(keys);
      // MySQL's `insert ignore` would leave out every fault, and cut what is too long.
      if (strapi.db.dialect.client === 'mysql')
        await inserting.merge(Object.fromEntries(keys.map((key) => [key, strapi.db.connection.ref(key)])));
      else await inserting.ignore();
    },
    update: (where, patch, sql) => query(sql).where(matches(where)).update(written(patch)),
    remove: (where, sql) => query(sql).where(matches(where)).delete(),
  };

  function defaults(of: TableSchema) {
    const values: Record<string, unknown> = {};
    for (const [attribute, described] of Object.entries(of.attributes)) {
      const known = columns.get(attribute);
      if (known && described.default !== undefined) values[known.column] = described.default;
    }
    return values;
  }
  return table;
}
