import fc from 'fast-check';
import { textFormats as jaas } from '../providers/jaas/text-formats';
import { textFormats as zoom } from '../providers/zoom/text-formats';
import { parseChat, type ChatOptions } from './chat';
import type { ChatFormat } from './text-formats';

/** All formats that are known, so that what holds for any chat is tried with each. */
const FORMATS = [...zoom.chat, ...jaas.chat];
const read = (text: string, options?: ChatOptions) => parseChat(text, { formats: FORMATS, ...options });
function parse(text: string, options?: ChatOptions) {
  const parsed = read(text, options);
  if (parsed.outcome !== 'messages') throw new Error(parsed.code);
  return parsed;
}

describe('a chat', () => {
  it('of another provider is read by a format of its own', () => {
    const format: ChatFormat = {
      id: 'other',
      shape: 'sentence',
      from: 'von',
      to: 'an',
      clock: 'wall',
      everybody: ['alle'],
      privateMarks: ['(nur du)'],
    };
    const text = '09:00:00 Von Ada an Alle: Guten Morgen\n09:00:01 Von Ada an Eva (nur du): Hallo\n';
    expect(parse(text, { formats: [format] })).toMatchObject({
      messages: [{ from: 'Ada', to: 'Alle', text: 'Guten Morgen' }],
      leftOutPrivate: 1,
    });
  });

  it('keeps what stands before its first message apart', () => {
    expect(parse('Chat of Monday\n\n00:00:01\tAda:\thello')).toMatchObject({
      strayText: 'Chat of Monday',
      messages: [{ text: 'hello' }],
    });
  });

  it.each([
    ['a sentence', 'There was no chat.'],
    ['JSON', '{"messages":[]}'],
    ['an impossible time', '00:61:00\tAda:\tx'],
  ])('is unreadable, not empty, when the file holds %s', (_name, text) => {
    expect(read(text)).toMatchObject({ outcome: 'unreadable', code: 'not-chat' });
  });

  it('takes no long text for a name', () => {
    const long = 'x'.repeat(700);
    for (const text of [`00:00:01\t${long}:\thi\n`, `10:00:00 From ${long} to Everyone: hi\n`])
      expect(read(text)).toMatchObject({ outcome: 'unreadable', code: 'not-chat' });
  });

  it('may hold nothing: nobody wrote', () => {
    expect(read('\n')).toMatchObject({ outcome: 'messages', messages: [] });
  });

  it('fault 51: is capped in number and length, and says so', () => {
    const parsed = parse('00:00:01\tAda:\tabcdef\n'.repeat(5), {
      limits: { maxMessages: 2, maxMessageCharacters: 3 },
    });
    expect(parsed.messages.map(({ text }) => text)).toEqual(['abc', 'abc']);
    expect(parsed.cut).toBe(5);
  });

  it('fault 51: keeps scripts as the words that they are', () => {
    const script = '<script>alert(1)</script> =cmd|calc';
    expect(parse(`00:00:01\tAda:\t${script}\n`).messages[0]?.text).toBe(script);
  });

  it('fault 72: shows names in one line, without what makes them look like another', () => {
    const { messages } = parse(`00:00:01\t\u202eada\u0000 ${'x'.repeat(300)}:\thi\u202e there\n`);
    expect(messages[0]).toMatchObject({ from: `ada ${'x'.repeat(116)}`, text: 'hi there' });
  });

  it('fault 51: any text at all is a chat or unreadable, and loses no message', () => {
    const piece = fc.constantFrom(
      '00:00:01',
      '\t',
      '\n',
      ' From ',
      ' to ',
      'Everyone',
      ':',
      ' : ',
      '(Direct Message)',
      'Reacted to "',
      '"',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.fullUnicodeString({ maxLength: 4 })), { maxLength: 40 }),
        (pieces) => {
          const text = pieces.join('');
          const [open, all] = [read(text), read(text, { includePrivate: true })];
          if (open.outcome === 'unreadable' || all.outcome === 'unreadable') return expect(open).toEqual(all);
          expect(open.messages.length + open.leftOutPrivate).toBe(all.messages.length);
          expect(open.messages).toEqual(all.messages.filter((message) => !message.private));
        },
      ),
    );
  });

  it('is the same when it is written down in columns and read again', () => {
    const word = fc.stringOf(fc.constantFrom('a', 'Ж', '👋', ' ', '<', '"', '(', '7'), {
      minLength: 1,
      maxLength: 10,
    });
    const said = word.map((text) => `x${text}`.replace(/\s+/g, ' ').trim());
    const message = fc.record({
      seconds: fc.integer({ min: 0, max: 86_399 }),
      from: said,
      lines: fc.array(said, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (written) => {
        const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);
        const text = written.map(
          ({ seconds, from, lines }) => `${clock(seconds)}\t${from}:\t${lines.join('\n')}\n`,
        );
        expect(parse(text.join(''), { formats: undefined }).messages).toEqual(
          written.map(({ seconds, from, lines }) => ({
            atSeconds: seconds,
            from,
            private: false,
            text: lines.join('\n'),
          })),
        );
      }),
    );
  });
});
