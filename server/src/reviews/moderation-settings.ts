import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { say, type Language } from '../../../contracts/messages/say';
import { moderationSettings, type ModerationSettings } from '../../../contracts/review';
import { openSettings } from '../site/settings';

const FIRST_REASONS = [
  message('review.reason.title'),
  message('review.reason.people'),
  message('review.reason.confidential'),
];

/** What a site starts with. Once it saves its settings, the reasons are texts of its own. */
const initialModeration = (language: Language): ModerationSettings => ({
  enabled: false,
  moderatorsPublishDirectly: false,
  lateTextsPass: false,
  reasonTemplates: FIRST_REASONS.map((reason) => say(reason, language)),
});

/** The site's settings of content moderation. They are configuration, so they are in Strapi's store. */
export interface ModerationStore {
  /**
   * `language` is that of the reasons that nobody has saved yet.
   * @throws Error when the settings can't be read: moderation must not count as off then.
   */
  read(language?: Language): Promise<ModerationSettings>;
  write(settings: ModerationSettings): Promise<void>;
}

export function openModeration(strapi: Core.Strapi): ModerationStore {
  const store = openSettings(strapi);
  const key = 'moderation';
  return {
    async read(language = 'en') {
      const stored: unknown = await store.get({ key });
      if (stored === null || stored === undefined) return initialModeration(language);
      return moderationSettings.parse(stored);
    },
    async write(settings) {
      await store.set({ key, value: settings });
    },
  };
}
