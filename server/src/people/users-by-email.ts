import type { Core } from '@strapi/strapi';
import { normalEmail } from '../domain/email';

/** Ids of all users with exactly this address. Databases agree only on the case of ASCII letters. */
export async function idsByEmail(strapi: Core.Strapi, uid: string, email: string): Promise<number[]> {
  const wanted = normalEmail(email);
  const isPlain = /^[\x21-\x7e]+$/.test(wanted);
  const users: { id: number; email: string | null }[] = await strapi.db
    .query(uid)
    .findMany({ where: isPlain ? { email: { $eqi: wanted } } : {}, select: ['id', 'email'] });
  return users.filter((user) => normalEmail(user.email ?? '') === wanted).map(({ id }) => Number(id));
}
