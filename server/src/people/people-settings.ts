import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { peopleSettings, type PeopleSettings } from '../../../contracts/people';
import { PLUGIN_ID } from '../../../contracts/plugin';
import type { ChosenRole } from './role-gifts';

/** Who chose a role is kept with it. Earlier versions kept nobody, and nobody may hand out much. */
const keptSettings = peopleSettings.extend({
  adminRoleSetById: z.number().int().positive().nullable().default(null),
  memberRoleSetById: z.number().int().positive().nullable().default(null),
});
type KeptPeopleSettings = z.infer<typeof keptSettings>;

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

export function openPeopleSettings(strapi: Core.Strapi): PeopleSettingsStore {
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID });
  const key = 'people';
  return {
    async read() {
      const stored: unknown = await store.get({ key });
      return stored === null || stored === undefined ? INITIAL_PEOPLE : keptSettings.parse(stored);
    },
    async write(settings) {
      await store.set({ key, value: settings });
      kept.delete(strapi);
    },
  };
}
