import type { Core } from '@strapi/strapi';
import type { PersonRef } from '../../../contracts/common';
import { languageOf, type Language } from '../../../contracts/messages/say';

/** Names of admin users for display, by one query. */
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

export interface AdminPerson {
  id: number;
  email: string;
}

/** The admin user, if they may sign in. */
export async function activeAdmin(strapi: Core.Strapi, id: number | null): Promise<AdminPerson | undefined> {
  if (id === null) return undefined;
  const user: AdminPerson | null = await strapi.db
    .query('admin::user')
    .findOne({ where: { id, isActive: true, blocked: false }, select: ['id', 'email'] });
  return user === null ? undefined : { id: Number(user.id), email: user.email };
}

/** Everybody who may sign in and has this right, e.g. `plugin::meeting-connectors.recordings.moderate`. */
export async function adminsWithRight(strapi: Core.Strapi, action: string): Promise<AdminPerson[]> {
  const users: AdminPerson[] = await strapi.db.query('admin::user').findMany({
    where: { isActive: true, blocked: false, roles: { permissions: { action } } },
    select: ['id', 'email'],
  });
  // A user can have the right by several roles.
  return [...new Map(users.map(({ id, email }) => [Number(id), { id: Number(id), email }])).values()];
}

/** Languages of the admin users among these addresses, as they chose them in their profiles. */
export async function languagesOf(strapi: Core.Strapi, emails: string[]): Promise<Map<string, Language>> {
  if (emails.length === 0) return new Map();
  const wanted = [...new Set(emails.map((email) => email.toLowerCase()))];
  const users: { email: string; preferedLanguage: string | null }[] = await strapi.db
    .query('admin::user')
    .findMany({ where: { email: { $in: wanted } }, select: ['email', 'preferedLanguage'] });
  return new Map(
    users.map(({ email, preferedLanguage }) => [email.toLowerCase(), languageOf(preferedLanguage)]),
  );
}
