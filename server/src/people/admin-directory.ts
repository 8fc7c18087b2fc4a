import type { Core } from '@strapi/strapi';
import type { UserRef } from '../../../contracts/people';
import { RECORDING_UID } from '../../../contracts/plugin';
import { panelLinks } from '../site/panel-links';
import { ADMIN_RIGHTS, adminContributorRole, isAdminContributor } from './contributor-role';
import type { Directory, DirectoryUser } from './directory';
import { openRoleGifts, SUPER_ADMIN, type ChosenRole } from './role-gifts';
import type { Right } from './roles-within';
import { findByEmail } from './users-by-email';

const USER = 'admin::user';
/** Who has these in the admin panel may give any role of it to anybody. */
const MANAGEMENT: readonly Right[] = [
  { action: 'admin::users.create' },
  { action: 'admin::users.update' },
  { action: 'admin::roles.update' },
];

interface AdminUser {
  id: number;
  email: string;
  firstname: string | null;
  lastname: string | null;
  isActive: boolean;
  blocked: boolean | null;
  registrationToken: string | null;
  roles: { id: number; code: string }[];
}
interface AdminUsers {
  create(user: object): Promise<{ id: number }>;
  updateById(id: number, attributes: object): Promise<unknown>;
}

/** Users of the admin panel. The author of an entry is its `createdBy`. */
export function openAdminDirectory(strapi: Core.Strapi, chosen: ChosenRole): Directory {
  const roleId = chosen.id;
  const users = () => strapi.service('admin::user') as unknown as AdminUsers;

  const read = async (id: number): Promise<AdminUser | null> =>
    (await strapi.db.query(USER).findOne({ where: { id }, populate: ['roles'] })) as AdminUser | null;

  const refOf = (user: AdminUser): UserRef => ({
    directory: 'admin',
    id: Number(user.id),
    email: user.email,
    name: [user.firstname, user.lastname].filter(Boolean).join(' ') || user.email,
  });

  const mayAuthor = async ({ roles }: AdminUser): Promise<boolean> => {
    if (roles.some(({ id, code }) => code === SUPER_ADMIN || id === roleId)) return true;
    const rights: { action: string }[] = await strapi.db.query('admin::permission').findMany({
      where: { subject: RECORDING_UID, role: { id: { $in: roles.map(({ id }) => id) } } },
      select: ['action'],
    });
    return ['read', 'update'].every((verb) =>
      rights.some(({ action }) => action === `plugin::content-manager.explorer.${verb}`),
    );
  };

  const get = async (id: number): Promise<DirectoryUser | undefined> => {
    const user = await read(id);
    if (user === null) return undefined;
    // `isActive` is the panel's switch. An invited user is inactive and has a registration token.
    const invited = !user.isActive && user.registrationToken !== null;
    return {
      ...refOf(user),
      invited,
      blocked: user.blocked === true || (!user.isActive && !invited),
      mayAuthor: await mayAuthor(user),
    };
  };

  const contributorRole = async () => roleId ?? (await adminContributorRole(strapi));

  const gifts = openRoleGifts(strapi, chosen, {
    harmless: ADMIN_RIGHTS,
    management: MANAGEMENT,
    async read(id) {
      const role = (await strapi.db
        .query('admin::role')
        .findOne({ where: { id }, populate: ['permissions'] })) as {
        name: string;
        code: string;
        permissions: Right[];
      } | null;
      return role === null
        ? undefined
        : {
            name: role.name,
            isSuperAdmin: role.code === SUPER_ADMIN,
            isOwn: isAdminContributor(role),
            rights: role.permissions,
          };
    },
  });

  return {
    kind: 'admin',
    get,
    find: (email) => findByEmail(strapi, USER, email, get),
    async search(words) {
      const found = (await strapi.db.query(USER).findMany({
        where: {
          $or: ['email', 'firstname', 'lastname', 'username'].map((field) => ({
            [field]: { $containsi: words },
          })),
        },
        orderBy: { email: 'asc' },
        limit: 20,
      })) as AdminUser[];
      return found.map(refOf);
    },
    async makeContributor({ id }, givers) {
      await gifts.mustBeGiven(givers);
      const user = await read(id);
      const role = await contributorRole();
      const kept = user?.roles.map((had) => had.id) ?? [];
      await users().updateById(id, { roles: [...new Set([...kept, role])] });
      return { outcome: 'upgraded' };
    },
    async create({ email, name }, givers) {
      await gifts.mustBeGiven(givers);
      const [firstname, ...others] = (name ?? email.split('@')[0] ?? email).split(/\s+/);
      const made = await users().create({
        email: email.trim().toLowerCase(),
        firstname,
        lastname: others.join(' ') || null,
        isActive: false,
        roles: [await contributorRole()],
      });
      const user = await get(Number(made.id));
      if (user === undefined) throw new Error('The user that was just made is gone');
      return user;
    },
    async signUpLink(id) {
      const user = await read(id);
      return user === null || user.isActive || user.registrationToken === null
        ? ''
        : panelLinks(strapi).signUp(user.registrationToken);
    },
    async roles() {
      const roles = (await strapi.db
        .query('admin::role')
        .findMany({ where: { code: { $ne: SUPER_ADMIN } }, orderBy: { name: 'asc' } })) as {
        id: number;
        name: string;
        code: string;
      }[];
      return roles.map((role) => ({
        id: Number(role.id),
        name: role.name,
        isOwn: isAdminContributor(role),
      }));
    },
    refusalOfRole: gifts.refusal,
  };
}
