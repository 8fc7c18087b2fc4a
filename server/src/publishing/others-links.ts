import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { isLinkOfOthers, type ModelOf } from './contents';

const linkTable = z.object({
  name: z.string(),
  joinColumn: z.object({ name: z.string() }),
  inverseJoinColumn: z.object({ name: z.string() }),
});
type LinkRow = Record<string, unknown>;

/**
 * Publishes an entry without the links that drafts of other entries have to its draft: whoever edits
 * those publishes them. Strapi would copy them into the published version. Links of what is published
 * stay. One transaction, or part of the open one.
 * @param publish answers the id of the new published row.
 */
export async function publishWithoutLinksOfOthers(
  strapi: Core.Strapi,
  uid: string,
  ids: { draft: number; published: number },
  publish: () => Promise<number | undefined>,
): Promise<void> {
  const modelOf: ModelOf = (name) => strapi.getModel(name as never) as ReturnType<ModelOf>;
  const { attributes } = strapi.db.metadata.get(uid);
  const tables = Object.entries(modelOf(uid)?.attributes ?? {}).flatMap(([name, attribute]) => {
    if (!isLinkOfOthers(attribute, modelOf)) return [];
    const described: unknown = attributes[name];
    const table: unknown =
      typeof described === 'object' && described !== null ? Reflect.get(described, 'joinTable') : undefined;
    const parsed = linkTable.safeParse(table);
    return parsed.success
      ? [
          {
            name: parsed.data.name,
            own: parsed.data.joinColumn.name,
            other: parsed.data.inverseJoinColumn.name,
          },
        ]
      : [];
  });
  await strapi.db.transaction(async ({ trx }) => {
    const itself = [ids.draft, ids.published];
    const held: { draft: LinkRow[]; published: LinkRow[] }[] = [];
    for (const { name, own, other } of tables) {
      const linksTo = (id: number) =>
        trx(name)
          .where({ [own]: id })
          .whereNotIn(other, itself);
      held.push({ draft: await linksTo(ids.draft), published: await linksTo(ids.published) });
      await linksTo(ids.draft).delete();
    }
    const published = await publish();
    for (const [index, { name, own, other }] of tables.entries()) {
      const rows = held[index];
      if (rows === undefined) continue;
      if (rows.draft.length > 0) await trx(name).insert(rows.draft);
      if (published === undefined) continue;
      // Strapi takes over most of them itself.
      const there = new Set<unknown>(
        await trx(name)
          .where({ [own]: published })
          .pluck(other),
      );
      const lost = rows.published
        .filter((row) => !there.has(row[other]))
        .map(({ id: _, ...row }) => ({ ...row, [own]: published }));
      if (lost.length > 0) await trx(name).insert(lost);
    }
  });
}
