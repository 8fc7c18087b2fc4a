import type { Core } from '@strapi/strapi';
import { peopleSettings, type PeopleSettings } from '../../../contracts/people';
import { PLUGIN_ID } from '../../../contracts/plugin';

export const INITIAL_PEOPLE: PeopleSettings = { directory: 'admin', adminRoleId: null, memberRoleId: null };

/** Which users are authors. It is configuration, so it is kept in Strapi's store. */
export interface PeopleSettingsStore {
  /** @throws ZodError when the stored settings can't be read, because authors are never guessed. */
  read(): Promise<PeopleSettings>;
  write(settings: PeopleSettings): Promise<void>;
}

export function openPeopleSettings(strapi: Core.Strapi): PeopleSettingsStore {
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID });
  const key = 'people';
  return {
    async read() {
      const stored: unknown = await store.get({ key });
      return stored === null || stored === undefined ? INITIAL_PEOPLE : peopleSettings.parse(stored);
    },
    async write(settings) {
      await store.set({ key, value: settings });
    },
  };
}
