import type { Core } from '@strapi/strapi';
import { PLUGIN_ID } from '../../../contracts/plugin';
import type { Database } from '../ledger/database';
import { ORDER_COLUMN, type Table } from '../ledger/table';
import { belongingOf, belongingOfSealed, type Credentials } from './credentials';

interface Dependencies {
  database: Database;
  credentials: Pick<Credentials, 'rebound'>;
}

/** Requests of up to 1 MiB are among them. */
const ROWS_AT_ONCE = 50;

/**
 * Version 0.1 encrypted secrets, kept links and deliveries without saying what they belong to. They are bound
 * once, to the connector at which they are; later, one that is not bound is not read. What can't be decrypted
 * may come back with its key, so then the next start tries again.
 */
export async function bindSecrets(
  strapi: Core.Strapi,
  { database, credentials }: Dependencies,
): Promise<void> {
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID, key: 'secrets-bound' });
  if ((await store.get({})) !== null) return;
  let isWhole = true;
  const rebound = (...[cipher, belonging]: Parameters<Credentials['rebound']>): string | undefined => {
    const result = credentials.rebound(cipher, belonging);
    if (result.outcome === 'unreadable') isWhole = false;
    return result.outcome === 'rebound' ? result.cipher : undefined;
  };

  const connectors = new Map((await database.connectors.find({})).map((row) => [row.id, row]));
  for (const { id, connectorId, field, cipher } of await database.credentials.find({})) {
    const connector = connectors.get(connectorId);
    const next = connector && rebound(cipher, belongingOf(connector, field));
    // Another instance that starts at the same time may have bound or changed it.
    if (next !== undefined) await database.credentials.update({ id, cipher }, { cipher: next });
  }
  await eachWith(database.imports, 'links', async ({ id, connectorId, links }) => {
    const next = links === null ? undefined : rebound(links, belongingOfSealed(connectorId, 'links'));
    if (next !== undefined) await database.imports.update({ id, links }, { links: next });
  });
  await eachWith(database.deliveries, 'sealed', async ({ id, connectorId, sealed }) => {
    const next = rebound(sealed, belongingOfSealed(connectorId, 'delivery'));
    if (next !== undefined) await database.deliveries.update({ id, sealed }, { sealed: next });
  });
  if (isWhole) await store.set({ value: true });
}

/** Rows with a value in this column, a few in memory at a time. */
async function eachWith<Row extends { id: string }>(
  table: Table<Row>,
  attribute: keyof Row & string,
  work: (row: Row) => Promise<void>,
): Promise<void> {
  for (let after = 0; ;) {
    const records: Record<string, unknown>[] = await table
      .query()
      .whereNotNull(table.column(attribute))
      .where(ORDER_COLUMN, '>', after)
      .orderBy(ORDER_COLUMN)
      .limit(ROWS_AT_ONCE);
    const last = records.at(-1);
    if (last === undefined) return;
    for (const record of records) await work(table.read(record));
    after = Number(last[ORDER_COLUMN]);
  }
}
