import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CHAT_FORMATS, parseChat, renderChatText, type ChatFormat, type ChatOptions } from './chat';
import { decodeText } from './decode-text';

function fixture(name: string): string {
  const decoded = decodeText(readFileSync(path.join(__dirname, 'fixtures', name)), 1_000_000);
  if (decoded.outcome === 'refused') throw new Error(decoded.reason);
  return decoded.text;
}
function parse(text: string, options?: ChatOptions) {
  const parsed = parseChat(text, options);
  if (parsed.outcome !== 'messages') throw new Error(parsed.reason);
  return parsed;
}

describe("Zoom's cloud chat", () => {
  it('counts from the start of the recording, in columns', () => {
    const parsed = parse(fixture('zoom-chat-cloud.txt'));
    expect(parsed).toMatchObject({ formatId: 'zoom-cloud', clock: 'recording', leftOutPrivate: 0, cut: 0 });
    expect(parsed.messages).toEqual([
      { atSeconds: 3484, from: 'Alex', private: false, text: 'Depends on your teaching style, I guess.' },
      { atSeconds: 3500, from: 'Wheezy', private: false, text: 'Did you check https://example.org ?' },
      {
        atSeconds: 3511,
        from: 'Dr. Ana: Physics',
        private: false,
        text: 'Two things:\n1. the relay\n2. the bug',
      },
      { atSeconds: 3542, from: 'Grace', private: false, text: 'Grüße, 你好 👋' },
    ]);
  });

  it('leaves out a message whose sender field names one recipient', () => {
    const text = '00:00:01\tAda to Grace(Direct Message):\tpsst\n00:00:02\tAda:\thello\n';
    expect(parse(text)).toMatchObject({ leftOutPrivate: 1, messages: [{ from: 'Ada', text: 'hello' }] });
    expect(parse(text, { includePrivate: true }).messages[0]).toEqual({
      atSeconds: 1,
      from: 'Ada',
      to: 'Grace',
      private: true,
      text: 'psst',
    });
  });
});

describe("a chat that Zoom's client saved", () => {
  it("has a clock's times, replies and reactions, and further lines set in", () => {
    const parsed = parse(fixture('zoom-chat-client.txt'));
    expect(parsed).toMatchObject({ formatId: 'zoom-client', clock: 'wall', leftOutPrivate: 1 });
    const everyone = { to: 'Everyone', private: false };
    expect(parsed.messages).toEqual([
      { atSeconds: 54_099, from: 'Michael M', ...everyone, text: 'When do we start?' },
      { atSeconds: 54_113, from: 'Aaron S', ...everyone, text: 'In a minute.', replyTo: 'When do we...' },
      {
        atSeconds: 54_113,
        from: 'Michael M',
        ...everyone,
        text: '',
        reaction: { to: 'When do we start?', emoji: '👍', removed: false },
      },
      {
        atSeconds: 54_150,
        from: 'Michael M',
        ...everyone,
        text: '',
        reaction: { to: 'When do we start?', emoji: '👍', removed: true },
      },
      {
        atSeconds: 54_180,
        from: 'Road to Nowhere',
        to: 'everyone',
        private: false,
        text: 'Hello: all\n00:00:01 is when it began',
      },
    ]);
  });

  it('holds private messages, all of their lines, only when they are asked for', () => {
    const all = fixture('zoom-chat-client.txt');
    expect(renderChatText(parse(all).messages)).not.toMatch(/microphone|hear nothing/);
    expect(parse(all, { includePrivate: true }).messages[3]).toEqual({
      atSeconds: 54_130,
      from: 'Aaron S',
      to: 'Michael M',
      private: true,
      text: 'Is your microphone off?\nI hear nothing.',
    });
  });

  it('may be of the older kind, on one line', () => {
    expect(parse(fixture('zoom-chat-client-old.txt'), { includePrivate: true }).messages).toEqual([
      { atSeconds: 54_099, from: 'Ada L', to: 'Everyone', private: false, text: 'Is this the right room?' },
      { atSeconds: 54_105, from: 'Grace H', to: 'Ada L', private: true, text: 'Yes : it is' },
      { atSeconds: 54_120, from: 'Grace H', private: false, text: 'Good morning' },
    ]);
  });

  it('gives no private line away as a part of the message before it, however it is written', () => {
    const text =
      '10:00:00 From Ada to Everyone:\n    hello\n10:00:05 Ada -> Grace (Privately) psst\n    and more\n';
    expect(parse(text)).toMatchObject({ messages: [{ text: 'hello' }], leftOutPrivate: 1 });
    expect(parse(text, { includePrivate: true }).messages[1]).toEqual({
      atSeconds: 36_005,
      from: 'Somebody',
      to: 'one person',
      private: true,
      text: 'Ada -> Grace (Privately) psst\nand more',
    });
  });

  it('is private for any recipient who is not everyone', () => {
    for (const to of ['Hosts and panelists', 'Grace H', 'everyone else'])
      expect(parse(`10:00:00 From Ada to ${to}:\n    x\n`)).toMatchObject({
        messages: [],
        leftOutPrivate: 1,
      });
  });
});

describe('a chat', () => {
  it('reads as text, a line for each message', () => {
    const { messages } = parse(fixture('zoom-chat-client.txt'), { includePrivate: true });
    expect(renderChatText(messages)).toBe(
      [
        '[15:01:39] Michael M: When do we start?',
        '[15:01:53] Aaron S (answering "When do we..."): In a minute.',
        '[15:01:53] Michael M reacted with 👍 to "When do we start?"',
        '[15:02:10] Aaron S (only to Michael M): Is your microphone off?',
        '    I hear nothing.',
        '[15:02:30] Michael M took back 👍 from "When do we start?"',
        '[15:03:00] Road to Nowhere: Hello: all',
        '    00:00:01 is when it began',
        '',
      ].join('\n'),
    );
  });

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
    expect(parseChat(text)).toMatchObject({ outcome: 'unreadable', code: 'not-chat' });
  });

  it('may hold nothing: nobody wrote', () => {
    expect(parseChat('\n')).toMatchObject({ outcome: 'messages', messages: [] });
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
          const [open, all] = [parseChat(text), parseChat(text, { includePrivate: true })];
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
        expect(parse(text.join(''), { formats: CHAT_FORMATS }).messages).toEqual(
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

  it('leaves out what is no message, and is unreadable when nothing is', () => {
    const odd = [null, 7, {}, { jid: 'a', content: '', timestamp: at }, { content: 'x', timestamp: 'soon' }];
    const good = { jid: 'a', content: 'x', timestamp: at };
    expect(parse(chat(...(odd as object[]), good)).messages).toHaveLength(1);
    for (const text of [chat(...(odd as object[])), chat(), '{"messages":7}', '[1]', '{}']) {
      expect(parseChat(text)).toMatchObject({ outcome: 'unreadable', code: 'not-chat' });
    }
    expect(parseChat('{"messages":[')).toMatchObject({ outcome: 'unreadable', code: 'not-json' });
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
          expect(['messages', 'unreadable']).toContain(parseChat(text).outcome);
        }
      }),
    );
  });
});
