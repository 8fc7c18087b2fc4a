import type { Core } from '@strapi/strapi';
import { normalEmail } from '../domain/email';
import type { DirectoryUser, Found } from './directory';

/** Ids of all users with exactly this address. Databases agree only on the case of ASCII letters. */
async function idsByEmail(strapi: Core.Strapi, uid: string, email: string): Promise<number[]> {
  const wanted = normalEmail(email);
  const isPlain = /^[\x21-\x7e]+$/.test(wanted);
  const users: { id: number; email: string | null }[] = await strapi.db
    .query(uid)
    .findMany({ where: isPlain ? { email: { $eqi: wanted } } : {}, select: ['id', 'email'] });
  return users.filter((user) => normalEmail(user.email ?? '') === wanted).map(({ id }) => Number(id));
}

/** The only user with exactly this address, as `get` reads it. */
export async function findByEmail(
  strapi: Core.Strapi,
  uid: string,
  email: string,
  get: (id: number) => Promise<DirectoryUser | undefined>,
): Promise<Found> {
  const [id, ...others] = await idsByEmail(strapi, uid, email);
  if (id === undefined) return { outcome: 'none' };
  if (others.length > 0) return { outcome: 'ambiguous', number: others.length + 1 };
  const user = await get(id);
  return user === undefined ? { outcome: 'none' } : { outcome: 'one', user };
}
