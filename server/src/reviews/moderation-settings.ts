import type { Core } from '@strapi/strapi';
import { moderationSettings, type ModerationSettings } from '../../../contracts/review';
import { PLUGIN_ID } from '../../../contracts/plugin';

/** What a site starts with. The sentences are data from then on: the site edits them. */
export const INITIAL_MODERATION: ModerationSettings = {
  enabled: false,
  moderatorsPublishDirectly: false,
  reasonTemplates: [
    'The title does not say what the meeting was about.',
    'It shows people who may not have agreed to be shown.',
    'It holds something confidential: please cut it out or keep the recording private.',
  ],
};

/** The site's settings of content moderation: configuration, so Strapi's store is the place for them. */
export interface ModerationStore {
  /** @throws Error when what is stored can't be read: not knowing is not "off". */
  read(): Promise<ModerationSettings>;
  write(settings: ModerationSettings): Promise<void>;
}

export function openModeration(strapi: Core.Strapi): ModerationStore {
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID });
  const key = 'moderation';
  return {
    async read() {
      const stored: unknown = await store.get({ key });
      if (stored === null || stored === undefined) return INITIAL_MODERATION;
      return moderationSettings.parse(stored);
    },
    async write(settings) {
      await store.set({ key, value: settings });
    },
  };
}
