import { textFormats as jaas } from '../providers/jaas/text-formats';
import { textFormats as zoom } from '../providers/zoom/text-formats';
import { textsOf, type TextFile } from './part-texts';

const SEGMENT = { key: 'a', startedAt: '2026-02-10T16:36:00Z', offsetSeconds: 0, durationSeconds: 60 };
const OPTIONS = { includePrivateChat: false, timezone: undefined };
const file = (over: Partial<TextFile>): TextFile => ({
  kind: 'transcript',
  extension: 'txt',
  segmentKey: 'a',
  text: '',
  ...over,
});
const texts = (...files: TextFile[]) => textsOf(files, [SEGMENT], OPTIONS);

describe('a transcript of a form that nobody published', () => {
  it('is captions where it has times, whatever its name', () => {
    const text = 'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nAda: Hello';
    expect(texts(file({ text }))).toMatchObject({
      captions: [{ startSeconds: 1, text: 'Hello' }],
      transcript: expect.stringContaining('Hello') as string,
    });
  });

  it('is text to read where it has none: prose as it is, JSON by its sentences', () => {
    expect(texts(file({ text: 'Ada: Hello.\r\nGrace: Hello <b>.' })).transcript).toBe(
      'Ada: Hello.\nGrace: Hello <b>.\n',
    );
    expect(
      texts(file({ extension: 'json', text: '{"lines":[{"said":"Hello there"}]}' })).transcript,
    ).toContain('Hello there');
  });

  it('is unreadable, never empty, when it is a page, nothing, or should have had times', () => {
    for (const odd of [
      { text: '<!doctype html><p>Sign in</p>' },
      { text: ' \n 12 ' },
      { extension: 'json', text: '{"a":' },
      { extension: 'vtt', text: 'Just words' },
      { kind: 'captions' as const, text: 'Just words' },
    ]) {
      const read = texts(file(odd));
      expect(read.transcript).toBeUndefined();
      expect(read.unreadable).toHaveLength(1);
    }
  });
});

describe('captions and a transcript', () => {
  const vtt = (text: string) => `WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n${text}`;
  const transcript = file({ extension: 'vtt', text: vtt('Ada: Spoken') });
  const captions = file({ kind: 'captions', extension: 'vtt', text: vtt('Shown') });

  it('are each made of its own file', () => {
    const read = texts(transcript, captions);
    expect(read.captions).toMatchObject([{ text: 'Shown' }]);
    expect(read.transcript).toBe('[00:00:01] Ada: Spoken\n');
  });

  it('are made of the other where there is only one', () => {
    expect(texts(transcript).captions).toMatchObject([{ speaker: 'Ada', text: 'Spoken' }]);
    expect(texts(captions).transcript).toBe('[00:00:01] Shown\n');
  });
});

describe('a timeline', () => {
  it('has no more chapters than a player can list', () => {
    const timeline = Array.from({ length: 700 }, (_, index) => ({
      ts: `00:00:${String(index % 60).padStart(2, '0')}.${String(index).padStart(3, '0')}`,
      users: [{ username: `Speaker ${index}` }],
    }));
    const read = textsOf([file({ kind: 'timeline', text: JSON.stringify({ timeline }) })], [SEGMENT], {
      ...OPTIONS,
      formats: zoom,
    });
    expect(read.chapters).toHaveLength(500);
  });
});

describe('a chat with times of day', () => {
  const chat = file({
    kind: 'chat',
    text: '17:36:10 From Ada to Everyone:\n\thello\n17:36:20 From Ada to Grace (Direct Message):\n\tpsst\n',
  });
  const read = (over: object) => textsOf([chat], [SEGMENT], { ...OPTIONS, formats: zoom, ...over });

  it('is placed in the zone of the meeting, and unreadable in another', () => {
    expect(read({ timezone: 'Europe/Berlin' }).chat).toBe('[00:00:10] Ada: hello\n');
    expect(read({ timezone: 'Asia/Tokyo' })).toMatchObject({ unreadable: [{ code: 'other-clock' }] });
  });

  it('has private messages only where the connector takes them', () => {
    expect(read({ timezone: 'Europe/Berlin', includePrivateChat: true }).chat).toBe(
      '[00:00:10] Ada: hello\n[00:00:20] Ada (only to Grace): psst\n',
    );
  });
});

describe('a chat with instants', () => {
  it('stands in the recording in which it was written, under the names of the people', () => {
    const text = JSON.stringify({
      messages: [
        { jid: 'aa@8x8.vc', content: 'First', timestamp: Date.parse('2026-02-10T16:36:10Z') },
        { jid: 'bb@8x8.vc', content: 'Second', timestamp: Date.parse('2026-02-10T17:10:20Z') },
      ],
    });
    const second = { ...SEGMENT, key: 'b', startedAt: '2026-02-10T17:10:17Z' };
    const starts = [SEGMENT.startedAt, second.startedAt];
    const options = {
      ...OPTIONS,
      formats: jaas,
      starts,
      names: { 'aa@8x8.vc': 'Nadia', 'bb@8x8.vc': 'Tomas' },
    };
    const files = ['a', 'b'].map((segmentKey) => file({ kind: 'chat', extension: 'json', segmentKey, text }));
    expect(textsOf(files, [SEGMENT], options).chat).toBe('[00:00:10] Nadia: First\n');
    expect(textsOf(files, [second], options).chat).toBe('[00:00:03] Tomas: Second\n');
    const joined = [SEGMENT, { ...second, offsetSeconds: 60 }];
    expect(textsOf(files, joined, options).chat).toBe('[00:00:10] Nadia: First\n[00:01:03] Tomas: Second\n');
  });
});

describe('a recording that was paused', () => {
  const at = (instant: string) => Date.parse(instant);
  const pauses = [{ fromMs: at('2026-02-10T16:36:20Z'), toMs: at('2026-02-10T16:48:20Z') }];

  it('has a chapter where it goes on, and how long nothing was recorded', () => {
    expect(textsOf([], [SEGMENT], { ...OPTIONS, pauses }).chapters).toEqual([
      { startSeconds: 0, title: 'Recording starts' },
      { startSeconds: 20, title: 'Recording continues after 12 min' },
    ]);
    expect(textsOf([], [SEGMENT], OPTIONS).chapters).toEqual([]);
  });

  it('has the provider’s own chapters where there are any', () => {
    const text = JSON.stringify({ timeline: [{ ts: '00:00:02.000', users: [{ username: 'Ada' }] }] });
    const files = [file({ kind: 'timeline', extension: 'json', text })];
    expect(textsOf(files, [SEGMENT], { ...OPTIONS, formats: zoom, pauses }).chapters).toEqual([
      { startSeconds: 2, title: 'Ada' },
    ]);
  });

  it('counts its pauses as time of the segment, not as a gap before the next one', () => {
    const second = { ...SEGMENT, key: 'b', startedAt: '2026-02-10T16:50:00Z', offsetSeconds: 60 };
    expect(textsOf([], [SEGMENT, second], { ...OPTIONS, pauses }).chapters).toEqual([
      { startSeconds: 0, title: 'Recording starts' },
      { startSeconds: 20, title: 'Recording continues after 12 min' },
      { startSeconds: 60, title: 'Recording continues after 1 min' },
    ]);
  });
});
