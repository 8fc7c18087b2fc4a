import type { deletion as en } from '../en/deletion';
import type { TextsLike } from '../message';

export const deletion: TextsLike<typeof en> = {
  'deletion.rule.trash':
    '{hours, plural, =0 {одразу після імпорту} one {через # годину після імпорту} few {через # години після імпорту} many {через # годин після імпорту} other {через # години після імпорту}}, до кошика',
  'deletion.rule.permanent':
    '{hours, plural, =0 {одразу після імпорту} one {через # годину після імпорту} few {через # години після імпорту} many {через # годин після імпорту} other {через # години після імпорту}}, назавжди',
  'deletion.step.checking': 'Перевірка збереженого перед видаленням у провайдера',
  'deletion.step.deleting': 'Видалення: {provider}',
  'deletion.replaced':
    'У провайдера інша версія файлу ({kind}), ніж у Strapi. У провайдера нічого не видаляється.',
  'deletion.still-there':
    'Провайдер повідомив, що видалив запис, але досі його показує. Пізніше буде перевірено ще раз.',
  'deletion.in-progress': 'Провайдер ще обробляє файл цієї зустрічі. Пізніше буде перевірено ще раз.',
  'deletion.not-here': 'Файлу цієї зустрічі ({kind}) немає в Strapi. Пізніше буде перевірено ще раз.',
  'deletion.cannot-ask': 'Провайдера не можна запитати, що в нього є. У провайдера нічого не видаляється.',
  'deletion.file-left-out':
    'Файл цієї зустрічі ({kind}) не вдалося імпортувати. У провайдера нічого не видаляється.',
  'deletion.not-stored': 'Збережено не всі файли цієї зустрічі. У провайдера нічого не видаляється.',
  'deletion.entry-removed': 'Хтось вилучив допис цього запису в Strapi. У провайдера нічого не видаляється.',
  'deletion.unreadable': '{what} Нічого не видаляється, доки файл не вдасться прочитати.',
  'deletion.blocked-by': '{what} У провайдера нічого не видаляється.',
  'log.media-lost': '{what} Файл завантажується знову від провайдера.',
  'log.not-deleted':
    '{title} залишається у провайдера, бо тепер запис виключено правилом або списком організаторів.',
  'log.kept-at-provider': '{title} залишається у провайдера: {what}',
  'log.deleted-at-provider': 'Видалено ({provider}) за правилом «{rule}»: {title}',
  'log.deleted-already': 'Видалено ({provider}) за правилом «{rule}»: {title} (на той час уже не існувало)',
};
