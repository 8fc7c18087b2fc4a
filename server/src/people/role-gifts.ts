import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ACCOUNT_NOT_GIVEN, ConnectorError } from '../domain/errors';
import { mayGive, type Giver, type Right, type RoleToGive } from './roles-within';

/** Strapi's own code of the role that may do everything. */
export const SUPER_ADMIN = 'strapi-super-admin';

/** An admin user who stands for the accounts of hosts. Null: nobody does, e.g. because a token asked. */
export type GiverId = number | null;

/** Who asks for a change, and who stands for the rights that it hands out. */
export interface Setter {
  id: number;
  /** Null for a token: it may do less than its owner. */
  giver: GiverId;
}

/** The role that a site chose for accounts of hosts. */
export interface ChosenRole {
  /** Null: the plugin's own Contributor. */
  id: number | null;
  setById: GiverId;
}
export const OWN_ROLE: ChosenRole = { id: null, setById: null };

export interface RoleRefusal {
  /** `beyond`: the role may do more than one of its givers. */
  why: 'gone' | 'super-admin' | 'beyond';
  role: string;
  /** With `beyond`: who may not hand it out. */
  givers: readonly GiverId[];
}

/** Whether the role is not this person's to give, whatever may be wrong with the others. */
export const isBeyond = (refusal: RoleRefusal | undefined, giver: GiverId): refusal is RoleRefusal =>
  refusal?.why === 'beyond' && refusal.givers.includes(giver);

/** The refusal for who saves the setting. */
export const saidToSetter = ({ why, role }: RoleRefusal): Message =>
  why === 'gone'
    ? message('people.role-gone')
    : why === 'super-admin'
      ? message('people.super-admin')
      : message('people.role-beyond', { role });

/** The same when an account is needed: the import waits until somebody who may saves the settings. */
export const saidOfAccounts = (refusal: RoleRefusal): ConnectorError =>
  new ConnectorError(
    'needs-person',
    refusal.why === 'beyond'
      ? message('needs-you.role-beyond', { role: refusal.role })
      : message('needs-you.role-unusable', { reason: saidToSetter(refusal) }),
    { code: ACCOUNT_NOT_GIVEN },
  );

interface RoleBook {
  harmless: readonly Right[];
  management: readonly Right[];
  /** Undefined when there is no such role. */
  read(id: number): Promise<(RoleToGive & { name: string }) | undefined>;
}

/** Asks, each time anew, whether the chosen role may be handed out. */
export function openRoleGifts(strapi: Core.Strapi, chosen: ChosenRole, book: RoleBook) {
  const refusal = async (givers: readonly GiverId[]): Promise<RoleRefusal | undefined> => {
    if (chosen.id === null) return undefined;
    const role = await book.read(chosen.id);
    if (role === undefined) return { why: 'gone', role: '', givers: [] };
    if (role.isSuperAdmin) return { why: 'super-admin', role: role.name, givers: [] };
    const without: GiverId[] = [];
    for (const id of new Set([chosen.setById, ...givers]))
      if (!mayGive(await giverOf(strapi, id), role, book)) without.push(id);
    return without.length === 0 ? undefined : { why: 'beyond', role: role.name, givers: without };
  };
  return {
    refusal,
    /** @throws ConnectorError `needs-person` */
    async mustBeGiven(givers: readonly GiverId[]): Promise<void> {
      const refused = await refusal(givers);
      if (refused !== undefined) throw saidOfAccounts(refused);
    },
  };
}

/** With the rights of this moment. Undefined when the person may not sign in. */
async function giverOf(strapi: Core.Strapi, id: GiverId): Promise<Giver | undefined> {
  if (id === null) return undefined;
  const user = (await strapi.db.query('admin::user').findOne({
    where: { id },
    populate: { roles: { populate: ['permissions'] } },
  })) as {
    isActive: boolean;
    blocked: boolean | null;
    roles: { code: string; permissions: Right[] }[];
  } | null;
  if (user === null || !user.isActive || user.blocked === true) return undefined;
  return {
    isSuperAdmin: user.roles.some(({ code }) => code === SUPER_ADMIN),
    rights: user.roles.flatMap(({ permissions }) => permissions),
  };
}
