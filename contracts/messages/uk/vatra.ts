import type { vatra as en } from '../en/vatra';
import type { TextsLike } from '../message';

export const vatra: TextsLike<typeof en> = {
  'vatra.summary': 'Підписані посилання для входу в кімнати сервера Vatra. Іншого API Vatra не публікує.',
  'vatra.field.server': 'Сервер',
  'vatra.field.server.help': 'Адреса вашого сервера Vatra. Запитайте того, хто ним керує.',
  'vatra.field.apiToken': 'Токен API',
  'vatra.field.apiToken.help':
    'Від Vatra. Зберігається на майбутнє: жоден виклик, якому він потрібен, публічно не відомий.',
  'vatra.field.jwtPublicKey': 'Відкритий ключ JWT',
  'vatra.field.jwtPublicKey.help':
    'Відкрита половина у форматі PEM (BEGIN PUBLIC KEY). Нею Vatra перевіряє посилання для входу. Якщо порожньо, її виводять із закритого ключа.',
  'vatra.field.jwtPrivateKey': 'Закритий ключ JWT',
  'vatra.field.jwtPrivateKey.help':
    'Закрита половина у форматі PEM (BEGIN PRIVATE KEY або BEGIN RSA PRIVATE KEY), без пароля. Вона підписує посилання для входу і ніколи не залишає цього сайту.',
  'vatra.field.algorithm': 'Підпис',
  'vatra.field.algorithm.help': 'Має відповідати ключу. Запитайте, який підпис приймає Vatra.',
  'vatra.field.keyId': 'Ідентифікатор ключа',
  'vatra.field.keyId.help': 'Лише якщо Vatra дала ключу назву.',
  'vatra.field.issuer': 'Видавець',
  'vatra.field.issuer.help': 'Потрапляє в токен як iss.',
  'vatra.field.audience': 'Отримувач',
  'vatra.field.audience.help': 'Потрапляє в токен як aud.',
  'vatra.field.linkTemplate': 'Вигляд посилання на кімнату',
  'vatra.field.linkTemplate.help':
    'Запитайте у Vatra. Використовуйте заповнювачі {placeholders}. Без цього посилання для входу не створюються.',
  'vatra.check.address': 'Сервер доступний',
  'vatra.check.keys': 'Обидва ключі читаються й відповідають підпису',
  'vatra.check.pair': 'Відкритий ключ перевіряє те, що підписує закритий',
  'vatra.check.pair.other':
    'Ці два ключі не є парою, тому Vatra відхиляла б кожне посилання. Введіть обидві половини однієї пари.',
  'vatra.check.link': 'Вигляд посилання на кімнату повний',

  'vatra.key.private-in-public':
    'Це закритий ключ, тобто поля переплутано. Його міг прочитати кожен, хто бачить цей конектор. Створіть нову пару.',
  'vatra.key.other-kind':
    'Закритий ключ не підходить для {algorithm}. Виберіть підпис, який Vatra приймає для цього ключа.',
  'vatra.link.no-template':
    'Vatra не публікує вигляду своїх посилань на кімнати. Запитайте її підтримку, а потім введіть його: «Додатково» → «Вигляд посилання на кімнату».',
  'vatra.link.unknown-placeholder':
    'У вигляді посилання на кімнату є невідомий заповнювач {placeholder}. Використовуйте лише {placeholders}.',
  'vatra.link.foreign': 'Вигляд посилання на кімнату веде на інший сервер. Він має починатися з {server}.',
  'vatra.room-name': 'Введіть назву кімнати.',
};
