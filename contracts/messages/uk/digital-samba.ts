import type { digitalSamba as en } from '../en/digital-samba';
import type { TextsLike } from '../message';

export const digitalSamba: TextsLike<typeof en> = {
  'digital-samba.summary':
    'Записи всіх кімнат команди Digital Samba Embedded, із чатами, стенограмами та закладками.',
  'digital-samba.field.serverUrl': 'Сервер',
  'digital-samba.field.serverUrl.help': 'Адреса API. Змінюйте, лише якщо Digital Samba надала вам іншу.',
  'digital-samba.field.apiToken': 'Токен API',
  'digital-samba.field.apiToken.help':
    'Ключ розробника (developer key) вашої команди: панель Digital Samba → Team. Він також підписує посилання для входу. Якщо ви оновите його там, введіть його тут знову.',
  'digital-samba.field.teamId': 'Ідентифікатор команди (Team ID)',
  'digital-samba.field.teamId.help': 'Панель Digital Samba → Team, поруч із ключем розробника.',
  'digital-samba.field.takeSummaries': 'Імпортувати підсумки',
  'digital-samba.field.takeSummaries.help':
    'Digital Samba створює підсумок сесії зі стенограмою після першого запиту. Якщо вимкнено, підсумки не запитуються.',
  'digital-samba.field.roomsUrl': 'Адреса кімнат',
  'digital-samba.field.roomsUrl.help':
    'Для посилань входу: https://your-team.digitalsamba.com або ваш власний домен, на якому відкриваються кімнати. Панель Digital Samba → Team.',
  'digital-samba.field.moderatorRole': 'Роль модераторів, які можуть записувати',
  'digital-samba.field.moderatorRole.help':
    'Назва ролі, що має дозвіл на запис: панель Digital Samba → Roles.',
  'digital-samba.field.limitedModeratorRole': 'Роль модераторів, які не можуть записувати',
  'digital-samba.field.limitedModeratorRole.help':
    'Назва ролі без дозволу на запис. У Digital Samba цей дозвіл належить ролі, а не посиланню для входу.',
  'digital-samba.field.participantRole': 'Роль усіх інших',
  'digital-samba.field.participantRole.help': 'Назва ролі, яка не може ні модерувати, ні записувати.',

  'digital-samba.check.address': 'Сервер доступний',
  'digital-samba.check.credentials': 'Digital Samba приймає Team ID і токен API',
  'digital-samba.check.transcripts': 'Запитати розшифровки',
  'digital-samba.check.summaries': 'Запитати підсумки',
  'digital-samba.check.team': 'Токен API належить цій команді',
  'digital-samba.check.team.other':
    'Digital Samba приймає обидва значення, але називає інший ідентифікатор команди.',
  'digital-samba.check.team.rooms': 'Кімнати цієї команди відкриваються на {domain}.digitalsamba.com.',
  'digital-samba.check.events': 'Digital Samba може повідомляти нас про нові записи',
  'digital-samba.check.events.missing':
    'Digital Samba не може повідомляти нас про {events}. Ці записи знаходить розклад.',

  'digital-samba.to.read-team': 'прочитати дані команди',
  'digital-samba.to.read-session': 'прочитати дані сесії',
  'digital-samba.to.read-bookmarks': 'прочитати закладки запису',
  'digital-samba.to.read-transcript': 'прочитати стенограму сесії',
  'digital-samba.to.read-chat': 'прочитати чат',
  'digital-samba.to.read-polls': 'прочитати опитування',
  'digital-samba.to.read-summary': 'прочитати підсумок',
  'digital-samba.to.archive': 'архівувати запис',
  'digital-samba.to.unarchive': 'повернути запис з архіву',
  'digital-samba.to.list-events': 'отримати список подій',
  'digital-samba.to.register-webhook': 'зареєструвати вебхук',
  'digital-samba.to.remove-webhook': 'вилучити вебхук',
  'digital-samba.credentials-rejected':
    'Digital Samba відхиляє Team ID і токен API. Скопіюйте обидва ще раз: панель Digital Samba → Team. Якщо там хтось оновив ключ розробника, старий перестав діяти одразу.',
  'digital-samba.forbidden.advice': 'Перевірте, чи входить це до тарифного плану команди.',
  'digital-samba.conflict': 'Не вдалося {wanted}: у Digital Samba саме виконується інша дія.',
  'digital-samba.room-id':
    'Введіть ідентифікатор кімнати (UUID), а не її назву. Його показує сторінка кімнати на панелі Digital Samba.',
  'digital-samba.rooms-address-missing':
    'Для посилань входу потрібна адреса, на якій відкриваються кімнати команди. Введіть її: «Додатково» → «Адреса кімнат».',
  'digital-samba.address-too-long':
    'Адреса вебхука має {length} символів, а Digital Samba приймає не більше {most}. Задайте коротшу адресу server.url. Доти нові записи знаходить розклад.',
  'digital-samba.no-events':
    'Digital Samba не пропонує цій команді жодної події про записи. Нові записи знаходить розклад.',

  'digital-samba.setup.automatic':
    'Вводити нічого не потрібно. Коли ви ввімкнете конектор, він зареєструє цю адресу в Digital Samba з власним секретом.',
  'digital-samba.setup.shown':
    'Панель Digital Samba → Team → Webhooks показує цю адресу з подіями {events}. Не змінюйте її там: щодня вона відновлюється.',
};
