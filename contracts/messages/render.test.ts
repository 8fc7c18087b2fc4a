import fc from 'fast-check';
import { makeMessage, messagesOf, type MessageValue } from './message';
import { render, type Reader } from './render';
import { english, languageOf, say } from './say';
import { readMessage, redactMessage, storeMessage } from './stored';

const texts: Record<string, string> = {
  says: '{provider} says: “{words}”',
  days: '{count, plural, one {# day} other {# days}}',
  kinds: 'Missing: {kinds}',
  until: 'Until {deadline}',
  size: '{size} are free',
  chat: 'chat',
  angled: 'Enter <name> of {host}',
};
const reader: Reader = { locale: 'en', textOf: (code) => texts[code], timeZone: 'UTC' };

describe('a message', () => {
  it('is shown in the language of its reader', () => {
    const ahead = { code: 'check.clock.ahead', values: { provider: 'Zoom', minutes: 22 } };
    expect(english(ahead)).toMatch(/^The clock of this server is 22 minutes ahead of the clock of Zoom\./);
    expect(say(ahead, 'uk')).toMatch(/^Годинник цього сервера поспішає .* на 22 хвилини\./);
    expect(say(ahead, languageOf('uk-UA'))).toBe(say(ahead, 'uk'));
    expect(languageOf('fr')).toBe('en');
    expect(languageOf(null)).toBe('en');
  });

  it('of an earlier version is shown as it is, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(render(text, reader)).toBe(text);
        fc.pre(!text.startsWith('{"code":'));
        expect(readMessage(storeMessage(text))).toBe(text);
      }),
    );
  });

  it('shows foreign words as they are: no text of ours, no markup, nothing that turns the line', () => {
    const shown = (words: string) => render({ code: 'says', values: { provider: 'Zoom', words } }, reader);
    expect(shown("{provider} <b>{n, plural, other {x}}</b> '{}'")).toBe(
      "Zoom says: “{provider} <b>{n, plural, other {x}}</b> '{}'”",
    );
    expect(shown('a\u202egpj.exe\u0000')).toBe('Zoom says: “a gpj.exe ”');
    // Nor is anything in a text of ours markup.
    expect(render({ code: 'angled', values: { host: '<b>' } }, reader)).toBe('Enter <name> of <b>');
    fc.assert(fc.property(fc.string(), (words) => expect(shown(words)).toMatch(/^Zoom says: “/)));
  });

  it('tells numbers, lists, sizes and instants in the reader’s language', () => {
    expect(render({ code: 'days', values: { count: 1 } }, reader)).toBe('1 day');
    expect(render({ code: 'days', values: { count: 1_234 } }, reader)).toBe('1,234 days');
    const kinds = ['captions', { code: 'chat' }, 'polls'];
    expect(render({ code: 'kinds', values: { kinds } }, reader)).toBe('Missing: captions, chat, and polls');
    expect(render({ code: 'size', values: { size: { bytes: 12_400_000 } } }, reader)).toBe(
      '12.4 MB are free',
    );
    const deadline = { at: '2026-02-10T16:36:00.000Z' };
    expect(render({ code: 'until', values: { deadline } }, reader)).toBe('Until Feb 10, 2026, 04:36 PM UTC');
    expect(render({ code: 'until', values: { deadline } }, { ...reader, locale: 'uk' })).toMatch(
      /^Until 10 лют. 2026 р.*16:36 UTC$/,
    );
  });

  it('is one readable line, whatever its values are, made anew or read from a row', () => {
    const hostile: MessageValue[] = [
      'a\u061cb\u200fc\u2028d\u202ee\u2067f\u200bg\nh\u0000\ud800',
      'x'.repeat(100_000),
      Number.NaN,
      Number.POSITIVE_INFINITY,
      { bytes: Number.NaN },
      { bytes: -5 },
      { bytes: 1e308 },
      { at: 'never\u202e' },
      { at: 'x'.repeat(100_000) },
      Array.from({ length: 10_000 }, () => 'entry\n'),
      ['a\u2029', { code: 'nobody knows\u202e', values: { x: '\u061c' } }],
    ];
    for (const value of hostile)
      for (const values of [{ provider: value, words: value }, { count: value }, { kinds: value }] as Record<
        string,
        MessageValue
      >[])
        for (const code of ['says', 'days', 'kinds', 'nobody\u202eknows'])
          for (const message of [makeMessage(code, values), { code, values }]) {
            const said = render(message, reader);
            expect(said).not.toMatch(/[\p{Cc}\p{Cs}\u061c\u200b\u200f\u2028-\u202e\u2066-\u2069]|NaN/u);
            expect(said.length).toBeLessThan(4_000);
          }
    expect(render(makeMessage('days', { count: Number.NaN }), reader)).toBe('? days');
    expect(render({ code: 'says', values: { provider: 'NaN', words: 'x' } }, reader)).toBe('NaN says: “x”');
    expect(JSON.stringify(makeMessage('says', { words: 'x'.repeat(100_000) })).length).toBeLessThan(1_100);
  });

  it('tells sizes in the unit in which they are read', () => {
    const size = (bytes: number) => render({ code: 'size', values: { size: { bytes } } }, reader);
    expect(size(999)).toBe('999 bytes are free');
    expect(size(999_960)).toBe('1 MB are free');
    expect(size(12_345)).toBe('12.3 kB are free');
  });

  it('holds others', () => {
    const what = { code: 'days', values: { count: 2 } };
    expect(render({ code: 'says', values: { provider: 'Zoom', words: what } }, reader)).toBe(
      'Zoom says: “2 days”',
    );
  });

  it('whose code is not known any more shows what it has', () => {
    expect(render({ code: 'gone', values: { host: 'a.example' } }, reader)).toBe('gone (a.example)');
    expect(render({ code: 'gone' }, reader)).toBe('gone');
    // Of a version in which its places had other names.
    expect(render({ code: 'days', values: { number: 2 } }, reader)).toBe('days (2)');
    expect(render({ code: 'until', values: { deadline: { at: 'never' } } }, reader)).toBe('Until never');
  });

  it('of a provider that a site brings carries its own texts, and falls back to its English', () => {
    const message = messagesOf({
      en: { 'own.lost': '{count, number} lost' } as const,
      uk: { 'own.lost': 'Втрачено: {count, number}' },
    });
    const lost = message('own.lost', { count: 3 });
    expect(english(lost)).toBe('3 lost');
    expect(say(lost, 'uk')).toBe('Втрачено: 3');
    expect(render(lost, { locale: 'fr-CA', textOf: () => undefined })).toBe('3 lost');
  });
});

describe('a stored message', () => {
  const message = {
    code: 'says',
    values: {
      provider: { code: 'chat', values: { key: 'SECRET' } },
      words: ['a SECRET', { code: 'chat' }],
      count: 1,
    },
  };

  it('is read as it was written', () => {
    expect(readMessage(storeMessage(message))).toEqual(message);
  });

  it('that somebody broke is shown as it lies there', () => {
    expect(readMessage('{"code":"says"')).toBe('{"code":"says"');
    expect(readMessage('{"code":7}')).toBe('{"code":7}');
  });

  it('is redacted wherever outside words stand in it, and stays a message', () => {
    const hidden = redactMessage(message, (text) => text.replaceAll('SECRET', '[hidden]'));
    expect(JSON.stringify(hidden)).not.toContain('SECRET');
    expect(readMessage(storeMessage(hidden))).toEqual(hidden);
  });
});
