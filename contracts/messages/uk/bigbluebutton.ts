import type { bigbluebutton as en } from '../en/bigbluebutton';
import type { TextsLike } from '../message';

export const bigbluebutton: TextsLike<typeof en> = {
  'bigbluebutton.summary': 'Записи вашого власного сервера BigBlueButton або кластера за Scalelite.',
  'bigbluebutton.field.serverUrl': 'Адреса сервера',
  'bigbluebutton.field.serverUrl.help':
    'URL, який на сервері виводить sudo bbb-conf --secret. Для Scalelite — його адреса, а за нею /bigbluebutton/. Якщо адреса сервера приватна, додайте її до network.allowedPrivateHosts у конфігурації плагіна.',
  'bigbluebutton.field.apiToken': 'Токен API',
  'bigbluebutton.field.apiToken.help':
    'Secret, який на сервері виводить sudo bbb-conf --secret. Для Scalelite — LOADBALANCER_SECRET. Він дозволяє на цьому сервері все.',
  'bigbluebutton.field.viewPreference': 'Формати за пріоритетом',
  'bigbluebutton.field.viewPreference.help':
    'Для кожного запису імпортується перший наявний формат: video, screenshare, webcams (з презентації, зі звуком), deskshare (з презентації, без звуку) або podcast (лише звук). Формати, яких немає у списку, не імпортуються ніколи.',
  'bigbluebutton.field.waitHours': 'Чекати на бажаний формат',
  'bigbluebutton.field.waitHours.help':
    'Сервер публікує формати один за одним. На бажаний формат плагін чекає стільки часу після завершення зустрічі, а потім імпортує наступний за пріоритетом.',
  'bigbluebutton.field.waitHours.none': 'Не чекати',
  'bigbluebutton.field.waitHours.hours':
    '{hours, plural, one {# година} few {# години} many {# годин} other {# години}}',
  'bigbluebutton.field.captions': 'Субтитри',
  'bigbluebutton.field.captions.help':
    'Запитує в сервера текстові доріжки кожного запису. Це ще один запит на кожен запис.',
  'bigbluebutton.field.captionsLanguage': 'Мова субтитрів',
  'bigbluebutton.field.captionsLanguage.help':
    'Так, як її пише сервер, наприклад en або de_DE. Порожньо — будь-яка мова: спершу завантажені субтитри, потім живі, потім автоматичні.',
  'bigbluebutton.field.includeBreakouts': 'Записи сесійних залів',
  'bigbluebutton.field.includeBreakouts.help':
    'Імпортує також записи сесійних залів (breakout rooms), кожен як окремий запис.',
  'bigbluebutton.field.mediaHosts': 'Хости з медіафайлами',
  'bigbluebutton.field.mediaHosts.help':
    'Інші хости, з яких дозволено завантажувати записи, наприклад recordings.example.org. Усі хости, крім цих і самого сервера, відхиляються.',
  'bigbluebutton.field.checksum': 'Контрольна сума',
  'bigbluebutton.field.checksum.help':
    'Хеш, яким підписується кожен виклик. Змінюйте, лише якщо адміністратор сервера не дозволяє інших (supportedChecksumAlgorithms).',
  'bigbluebutton.field.checksum.auto': 'Спершу SHA-256, потім інші',
  'bigbluebutton.field.hooksChecksum': 'Контрольна сума модуля вебхуків',
  'bigbluebutton.field.hooksChecksum.help':
    'Лише для bbb-webhooks. Сервери до версії 3.0 приймають тільки SHA-1.',
  'bigbluebutton.field.hooksChecksum.auto': 'Як для викликів, потім SHA-1',
  'bigbluebutton.field.innerSecrets': 'Секрети серверів за Scalelite',
  'bigbluebutton.field.innerSecrets.help':
    'По одному в рядку, як їх виводить sudo bbb-conf --secret на кожному сервері. Потрібні лише для звітів про відвідування, які підписує внутрішній сервер.',

  'bigbluebutton.name': 'Сервер',
  'bigbluebutton.check.address': 'Сервер доступний, і на ньому працює BigBlueButton',
  'bigbluebutton.check.address.version': 'Сервер доступний, і на ньому працює BigBlueButton {version}',
  'bigbluebutton.check.checksum': 'Сервер приймає токен API',
  'bigbluebutton.check.checksum.with': 'Сервер приймає токен API, із {checksum}',
  'bigbluebutton.check.hooks': 'Модуль подій (bbb-webhooks)',
  'bigbluebutton.check.hooks.none':
    'На сервері не встановлено. Нові записи знаходить розклад, а також сповіщення окремих зустрічей.',

  'bigbluebutton.to.read-version': 'прочитати версію',
  'bigbluebutton.to.list-meetings': 'отримати список зустрічей, що тривають',
  'bigbluebutton.to.list-captions': 'отримати список субтитрів запису',
  'bigbluebutton.to.list-subscriptions': 'отримати список підписок',
  'bigbluebutton.secret-rejected':
    'Сервер відхиляє токен API. Скопіюйте його ще раз. На сервері його виводить sudo bbb-conf --secret. Для Scalelite це LOADBALANCER_SECRET.',
  'bigbluebutton.filtered':
    'Не вдалося {wanted}: сервер вимагає ідентифікаторів зустрічей. Для Scalelite вилучіть GET_RECORDINGS_API_FILTERED із його конфігурації.',
  'bigbluebutton.failed': 'Серверу не вдалося {wanted}. Причини він не назвав.',
  'bigbluebutton.failed.because': 'Серверу не вдалося {wanted}. Названа причина: {reason}.',
  'bigbluebutton.not-the-api':
    'Не вдалося {wanted}: відповідь надійшла не від API BigBlueButton (статус {status}, {reason}). Якщо це повторюється, перевірте адресу сервера. На сервері її виводить sudo bbb-conf --secret.',
  'bigbluebutton.not-the-api.shape': 'вміст не такий, як у документації',
  'bigbluebutton.not-the-api.no-page': 'такої сторінки немає',
  'bigbluebutton.not-the-api.other-document': 'це інший документ',
  'bigbluebutton.not-the-api.no-outcome': 'не вказано ні успіху, ні помилки',
  'bigbluebutton.not-the-api.doctype': 'документ оголошує свій тип',
  'bigbluebutton.not-the-api.too-deep': 'забагато рівнів вкладення',
  'bigbluebutton.not-the-api.too-many': 'забагато елементів',
  'bigbluebutton.not-the-api.broken': 'документ неповний або це не XML',
  'bigbluebutton.list-moved': 'Щоразу, коли плагін читав список, на сервері в цей час видаляли записи.',
  'bigbluebutton.captions-failed': '{what} Якщо це повторюється, вимкніть субтитри в розділі «Додатково».',
  'bigbluebutton.not-deleted':
    'Сервер повідомляє, що не видалив запис. Видаліть його там або перегляньте журнали сервера.',
  'bigbluebutton.unpublished':
    'Цей запис на сервері не опубліковано, тому його посилання не працюють. Опублікуйте його там, а потім спробуйте ще раз.',
  'bigbluebutton.no-video-file':
    'На сервері є презентація цієї зустрічі, але немає її відеофайлу. Увімкніть на сервері формат video (установіть bbb-playback-video, а потім запустіть bbb-record --rebuild для цього запису) і спробуйте ще раз.',
  'bigbluebutton.foreign-host':
    'Сервер назвав адресу відтворення на хості {host}. Це не хост самого сервера і не хост із медіафайлами цього конектора, тому плагін за нею не звертався. Якщо цей хост ваш, додайте його: «Додатково» → «Хости з медіафайлами».',
  'bigbluebutton.host-refused':
    '{what} Якщо цей хост ваш, додайте його: «Додатково» → «Хости з медіафайлами».',
  'bigbluebutton.download.missing':
    'Сервер показує цей файл у списку, але не віддає його. Нове посилання не допомогло. Якщо це повторюється, відкрийте запис у браузері. Можливо, його адреса належить старому серверу.',
  'bigbluebutton.download.forbidden':
    'Сервер забороняє завантажувати цей файл. Нове посилання не допомогло. Якщо це повторюється, відкрийте запис у браузері. Можливо, його адреса належить старому серверу.',
  'bigbluebutton.download.html':
    'Сервер надсилає вебсторінку замість цього файлу. Нове посилання не допомогло. Якщо це повторюється, відкрийте запис у браузері. Можливо, його адреса належить старому серверу.',

  'bigbluebutton.setup.module':
    'Якщо на сервері встановлено пакунок bbb-webhooks (sudo apt-get install bbb-webhooks), нічого робити не потрібно: конектор підписується і поновлює підписку автоматично.',
  'bigbluebutton.setup.callback':
    'Інакше систему, що створює зустрічі, можна налаштувати на цю адресу: передавайте в create параметр meta_bbb-recording-ready-url із цією адресою.',
  'bigbluebutton.setup.both':
    'Обидва способи повідомляють нас одразу. Розклад знаходить ті самі записи пізніше, а також ті, про які подій не було.',
};
