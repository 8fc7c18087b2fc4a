import type { Core } from '@strapi/strapi';
import { publishDefaults, type PublishDefaults } from '../../../contracts/publish-settings';
import { openSettings } from '../site/settings';

export const INITIAL_DEFAULTS: PublishDefaults = {
  folderId: null,
  tags: [],
  visibility: 'private',
  titleTemplate: '{title}',
};

/** The site's publish settings (B10): configuration, so Strapi's store is the place for them. */
export interface PublishDefaultsStore {
  read(): Promise<PublishDefaults>;
  write(defaults: PublishDefaults): Promise<void>;
}

export function openPublishDefaults(strapi: Core.Strapi): PublishDefaultsStore {
  const store = openSettings(strapi);
  const key = 'publish-defaults';
  return {
    async read() {
      const parsed = publishDefaults.safeParse(await store.get({ key }));
      return parsed.success ? parsed.data : INITIAL_DEFAULTS;
    },
    async write(defaults) {
      await store.set({ key, value: defaults });
    },
  };
}
