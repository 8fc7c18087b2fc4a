import type { routes as en } from '../en/routes';
import type { TextsLike } from '../message';

export const routes: TextsLike<typeof en> = {
  'route.not-found': 'Цього немає або вже немає.',
  'route.hidden-type': 'Цей тип належить плагіну. Користуйтеся сторінками й маршрутами плагіна.',
  'route.delivery-gone': 'Цієї доставки вже немає.',
  'route.delivery-busy': 'Цю доставку саме опрацьовують. Спробуйте за мить.',
  'route.download-over':
    'Посилання на це завантаження застаріло, або запис більше не містить цього файлу. Завантажте сторінку ще раз.',
  'route.download-missing': 'У сховищі немає вмісту цього файлу.',
  'route.import-gone': 'Цього імпорту вже немає.',
  'route.import-not-waiting': 'Цей імпорт завершено або саме виконується, тож повторювати нічого.',
  'route.run-gone': 'Цієї синхронізації вже немає.',
  'route.mail-unknown': 'Такого листа немає.',
  'route.link-alone':
    'Поставте пробіл перед {placeholder}. Як частина іншої адреси посилання дісталося б тому сайту.',
  'route.placeholder': '{placeholder} тут невідомий. Використовуйте лише {placeholders}.',
  'route.no-example':
    'Подій цього провайдера плагін не знає. Натомість використовуйте адресу для пробудження.',
  'route.no-secret':
    'Спершу введіть секрет вебхука в налаштуваннях. До того часу кожен запит відхиляється, зокрема й тестова подія.',
  'route.test-refused': 'Тестову подію відхилено ({reason}). Введіть секрет вебхука знову.',
  'route.captions-unreadable': 'Субтитри не читаються. {reason}',
  'route.members-only': 'Це дозволено лише користувачу цього сайту, який увійшов.',
};
