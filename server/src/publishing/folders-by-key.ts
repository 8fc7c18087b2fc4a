import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { uid } from '../../../contracts/plugin';
import { columnNameOf } from '../ledger/table';
import { openSettings } from '../site/settings';

const byNumber = z.looseObject({ folderId: z.number() });
const options = z.looseObject({ publish: byNumber });

/**
 * Version 0.1 named the chosen folder of the Media Library by its number, in the settings of the site and of
 * connectors. What it wrote gets the document id of the folder; one that is gone is none.
 */
export async function migrateFolders(strapi: Core.Strapi): Promise<void> {
  const keyed = async <T extends z.infer<typeof byNumber>>(publish: T) => {
    const folder = (await strapi.db
      .query('plugin::upload.folder')
      .findOne({ where: { id: publish.folderId }, select: ['documentId'] })) as { documentId: string } | null;
    return { ...publish, folderId: folder?.documentId ?? null };
  };
  const store = openSettings(strapi);
  const defaults = byNumber.safeParse(await store.get({ key: 'publish-defaults' })).data;
  if (defaults !== undefined) await store.set({ key: 'publish-defaults', value: await keyed(defaults) });

  const metadata = strapi.db.metadata.get(uid('connector'));
  const column = columnNameOf(metadata, 'options');
  const rows: Record<string, unknown>[] = await strapi.db.connection(metadata.tableName).select('id', column);
  for (const row of rows) {
    const old = options.safeParse(jsonOf(row[column])).data;
    if (old === undefined) continue;
    const changed = { ...old, publish: await keyed(old.publish) };
    await strapi.db
      .connection(metadata.tableName)
      .where({ id: row.id })
      .update({ [column]: JSON.stringify(changed) });
  }
}

function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}
