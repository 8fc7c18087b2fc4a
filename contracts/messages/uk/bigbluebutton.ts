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

  'bigbluebutton.setup.module':
    'Якщо на сервері встановлено пакунок bbb-webhooks (sudo apt-get install bbb-webhooks), нічого робити не потрібно: конектор підписується і поновлює підписку автоматично.',
  'bigbluebutton.setup.callback':
    'Інакше систему, що створює зустрічі, можна налаштувати на цю адресу: передавайте в create параметр meta_bbb-recording-ready-url із цією адресою.',
  'bigbluebutton.setup.both':
    'Обидва способи повідомляють нас одразу. Розклад знаходить ті самі записи пізніше, а також ті, про які подій не було.',
};
