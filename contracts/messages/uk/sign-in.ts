import type { signIn as en } from '../en/sign-in';
import type { TextsLike } from '../message';

export const signIn: TextsLike<typeof en> = {
  'sign-in.nobody': 'У цього провайдера ніхто не входить.',
  'sign-in.not-needed': 'З цими налаштуваннями входити нікому не потрібно.',
  'sign-in.changed': 'Налаштування змінено',
  'sign-in.alert-changed': '{alert}. {changed}',
  'sign-in.not-granted': '{alert}. Не надано: {permissions}',
  'sign-in.settings-changed': 'Під час входу налаштування конектора змінилися. Почніть вхід знову.',
  'sign-in.refused':
    'Провайдер завершив вхід, не надавши доступу. Увійдіть ще раз і прийміть усе, про що запитують. Якщо дозвіл має дати адміністратор, спершу зверніться до нього.',
  'sign-in.not-https':
    'Адресу без https більшість провайдерів приймає лише для localhost. Задайте url у config/server — https-адресу цього сайту.',
  'sign-in.busy': 'Інший імпорт саме користується входом цього конектора. Спробу буде повторено.',
  'sign-in.unreadable': 'Токен входу не вдалося розшифрувати ключем шифрування цього сайту. Увійдіть знову.',
  'sign-in.replaced': 'Тим часом хтось увійшов знову.',
  'sign-in.page.back': 'Назад до конектора в Strapi',
  'sign-in.page.done': 'Вхід виконано: {account}',
  'sign-in.page.done.text': 'Конектор авторизовано. Цю сторінку можна закрити.',
  'sign-in.page.partly': 'Вхід виконано: {account}, але дозволено не все',
  'sign-in.page.partly.text': 'Не надано: {permissions}. Увійдіть ще раз, коли це буде дозволено.',
  'sign-in.page.refused': 'Увійти не вдалося',
  'sign-in.page.provider-says': 'Провайдер відповідає: «{words}»',
  'sign-in.page.unknown': 'Цей вхід тут невідомий',
  'sign-in.page.unknown.text':
    'Його вже використано, він тривав надто довго або почався в іншому місці. Почніть його знову в Strapi: відкрийте Meeting Connectors, потім конектор і натисніть його кнопку входу.',
  'sign-in.page.explain': 'Тут завершується вхід',
  'sign-in.page.explain.text':
    'На цю адресу провайдер надсилає браузер після входу. Почніть вхід у Strapi: відкрийте Meeting Connectors, потім конектор і натисніть його кнопку входу.',
};
