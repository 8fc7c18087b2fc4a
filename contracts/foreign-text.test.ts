import fc from 'fast-check';
import { cutText, foreignLine, foreignLines, wellFormedValue } from './foreign-text';

/** Any units of UTF-16, halves of characters included. */
const anyText = fc
  .array(
    fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd83d, 0xde00, 0x202e, 0x0301, 0x20)),
  )
  .map((units) => String.fromCharCode(...units));
const UNSTORABLE = /[\0\p{Cs}]/u;

describe('foreign text', () => {
  it('is one clean line that fits its column, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 300 }), (text, most) => {
        const line = foreignLine(text, most);
        expect(line.length).toBeLessThanOrEqual(most);
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(line.trim()).toBe(line);
        expect(foreignLine(line, most)).toBe(line);
      }),
    );
  });

  it('of several lines keeps them, and nothing that a database refuses', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foreignLines(text)).not.toMatch(/[\0\r\p{Cs}]/u);
      }),
    );
    expect(foreignLines('שלום\u200f\r\n\tworld')).toBe('שלום\u200f\n\tworld');
  });

  it('keeps emojis whole, also where it is cut and where they are joined', () => {
    expect(cutText('ab🎓', 3)).toBe('ab');
    expect(foreignLine('🎓'.repeat(200))).toBe(`${'🎓'.repeat(127)}…`);
    expect(foreignLine(`${'x'.repeat(253)}🎓y`)).toBe(`${'x'.repeat(253)}…`);
    expect(foreignLine('👩\u200d🏫 Lecture')).toBe('👩\u200d🏫 Lecture');
  });

  it('has no more marks on one letter than any language has', () => {
    expect(foreignLine(`e${'\u0301\u0323'.repeat(30_000)}`, 10_000).length).toBeLessThanOrEqual(31);
    expect(foreignLine('e\u0301')).toBe('é');
  });

  it('is well formed in every name and value of what was parsed', () => {
    const parsed: unknown = JSON.parse('{"\\ud83d":["\\u0000",{"a":"\\ude00b"}],"n":1,"no":null}');
    expect(JSON.stringify(wellFormedValue(parsed))).toBe('{"�":[" ",{"a":"�b"}],"n":1,"no":null}');
    const day = new Date(0);
    expect(wellFormedValue({ day, none: Object.create(null) as object })).toEqual({ day, none: {} });
    fc.assert(
      fc.property(anyText, (text) => {
        expect(wellFormedValue([text])).not.toContainEqual(expect.stringMatching(UNSTORABLE));
      }),
    );
  });
});
