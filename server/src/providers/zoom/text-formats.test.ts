import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseChat, renderChatText, type ChatOptions } from '../../texts/chat';
import { decodeText } from '../../texts/decode-text';
import { parseTimeline } from '../../texts/timeline';
import { textFormats } from './text-formats';

function fixture(name: string): string {
  const decoded = decodeText(readFileSync(path.join(__dirname, 'fixtures', name)), 1_000_000);
  if (decoded.outcome === 'refused') throw new Error(decoded.code);
  return decoded.text;
}
function parse(text: string, options?: ChatOptions) {
  const parsed = parseChat(text, { formats: textFormats.chat, ...options });
  if (parsed.outcome !== 'messages') throw new Error(parsed.code);
  return parsed;
}
const timelineOf = (text: string) => parseTimeline(text, textFormats.timeline);

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

  it('names people whose letters are longer in lower case', () => {
    expect(parse('10:00:00 From İpek İnan to Everyone:\n    merhaba\n')).toMatchObject({
      messages: [{ from: 'İpek İnan', to: 'Everyone', private: false, text: 'merhaba' }],
      leftOutPrivate: 0,
    });
  });
});

describe("Zoom's timeline", () => {
  it('is a chapter for each change of speakers, of the refined list where there is one', () => {
    expect(timelineOf(fixture('zoom-timeline.json'))).toEqual({
      outcome: 'chapters',
      chapters: [
        { startSeconds: 2.5, title: 'Ada Host' },
        { startSeconds: 13.12, title: 'Grace, Ada Host' },
      ],
      skipped: 0,
    });
  });

  it('may be empty: nobody spoke', () => {
    expect(timelineOf('{"timeline":[]}')).toEqual({ outcome: 'chapters', chapters: [], skipped: 0 });
  });

  it('goes on over entries without a time, and counts them', () => {
    const entries = [{ users: [{ username: 'A' }] }, { ts: '00:00:01.000', users: [{ username: 'B' }, {}] }];
    expect(timelineOf(JSON.stringify({ timeline: entries }))).toEqual({
      outcome: 'chapters',
      chapters: [{ startSeconds: 1, title: 'B' }],
      skipped: 1,
    });
  });

  it.each([
    ['cut off', '{"timeline":[{"ts":"00:0', 'not-json'],
    ['a web page', '<html></html>', 'not-json'],
    ['of another shape', '{"marks":[]}', 'unknown-shape'],
    ['a list', '[]', 'unknown-shape'],
    ['without any time', '{"timeline":[{"ts":"later","users":[]}]}', 'unknown-shape'],
    ['an error', '{"status":false,"errorCode":124}', 'unknown-shape'],
  ])('is unreadable, not empty, when it is %s', (_name, text, code) => {
    expect(timelineOf(text)).toMatchObject({ outcome: 'unreadable', code });
  });

  it('fault 72: has titles of one line, without what makes text look like another', () => {
    const users = [{ username: '\u202e<b>Ada</b>\n\u0000' }];
    expect(timelineOf(JSON.stringify({ timeline: [{ ts: '00:00:00', users }] }))).toMatchObject({
      chapters: [{ startSeconds: 0, title: '<b>Ada</b>' }],
    });
  });
});
