import type { connectors as en } from '../en/connectors';
import type { TextsLike } from '../message';

export const connectors: TextsLike<typeof en> = {
  'connector.gone': 'Цього конектора вже немає.',
  'connector.unreadable':
    'Збережені значення цього конектора не вдається прочитати: {fields}. Нічого не імпортується, доки хтось не відкриє конектор, не перевірить ці значення й не збереже його.',
  'row.unreadable': 'Те, що тут зберігалося, не вдається прочитати.',
  'connector.off': 'Цей конектор вимкнено. Увімкніть його, і почнеться синхронізація.',
  'connector.cannot-delete': '{provider} не вміє видаляти записи. Вони мають залишатися там.',
  'connector.no-trash': '{provider} не має кошика. Видалення там остаточне.',
  'connector.confirm-deletion':
    'Записи буде видалено ({provider}), щойно вони опиняться в Strapi. Щоб підтвердити, введіть назву конектора: {name}',
  'connector.no-hosts.author':
    '{provider} не називає організаторів зустрічей, тож записи можуть належати лише менеджеру.',
  'connector.no-hosts.limit': '{provider} не називає організаторів зустрічей. Залиште цей список порожнім.',
  'connector.cannot-list': '{provider} не показує списку записів, тож попереднього перегляду немає.',
  'account.unknown-provider':
    'Ця версія плагіна не має провайдера «{provider}». Оновіть плагін або видаліть конектор.',
  'secret.no-key':
    'Секрети зберігаються лише зашифрованими. Задайте admin.secrets.encryptionKey у config/admin, наприклад через змінну ENCRYPTION_KEY, і перезапустіть Strapi.',
  'secret.unreadable':
    'Не вдалося розшифрувати ключем шифрування цього сайту: {field}. Введіть значення знову в налаштуваннях конектора.',
  'check.talk': 'З’єднатися: {provider}',
  'check.hosts': 'Організатори зі списку відомі',
  'check.hosts.some': '{provider} не знає: {hosts}. Їхні записи не імпортуватимуться.',
  'check.hosts.none': '{provider} не знає: {hosts}. За таким списком не імпортується нічого.',
  'check.storage': 'Тека для завантажень доступна',
  'check.upload-rules': 'Медіатека приймає кожен тип файлів, які імпортує цей конектор',
  'check.upload-rules.type': '{mime} ({kinds})',
  'check.upload-rules.refused':
    'Правила завантаження цього сайту не приймають {types}. У записах бракуватиме цих файлів. Дозвольте ці типи в config/plugins, у розділі upload.config.security, і перезапустіть Strapi.',
  'check.encryption-key': 'Секрети можна зберігати зашифрованими',
  'check.encryption-key.missing':
    'Задайте admin.secrets.encryptionKey у config/admin, наприклад через змінну ENCRYPTION_KEY, і перезапустіть Strapi.',
  'log.accounts-confirmed':
    '{manager} підтверджує, що для організаторів можна створювати облікові записи. Попередній перегляд назвав {count, plural, one {# обліковий запис} few {# облікові записи} many {# облікових записів} other {# облікового запису}}.',
};
