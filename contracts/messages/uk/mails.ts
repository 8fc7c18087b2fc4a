import type { mails as en } from '../en/mails';
import type { TextsLike } from '../message';

export const mails: TextsLike<typeof en> = {
  'mail.no-provider':
    'У Strapi немає провайдера електронної пошти. Задайте його в config/plugins, ключ email (наприклад, nodemailer), і запустіть Strapi знову. До того листи чекають у черзі вихідних.',
  'mail.failing':
    'Останні листи цього сайту не вдалося надіслати. Причину кожного показано в черзі вихідних.',
};
