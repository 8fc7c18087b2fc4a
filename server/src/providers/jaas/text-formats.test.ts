import fc from 'fast-check';
import { parseChat, type ChatOptions } from '../../texts/chat';
import { textFormats } from './text-formats';

const read = (text: string, options?: ChatOptions) =>
  parseChat(text, { formats: textFormats.chat, ...options });
function parse(text: string, options?: ChatOptions) {
  const parsed = read(text, options);
  if (parsed.outcome !== 'messages') throw new Error(parsed.code);
  return parsed;
}

describe("8x8's chat", () => {
  const chat = (...messages: object[]) =>
    JSON.stringify({ roomAddress: 'room@conference.x', messageType: 'CHAT', messages });
  const names = { 'aa@8x8.vc/c1': 'Nadia Berg', 'bb@8x8.vc': 'Tomas Vrba', d4: 'A guest', __proto__: 'x' };
  const at = 1_770_000_000_000;

  it('is JSON with instants, and names people by addresses of the meeting', () => {
    const parsed = parse(
      chat(
        { jid: 'bb@8x8.vc/other', content: 'Second', timestamp: at + 1_500 },
        { jid: 'aa@8x8.vc/c1', content: 'First\r\nline <b>', timestamp: String(at) },
        { jid: 'room@conference.x/d4', content: 'Third', timestamp: new Date(at + 2_000).toISOString() },
        { jid: 'zz@8x8.vc/e5', content: 'Fourth', timestamp: at + 3_000 },
      ),
      { names },
    );
    expect(parsed).toMatchObject({ formatId: 'jaas', clock: 'instant', leftOutPrivate: 0, cut: 0 });
    expect(parsed.messages.map(({ atSeconds, from, text }) => [atSeconds - at / 1000, from, text])).toEqual([
      [0, 'Nadia Berg', 'First\nline <b>'],
      [1.5, 'Tomas Vrba', 'Second'],
      [2, 'A guest', 'Third'],
      [3, 'Somebody', 'Fourth'],
    ]);
  });

  it('takes no name of the language itself for a person', () => {
    expect(
      parse(chat({ jid: 'constructor', content: 'x', timestamp: at }), { names }).messages,
    ).toMatchObject([{ from: 'constructor' }]);
  });

  it('leaves out what is no message, and is unreadable when nothing is', () => {
    const odd = [null, 7, {}, { jid: 'a', content: '', timestamp: at }, { content: 'x', timestamp: 'soon' }];
    const good = { jid: 'a', content: 'x', timestamp: at };
    expect(parse(chat(...(odd as object[]), good)).messages).toHaveLength(1);
    for (const text of [chat(...(odd as object[])), chat(), '{"messages":7}', '[1]', '{}']) {
      expect(read(text)).toMatchObject({ outcome: 'unreadable', code: 'not-chat' });
    }
    expect(read('{"messages":[')).toMatchObject({ outcome: 'unreadable', code: 'not-json' });
  });

  it('fault 51: is capped in number and length', () => {
    const many = Array.from({ length: 5 }, (_, index) => ({
      jid: 'a',
      content: 'x'.repeat(20),
      timestamp: at + index,
    }));
    const parsed = parse(chat(...many), { limits: { maxMessages: 3, maxMessageCharacters: 10 } });
    expect([parsed.messages.length, parsed.messages[0]?.text.length, parsed.cut]).toEqual([3, 10, 5]);
  });

  it('any JSON is either messages or unreadable', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const text of [JSON.stringify(value), JSON.stringify({ messages: value })]) {
          expect(['messages', 'unreadable']).toContain(read(text).outcome);
        }
      }),
    );
  });
});
