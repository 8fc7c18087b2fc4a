import type { Core } from '@strapi/strapi';
import { permissionAction } from '../../../contracts/permissions';

export interface Moderator {
  id: number;
  email: string;
  name: string;
}

/** Strapi's own code of its highest role, which holds every right without a row that says so. */
const SUPER_ADMIN = 'strapi-super-admin';

interface AdminUser {
  id: number;
  email: string;
  firstname: string | null;
  lastname: string | null;
}

/** Admin users who may approve and reject, and can sign in. Super admins last: they have other work. */
export async function moderatorsOf(strapi: Core.Strapi): Promise<Moderator[]> {
  const action = permissionAction('recordings.moderate');
  const find = (roles: object): Promise<AdminUser[]> =>
    strapi.db.query('admin::user').findMany({
      where: { isActive: true, blocked: { $ne: true }, roles },
      select: ['id', 'email', 'firstname', 'lastname'],
      orderBy: { id: 'asc' },
    }) as Promise<AdminUser[]>;
  const named = [...(await find({ permissions: { action } })), ...(await find({ code: SUPER_ADMIN }))];
  const byId = new Map(named.map((user) => [Number(user.id), user]));
  return [...byId.values()].map((user) => ({
    id: Number(user.id),
    email: user.email,
    name: [user.firstname, user.lastname].filter(Boolean).join(' ') || user.email,
  }));
}
