import type { zoom as en } from '../en/zoom';
import type { TextsLike } from '../message';

export const zoom: TextsLike<typeof en> = {
  'zoom.summary': 'Хмарні записи всіх користувачів акаунта Zoom або вибраних вами організаторів.',
  'zoom.field.accountId': 'Ідентифікатор акаунта (Account ID)',
  'zoom.field.accountId.help':
    'Zoom App Marketplace → Manage → ваш застосунок Server-to-Server OAuth → App Credentials. Ключі застарілих застосунків JWT не підходять.',
  'zoom.field.clientId': 'Ідентифікатор клієнта (Client ID)',
  'zoom.field.clientId.help': 'У розділі App Credentials того самого застосунку, другий рядок.',
  'zoom.field.clientSecret': 'Секрет клієнта (Client secret)',
  'zoom.field.clientSecret.help':
    'У розділі App Credentials того самого застосунку, третій рядок. Це не Secret Token зі сторінки Feature, який призначено для вебхуків.',
  'zoom.field.webhookSecret': 'Секретний токен вебхуків (Secret Token)',
  'zoom.field.webhookSecret.help':
    'Необов’язково. Дає змогу Zoom повідомляти нас, щойно запис готовий. Zoom App Marketplace → Manage → ваш застосунок → Feature → Secret Token.',
  'zoom.field.plan': 'Тарифний план Zoom',
  'zoom.field.plan.help':
    'Обмежує кількість запитів на секунду для всіх застосунків акаунта разом. Дивіться в Zoom: Account Management → Billing.',
  'zoom.field.plan.free': 'Free',
  'zoom.field.plan.pro': 'Pro',
  'zoom.field.plan.business': 'Business, Education, Enterprise або Partner',
  'zoom.field.plan.unpaced': 'Без обмеження тут. Zoom однаково відмовить, якщо запитів забагато',
  'zoom.field.viewPreference': 'Бажані види відео',
  'zoom.field.viewPreference.help':
    'Zoom записує окреме відео для кожного виду. Для кожного сегмента імпортується перший наявний вид із цього списку. Якщо жодного немає, імпортується найбільше відео, а коли немає й відео — аудіо.',
  'zoom.field.apiBaseUrl': 'Базова адреса API',
  'zoom.field.apiBaseUrl.help':
    'Змінюйте лише для іншої хмари Zoom, наприклад https://api.zoomgov.com/v2, або для регіональної адреси.',
  'zoom.field.oauthBaseUrl': 'Базова адреса OAuth',
  'zoom.field.oauthBaseUrl.help':
    'Змінюйте лише разом із базовою адресою API, наприклад на https://zoomgov.com.',

  'zoom.scope.users': 'пошук організаторів акаунта',
  'zoom.scope.list': 'отримання списку записів',
  'zoom.scope.files': 'завантаження записів',
  'zoom.scope.user': 'обмеження конектора організаторами за адресами e-mail',
  'zoom.scope.delete': 'видалення імпортованих записів у Zoom',
  'zoom.scope.recover': 'відновлення видалених записів із кошика Zoom',

  'zoom.check.address': 'Zoom доступний',
  'zoom.check.address.untried': 'Не перевірено, бо облікові дані вже відомі як неправильні.',
  'zoom.check.credentials': 'Zoom приймає облікові дані',
  'zoom.check.scope': 'Дозвіл {scope}: {feature}',
  'zoom.check.scope.unnamed': 'Zoom не назвав дозволів. Кроки нижче показують, що працює.',
  'zoom.check.scope.missing':
    'Застосунку бракує дозволу {scope}, тому не працює {feature}. Додайте його: Zoom App Marketplace → Manage → ваш застосунок → Scopes.',
  'zoom.check.webhook': 'Секретний токен вебхуків має правильний вигляд',
  'zoom.check.webhook.none':
    'Секретний токен вебхуків не введено, тому нові записи знаходить лише розклад. Токен є тут: Zoom App Marketplace → Manage → ваш застосунок → Feature → Secret Token.',
  'zoom.check.webhook.client-secret':
    'Це секрет клієнта. Введіть токен для вебхуків: Zoom App Marketplace → Manage → ваш застосунок → Feature → Secret Token.',
  'zoom.check.webhook.malformed':
    'Токен закороткий або містить символи, яких не буває в секретних токенах. Скопіюйте його ще раз: Zoom App Marketplace → Manage → ваш застосунок → Feature → Secret Token.',

  'zoom.setup.secret':
    'На сторінці Zoom App Marketplace → Manage → ваш застосунок → Feature скопіюйте Secret Token. Введіть його тут як секретний токен вебхуків і збережіть.',
  'zoom.setup.subscription':
    'На тій самій сторінці виберіть Event Subscriptions → Add Event Subscription, метод Webhook.',
  'zoom.setup.address': 'Вставте цю адресу як Event notification endpoint URL.',
  'zoom.setup.recording-events':
    'У розділі Add Events → Recording виберіть: All recordings have completed, Recording transcript files have completed, Recording started, paused, resumed, stopped, moved to trash, permanently deleted, recovered from trash і renamed.',
  'zoom.setup.meeting-events':
    'У розділі Add Events → Meeting виберіть End Meeting. Якщо ви проводите вебінари, виберіть End Webinar у розділі Add Events → Webinar.',
  'zoom.setup.validate':
    'Перевірте адресу кнопкою Validate і збережіть. Zoom перевіряє її знову кожні 72 години, на це плагін відповідає автоматично.',

  'zoom.jwt-retired':
    'API Key та API Secret застосунку JWT більше не працюють, бо у вересні 2023 року Zoom вилучив цей тип застосунків. Створіть застосунок Server-to-Server OAuth (Zoom App Marketplace → Develop → Build App) і введіть його Account ID, Client ID і Client secret.',
  'zoom.token.app-off':
    'Застосунок вимкнено в Zoom. Увімкніть його: Zoom App Marketplace → Manage → ваш застосунок → Activation.',
  'zoom.token.owner-gone':
    'Користувача, якому належить застосунок, більше немає в акаунті Zoom. Передайте застосунок іншому власнику в Zoom App Marketplace або створіть новий.',
  'zoom.token.revoked':
    'Zoom більше не приймає токенів цього застосунку. Перевірте, чи застосунок увімкнено: Zoom App Marketplace → Manage → ваш застосунок → Activation.',
  'zoom.token.scopes':
    'Дозволи застосунку не збігаються. Додайте ті, яких бракує: Zoom App Marketplace → Manage → ваш застосунок → Scopes.',
  'zoom.token.wrong-app-type': 'Ці облікові дані не від застосунку Server-to-Server OAuth. {retired}',
  'zoom.token.wrong-credentials':
    'Zoom відхиляє Client ID або Client secret. Скопіюйте обидва ще раз: Zoom App Marketplace → Manage → ваш застосунок → App Credentials. {retired}',
  'zoom.token.wrong-account':
    'Zoom не знає такого Account ID для цього застосунку. Скопіюйте його ще раз: Zoom App Marketplace → Manage → ваш застосунок → App Credentials.',
  'zoom.token.rejected':
    'Zoom відхиляє облікові дані. Перевірте Account ID, Client ID і Client secret, а також чи застосунок увімкнено: Zoom App Marketplace → Manage → ваш застосунок.',

  'zoom.advice.scope':
    'Застосунку бракує дозволу {scope}. Додайте його: Zoom App Marketplace → Manage → ваш застосунок → Scopes.',
  'zoom.advice.any-scope':
    'Застосунку бракує дозволу. Додайте його: Zoom App Marketplace → Manage → ваш застосунок → Scopes.',
  'zoom.advice.plan-and-role':
    'Потрібні платний тариф Zoom із хмарним записом і роль власника застосунку, яка може переглядати користувачів, записи та їхній вміст (Zoom → User Management → Roles).',
  'zoom.advice.blocked':
    'Можливо, акаунт заблоковано. Перевірте його в Zoom або зверніться до підтримки Zoom.',
  'zoom.token-rejected':
    'Не вдалося {wanted}: Zoom відхиляє токен застосунку. Перевірте, чи застосунок увімкнено і чи має він свої дозволи: Zoom App Marketplace → Manage → ваш застосунок.',
  'zoom.wrong-address':
    'Це не адреса API Zoom. Перевірте базову адресу API в додаткових налаштуваннях. Вона закінчується на /v2.',
  'zoom.other-range': 'Zoom показує записи не за ті дні, про які запитано.',
  'zoom.daily-limit':
    'Цей акаунт вичерпав денний ліміт запитів Zoom. Імпорт продовжиться автоматично після {until}.',
  'zoom.page-token-expired':
    'Токени сторінок Zoom тричі втратили чинність, перш ніж список було отримано повністю.',

  'zoom.kept.in-use':
    'Zoom зберігає цей запис, бо його використовує вебінар simulive або Zoom IQ for Sales. Видаліть його в Zoom, коли він там більше не буде потрібен.',
  'zoom.kept.no-storage':
    'У Zoom немає місця для цього запису. Звільніть місце в Zoom, а потім відновіть запис ще раз.',

  'zoom.file.on-premise':
    'Цей запис зберігається на Zoom Meeting Connector у вашій мережі, а не в хмарі. Плагін не може його завантажити.',
  'zoom.file.token': 'Zoom відхиляє токен для цього файлу.',
  'zoom.file.forbidden': 'Zoom не дозволяє завантажити цей файл.',
  'zoom.file.retried':
    '{what} Нове посилання і новий токен не допомогли. Якщо це повторюється, перевірте, чи власник застосунку може переглядати вміст записів (Zoom → User Management → Roles).',
};
