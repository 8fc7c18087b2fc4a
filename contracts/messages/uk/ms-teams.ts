import type { msTeams as en } from '../en/ms-teams';
import type { TextsLike } from '../message';

export const msTeams: TextsLike<typeof en> = {
  'ms-teams.summary': 'Записи та стенограми зустрічей Teams через Microsoft Graph.',
  'ms-teams.field.authorizationType': 'Тип авторизації',
  'ms-teams.field.authorizationType.help':
    'Чиї права використовуються в Microsoft і чиї зустрічі імпортуються.',
  'ms-teams.field.authorizationType.user': 'Делеговано користувачем (User delegated)',
  'ms-teams.field.authorizationType.user.help':
    'Одна людина входить кнопкою «Увійти в Microsoft», і лише їй потрібна ліцензія Microsoft. Імпортуються зустрічі з її календаря, якщо організатор дозволяє їй завантажувати запис.',
  'ms-teams.field.authorizationType.app': 'Делеговано застосунком (Application delegated)',
  'ms-teams.field.authorizationType.app.help':
    'Ніхто не входить. Імпортуються зустрічі з календаря кожного організатора, і кожному організатору потрібна ліцензія Microsoft. Адміністратор має надати застосунку політику доступу (application access policy). Точні команди показує «Перевірити з’єднання».',
  'ms-teams.field.authorizationType.app.link': 'Як налаштувати політику доступу застосунку',
  'ms-teams.field.clientId': 'Ідентифікатор клієнта (Client ID)',
  'ms-teams.field.clientId.help':
    'Microsoft Entra admin center → App registrations → ваш застосунок → Overview, «Application (client) ID».',
  'ms-teams.field.clientSecret': 'Секрет клієнта (Client secret)',
  'ms-teams.field.clientSecret.help':
    'Microsoft Entra admin center → App registrations → ваш застосунок → Certificates & secrets → New client secret: стовпець «Value», який показується лише раз. Це не «Secret ID».',
  'ms-teams.field.tenantId': 'Ідентифікатор клієнта-орендаря (Tenant ID)',
  'ms-teams.field.tenantId.help':
    'Microsoft Entra admin center → App registrations → ваш застосунок → Overview, «Directory (tenant) ID».',
  'ms-teams.field.receiveAttendance': 'Отримувати відомості про учасників вебінарів',
  'ms-teams.field.receiveAttendance.help':
    'Запитує також дозвіл OnlineMeetingArtifact.Read.All, щоб Microsoft повідомляла, хто був присутній.',
  'ms-teams.field.takeTranscripts': 'Імпортувати стенограми',
  'ms-teams.field.takeTranscripts.help': 'Потрібен дозвіл OnlineMeetingTranscript.Read.All.',
  'ms-teams.field.mayDelete': 'Запитувати дозвіл на видалення записів',
  'ms-teams.field.mayDelete.help':
    'Потрібен, лише якщо після імпорту записи видаляються в Microsoft: Files.ReadWrite для людини, яка входить, або Files.ReadWrite.All для застосунку.',
  'ms-teams.field.clientSecretExpiresOn': 'Секрет клієнта дійсний до',
  'ms-teams.field.clientSecretExpiresOn.help':
    'День на кшталт 2027-05-31: Microsoft Entra admin center → App registrations → ваш застосунок → Certificates & secrets. Тоді «Перевірити з’єднання» попередить за два тижні.',
  'ms-teams.field.loginBaseUrl': 'Адреса входу',
  'ms-teams.field.loginBaseUrl.help':
    'Змінюйте лише для національної хмари: https://login.microsoftonline.us або https://login.chinacloudapi.cn.',
  'ms-teams.field.graphBaseUrl': 'Адреса Graph',
  'ms-teams.field.graphBaseUrl.help':
    'Змінюйте лише разом з адресою входу: https://graph.microsoft.us/v1.0 або https://microsoftgraph.chinacloudapi.cn/v1.0.',

  'ms-teams.permission.me': 'дізнатися, хто увійшов',
  'ms-teams.permission.users': 'знаходити організаторів за адресою e-mail та їхні імена',
  'ms-teams.permission.calendar': 'знаходити зустрічі в календарі',
  'ms-teams.permission.meetings': 'читати зустрічі подій календаря',
  'ms-teams.permission.recordings': 'отримувати список записів і завантажувати їх',
  'ms-teams.permission.transcripts': 'імпортувати стенограми',
  'ms-teams.permission.attendance': 'дізнатися, хто був присутній',
  'ms-teams.permission.files': 'видаляти імпортовані записи в OneDrive',

  'ms-teams.check.address': 'Сторінка входу Microsoft доступна',
  'ms-teams.check.credentials': 'Microsoft приймає облікові дані застосунку',
  'ms-teams.check.secret-expiry': 'Секрет клієнта ще досить довго дійсний',
  'ms-teams.check.secret-expiry.malformed': '«{day}» — не день на кшталт 2027-05-31.',
  'ms-teams.check.secret-expiry.over':
    'Термін дії секрету клієнта минув {day}. Створіть новий: Microsoft Entra admin center → App registrations → ваш застосунок → Certificates & secrets. Введіть тут його «Value» та день.',
  'ms-teams.check.secret-expiry.soon':
    'Термін дії секрету клієнта минає {day}, через {days, plural, one {# день} few {# дні} many {# днів} other {# дня}}. Створіть новий: Microsoft Entra admin center → App registrations → ваш застосунок → Certificates & secrets. Введіть тут його «Value» та день.',
  'ms-teams.check.sign-in': 'Хтось увійшов',
  'ms-teams.check.sign-in.who': 'Виконано вхід: {account}',
  'ms-teams.check.sign-in.save-first': 'Збережіть конектор, а потім натисніть «{button}».',
  'ms-teams.check.permission': 'Дозвіл {name}: {purpose}',
  'ms-teams.check.permission.missing':
    'Дозвіл {name} не надано. Можливо, згоду має дати адміністратор: Microsoft Entra admin center → App registrations → ваш застосунок → API permissions → Grant admin consent. Потім увійдіть знову.',
  'ms-teams.check.calendar': 'Прочитати календар',
  'ms-teams.check.meetings': 'Прочитати онлайн-зустрічі',
  'ms-teams.check.recordings': 'Отримати список записів',
  'ms-teams.check.transcripts': 'Отримати список розшифровок',
  'ms-teams.check.transcripts.unseen':
    'Не перевірено: Microsoft не повідомляє, чи може застосунок отримувати список розшифровок.',
  'ms-teams.check.tenant': 'Запис і розшифровування увімкнено в організації',
  'ms-teams.check.tenant.unseen':
    'Не перевірено: жоден запит про це не повідомляє, а в нових організаціях розшифровування вимкнено. Перегляньте політики зустрічей у центрі адміністрування Teams.',
  'ms-teams.check.graph-address': 'Адреса Graph містить версію',
  'ms-teams.check.graph-address.no-version':
    'Адреса Graph {address} не містить версії. Додайте в кінці /v1.0, наприклад https://graph.microsoft.com/v1.0.',
  'ms-teams.check.files': 'Прочитати теку записів в OneDrive',
  'ms-teams.check.access-policy': 'Політика доступу дозволяє застосунку читати зустрічі',
  'ms-teams.check.access-policy.everybody': '{what} Для всіх: {commands}',

  'ms-teams.setup.automatic':
    'У Microsoft нічого робити не потрібно. Коли ви ввімкнете конектор, він підпишеться і поновлюватиме підписку автоматично.',
  'ms-teams.setup.reachable':
    'Цей сайт має бути доступний з інтернету за своєю адресою https і відповідати впродовж 10 секунд.',
  'ms-teams.setup.user-delegated':
    'З типом «User delegated» Microsoft не надсилає подій. Нові записи знаходить розклад.',

  'ms-teams.to.read-me': 'дізнатися, хто увійшов',
  'ms-teams.to.read-calendar': 'прочитати календар',
  'ms-teams.to.read-meetings': 'прочитати онлайн-зустрічі',
  'ms-teams.to.list-transcripts': 'отримати список стенограм',
  'ms-teams.to.read-folder': 'прочитати теку записів в OneDrive',
  'ms-teams.to.delete-file': 'видалити файл в OneDrive',
  'ms-teams.to.renew': 'поновити підписку на події',

  'ms-teams.login.wrong-secret':
    'Microsoft відхиляє секрет клієнта. Введіть «Value» зі сторінки Microsoft Entra admin center → App registrations → ваш застосунок → Certificates & secrets, а не «Secret ID».',
  'ms-teams.login.secret-expired':
    'Термін дії секрету клієнта минув. Створіть новий і введіть його «Value»: Microsoft Entra admin center → App registrations → ваш застосунок → Certificates & secrets.',
  'ms-teams.login.wrong-app':
    'Microsoft не знає такого Client ID у цьому клієнті-орендарі. Скопіюйте «Application (client) ID» ще раз: Microsoft Entra admin center → App registrations → ваш застосунок → Overview.',
  'ms-teams.login.app-off':
    'Застосунок вимкнено в цьому клієнті-орендарі. Адміністратор може ввімкнути його: Microsoft Entra admin center → Enterprise applications → застосунок → Properties.',
  'ms-teams.login.wrong-tenant':
    'Microsoft не знає такого Tenant ID. Скопіюйте «Directory (tenant) ID» ще раз: Microsoft Entra admin center → App registrations → ваш застосунок → Overview.',
  'ms-teams.login.malformed-tenant':
    'Tenant ID — не ідентифікатор і не домен. Скопіюйте «Directory (tenant) ID» ще раз: Microsoft Entra admin center → App registrations → ваш застосунок → Overview.',
  'ms-teams.login.wrong-redirect':
    'Адресу переспрямування не додано до застосунку. Додайте її точно так, як її показує конектор: Microsoft Entra admin center → App registrations → ваш застосунок → Authentication → Web.',
  'ms-teams.login.wrong-cloud':
    'Цей клієнт-орендар не знає адреси Graph. Адреса входу й адреса Graph мають належати до однієї хмари.',
  'ms-teams.login.no-consent':
    'Адміністратор не дав згоди на дозволи. Згоду можна дати тут: Microsoft Entra admin center → App registrations → ваш застосунок → API permissions → Grant admin consent.',
  'ms-teams.login.ended':
    'Вхід завершено, і Microsoft більше його не приймає: ним надто довго не користувалися, змінено пароль, його відкликано або його завершило правило організації. Увійдіть ще раз.',
  'ms-teams.login.rejected':
    'Microsoft відхиляє застосунок ({reason}). Звірте Client ID, Client secret і Tenant ID зі сторінкою Microsoft Entra admin center → App registrations → ваш застосунок.',

  'ms-teams.sign-in.button': 'Увійти в Microsoft',
  'ms-teams.sign-in.alert': 'Суперкористувача не авторизовано. Натисніть кнопку «Увійти в Microsoft»',
  'ms-teams.sign-in.nobody': 'Ніхто не може увійти, доки конектор не збережено.',
  'ms-teams.sign-in.no-refresh-token':
    'Microsoft не надає токена оновлення, тому вхід завершився б за годину. Перевірте, чи застосунок додано як вебзастосунок (Microsoft Entra admin center → App registrations → ваш застосунок → Authentication → Web), і увійдіть ще раз.',
  'ms-teams.sign-in.unnamed':
    'Microsoft не повідомляє, хто увійшов. Перевірте, чи застосунок має дозвіл User.Read, і увійдіть ще раз.',
  'ms-teams.sign-in.unknown': 'Microsoft більше не знає людини, яка увійшла. Увійдіть ще раз.',

  'ms-teams.request': '{what} (ID запиту в Microsoft: {id})',
  'ms-teams.token-rejected':
    'Не вдалося {wanted}: Microsoft відхиляє токен. Перевірте, чи застосунок досі існує і чи має згоду на свої дозволи: Microsoft Entra admin center → App registrations → ваш застосунок → API permissions.',
  'ms-teams.payment-required':
    'Не вдалося {wanted}: Microsoft вимагає оплати. Ці виклики безкоштовні із серпня 2025 року. Зверніться до підтримки Microsoft щодо оплати цього застосунку.',
  'ms-teams.advice.policy':
    'Немає політики доступу застосунку, яка це дозволяє. Адміністратор має виконати в Teams PowerShell: {commands} (для всіх — з -Global замість -Identity). Політика набуває чинності впродовж 30 хвилин.',
  'ms-teams.advice.permission':
    'Бракує дозволу {name}, або адміністратор не дав на нього згоди: Microsoft Entra admin center → App registrations → ваш застосунок → API permissions → Grant admin consent.',
  'ms-teams.advice.permissions':
    'Перевірте дозволи застосунку: Microsoft Entra admin center → App registrations → ваш застосунок → API permissions.',
  'ms-teams.wrong-address':
    'Це не адреса Microsoft Graph, або ця хмара не підтримує такого виклику. Перевірте адресу Graph у додаткових налаштуваннях. Вона закінчується на /v1.0.',
  'ms-teams.foreign-page':
    'Microsoft називає наступну сторінку на іншому сервері. Плагін до неї не звертався.',
  'ms-teams.no-end': 'Microsoft не повідомляє, коли закінчується підписка.',

  'ms-teams.file.token':
    'Microsoft відхиляє токен для цього файлу, навіть новий. Перевірте, чи застосунок досі має свої дозволи, або увійдіть ще раз.',
  'ms-teams.file.forbidden':
    'Microsoft не дозволяє завантажити цей файл. Його може завантажити лише організатор, або правило організації забороняє завантаження. Зверніться до організатора чи адміністратора Teams.',

  'ms-teams.delete.not-allowed':
    'В OneDrive поки нічого не можна видалити. Увімкніть «{setting}» у додаткових налаштуваннях і надайте дозвіл.',
  'ms-teams.delete.none':
    'У теці Recordings в OneDrive організатора немає файлу, який напевно є цим записом, тому нічого не видалено. Знайдіть там запис за {startedAt} і видаліть його вручну.',
  'ms-teams.delete.several':
    'У теці Recordings в OneDrive організатора є кілька файлів, які можуть бути цим записом, тому нічого не видалено. Знайдіть там запис за {startedAt} і видаліть його вручну.',
  'ms-teams.delete.not-organiser':
    'Запис зберігається в OneDrive свого організатора, а увійшла інша людина. Організатор може видалити запис там.',
};
