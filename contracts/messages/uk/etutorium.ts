import type { etutorium as en } from '../en/etutorium';
import type { TextsLike } from '../message';

export const etutorium: TextsLike<typeof en> = {
  'etutorium.summary': 'Акаунт eTutorium для вебінарів. eTutorium не публікує API для записів.',
  'etutorium.field.endPoint': 'Адреса API (End point)',
  'etutorium.field.endPoint.help': 'Адреса, на якій відповідає API.',
  'etutorium.field.apiToken': 'Токен API',
  'etutorium.field.apiToken.help':
    'eTutorium → налаштування акаунта → API. Якщо ваш акаунт не показує токена, зверніться до підтримки eTutorium.',
  'etutorium.field.roomUrl': 'Адреса кімнат',
  'etutorium.field.roomUrl.help': 'Де учасники входять у вебінар.',
  'etutorium.check.address': 'eTutorium доступний',
  'etutorium.check.credentials': 'eTutorium приймає токен API',

  'etutorium.to.read-account': 'прочитати дані акаунта',
  'etutorium.to.create-webinar': 'створити вебінар',
  'etutorium.to.read-webinar': 'прочитати дані вебінару',
  'etutorium.to.register': 'зареєструвати учасників',
  'etutorium.to.find-participant': 'знайти учасника',
  'etutorium.token-rejected':
    'eTutorium відхиляє токен API. Скопіюйте його ще раз: eTutorium → налаштування акаунта → API.',
};
