import type { checks as en } from '../en/checks';
import type { TextsLike } from '../message';

export const checks: TextsLike<typeof en> = {
  'check.not-tried': 'Не перевірено, бо попередній крок не вдався.',
  'check.provider-says': '{what} {provider} відповідає: «{words}»',
  'check.clock': 'Годинник цього сервера правильний',
  'check.clock.unknown': '{provider} не повідомляє, котра година.',
  'check.clock.ahead':
    'Годинник цього сервера поспішає порівняно з годинником {provider} на {minutes, plural, one {# хвилину} few {# хвилини} many {# хвилин} other {# хвилини}}. Налаштуйте його через NTP. Інакше записи шукатимуться за неправильні дні.',
  'check.clock.behind':
    'Годинник цього сервера відстає від годинника {provider} на {minutes, plural, one {# хвилину} few {# хвилини} many {# хвилин} other {# хвилини}}. Налаштуйте його через NTP. Інакше записи шукатимуться за неправильні дні.',
  'check.users': 'Отримати одну сторінку користувачів',
  'check.recordings': 'Отримати одну сторінку записів',
  'check.host-access': 'Запитати записи кожного організатора зі списку',
  'check.host-access.one': '{host}: {what}',
  'check.host-access.refused': 'Записи цих організаторів імпортувати не вдасться. {hosts}',
  'check.host-access.more':
    'Перевірено перших організаторів зі списку. {count, plural, one {Ще # не перевірено.} few {Ще # не перевірено.} many {Ще # не перевірено.} other {Ще # не перевірено.}}',
  'check.no-user': 'В акаунті немає користувача, про якого можна запитати.',
};
