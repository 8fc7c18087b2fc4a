import type { Core } from '@strapi/strapi';
import { PLUGIN_ID } from '../../../contracts/plugin';

const ROWS = 'strapi::core-store';

/** Settings of the site, as JSON in the rows of Strapi's own store. */
export interface Settings {
  /** Null if nobody has saved it. What is no JSON is answered as it is, and fits no schema. */
  get(of: { key: string }): Promise<unknown>;
  set(of: { key: string; value: unknown }): Promise<void>;
}

/**
 * The table of Strapi's store has no unique index, so two instances can both make the row of a setting. Strapi
 * reads and writes one of them, and PostgreSQL may choose another each time: a rule that was saved would come
 * and go. Here the oldest is read, and all are written.
 */
export function openSettings(strapi: Core.Strapi): Settings {
  const rows = () => strapi.db.query(ROWS);
  const at = (key: string) => ({ key: `plugin_${PLUGIN_ID}_${key}`, environment: null, tag: null });
  const oldest = async (key: string) => {
    const [row] = (await rows().findMany({
      where: at(key),
      select: ['id', 'value'],
      orderBy: { id: 'asc' },
      limit: 1,
    })) as { value: string }[];
    return row;
  };
  return {
    async get({ key }) {
      const row = await oldest(key);
      if (row === undefined) return null;
      try {
        return JSON.parse(row.value) as unknown;
      } catch {
        return row.value;
      }
    },
    async set({ key, value }) {
      const data = { value: JSON.stringify(value), type: typeof value };
      if ((await oldest(key)) === undefined) await rows().create({ data: { ...at(key), ...data } });
      await rows().updateMany({ where: at(key), data });
    },
  };
}
