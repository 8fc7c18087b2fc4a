import type { Core } from '@strapi/strapi';

type PersistedTable = string | { name: string };
const nameOf = (table: PersistedTable) => (typeof table === 'string' ? table : table.name);

/**
 * Keeps our tables when Strapi starts without the plugin. Its schema sync drops tables without a content
 * type, except those listed under this key of the core store (`@strapi/database/dist/schema/diff.js`;
 * Strapi's enterprise features use it in the same way).
 */
export async function persistTables(strapi: Core.Strapi): Promise<void> {
  const at = { type: 'core', key: 'persisted_tables' } as const;
  const known = ((await strapi.store.get(at)) as PersistedTable[] | null) ?? [];
  const names = new Set(known.map(nameOf));
  const tables: string[] = await strapi.db.dialect.schemaInspector.getTables();
  const ours = tables.filter((table) => table.startsWith('mc_') && !names.has(table));
  if (ours.length === 0) return;
  await strapi.store.set({ ...at, value: [...known, ...ours.map((name) => ({ name }))] });
}
