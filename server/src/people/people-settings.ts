import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { peopleSettings, type PeopleSettings } from '../../../contracts/people';
import { whoIs } from '../ledger/who';
import { accountNamed } from './moved';
import type { ChosenRole } from './role-gifts';
import { openSettings } from '../site/settings';

/** Who chose a role is kept with it. Earlier versions kept nobody, and nobody may hand out much. */
const keptSettings = peopleSettings.extend({
  adminRoleSetById: z.number().int().positive().nullable().default(null),
  memberRoleSetById: z.number().int().positive().nullable().default(null),
  /** Who and what the numbers mean, to tell after a move. Absent: written by version 0.1. */
  names: z
    .object({
      adminRole: z.string().nullable(),
      memberRole: z.string().nullable(),
      adminRoleSetBy: z.string().nullable(),
      memberRoleSetBy: z.string().nullable(),
    })
    .optional(),
});
type StoredPeopleSettings = z.infer<typeof keptSettings>;
type KeptPeopleSettings = Omit<StoredPeopleSettings, 'names'>;

const INITIAL_PEOPLE: KeptPeopleSettings = {
  directory: 'admin',
  adminRoleId: null,
  memberRoleId: null,
  adminRoleSetById: null,
  memberRoleSetById: null,
};

/** The role that accounts of the chosen directory get. */
export const chosenRole = (of: KeptPeopleSettings, directory = of.directory): ChosenRole =>
  directory === 'admin'
    ? { id: of.adminRoleId, setById: of.adminRoleSetById }
    : { id: of.memberRoleId, setById: of.memberRoleSetById };

/** Without who chose the roles. */
export const peopleSettingsView = ({
  directory,
  adminRoleId,
  memberRoleId,
}: PeopleSettings): PeopleSettings => ({
  directory,
  adminRoleId,
  memberRoleId,
});

/** Which users are authors. It is configuration, so it is kept in Strapi's store. */
export interface PeopleSettingsStore {
  /** @throws ZodError when the stored settings can't be read, because authors are never guessed. */
  read(): Promise<KeptPeopleSettings>;
  write(settings: KeptPeopleSettings): Promise<void>;
}

/** How long another instance may not know yet what this one has saved. */
const KEPT_FOR_MS = 5_000;
const kept = new WeakMap<Core.Strapi, { settings: Promise<KeptPeopleSettings>; untilMs: number }>();

/**
 * The settings as every request of a member needs them: from memory, until this instance saves others, and
 * not for long, because another instance may.
 * @throws ZodError as `read`; that is not kept.
 */
export async function recentPeopleSettings(strapi: Core.Strapi): Promise<KeptPeopleSettings> {
  const known = kept.get(strapi);
  if (known !== undefined && Date.now() < known.untilMs) return await known.settings;
  const settings = openPeopleSettings(strapi).read();
  const read = { settings, untilMs: Date.now() + KEPT_FOR_MS };
  kept.set(strapi, read);
  try {
    return await settings;
  } catch (error) {
    if (kept.get(strapi) === read) kept.delete(strapi);
    throw error;
  }
}

const ROLES = { admin: 'admin::role', 'users-permissions': 'plugin::users-permissions.role' } as const;

interface Role {
  id: number;
  documentId: string;
}
const roleBy = async (strapi: Core.Strapi, directory: keyof typeof ROLES, where: object) =>
  strapi.db.metadata.has(ROLES[directory])
    ? ((await strapi.db.query(ROLES[directory]).findOne({ where })) as Role | null)
    : null;

async function namesOf(
  strapi: Core.Strapi,
  { adminRoleId, memberRoleId, adminRoleSetById, memberRoleSetById }: KeptPeopleSettings,
): Promise<NonNullable<StoredPeopleSettings['names']>> {
  const role = async (directory: keyof typeof ROLES, id: number | null) =>
    id === null ? null : ((await roleBy(strapi, directory, { id }))?.documentId ?? '');
  const setter = async (id: number | null) => (id === null ? null : await whoIs(strapi, 'admin', id));
  return {
    adminRole: await role('admin', adminRoleId),
    memberRole: await role('users-permissions', memberRoleId),
    adminRoleSetBy: await setter(adminRoleSetById),
    memberRoleSetBy: await setter(memberRoleSetById),
  };
}

/**
 * The settings with the roles and the people that were meant, as `moved.ts` does it for rows. A role that did
 * not come along is none: hosts get the plugin's own.
 */
export async function relinkPeopleSettings(strapi: Core.Strapi): Promise<void> {
  const store = openSettings(strapi);
  const stored: unknown = await store.get({ key: 'people' });
  const before = keptSettings.safeParse(stored).data;
  // What can't be read is reported by who needs it.
  if (before === undefined) return;
  const { names, ...settings } = before;
  if (names === undefined) {
    await openPeopleSettings(strapi).write(settings);
    return;
  }
  const role = async (directory: keyof typeof ROLES, documentId: string | null) =>
    documentId === null ? null : ((await roleBy(strapi, directory, { documentId }))?.id ?? null);
  const setter = async (who: string | null) =>
    who === null ? null : await accountNamed(strapi, 'admin', who);
  const after = {
    ...settings,
    adminRoleId: await role('admin', names.adminRole),
    memberRoleId: strapi.db.metadata.has(ROLES['users-permissions'])
      ? await role('users-permissions', names.memberRole)
      : settings.memberRoleId,
    adminRoleSetById: await setter(names.adminRoleSetBy),
    memberRoleSetById: await setter(names.memberRoleSetBy),
  };
  const isSame = Object.entries(after).every(
    ([name, value]) => settings[name as keyof typeof settings] === value,
  );
  if (!isSame) await store.set({ key: 'people', value: { ...after, names } });
  kept.delete(strapi);
}

export function openPeopleSettings(strapi: Core.Strapi): PeopleSettingsStore {
  const store = openSettings(strapi);
  const key = 'people';
  return {
    async read() {
      const stored: unknown = await store.get({ key });
      return stored === null || stored === undefined ? INITIAL_PEOPLE : keptSettings.parse(stored);
    },
    async write(settings) {
      await store.set({ key, value: { ...settings, names: await namesOf(strapi, settings) } });
      kept.delete(strapi);
    },
  };
}
