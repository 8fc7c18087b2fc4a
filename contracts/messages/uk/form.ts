import type { form as en } from '../en/form';
import type { TextsLike } from '../message';

export const form: TextsLike<typeof en> = {
  'form.mistakes': 'У запиті є помилки.',
  'form.no-fields': 'У запиті немає полів із назвами.',
  'form.missing': 'Бракує значення: {field}.',
  'form.invalid': 'Значення не підходить: {field}.',
  'form.unknown': '«{name}» тут невідоме.',
  'form.unknown-provider': 'Провайдера «{provider}» немає.',
  'form.too-low': '{field}: не менше ніж {least, number}.',
  'form.too-high': '{field}: не більше ніж {most, number}.',
  'form.too-long':
    '{field}: не більше ніж {most, plural, one {# символ} few {# символи} many {# символів} other {# символу}}.',
  'form.too-many':
    '{field}: не більше ніж {most, plural, one {# значення} few {# значення} many {# значень} other {# значення}}.',
  'form.choose': '{field}: виберіть одне з цих значень: {options}.',
  'form.secret-again':
    'Введіть знову: {field}. Значення не надсилається на іншу адресу, ніж та, для якої його ввели.',
  'form.not-address.email': '«{entry}» — не адреса електронної пошти на зразок anna@example.com.',
  'form.not-address.domain': '«{entry}» — не домен на зразок example.com.',
  'form.not-address.url':
    '«{entry}» — не адреса на зразок https://example.com без імені користувача й пароля в ній.',
  'form.not-address.host': '«{entry}» — не хост на зразок media.example.com.',
  'form.look-alike':
    '«{entry}» має знаки, яких не видно або які схожі на інші: {characters}. Не копіюйте, а введіть ще раз. Домен із таких літер можна ввести в його формі ASCII, що починається з xn--.',
  'form.connector-name': 'Дайте конектору назву.',
  'form.day': 'Введіть день у вигляді {example}.',
  'form.least-minutes':
    'Щонайменше {least, plural, one {# хвилина} few {# хвилини} many {# хвилин} other {# хвилини}}.',
  'form.least-hours':
    'Щонайменше {least, plural, one {# година} few {# години} many {# годин} other {# години}}.',
  'form.most-days': 'Щонайбільше {most, plural, one {# день} few {# дні} many {# днів} other {# дня}}.',
  'form.most-characters':
    'Щонайбільше {most, plural, one {# символ} few {# символи} many {# символів} other {# символу}}.',
  'form.title-template.empty': 'Введіть шаблон назви. {title} означає назву в провайдера.',
  'form.title-template.placeholders': 'Використовуйте лише ці заповнювачі: {placeholders}.',
  'form.hold-reason': 'Вкажіть причину.',
  'form.reason': 'Введіть причину. Її читає автор.',
  'form.room': 'Введіть назву кімнати.',
  'form.person': 'Введіть ім’я людини.',
  'form.email': 'Введіть адресу електронної пошти.',
  'form.subject': 'Введіть тему.',
  'form.subject.one-line': 'Напишіть тему в одному рядку.',
  'form.text': 'Введіть текст.',
};
