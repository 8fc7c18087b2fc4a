import type { pipeline as en } from '../en/pipeline';
import type { TextsLike } from '../message';

export const pipeline: TextsLike<typeof en> = {
  'step.download': 'Завантаження',
  'step.download-segment': 'Завантаження сегмента {number, number} із {count, number}',
  'step.download-file': 'Завантаження: {kind}',
  'step.join': 'Об’єднання',
  'step.join-segments':
    'Об’єднання {count, plural, one {# сегмента} few {# сегментів} many {# сегментів} other {# сегмента}}',
  'step.store': 'Збереження',
  'step.publish': 'Публікація',

  'import.not-announced': 'Запис ще не готовий. Провайдер повідомить, коли він буде готовий.',
  'import.in-progress': 'Провайдер ще записує або обробляє цю зустріч. Пізніше буде перевірено ще раз.',
  'import.gone': 'Провайдер більше не має цього запису.',
  'import.link-unreadable':
    'Посилання на завантаження зашифровано іншим ключем. Файл можна завантажити лише на сервері з тим самим admin.secrets.encryptionKey, що й на сервері, який отримав посилання.',

  'fetch.unknown-media-type':
    'Файли типу «{extension}» не можна імпортувати як відео чи аудіо. Завантажте файл у провайдера.',
  'fetch.no-recordings': 'Плагін не може завантажувати записи провайдера {provider}.',
  'fetch.size-differs':
    'За списком провайдера файл має {listed, number} Б, а надходить {sent, number} Б. Файл завантажується знову.',
  'fetch.too-long': 'Провайдер надіслав більше, ніж оголошені {size, number} Б. Файл завантажується знову.',
  'fetch.empty': 'Провайдер надіслав порожній файл. Пізніше буде перевірено ще раз.',
  'fetch.truncated':
    'Завантаження обірвалося після {received, number} Б із {size, number} Б. Воно продовжується з цього місця.',
  'fetch.page-instead':
    'Провайдер надіслав {format} замість файлу ({kind}). Строк дії токена минув, або файлу вже немає.',
  'fetch.end-unknown':
    'Провайдер не вказує розміру файлу, а за самим файлом не видно, де він закінчується. Тому частину не відрізнити від цілого. Файл завантажується знову.',
  'fetch.disk-full':
    'На диску теки тимчасових файлів вільно {free}, а потрібно {needed}. Звільніть там місце. Імпорт буде повторено автоматично.',
  'store.not-verified': 'Один із файлів ще не перевірено. Спершу його буде завантажено.',

  'join.mixed-kinds': 'Деякі сегменти мають відео, а інші — лише звук.',
  'join.no-length': 'Сегмент {segment, number} не має тривалості.',
  'join.overlap':
    'Сегмент {segment, number} починається за {seconds, plural, one {# секунду} few {# секунди} many {# секунд} other {# секунди}} до кінця сегмента {before, number}.',

  'log.imported': 'Імпортовано: {title}',
  'log.imported-incomplete': 'Імпортовано: {title}. Бракує файлів: {kinds}',
  'log.file-missing': '{title}: бракує файлу ({kind}). {why}',
  'log.joined':
    '{title}: {count, plural, one {# сегмент об’єднано} few {# сегменти об’єднано} many {# сегментів об’єднано} other {# сегмента об’єднано}} без втрат ({joiner})',
  'log.joined-encoded':
    '{title}: {count, plural, one {# сегмент об’єднано} few {# сегменти об’єднано} many {# сегментів об’єднано} other {# сегмента об’єднано}} і перекодовано ({joiner})',
  'log.not-joined': '{title}: сегменти залишаються окремими записами. {why}',
  'log.no-poster': '{title}: не вдалося створити зображення. {why}',
  'log.skipped': 'Пропущено: {reasons}',
  'log.skipped-for': '{count, number} ({reason})',
};
