import type { http as en } from '../en/http';
import type { TextsLike } from '../message';

export const http: TextsLike<typeof en> = {
  'http.through-proxy': '{host} (через вихідний проксі-сервер)',
  'http.proxy-login': 'Вихідний проксі-сервер вимагає входу. Додайте дані для входу до network.proxyUrl.',
  'http.proxy-scheme':
    'Значення network.proxyUrl починається з {scheme}, а це не проксі-сервер. Використовуйте http:, https: або socks5:.',
  'http.proxy-refused':
    'Вихідний проксі-сервер відмовляється з’єднуватися з {host}. Дозвольте цей хост на ньому або змініть network.proxyUrl.',

  'http.address-not-allowed':
    '{host} має приватну або зарезервовану мережеву адресу. Плагін з’єднується лише з публічними адресами. Якщо це ваш сервер, додайте network.allowedPrivateHosts: ["{host}"] до конфігурації плагіна.',
  'http.redirected': '{from} переспрямовує на іншу адресу. {what}',
  'http.no-address': 'Адреса неправильна.',
  'http.scheme': 'Адреса починається з {scheme}, а дозволено лише адреси https.',
  'http.login-in-address': 'Адреса містить ім’я користувача або пароль, тому запит не надсилається.',
  'http.https-needed':
    'Запит до {host} був би без шифрування (http), а це не дозволено. Скористайтеся адресою https. Якщо це ваш сервер, додайте network.allowedPrivateHosts: ["{host}"] до конфігурації плагіна.',
  'http.encryption-lost':
    'Після зашифрованого запиту запит до {host} був би без шифрування (http), а це не дозволено.',
  'http.host-not-allowed': '{host} не належить до хостів цього провайдера.',
  'http.too-many-redirects':
    '{host} переспрямовує більше ніж {count, plural, one {# раз} few {# рази} many {# разів} other {# раза}}.',
  'http.redirect-loop': '{host} переспрямовує по колу.',
  'http.content-redirected':
    '{from} переспрямовує запит із вмістом на {to}. Вміст туди не надсилається, бо може містити секрети.',

  'http.certificate':
    'Сертифікат {host} відхилено: {fault} ({code}). Виправте його на тому сервері. Для власного центру сертифікації задайте NODE_EXTRA_CA_CERTS.',
  'http.certificate.expired': 'строк його дії минув',
  'http.certificate.not-yet-valid': 'він ще не чинний або годинник цього сервера неправильний',
  'http.certificate.revoked': 'його відкликано',
  'http.certificate.other-name': 'його видано на інше ім’я',
  'http.certificate.self-signed': 'він самопідписаний',
  'http.certificate.unknown-authority': 'цей сервер не знає центру, що його видав',
  'http.certificate.no-intermediate': 'сервер не надсилає проміжних сертифікатів',
  'http.certificate.untrusted': 'цей сервер йому не довіряє',
  'http.certificate.signature': 'його підпис неправильний',
  'http.tls':
    'Не вдалося встановити захищене з’єднання з {host} ({code}). Перевірте, чи адреса й порт належать його службі https.',
  'http.host-not-found': 'Не вдалося знайти ім’я {host}. Перевірте адресу.',
  'http.connection-refused': '{host} відхиляє з’єднання. Перевірте адресу й порт.',
  'http.unreachable':
    '{host} недоступний ({code}). Перевірте адресу й чи не блокує з’єднання мережевий екран.',
  'http.connection-lost': 'З’єднання з {host} перервано.',
  'http.connection-lost.code': 'З’єднання з {host} перервано ({code}).',
  'http.connect-timeout': 'Не вдалося вчасно з’єднатися з {host}.',
  'http.headers-timeout': '{host} не відповів вчасно.',
  'http.total-timeout': '{host} не завершив відповідь вчасно.',

  'http.headers-too-large': '{host} надіслав забагато заголовків.',
  'http.invalid-answer': '{host} надіслав відповідь, яка не відповідає HTTP ({code}).',
  'http.truncated':
    '{host} завершив відповідь передчасно, після {received, plural, one {# байта} few {# байтів} many {# байтів} other {# байта}}.',
  'http.truncated.of':
    '{host} завершив відповідь передчасно: отримано {received, number} з {declared, plural, one {# байта} few {# байтів} many {# байтів} other {# байта}}.',
  'http.silent':
    '{host} нічого не надсилав протягом {seconds, plural, one {# секунди} few {# секунд} many {# секунд} other {# секунди}}.',
  'http.too-slow': '{host} надсилає лише {rate} за секунду.',
  'http.compressed': '{host} надіслав стиснену відповідь, якої від нього не просили.',
  'http.answer-too-large': '{host} надіслав відповідь, більшу за {limit}.',
  'http.answer-too-deep':
    '{host} надіслав відповідь, у якій вкладеність перевищує {levels, plural, one {# рівень} few {# рівні} many {# рівнів} other {# рівня}}.',
  'http.broken-json': '{host} надіслав пошкоджений або неповний JSON.',

  'http.provider-fault': '{host} має власну несправність (статус {status}).',
  'http.rate-limited': '{host} повідомляє, що цей акаунт надсилає забагато запитів (статус 429).',
  'http.wait-until': '{what} Хост просить зачекати до {until}.',
  'http.wait-long': '{what} Хост просить зачекати більше ніж день.',
  'http.account-paused': 'Провайдер попросив цей акаунт зачекати перед наступним запитом.',
  'http.circuit-open':
    'Провайдер не відповів багато разів поспіль, тому деякий час запити до нього не надсилаються.',
  'http.closed': 'Налаштування з’єднання змінилися або Strapi зупиняється, тому запит завершено.',
};
