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
};
