import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import type { UserRef } from '../../../contracts/people';
import { isMemberContributor, MEMBER_RIGHTS, memberContributorRole } from './contributor-role';
import type { Directory, DirectoryUser } from './directory';
import { openRoleGifts, type ChosenRole } from './role-gifts';
import type { Right } from './roles-within';
import { findByEmail } from './users-by-email';

const USER = 'plugin::users-permissions.user';
const ROLE = 'plugin::users-permissions.role';

interface Member {
  id: number;
  username: string;
  email: string;
  blocked: boolean | null;
  resetPasswordToken: string | null;
  role: { id: number; name: string; permissions: { action: string }[] } | null;
}
interface MemberUsers {
  add(user: object): Promise<{ id: number }>;
  edit(id: number, patch: object): Promise<unknown>;
}

const EXPLORER = 'plugin::content-manager.explorer';
/** Who has these in the admin panel may give any role of Users & Permissions to any of its users. */
const MANAGEMENT: readonly Right[] = [
  { action: 'plugin::users-permissions.roles.update' },
  { action: `${EXPLORER}.create`, subject: USER, properties: { fields: ['role'] } },
  { action: `${EXPLORER}.update`, subject: USER, properties: { fields: ['role'] } },
];
/** Apart from the rights of the admin panel, which a setter has: no name counts as the other's. */
const ofMembers = (action: string): Right => ({ action: `content-api ${action}` });

const advanced = z.object({ email_reset_password: z.string().nullish() });

/** Users of Users & Permissions, who have one role each. The author of an entry is its `authorUserId`. */
export function openMemberDirectory(strapi: Core.Strapi, chosen: ChosenRole): Directory {
  const roleId = chosen.id;
  const users = () => strapi.plugin('users-permissions').service('user') as unknown as MemberUsers;

  const read = async (id: number): Promise<Member | null> =>
    (await strapi.db
      .query(USER)
      .findOne({ where: { id }, populate: { role: { populate: ['permissions'] } } })) as Member | null;

  const refOf = (user: Pick<Member, 'id' | 'email' | 'username'>): UserRef => ({
    directory: 'users-permissions',
    id: Number(user.id),
    email: user.email,
    name: user.username || user.email,
  });

  const actionsOf = (user: Member) => new Set(user.role?.permissions.map(({ action }) => action) ?? []);

  const get = async (id: number): Promise<DirectoryUser | undefined> => {
    const user = await read(id);
    if (user === null) return undefined;
    const actions = actionsOf(user);
    return {
      ...refOf(user),
      invited: user.resetPasswordToken?.startsWith(INVITED) ?? false,
      blocked: user.blocked === true,
      mayAuthor:
        user.role?.id === roleId ||
        ['update', 'findOne'].every((verb) => actions.has(RECORDING_ACTION + verb)),
    };
  };

  const contributorRole = async () => roleId ?? (await memberContributorRole(strapi));

  const gifts = openRoleGifts(strapi, chosen, {
    harmless: MEMBER_RIGHTS.map(ofMembers),
    management: MANAGEMENT,
    async read(id) {
      const role = (await strapi.db.query(ROLE).findOne({ where: { id }, populate: ['permissions'] })) as {
        name: string;
        type: string;
        permissions: { action: string }[];
      } | null;
      return role === null || role.type === 'public'
        ? undefined
        : {
            name: role.name,
            isSuperAdmin: false,
            isOwn: isMemberContributor(role),
            rights: role.permissions.map(({ action }) => ofMembers(action)),
          };
    },
  });

  return {
    kind: 'users-permissions',
    get,
    find: (email) => findByEmail(strapi, USER, email, get),
    async search(words) {
      const found = (await strapi.db.query(USER).findMany({
        where: { $or: [{ email: { $containsi: words } }, { username: { $containsi: words } }] },
        orderBy: { email: 'asc' },
        limit: 20,
      })) as Member[];
      return found.map(refOf);
    },
    /** A user has one role here, so the new role must have every right of the old one. */
    async makeContributor({ id }, givers) {
      await gifts.mustBeGiven(givers);
      const user = await read(id);
      const role = await contributorRole();
      const held = (await strapi.db
        .query(ROLE)
        .findOne({ where: { id: role }, populate: ['permissions'] })) as {
        permissions: { action: string }[];
      } | null;
      const gained = new Set(held?.permissions.map(({ action }) => action) ?? []);
      const lost = user === null ? [] : [...actionsOf(user)].filter((action) => !gained.has(action));
      if (lost.length > 0) {
        return {
          outcome: 'refused',
          why: message('people.one-role', { role: user?.role?.name ?? '' }),
        };
      }
      await users().edit(id, { role });
      return { outcome: 'upgraded' };
    },
    async create({ email }, givers) {
      await gifts.mustBeGiven(givers);
      const address = email.trim().toLowerCase();
      const made = await users().add({
        username: address,
        email: address,
        provider: 'local',
        // Nobody knows this password. The first sign-in needs the link, which sets another one.
        password: randomBytes(48).toString('base64url'),
        resetPasswordToken: INVITED + randomBytes(48).toString('hex'),
        confirmed: true,
        blocked: false,
        role: await contributorRole(),
      });
      const user = await get(Number(made.id));
      if (user === undefined) throw new Error('The user that was just made is gone');
      return user;
    },
    async signUpLink(id) {
      const token = (await read(id))?.resetPasswordToken;
      if (token === null || token === undefined || !token.startsWith(INVITED)) return '';
      const settings = advanced.safeParse(
        await strapi.store({ type: 'plugin', name: 'users-permissions', key: 'advanced' }).get({}),
      );
      const page = settings.success ? settings.data.email_reset_password : undefined;
      if (!page) return '';
      const address = new URL(page, String(strapi.config.get('server.absoluteUrl')));
      address.searchParams.set('code', token);
      return address.toString();
    },
    async roles() {
      const roles = (await strapi.db
        .query(ROLE)
        .findMany({ where: { type: { $ne: 'public' } }, orderBy: { name: 'asc' } })) as {
        id: number;
        name: string;
        type: string;
      }[];
      return roles.map((role) => ({
        id: Number(role.id),
        name: role.name,
        isOwn: isMemberContributor(role),
      }));
    },
    refusalOfRole: gifts.refusal,
  };
}

const RECORDING_ACTION = `${MEMBER_RIGHTS[0].slice(0, MEMBER_RIGHTS[0].lastIndexOf('.'))}.`;
/** Prefix of the reset token of an account that the plugin created, until the token is used. */
const INVITED = 'mc-invited-';
