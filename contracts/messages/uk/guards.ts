import type { guards as en } from '../en/guards';
import type { TextsLike } from '../message';

export const guards: TextsLike<typeof en> = {
  'guards.query-through-relation':
    'Записи не можна шукати, сортувати, рахувати чи гортати через інший тип. Запитуйте їх за їхньою власною адресою.',
  'guards.address-of-file':
    'Тут не можна шукати чи сортувати за адресою файлу. Скористайтеся його назвою, типом або id.',
  'guards.foreign-file':
    'Запис приймає лише файли, що належать йому або які завантажили ви. Завантажте файл, а потім виберіть його.',
  'guards.file-of-recording': 'Цей файл належить запису, який ви не можете змінювати.',
  'guards.no-link-by-upload':
    'Завантаження не може додати файл до запису. Завантажте файл, а потім виберіть його в записі.',
};
