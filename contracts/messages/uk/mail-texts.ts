import type { mailTexts as en } from '../en/mail-texts';
import type { TextsLike } from '../message';

export const mailTexts: TextsLike<typeof en> = {
  'mail-text.recordings-uploaded.subject': 'Надійшли записи ваших зустрічей',
  'mail-text.recordings-uploaded.text':
    'Вітаємо, {host}!\n\nНадійшли записи ваших зустрічей:\n\n{recordings}\n\nВиберіть пароль, щоб увійти й редагувати їх:\n{signUpLink}\n\nВідкрити їх: {link}',
  'mail-text.invitation.subject': 'Ваш обліковий запис для записів зустрічей',
  'mail-text.invitation.text':
    'Вітаємо, {host}!\n\nДля вас створено обліковий запис, щоб записи ваших зустрічей належали вам.\n\nВиберіть пароль, щоб увійти:\n{signUpLink}',
  'mail-text.waiting-for-review.subject': 'Записів на перевірку: {number}',
  'mail-text.waiting-for-review.text':
    'Ці записи чекають на вашу перевірку:\n\n{recordings}\n\nПеревірити їх: {link}',
  'mail-text.approved.subject': 'Опубліковано: {title}',
  'mail-text.approved.text':
    'Запис «{title}» схвалено ({moderator}). Його опубліковано.\n\nВідкрити його: {link}',
  'mail-text.rejected.subject': 'Не опубліковано: {title}',
  'mail-text.rejected.text':
    'Запис «{title}» не схвалено ({moderator}). Причина:\n\n{reason}\n\nЗмініть його й надішліть на перевірку ще раз: {link}',
  'mail-text.needs-you.subject': '{connector}: потрібна ваша дія',
  'mail-text.needs-you.text':
    'Конектор «{connector}» зупинився, доки хтось не втрутиться:\n\n{problem}\n\nВідкрити його: {link}',
  'mail-text.needs-you-over.subject': '{connector}: робота триває',
  'mail-text.needs-you-over.text':
    'Конектор «{connector}» більше не потребує нічиєї дії.\n\nВідкрити його: {link}',
  'mail-text.late.subject': '{connector} запізнюється',
  'mail-text.late.text':
    'Остання успішна синхронізація конектора «{connector}» була {since}.\n\nПричина: {problem}\n\nВідкрити його: {link}',
  'mail-text.late-over.subject': '{connector}: знову вчасно',
  'mail-text.late-over.text': 'Конектор «{connector}» знову працює вчасно.\n\nВідкрити його: {link}',
  'mail-text.link-expires.subject': 'Запис от-от буде втрачено: {title}',
  'mail-text.link-expires.text':
    'Запису «{title}» конектора «{connector}» ще немає в Strapi. Провайдер надає його лише до {deadline}.\n\nПричина: {problem}\n\nВідкрити його: {link}',
  'mail-text.link-expires-over.subject': 'Загроза втрати минула: {title}',
  'mail-text.link-expires-over.text':
    'Запис «{title}» конектора «{connector}»: {outcome}\n\nВідкрити його: {link}',
  'mail.line': '{title} ({standing})',
  'mail.standing.published': 'опубліковано',
  'mail.standing.pending': 'чекає на перевірку',
  'mail.standing.rejected': 'не схвалено',
  'mail.standing.draft': 'чернетка',
  'mail.more': 'і ще {count, plural, one {#} few {#} many {#} other {#}}',
  'mail.with-words': '{what} ({words})',
  'mail.sample.problem': 'Zoom відхилив секрет клієнта. Введіть його ще раз.',
  'mail.sample.reason': 'У перших десяти хвилинах видно приватний екран.',
  'mail.inbox':
    '{count, plural, one {Чекає # подія} few {Чекають # події} many {Чекають # подій} other {Чекають # події}}',
  'mail.inbox.over': 'Події, що чекали',
  'mail.inbox.outcome': 'Події опрацьовано або термін дії їхніх посилань минув.',
  'mail.inbox.nobody':
    'Жоден екземпляр цього сайту не опрацьовує події. Перевірте, чи десь увімкнено jobs.enabled.',
  'mail.inbox.off': 'Конектор вимкнено.',
};
