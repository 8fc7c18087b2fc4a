import type { Core } from '@strapi/strapi';

/**
 * One instance after the other, where Strapi has no unique index for what is made: whoever comes second finds
 * what the first has written. They wait for a row of this type, which every site has: Strapi makes some roles.
 *
 * The row is written, and before anything is read: MySQL goes on showing a transaction what was there when it
 * read first, and SQLite, which locks no rows, lets no transaction write that has read before others wrote.
 */
export async function oneAfterTheOther<T>(
  strapi: Core.Strapi,
  uid: 'admin::role' | 'plugin::users-permissions.role',
  work: () => Promise<T>,
): Promise<T> {
  const { tableName } = strapi.db.metadata.get(uid);
  const rows: { id: number }[] = await strapi.db
    .query(uid)
    .findMany({ select: ['id'], orderBy: { id: 'asc' }, limit: 1 });
  return await strapi.db.transaction(async ({ trx }) => {
    for (const { id } of rows)
      await trx(tableName)
        .where({ id })
        .update({ created_at: trx.ref('created_at') });
    return await work();
  });
}
