import type { jaas as en } from '../en/jaas';
import type { TextsLike } from '../message';

export const jaas: TextsLike<typeof en> = {
  'jaas.summary':
    'Кімнати Jitsi as a Service. 8x8 надсилає кожен запис один раз, вебхуком, і зберігає його 24 години.',
  'jaas.field.appId': 'Ідентифікатор застосунку (App ID)',
  'jaas.field.appId.help':
    'Консоль JaaS (jaas.8x8.vc) → API Keys, угорі сторінки: vpaas-magic-cookie- і 32 символи.',
  'jaas.field.keyId': 'Ідентифікатор ключа (Key ID)',
  'jaas.field.keyId.help':
    'Консоль JaaS → API Keys: повний ідентифікатор ключа — App ID, скісна риска і короткий код. Туди завантажено відкриту половину закритого ключа, що нижче.',
  'jaas.field.privateKey': 'Закритий ключ',
  'jaas.field.privateKey.help':
    'Уся закрита половина цього ключа, від -----BEGIN до -----END. Її один раз показує консоль JaaS → API Keys → Add API key → Generate API key pair. Можна також створити пару самостійно (RSA, 4096 біт) і завантажити відкриту половину.',
  'jaas.field.webhookSecret': 'Секрет вебхука',
  'jaas.field.webhookSecret.help':
    'Консоль JaaS → Webhooks → ваша кінцева точка → Reveal secret. Починається з whsec_. Спершу збережіть конектор без нього, щоб побачити адресу для кінцевої точки. Доки секрет не введено, кожна подія відхиляється.',
  'jaas.field.recordingAllowed': 'Запис дозволено',
  'jaas.field.recordingAllowed.help':
    'Модератори можуть починати запис. Якщо вимкнено, не може ніхто, що б не дозволяли правила сайту. 8x8 бере плату за запис похвилинно.',
  'jaas.field.allModerators': 'Усі користувачі — модератори',
  'jaas.field.allModerators.help':
    'Кожен, хто отримує токен від цього сайту, може вимикати звук іншим, вилучати й впускати їх, а також записувати, якщо запис дозволено.',
  'jaas.field.moderatorRoles': 'Ролі модераторів',
  'jaas.field.moderatorRoles.help':
    'Назви ролей плагіна Users & Permissions, по одній у рядку. Користувачі з такою роллю є модераторами в кожній кімнаті. Функція roomRights у config/plugins має перевагу над цим списком.',
  'jaas.field.tokenHours': 'Термін дії токена кімнати',
  'jaas.field.tokenHours.help':
    'Як довго за адресою кімнати можна увійти. Хто вже в кімнаті, той залишається.',
  'jaas.field.tokenHours.hours':
    '{hours, plural, one {# година} few {# години} many {# годин} other {# години}}',
  'jaas.field.timezone': 'Часовий пояс кімнат',
  'jaas.field.timezone.help':
    '8x8 його не називає. За цим поясом визначається день у назві запису, наприклад Europe/Berlin. Порожньо — UTC.',
  'jaas.field.maxAgeHours': 'Найстаріша прийнятна подія',
  'jaas.field.maxAgeHours.help':
    '8x8 надсилає подію знову, якщо її не прийняли, можливо, з першим підписом. Повторні події нічого не змінюють, хоч би що ви тут вибрали.',
  'jaas.field.maxAgeHours.hours':
    '{hours, plural, one {Підписана # годину тому} few {Підписана # години тому} many {Підписана # годин тому} other {Підписана # години тому}}',
  'jaas.field.linkHosts': 'Хости посилань для завантаження',
  'jaas.field.linkHosts.help':
    'За посиланнями на інші хости плагін не переходить. Крапка на початку означає всі піддомени. Повна адреса на кшталт https://media.example.com:8443 означає лише цей сервер.',
  'jaas.field.linkStorages': 'Сховища посилань зі сторінок',
  'jaas.field.linkStorages.help':
    'Сторінка, яка показує кімнату, може надіслати посилання на запис. Його приймають лише для сховища, яке вже називали підписані події цього застосунку, і для тих, які ви вкажете тут, наприклад https://objectstorage.us-phoenix-1.oraclecloud.com/n/space/b/bucket.',
  'jaas.field.lobby': 'Лобі нових зустрічей',
  'jaas.field.lobby.off': 'Без лобі',
  'jaas.field.lobby.approval': 'Кожен чекає на схвалення',
  'jaas.field.lobby.moderator': 'Усі чекають на модератора',
  'jaas.field.passcode': 'Код доступу нових зустрічей',
  'jaas.field.passcode.help':
    'Лише цифри. Надсилається, коли 8x8 запитує перед кожною зустріччю (подія SETTINGS_PROVISIONING), і лише на запит, який доводить, що він від 8x8.',
  'jaas.field.maxOccupants': 'Найбільше людей на зустрічі',
  'jaas.field.maxOccupants.help':
    'Від 2 до 500. Надсилається, коли 8x8 запитує перед кожною зустріччю (подія SETTINGS_PROVISIONING). Порожньо — як налаштовано у 8x8.',
  'jaas.field.transcriber': 'Служба стенографування',
  'jaas.field.visitors': 'Відвідувачі',
  'jaas.field.visitors.help':
    'Відвідувачі лише дивляться і слухають. Надсилається, коли 8x8 запитує перед кожною зустріччю (подія SETTINGS_PROVISIONING).',
  'jaas.field.visitors.on': 'Дозволено',
  'jaas.field.visitors.off': 'Не дозволено',
  'jaas.field.participantsSoftLimit': 'Учасників, після яких інші стають відвідувачами',
  'jaas.field.participantsSoftLimit.help':
    'Число. Надсилається, коли 8x8 запитує перед кожною зустріччю (подія SETTINGS_PROVISIONING). Порожньо — як налаштовано у 8x8.',
  'jaas.field.hideGuestNames': 'Приховувати імена гостей',
  'jaas.field.baseUrl': 'Адреса кімнат',
  'jaas.field.baseUrl.help': 'Змінюйте лише для іншого середовища 8x8, наприклад https://stage.8x8.vc.',
  'jaas.field.as-set': 'Як налаштовано у 8x8',
  'jaas.field.provisioning':
    'Надсилається, коли 8x8 запитує перед кожною зустріччю (подія SETTINGS_PROVISIONING).',

  'jaas.check.app-id': 'App ID має правильний вигляд',
  'jaas.check.app-id.malformed':
    'Має бути vpaas-magic-cookie- і 32 символи від 0 до 9 та від a до f. Скопіюйте його ще раз: консоль JaaS (jaas.8x8.vc) → API Keys.',
  'jaas.check.key-id': 'Key ID належить до App ID',
  'jaas.check.key-id.other-app':
    'Частина перед скісною рискою — не App ID цього конектора. Скопіюйте весь Key ID: консоль JaaS (jaas.8x8.vc) → API Keys.',
  'jaas.check.key-id.malformed':
    'Key ID складається з двох частин: App ID, скісна риска і короткий код. Скопіюйте весь Key ID: консоль JaaS (jaas.8x8.vc) → API Keys.',
  'jaas.check.private-key': 'Закритий ключ читається',
  'jaas.check.key-pair': 'Токен кімнати, підписаний закритим ключем, проходить перевірку',
  'jaas.check.key-pair.key-id-first': 'Спершу потрібно виправити Key ID.',
  'jaas.check.key-pair.bad': 'Токен, підписаний цим ключем, недійсний: {reason}.',
  'jaas.check.key-pair.unreadable': 'Не перевірено, бо закритий ключ не читається.',
  'jaas.check.webhook': 'Секрет вебхука має правильний вигляд',
  'jaas.check.webhook.waiting':
    'Бракує секрету вебхука. Доки його не введено, кожна подія відхиляється і записи не надходять. Збережіть конектор, щоб отримати адресу для кінцевої точки. Потім знайдіть секрет: консоль JaaS (jaas.8x8.vc) → Webhooks → кінцева точка → Reveal secret.',
  'jaas.check.webhook.key':
    'Це ключ. Секрет кінцевої точки: консоль JaaS (jaas.8x8.vc) → Webhooks → кінцева точка → Reveal secret.',
  'jaas.check.webhook.malformed':
    'Секрет має починатися з whsec_ і бути повним. Скопіюйте його ще раз: консоль JaaS (jaas.8x8.vc) → Webhooks → кінцева точка → Reveal secret.',
  'jaas.check.links': 'Файли завантажуються лише з хостів 8x8',
  'jaas.check.links.none': 'Без жодного хоста записи не можна завантажити.',
  'jaas.check.links.malformed':
    '«{host}» — не хост. Введіть ім’я на кшталт objectstorage.us-phoenix-1.oraclecloud.com або .oraclecloud.com для всіх піддоменів.',
  'jaas.check.meetings': 'Налаштування нових зустрічей можливі',
  'jaas.check.meetings.passcode': 'Код доступу може містити лише цифри.',
  'jaas.check.meetings.max-occupants': 'Найбільша кількість людей на зустрічі має бути числом від 2 до 500.',
  'jaas.check.meetings.soft-limit': 'Введіть кількість учасників, після якої інші стають відвідувачами.',
  'jaas.check.meetings.timezone': '«{timezone}» — не часовий пояс. Введіть на кшталт Europe/Berlin.',
  'jaas.check.at-8x8': '8x8 знає ключ, і його події надходять',
  'jaas.check.at-8x8.unknown':
    '8x8 не відповідає на запитання про акаунт. Увійдіть у кімнату, щоб побачити, чи 8x8 знає ключ. Перша подія покаже, чи надходять події.',

  'jaas.key.other-kind': 'Закритий ключ не того типу. 8x8 приймає лише ключі RSA.',
  'jaas.token.malformed': 'бракує поля (claim) або воно не того типу',
  'jaas.token.other-app': 'ключ належить іншому застосунку',
  'jaas.room-name':
    'Це не може бути назвою кімнати. Використовуйте літери, цифри й дефіси, без пробілів і символів / ? # % \\.',
  'jaas.link.malformed': '8x8 надіслала посилання, яке не є правильною адресою.',
  'jaas.link.foreign-host':
    'Посилання веде на {origin}, а це не хост цього конектора, тому плагін за ним не переходив. Якщо 8x8 перенесла своє сховище, додайте хост: «Додатково» → «Хости посилань для завантаження».',
  'jaas.link.other-app': 'Посилання веде не на запис застосунку цього конектора.',
  'jaas.link.unknown-storage':
    'Жодна подія 8x8 ще не називала сховища цього посилання, тому плагін за ним не переходив. Якщо воно належить 8x8, додайте його: «Додатково» → «Сховища посилань зі сторінок».',
  'jaas.file.no-link': '8x8 не надіслала посилання на цей файл, а отримати його інакше не можна.',
  'jaas.file.link-expired':
    '8x8 більше не віддає цей файл (статус {status}). Посилання діє 24 години після того, як 8x8 його надіслала, а іншого вона не дає. Запис утрачено, якщо ніхто не завантажив його за посиланням, яке 8x8 показувала на зустрічі.',
  'jaas.file.page': '8x8 надіслала сторінку замість файлу.',

  'jaas.setup.endpoint': 'У консолі JaaS (jaas.8x8.vc) → Webhooks → Add endpoint вставте цю адресу.',
  'jaas.setup.events':
    'Виберіть події RECORDING_UPLOADED, CHAT_UPLOADED, TRANSCRIPTION_UPLOADED, RECORDING_STARTED, RECORDING_ENDED, ROOM_CREATED, ROOM_DESTROYED, PARTICIPANT_JOINED і PARTICIPANT_LEFT.',
  'jaas.setup.provisioning':
    'Лише якщо кімнати отримують лобі або код доступу від цього сайту: виберіть також SETTINGS_PROVISIONING і введіть власний секрет цього конектора як заголовок Authorization кінцевої точки.',
  'jaas.setup.secret':
    'Збережіть кінцеву точку, відкрийте її та виберіть Reveal secret. Введіть цей секрет тут як секрет вебхука.',
  'jaas.setup.test':
    'Надішліть звідси тестову подію. Потім записуйте хвилину в кімнаті: 8x8 повідомить нас невдовзі після завершення запису.',
};
