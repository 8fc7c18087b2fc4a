import { messagesOf } from '../../../../contracts/messages/message';

/**
 * What this provider says, whole in each language. Its messages carry these texts with them, since no
 * catalogue has them; those of the providers that we ship are in `contracts/messages`.
 */
export const texts = {
  en: {
    'fake.summary': 'An invented service. Copy it to begin a new provider.',
    'fake.field.serverUrl': 'Server link',
    'fake.field.serverUrl.help': 'The address of the service, without a path.',
    'fake.field.apiToken': 'API token',
    'fake.field.apiToken.help': 'From Settings → API of the service.',
    'fake.check.recordings': 'List one page of recordings',
  },
  uk: {
    'fake.summary': 'Вигадана служба. Скопіюйте її, щоб почати нового провайдера.',
    'fake.field.serverUrl': 'Адреса сервера',
    'fake.field.serverUrl.help': 'Адреса служби, без шляху.',
    'fake.field.apiToken': 'Токен API',
    'fake.field.apiToken.help': 'Розділ Settings → API служби.',
    'fake.check.recordings': 'Отримати одну сторінку записів',
  },
} as const;

export const message = messagesOf(texts);
