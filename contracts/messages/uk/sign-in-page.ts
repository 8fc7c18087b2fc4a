import type { signInPage as en } from '../en/sign-in-page';
import type { TextsLike } from '../message';

/** The small page on which a sign-in at a provider ends. Only the server shows it. */
export const signInPage: TextsLike<typeof en> = {
  'sign-in.page.back': 'Назад до конектора в Strapi',
  'sign-in.page.done': 'Вхід виконано: {account}',
  'sign-in.page.confirm':
    'Поверніться до Strapi: там обліковий запис підтверджує той, хто почав цей вхід. До того його ніщо не використовує.',
  'sign-in.page.sent':
    'Хтось надіслав вам посилання на цей вхід? Тоді повідомте адміністраторів сайту: такі посилання нікому не надсилають.',
  'sign-in.page.partly': 'Вхід виконано: {account}, але дозволено не все',
  'sign-in.page.partly.text': 'Не надано: {permissions}. Увійдіть ще раз, коли це буде дозволено.',
  'sign-in.page.refused': 'Увійти не вдалося',
  'sign-in.page.provider-says': 'Провайдер відповідає: «{words}»',
  'sign-in.page.unknown': 'Цей вхід тут невідомий',
  'sign-in.page.unknown.text':
    'Його вже використано, він тривав надто довго або почався в іншому місці. Почніть його знову в Strapi: відкрийте Meeting Connectors, потім конектор і натисніть його кнопку входу.',
  'sign-in.page.explain': 'Тут завершується вхід',
  'sign-in.page.explain.text':
    'На цю адресу провайдер надсилає браузер після входу. Почніть вхід у Strapi: відкрийте Meeting Connectors, потім конектор і натисніть його кнопку входу.',
};
