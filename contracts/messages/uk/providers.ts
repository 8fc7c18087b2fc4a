import type { providers as en } from '../en/providers';
import type { TextsLike } from '../message';

export const providers: TextsLike<typeof en> = {
  'provider.to.get-token': 'отримати токен',
  'provider.to.list-users': 'отримати список користувачів',
  'provider.to.read-user': 'прочитати дані користувача',
  'provider.to.list-recordings': 'отримати список записів',
  'provider.to.list-recordings-of-user': 'отримати список записів користувача',
  'provider.to.read-recording': 'прочитати дані запису',
  'provider.to.get-download-link': 'отримати посилання для завантаження',
  'provider.to.delete-recording': 'видалити запис',
  'provider.to.recover-recording': 'відновити запис із кошика',
  'provider.to.subscribe': 'підписатися на події',
  'provider.to.unsubscribe': 'завершити підписку на події',

  'provider.credentials-rejected':
    '{provider} відхиляє облікові дані. Скопіюйте ще раз {settings}: {where}. Потім перевірте з’єднання.',
  'provider.forbidden': '{provider} не дозволяє плагіну {wanted}. {advice}',
  'provider.rate-limited': '{provider} повідомляє, що цей акаунт надсилає забагато запитів.',
  'provider.failed': 'Не вдалося {wanted}: {provider} повідомляє про помилку (статус {status}).',
  'provider.failed.code':
    'Не вдалося {wanted}: {provider} повідомляє про помилку (статус {status}, код {code}).',
  'provider.unexpected-answer':
    'Не вдалося {wanted}: {provider} дає неочікувану відповідь (статус {status}). Якщо це повторюється, перевірте налаштування «{setting}».',
  'provider.other-meeting': '{provider} надсилає не ту зустріч, про яку запитано.',
  'provider.page-loop': 'Список від {provider} не закінчується: та сама сторінка прийшла двічі.',
  'provider.no-start-time':
    '{provider} показує запис без часу початку. Якщо це повторюється, перегляньте цей запис там.',

  'provider.unreadable-entry':
    '{provider} подає у списку елемент, який не вдається прочитати. Поки що його пропущено, і кожен запуск переглядає його знову.',
  'provider.unreadable-fields':
    '{provider} подає його у списку зі значеннями, які не вдається прочитати ({fields}). Поки що його пропущено, і кожен запуск переглядає його знову.',
  'provider.unnamed-entry': 'Елемент без читабельної назви',
  'provider.recording-gone': '{provider} більше не має цього запису.',
  'provider.file-gone': '{provider} більше не має цього файлу.',
  'provider.file-processing': '{provider} ще записує або обробляє цей файл.',
  'provider.file-not-served': '{provider} показує цей файл у списку, але ще не віддає його.',
  'provider.still-working': '{provider} ще обробляє цей запис, тому поки нічого не видалено.',
  'provider.bad-link': 'Адреса завантаження від {provider} неправильна.',
  'provider.foreign-link':
    'Адреса завантаження від {provider} веде на {host}, а це не сервер цього провайдера. Плагін за нею не звертався.',
  'provider.link-rejected': '{provider} відхиляє посилання на цей файл.',
  'provider.link-missing': 'Посилання на цей файл від {provider} нікуди не веде.',
  'provider.link-web-page': '{provider} надсилає вебсторінку замість цього файлу.',
  'provider.link-error': '{provider} надсилає повідомлення про помилку замість цього файлу.',
  'provider.new-link-failed': '{what} Нове посилання не допомогло.',
  'provider.download-status': 'Сервер {host} відповідає на завантаження статусом {status}.',
  'provider.download-other-part':
    'Сервер {host} надсилає не ту частину файлу, про яку запитано. Файл буде завантажено знову від початку.',

  'settings.missing': 'Не заповнено: {label}.',
  'settings.wrong-type': 'Неправильний тип значення: {label}.',
  'settings.too-long': 'Задовге значення: {label}.',
  'settings.not-a-choice': '{label}: виберіть одне з {options}.',
  'settings.not-an-address': '{label}: {what}',
  'settings.unknown': 'У цього провайдера немає налаштування «{key}».',
  'settings.several': '{before} {next}',
};
