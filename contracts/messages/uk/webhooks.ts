import type { webhooks as en } from '../en/webhooks';
import type { TextsLike } from '../message';

export const webhooks: TextsLike<typeof en> = {
  'webhook.no-public-url':
    'Публічна адреса цього сайту невідома. Задайте url у config/server — публічну адресу https цього сайту, — і запустіть Strapi знову.',
  'webhook.private-address':
    'Значення url у config/server вказує на цю машину або на приватну адресу ({host}), тому жоден провайдер не може до неї звернутися. Задайте публічну адресу https цього сайту й запустіть Strapi знову.',
  'webhook.not-https':
    'Значення url у config/server — не https, а провайдери надсилають вебхуки лише через https. Задайте публічну адресу https цього сайту й запустіть Strapi знову.',
  'webhook.connector-off': 'Конектор вимкнено. Подію буде оброблено, коли його увімкнуть.',
  'webhook.connector-paused':
    'Конектор призупинено, бо його скопійовано з іншого середовища. Подію буде оброблено, коли хтось скаже, що тепер власник — цей сайт.',
  'webhook.unreadable':
    'Цю подію зашифровано іншим ключем. Її можна прочитати лише з тим admin.secrets.encryptionKey, який було задано, коли вона надійшла.',
  'webhook.unknown-provider':
    'Ця версія плагіна не приймає подій від «{provider}». Оновіть плагін, а потім відтворіть подію ще раз.',
};
