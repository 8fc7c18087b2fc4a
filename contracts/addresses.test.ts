import { english } from './messages/say';
import { isAddress, notAnAddress, type AddressKind } from './addresses';

describe('an address as it is typed', () => {
  it.each<[AddressKind, string[], string[]]>([
    [
      'email',
      [
        'anna@example.com',
        ' anna@example.com ',
        'o’neill+x@sub.example.co',
        'ївга@приклад.укр',
        "d'arc@x.io",
      ],
      [
        'not an email',
        'anna',
        'anna@',
        '@example.com',
        'anna@example',
        'a@b@example.com.',
        'anna@example..com',
      ],
    ],
    [
      'email',
      [],
      ['anna@example.com bob@example.com', 'Anna <anna@example.com>', '.a@example.com', 'a@-x.com'],
    ],
    [
      'domain',
      ['example.com', 'sub.example.co.uk', 'приклад.укр'],
      ['example', '@example.com', 'a b.com', 'https://example.com', '.com'],
    ],
    [
      'url',
      ['https://example.com', 'http://127.0.0.1:8080/path', 'https://example.com/a/'],
      ['example.com', 'ftp://example.com', 'https://', 'https://user:pass@example.com', 'not an address'],
    ],
    [
      'host',
      [
        'media.example.com',
        '.oraclecloud.com',
        'https://media.example.com:8443',
        'localhost:9000',
        '127.0.0.1:1',
      ],
      ['not a host', 'a/b', 'https://media.example.com/path', 'ftp://x.com', '*.example.com'],
    ],
  ])('of kind %s', (kind, good, bad) => {
    expect(good.filter((text) => !isAddress(kind, text))).toEqual([]);
    expect(bad.filter((text) => isAddress(kind, text))).toEqual([]);
  });

  it('is named when it is none, and never with its password', () => {
    expect(english(notAnAddress('email', 'not an email'))).toBe(
      '“not an email” is not an email address like anna@example.com.',
    );
    expect(english(notAnAddress('url', 'https://me:secret@example.com'))).not.toContain('secret');
    expect(english(notAnAddress('email', 'x'.repeat(500))).length).toBeLessThan(200);
  });
});
