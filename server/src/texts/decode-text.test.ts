import fc from 'fast-check';
import { english } from '../../../contracts/messages/say';
import { decodeText, TEXT_LIMIT_BYTES } from './decode-text';

const SAMPLE = '00:00:01\tАда Зима:\tПривіт, 你好 👋\r\n00:00:02\tGrace:\tHello\r\n';
const READ = SAMPLE.replaceAll('\r\n', '\n');
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();
const decode = (bytes: Uint8Array) => decodeText(bytes, TEXT_LIMIT_BYTES);

describe('a text file', () => {
  it.each([
    ['UTF-8', Buffer.from(SAMPLE), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${SAMPLE}`), 'utf-8'],
    ['UTF-16, little end first', utf16le(`\ufeff${SAMPLE}`), 'utf-16le'],
    ['UTF-16, big end first', utf16be(`\ufeff${SAMPLE}`), 'utf-16be'],
    ['UTF-16, little end first, without a mark', utf16le(SAMPLE), 'utf-16le'],
    ['UTF-16, big end first, without a mark', utf16be(SAMPLE), 'utf-16be'],
  ])('fault 51: is read in %s', (_name, bytes, encoding) => {
    expect(decode(bytes)).toEqual({ outcome: 'text', text: READ, encoding, replaced: 0 });
  });

  it('has lines that end in one line feed, whatever ended them', () => {
    expect(decode(Buffer.from('a\r\nb\rc\nd'))).toMatchObject({ text: 'a\nb\nc\nd' });
  });

  it('fault 51: loses its NULs and keeps its words', () => {
    expect(decode(Buffer.from('Ada\u0000 said\u0000 hello there'))).toMatchObject({
      outcome: 'text',
      text: 'Ada said hello there',
    });
  });

  it('fault 51: has its broken bytes replaced and counted', () => {
    const bytes = Buffer.concat([
      Buffer.from('Hello '),
      Buffer.from([0xff, 0xc3]),
      Buffer.from(' world, again'),
    ]);
    expect(decode(bytes)).toEqual({
      outcome: 'text',
      text: 'Hello \ufffd\ufffd world, again',
      encoding: 'utf-8',
      replaced: 2,
    });
  });

  it('fault 51: may end in half a UTF-16 character', () => {
    const bytes = Buffer.concat([utf16le('\ufeffHello'), Buffer.from([0x41])]);
    expect(decode(bytes)).toMatchObject({ outcome: 'text', text: 'Hello\ufffd', replaced: 1 });
  });
});

describe('a file in the place of a text', () => {
  it('fault 51: is refused by its size alone, before it is decoded', () => {
    expect(decodeText(new Uint8Array(1001), 1000)).toMatchObject({ outcome: 'refused', code: 'too-large' });
    expect(decodeText(Buffer.from('x'.repeat(1000)), 1000)).toMatchObject({ outcome: 'text' });
  });

  it.each([
    ['nothing', '', 'empty'],
    ['a mark alone', '\ufeff', 'empty'],
    ['blanks', ' \r\n\t ', 'empty'],
    ['zeros', Buffer.alloc(64), 'empty'],
    ['a web page', '<!DOCTYPE html><html><script>alert(1)</script></html>', 'other-format'],
    ['a picture with scripts', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'other-format'],
    ['a playlist', '#EXTM3U\nhttp://127.0.0.1/x\n', 'other-format'],
    ['a picture', Buffer.from(Array.from({ length: 300 }, (_, at) => (at * 37 + 128) % 256)), 'not-text'],
    [
      'an old encoding',
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xb3, 0xf2, 0x2c, 0x20, 0xd1, 0xe2, 0xb3]),
      'not-text',
    ],
  ])('fault 51: is refused: %s', (_name, content, code) => {
    expect(decode(Buffer.from(content as string))).toMatchObject({ outcome: 'refused', code });
  });
});

it('any bytes at all are text or refused, and text never holds a NUL or a carriage return', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const decoded = decode(bytes);
      if (decoded.outcome === 'text') expect(decoded.text).not.toMatch(/[\u0000\r]/);
      else expect(english(decoded.said)).toMatch(/\.$/);
    }),
  );
});

it('any text of letters is the same in all three encodings', () => {
  const texts = fc.stringOf(fc.constantFrom('a', 'é', 'Ж', '你', '👋', ' ', '\n', '7'), { minLength: 1 });
  fc.assert(
    fc.property(texts, (body) => {
      const text = `${body}end`;
      for (const bytes of [Buffer.from(text), utf16le(`\ufeff${text}`), utf16be(`\ufeff${text}`)])
        expect(decode(bytes)).toMatchObject({ outcome: 'text', text, replaced: 0 });
    }),
  );
});
