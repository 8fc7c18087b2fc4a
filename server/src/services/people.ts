import type { Core } from '@strapi/strapi';
import type { PersonRef } from '../../../contracts/common';

/** Names of admin users for display, one query for all. */
export async function people(strapi: Core.Strapi, ids: (number | null)[]): Promise<Map<number, PersonRef>> {
  const wanted = [...new Set(ids.filter((id): id is number => id !== null))];
  if (wanted.length === 0) return new Map();
  const users: { id: number; firstname: string | null; lastname: string | null; username: string | null }[] =
    await strapi.db
      .query('admin::user')
      .findMany({ where: { id: { $in: wanted } }, select: ['id', 'firstname', 'lastname', 'username'] });
  return new Map(
    users.map((user) => [
      Number(user.id),
      {
        id: Number(user.id),
        name: [user.firstname, user.lastname].filter(Boolean).join(' ') || user.username || `#${user.id}`,
      },
    ]),
  );
}
