import type { reviews as en } from '../en/reviews';
import type { TextsLike } from '../message';

export const reviews: TextsLike<typeof en> = {
  'review.recording-gone': 'Цього запису більше немає.',
  'review.recording-hidden': 'Цього запису більше немає, або ви не маєте права його читати.',
  'review.recording-read-only':
    'Ви не маєте права редагувати цей запис, тому не можете надіслати його на перевірку.',
  'review.language-hidden':
    'Цей запис чекає мовою, якою ви не маєте права його читати. Попросіть того, хто має.',
  'approval.added': '«{name}» опубліковано в записі, але модератор цього не схвалював.',
  'approval.removed': '«{name}» було схвалено, але опублікований запис більше його не показує.',
  'approval.changed': 'Вміст «{name}» відрізняється від схваленого модератором.',
  'review.reason.title': 'З назви незрозуміло, про що була зустріч.',
  'review.reason.people': 'У записі видно людей, які, можливо, не погоджувалися на показ.',
  'review.reason.confidential': 'У записі є щось конфіденційне. Виріжте це або залиште запис приватним.',
};
