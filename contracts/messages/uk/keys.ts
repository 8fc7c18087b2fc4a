import type { keys as en } from '../en/keys';
import type { TextsLike } from '../message';

export const keys: TextsLike<typeof en> = {
  'key.private.incomplete':
    'Закритий ключ неповний. Вставте його цілком: від рядка -----BEGIN PRIVATE KEY----- (або BEGIN RSA PRIVATE KEY) до відповідного рядка -----END.',
  'key.private.password':
    'Закритий ключ захищено паролем. Вставте його без пароля: такий ключ виводить openssl pkey -in key.pem.',
  'key.private.other-type': 'Це не закритий ключ. Вставлений текст починається з «BEGIN {type}».',
  'key.private.damaged': 'Закритий ключ пошкоджено. Частини бракує або її змінено. Вставте ключ ще раз.',
  'key.private.too-short': 'Закритий ключ має лише {bits} біт. Створіть пару щонайменше на {least} біт.',
  'key.public.incomplete':
    'Відкритий ключ неповний. Вставте його цілком: від рядка -----BEGIN PUBLIC KEY----- до відповідного рядка -----END.',
  'key.public.damaged': 'Відкритий ключ пошкоджено. Частини бракує або її змінено. Вставте ключ ще раз.',
};
