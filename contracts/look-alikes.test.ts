import { asciiDomain, isAddress, notAnAddress, type AddressKind } from './addresses';
import { lookAlikes } from './look-alikes';
import { typedOptions } from './connectors';
import { say } from './messages/say';
import { readMessage } from './messages/stored';

/** Texts that a person reads as something else, by what is done to them. */
const TRICKS: [trick: string, text: string, characters: string[]][] = [
  ['a space of no width', 'exam\u200bple.com', ['U+200B']],
  ['a joiner of no width', 'exam\u200dple.com', ['U+200D']],
  ['a word joiner', 'exam\u2060ple.com', ['U+2060']],
  ['a byte order mark', 'exam\ufeffple.com', ['U+FEFF']],
  ['a soft hyphen', 'exam\u00adple.com', ['U+00AD']],
  ['a grapheme joiner', 'exam\u034fple.com', ['U+034F']],
  ['a variation selector', 'exam\ufe0fple.com', ['U+FE0F']],
  ['a filler of Hangul', 'exam\u3164ple.com', ['U+3164']],
  ['a mark of direction', 'exam\u202eple.com', ['U+202E']],
  ['a control character', 'exam\u0007ple.com', ['U+0007']],
  ['full-width letters', 'ｅxample.com', ['ｅ (U+FF45)']],
  ['the sign of Kelvin', 'boo\u212a.com', ['\u212a (U+212A)']],
  ['a ligature', 'ﬁrst.com', ['ﬁ (U+FB01)']],
  ['a number as a letter', 'ⅰbm.com', ['ⅰ (U+2170)']],
  ['a mathematical letter', '𝐞xample.com', ['𝐞 (U+1D41E)']],
  ['a Cyrillic letter among Latin ones', 'zооm.us', ['о (U+043E)']],
  ['a Cyrillic letter of its own among Latin ones', 'zooм.us', ['м (U+043C)']],
  ['a Greek letter among Latin ones', 'zοοm.us', ['ο (U+03BF)']],
  ['an Armenian letter among Latin ones', 'zօօm.us', ['օ (U+0585)']],
  [
    'a label of Cyrillic letters alone',
    'аррӏе.com',
    ['а (U+0430)', 'р (U+0440)', 'ӏ (U+04CF)', 'е (U+0435)'],
  ],
  ['the same in capitals', 'АРРӏЕ.com', ['а (U+0430)', 'р (U+0440)', 'ӏ (U+04CF)', 'е (U+0435)']],
  ['a last label of look-alikes', 'example.со', ['с (U+0441)', 'о (U+043E)']],
  ['a phonetic letter', 'ɡoogle.com', ['ɡ (U+0261)']],
  ['small capitals', 'ᴀᴘᴘʟᴇ.com', ['ᴀ (U+1D00)', 'ᴘ (U+1D18)', 'ʟ (U+029F)', 'ᴇ (U+1D07)']],
  ['a script out of use', 'ꮪchool.com', ['ꮪ (U+ABAA)']],
  ['a foreign digit among Latin letters', 'zo٥m.us', ['٥ (U+0665)']],
  ['a modifier letter', 'ex\u02bcample.com', ['\u02bc (U+02BC)']],
];

const HONEST = [
  'example.com',
  'EXAMPLE.com',
  'sub-1.example.co.uk',
  'bücher.example',
  'bu\u0308cher.example',
  'приклад.укр',
  'сорока.укр',
  'хор.укр',
  'школа.com.ua',
  'ışık.com.tr',
  '例え.テスト',
  '東京abc.jp',
  '한국어.kr',
  'παράδειγμα.ελ',
  'مثال.مصر',
  'xn--80ak6aa92e.com',
];

describe('an address that is taken for another one', () => {
  it.each(TRICKS)('is refused with %s', (_trick, text, characters) => {
    const typed: [AddressKind, string][] = [
      ['domain', text],
      ['email', `anna@${text}`],
      ['url', `https://${text}/path`],
      ['host', text],
      ['host', `.${text}`],
      ['host', `https://${text}:8443`],
    ];
    for (const [kind, entry] of typed) {
      expect([kind, entry, isAddress(kind, entry)]).toEqual([kind, entry, false]);
      expect(notAnAddress(kind, entry)).toMatchObject({
        code: 'form.look-alike',
        values: { characters },
      });
    }
    expect(asciiDomain(text)).toBeUndefined();
  });

  it.each(TRICKS)('is refused in a form with %s', (_trick, text) => {
    const typed = { hostEmails: [`anna@${text}`], hostDomains: [text] };
    const parsed = typedOptions.partial().safeParse(typed);
    expect(parsed.error?.issues.map(({ path, message }) => [path, readMessage(message)])).toEqual([
      [['hostEmails', 0], expect.objectContaining({ code: 'form.look-alike' })],
      [['hostDomains', 0], expect.objectContaining({ code: 'form.look-alike' })],
    ]);
  });

  it('is refused in the name of an e-mail address too', () => {
    expect(isAddress('email', 'an\u200bna@example.com')).toBe(false);
    expect(isAddress('email', 'аnna@example.com')).toBe(false);
    expect(isAddress('email', 'ａnna@example.com')).toBe(false);
  });

  it('is refused where a program reads another address than a person', () => {
    for (const text of [
      'https://zo%6Fm.us',
      'https://zo%E2%80%8Bom.us',
      'https://zoom.us\\@evil.example',
      'https://evil.example\\.zoom.us',
      'https://zo\nom.us',
      'https://zo\tom.us',
      'https://@zoom.us',
      'https://zoom。us',
      'https://zoom.us:pass@evil.example',
    ])
      expect([text, isAddress('url', text)]).toEqual([text, false]);
  });

  it.each(HONEST)('is not %s', (text) => {
    expect(lookAlikes(text)).toEqual([]);
    expect(isAddress('domain', text)).toBe(true);
    expect(isAddress('url', `https://${text}`)).toBe(true);
    expect(asciiDomain(text)).toBe(new URL(`http://${text}`).hostname);
  });

  it('is named with what is wrong with it, in both languages', () => {
    expect(say(notAnAddress('domain', 'zооm.us'), 'en')).toContain('о (U+043E)');
    expect(say(notAnAddress('domain', 'zo\u200bom.us'), 'uk')).toContain('U+200B');
  });
});

describe('domains', () => {
  it('are kept in lower case', () => {
    expect(typedOptions.partial().parse({ hostDomains: [' Example.COM '] })).toEqual({
      hostDomains: ['example.com'],
    });
  });

  it('are compared in one form', () => {
    expect(asciiDomain(' Bücher.Example ')).toBe('xn--bcher-kva.example');
    expect(asciiDomain('bu\u0308cher.example')).toBe('xn--bcher-kva.example');
    expect(asciiDomain('xn--bcher-kva.example')).toBe('xn--bcher-kva.example');
    for (const none of ['', 'example', 'a b.com', 'example.com.', 'https://example.com', 'аррӏе.com'])
      expect(asciiDomain(none)).toBeUndefined();
  });
});
