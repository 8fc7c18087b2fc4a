import type { Core } from '@strapi/strapi';
import { uid } from '../../contracts/plugin';
import knex from 'knex';
import { contentTypes } from '../../server/src/content-types';
import type { SiteName } from '../../server/src/domain/ownership';
import { openDatabase, type Database } from '../../server/src/ledger/database';

interface Described {
  readonly collectionName: string;
  readonly attributes: Readonly<Record<string, { readonly type: string }>>;
  readonly indexes?: readonly { readonly columns: readonly string[]; readonly type?: string }[];
}

const NUMBERS = ['integer', 'biginteger', 'float', 'boolean'];
const columnOf = (attribute: string) => attribute.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export interface MemoryDatabase extends Database {
  /** As much of Strapi as the database is. */
  strapi: Core.Strapi;
  /** Makes a table of Strapi or of the site. */
  add(uid: string, table: string, columns: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * The plugin's tables in an in-memory SQLite, with their indexes and without Strapi, for unit tests of code that
 * reads and writes rows. The clock is the database's. To change times, write other instants into rows.
 */
export async function memoryDatabase(site?: SiteName): Promise<MemoryDatabase> {
  const connection = knex({
    client: 'better-sqlite3',
    connection: { filename: ':memory:' },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  const described = new Map<
    string,
    { tableName: string; attributes: Record<string, { columnName: string }> }
  >();
  for (const [name, { schema }] of Object.entries(contentTypes) as [string, { schema: Described }][]) {
    const attributes = Object.entries(schema.attributes);
    await connection.schema.createTable(schema.collectionName, (table) => {
      table.increments('id');
      for (const system of ['document_id', 'created_at', 'updated_at', 'published_at']) table.text(system);
      for (const [attribute, { type }] of attributes)
        if (NUMBERS.includes(type)) table.bigInteger(columnOf(attribute));
        else table.text(columnOf(attribute));
      // Strapi has one of its own on it.
      table.index(['document_id']);
      for (const { columns, type } of schema.indexes ?? [])
        if (type === 'unique') table.unique([...columns]);
        else table.index([...columns]);
    });
    described.set(uid(name), {
      tableName: schema.collectionName,
      attributes: Object.fromEntries(
        attributes.map(([attribute]) => [attribute, { columnName: columnOf(attribute) }]),
      ),
    });
  }
  // The parts of Strapi that `openDatabase` uses. The database is real.
  const db = {
    connection,
    dialect: { client: 'sqlite' },
    metadata: described,
    transaction: <T>(work: (context: { trx: unknown }) => Promise<T>) =>
      connection.transaction((trx) => work({ trx })),
  };
  const strapi = { db, log: { warn: () => undefined } } as unknown as Core.Strapi;
  return Object.assign(openDatabase(strapi, site), {
    strapi,
    async add(model: string, tableName: string, columns: readonly string[]) {
      await connection.schema.createTable(tableName, (table) => {
        table.increments('id');
        for (const column of ['document_id', ...columns]) table.text(column);
      });
      described.set(model, { tableName, attributes: {} });
    },
    close: () => connection.destroy(),
  });
}
