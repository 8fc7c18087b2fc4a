import type { mails as en } from '../en/mails';
import type { TextsLike } from '../message';

export const mails: TextsLike<typeof en> = {
  'mail.no-provider':
    'У Strapi немає провайдера електронної пошти. Задайте його в config/plugins, ключ email (наприклад, nodemailer), і запустіть Strapi знову. До того листи чекають у черзі вихідних.',
  'mail.failing':
    'Останні листи цього сайту не вдалося надіслати. Причину кожного показано в черзі вихідних.',
  'mail.of-another-site':
    'Цей лист написано на іншому сайті, копією якого є цей сайт. Якщо його слід надіслати звідси, надішліть його вручну.',
  'mail.refused': 'Поштовий сервер відхилив лист.',
  'mail.not-handed-over': 'Лист не вдалося передати поштовому серверу.',
  'mail.gone': 'Цього листа більше немає.',
  'mail.being-sent': 'Цей лист саме надсилається.',
  'mail.waits': 'Запис чекає своєї черги.',
  'mail.outcome.saved': 'Його файли завантажено вчасно.',
  'mail.outcome.lost': 'Його файли не вдалося завантажити вчасно. Провайдер більше їх не надає.',
  'log.link-expires':
    'Запису «{title}» конектора «{connector}» ще немає в Strapi. Провайдер надає його лише до {deadline}. {problem}',
  'log.link-expires-over': '{title}: {outcome}',
};
