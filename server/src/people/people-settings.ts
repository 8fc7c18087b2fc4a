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
export const chosenRole = (kept: KeptPeopleSettings, directory = kept.directory): ChosenRole =>
  directory === 'admin'
    ? { id: kept.adminRoleId, setById: kept.adminRoleSetById }
    : { id: kept.memberRoleId, setById: kept.memberRoleSetById };

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
    },
  };
}
