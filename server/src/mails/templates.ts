import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { MAIL_TEMPLATE_IDS, MAIL_TEMPLATES, type MailTemplateId } from '../../../contracts/mail-templates';
import type { Language } from '../../../contracts/messages/say';
import { UpdateMailTemplate, type MailTemplateView } from '../../../contracts/mails';
import { ownText, type MailText } from './render';
import { openSettings } from '../site/settings';

const stored = z.record(z.string(), UpdateMailTemplate.body);

export const isMailTemplate = (id: string): id is MailTemplateId => Object.hasOwn(MAIL_TEMPLATES, id);

/** Texts of the mails: the plugin's own, or a manager's. They are configuration, so they are in Strapi's store. */
export interface MailTemplates {
  /** The plugin's own texts are in `language`. A text by a manager is the same for everybody. */
  list(language: Language): Promise<MailTemplateView[]>;
  read(id: MailTemplateId, language: Language): Promise<MailTemplateView>;
  /** `undefined` restores the plugin's own text. */
  write(id: MailTemplateId, text: MailText | undefined, language: Language): Promise<MailTemplateView>;
}

export function openMailTemplates(strapi: Core.Strapi): MailTemplates {
  const store = openSettings(strapi);
  const key = 'mail-templates';
  const own = async () => {
    const parsed = stored.safeParse(await store.get({ key }));
    return parsed.success ? parsed.data : {};
  };
  const view = (id: MailTemplateId, written: MailText | undefined, language: Language): MailTemplateView => ({
    id,
    values: [...MAIL_TEMPLATES[id].values],
    ...(written ?? ownText(id, language)),
    changed: written !== undefined,
  });
  return {
    async list(language) {
      const written = await own();
      return MAIL_TEMPLATE_IDS.map((id) => view(id, written[id], language));
    },
    read: async (id, language) => view(id, (await own())[id], language),
    async write(id, text, language) {
      const { [id]: _, ...others } = await own();
      await store.set({ key, value: text === undefined ? others : { ...others, [id]: text } });
      return view(id, text, language);
    },
  };
}
