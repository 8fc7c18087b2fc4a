import type { bluejeans as en } from '../en/bluejeans';
import type { TextsLike } from '../message';

export const bluejeans: TextsLike<typeof en> = {
  'bluejeans.summary': 'Записи всіх користувачів підприємства BlueJeans або вибраних вами організаторів.',
  'bluejeans.notice':
    'BlueJeans закрито: безкоштовний план — у серпні 2023 року, платну службу — 29 березня 2024 року. Її адреса більше не відповідає. Цей конектор працює лише зі службою, яка має такий самий API.',
  'bluejeans.field.appKey': 'Ключ застосунку (App Key)',
  'bluejeans.field.appKey.help':
    'Вебпортал BlueJeans, від імені адміністратора підприємства: Admin → Enterprise Apps → ваш застосунок. Це може бути назва, а не число.',
  'bluejeans.field.secretKey': 'Секретний ключ (Secret Key)',
  'bluejeans.field.secretKey.help': 'На тій самій сторінці, поруч з App Key (App Secret).',
  'bluejeans.field.apiBaseUrl': 'Базова адреса API',
  'bluejeans.field.apiBaseUrl.help': 'Адреса служби, яка відповідає замість BlueJeans.',
  'bluejeans.field.pace': 'Запитів на секунду',
  'bluejeans.field.pace.help':
    'BlueJeans не оприлюднював обмежень. Відомо, що два запити на секунду безпечні.',
  'bluejeans.field.pace.careful': 'Два',
  'bluejeans.field.pace.unpaced': 'Без обмеження',
  'bluejeans.check.address': 'Відповідає служба з API BlueJeans',
  'bluejeans.check.credentials': 'Служба приймає App Key і Secret Key',

  'bluejeans.to.get-token': 'отримати токен',
  'bluejeans.to.delete-recordings': 'видалити записи зустрічі',
  'bluejeans.credentials-rejected':
    'BlueJeans відхиляє App Key і Secret Key. Скопіюйте обидва ще раз: Admin → Enterprise Apps.',
  'bluejeans.forbidden.advice': 'Перевірте права застосунку: Admin → Enterprise Apps.',
  'bluejeans.closed':
    'BlueJeans більше не відповідає, бо службу закрито 29 березня 2024 року. Вимкніть конектор. Якщо у вас є інша служба з таким самим API, введіть її адресу: «Додатково» → «Базова адреса API».',
  'bluejeans.no-download-yet': 'BlueJeans ще не дає завантажити цей розділ.',
};
