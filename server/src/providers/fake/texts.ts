import { messagesOf } from '../../../../contracts/messages/message';

/**
 * This provider's texts, complete in each language. Its messages carry them, because no catalogue has
 * them. The texts of the providers that we ship are in `contracts/messages`.
 */
export const texts = {
  en: {
    'fake.summary': 'An invented service. Copy it to begin a new provider.',
    'fake.field.serverUrl': 'Server link',
    'fake.field.serverUrl.help': 'The address of the service, without a path.',
    'fake.field.apiToken': 'API token',
    'fake.field.apiToken.help': 'From Settings → API of the service.',
    'fake.check.recordings': 'List one page of recordings',
    'fake.token-rejected':
      'The server rejected the API token. Copy it again from Settings → API of the service.',
    'fake.unexpected-answer': 'The server gave an unexpected answer (status {status}).',
    'fake.page': 'The server sends a web page instead of this file.',
  },
  uk: {
    'fake.summary': 'Вигадана служба. Скопіюйте її, щоб почати нового провайдера.',
    'fake.field.serverUrl': 'Адреса сервера',
    'fake.field.serverUrl.help': 'Адреса служби, без шляху.',
    'fake.field.apiToken': 'Токен API',
    'fake.field.apiToken.help': 'Розділ Settings → API служби.',
    'fake.check.recordings': 'Отримати одну сторінку записів',
    'fake.token-rejected': 'Сервер відхиляє токен API. Скопіюйте його ще раз: розділ Settings → API служби.',
    'fake.unexpected-answer': 'Сервер дає неочікувану відповідь (статус {status}).',
    'fake.page': 'Сервер надсилає вебсторінку замість цього файлу.',
  },
} as const;

export const message = messagesOf(texts);
