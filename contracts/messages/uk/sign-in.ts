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
};
