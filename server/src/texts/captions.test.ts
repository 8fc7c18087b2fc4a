import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  inCueOrder,
  parseCaptions,
  renderVtt,
  transcriptText,
  type CaptionOptions,
  type Cue,
} from './captions';

const fixture = (name: string) => readFileSync(path.join(__dirname, 'fixtures', name), 'utf8');
function parse(text: string, options?: CaptionOptions) {
  const parsed = parseCaptions(text, options);
  if (parsed.outcome !== 'cues') throw new Error(parsed.code);
  return parsed;
}
const cuesOf = (text: string, options?: CaptionOptions): Cue[] => parse(text, options).cues;
const oneCue = (body: string) => cuesOf(`WEBVTT\n\n00:01.000 --> 00:02.000\n${body}\n`);

describe("Zoom's transcript", () => {
  it('has a speaker in front of each cue, and keeps all words of people', () => {
    expect(cuesOf(fixture('zoom-transcript.vtt'))).toEqual([
      { startSeconds: 16.239, endSeconds: 27.079, speaker: 'Ada Host', text: 'Welcome everyone.' },
      {
        startSeconds: 27.1,
        endSeconds: 29.5,
        speaker: 'Ada Host',
        text: 'Today: relays & their bugs, and what <in> means.',
      },
      { startSeconds: 30, endSeconds: 33, speaker: 'Grace Hopper', text: 'Remember: bring a pen.' },
    ]);
  });

  it('is a paragraph for each turn when it is read as text', () => {
    expect(transcriptText(cuesOf(fixture('zoom-transcript.vtt')))).toBe(
      '[00:00:16] Ada Host: Welcome everyone. Today: relays & their bugs, and what <in> means.\n\n' +
        '[00:00:30] Grace Hopper: Remember: bring a pen.\n',
    );
  });
});

describe('a transcript to read', () => {
  const said = (startSeconds: number, text: string) => ({ startSeconds, endSeconds: startSeconds + 1, text });
  const paragraphs = (...cues: ReturnType<typeof said>[]) =>
    transcriptText(cues.map((cue) => ({ ...cue, speaker: 'Ada' }))).split('\n\n').length;

  it('has a new paragraph after a pause, and after many words', () => {
    expect(paragraphs(said(0, 'one'), said(2, 'two'))).toBe(1);
    expect(paragraphs(said(0, 'one'), said(6, 'two'))).toBe(2);
    expect(paragraphs(said(0, 'x'.repeat(600)), said(2, 'two'))).toBe(2);
  });
});

describe('captions', () => {
  it('take no sentence with a colon for a speaker when the others have none', () => {
    const cues = cuesOf(fixture('zoom-captions.vtt'));
    expect(cues.map(({ speaker }) => speaker)).toEqual([undefined, undefined, undefined]);
    expect(cues[1]?.text).toBe('Remember: bring a pen.');
  });

  it('never have markup that only our own reading put there', () => {
    const cues = cuesOf('WEBVTT\n\n00:01.000 --> 00:02.000\na\u0001b> \u0002lt; c');
    expect(cues.map(({ text }) => text)).toEqual(['ab> lt; c']);
  });

  it('may be SubRip', () => {
    expect(cuesOf(fixture('subrip.srt'))).toEqual([
      { startSeconds: 1, endSeconds: 2.5, text: 'Good morning' },
      { startSeconds: 2.5, endSeconds: 4, text: '1,000 relays\nand one bug' },
    ]);
  });

  it('may have no cue: nobody spoke', () => {
    for (const text of ['WEBVTT', 'WEBVTT - Monday\n\n', 'WEBVTT\nKind: captions\n\nNOTE made by hand\n'])
      expect(parse(text)).toEqual({ outcome: 'cues', cues: [], skipped: 0, cut: 0 });
  });

  it.each([
    ['words without times', 'Not found'],
    ['JSON', '{"status":false,"errorCode":124}'],
    ['words after a header', 'WEBVTT\n\nHello there'],
    ['only times that are none', 'WEBVTT\n\n99 --> x\nHello\n'],
  ])('are unreadable, not empty, when the file holds %s', (_name, text) => {
    expect(parseCaptions(text)).toMatchObject({ outcome: 'unreadable', code: 'not-captions' });
  });

  it.each([
    [
      'voices',
      '<v Ada>Hi</v> <v.loud Grace &amp; co>Hey',
      [
        ['Ada', 'Hi'],
        ['Grace & co', 'Hey'],
      ],
    ],
    ['markup', '<i>so</i> <c.red>red</c> <00:00:01.500>now <b>b', [[undefined, 'so red now b']]],
    ['entities, once', 'a &lt;b&gt; &amp;lt; &#x1F44B; &nosuch;', [[undefined, 'a <b> &lt; 👋 &nosuch;']]],
    ['font and line breaks', '<font color="#fff">a</font><br/>b', [[undefined, 'a\nb']]],
    [
      'brackets of people',
      '1 < 2 and <script>alert(1)</script>',
      [[undefined, '1 < 2 and <script>alert(1)</script>']],
    ],
  ])('become plain text: %s', (_name, body, expected) => {
    expect(oneCue(body).map(({ speaker, text }) => [speaker, text])).toEqual(expected);
  });

  it('skip what can not be read, count it, and go on', () => {
    const parsed = parse(
      [
        'WEBVTT - a title',
        'NOTE nothing',
        '00:01.000 --> 00:02.000\none',
        '00:05.000 --> 00:03.000\nends before it starts',
        'x --> 00:04.000\nno time',
        '00:06.000 --> 00:07.000\n<i></i>',
        '9999999999:00:00.000 --> 9999999999:00:01.000\nin a million years',
        '00:08.000 --> 00:08.000\nno time at all',
      ].join('\n\n'),
    );
    expect(parsed).toMatchObject({ skipped: 4, cut: 0 });
    expect(parsed.cues).toEqual([
      { startSeconds: 1, endSeconds: 2, text: 'one' },
      { startSeconds: 8, endSeconds: 9, text: 'no time at all' },
    ]);
  });

  it('fault 51: are capped in number and length, and say so', () => {
    const many = `WEBVTT\n\n${'00:01.000 --> 00:02.000\nabcdef\n\n'.repeat(5)}`;
    const parsed = parse(many, { limits: { maxCues: 3, maxCueCharacters: 4 } });
    expect(parsed.cues.map(({ text }) => text)).toEqual(['abcd', 'abcd', 'abcd']);
    expect(parsed).toMatchObject({ cut: 5, skipped: 0 });
  });

  it('fault 51: survive markup nested a hundred thousand deep', () => {
    for (const tag of ['<c>', '<v A>', '<ruby><rt>', '<<', '&&', '{\\an8'])
      expect(parseCaptions(`WEBVTT\n\n00:01.000 --> 00:02.000\nword ${tag.repeat(100_000)}`).outcome).toBe(
        'cues',
      );
  });

  it('fault 72: name speakers in one line, without what makes text look like another', () => {
    expect(oneCue('<v \u202eada\u0007\thost >Hi\u202d there')).toEqual([
      { startSeconds: 1, endSeconds: 2, speaker: 'ada host', text: 'Hi there' },
    ]);
  });
});

describe('our WebVTT', () => {
  it('is escaped and names speakers by voice', () => {
    const cue = { startSeconds: 3661.5, endSeconds: 3662, speaker: 'A > B', text: 'x --> y\n\n<v C>&amp;' };
    expect(renderVtt([cue])).toBe(
      'WEBVTT\n\n01:01:01.500 --> 01:01:02.000\n<v A &gt; B>x --&gt; y\n&lt;v C&gt;&amp;amp;\n',
    );
  });

  it('without cues is still WebVTT', () => {
    expect(renderVtt([])).toBe('WEBVTT\n');
  });

  const words = fc.stringOf(
    fc.constantFrom(
      'a',
      'Ж',
      '👋',
      '<',
      '>',
      '&',
      '-->',
      '&lt;',
      '<v X>',
      '</v>',
      'NOTE',
      'STYLE',
      'WEBVTT',
      ':',
      ' ',
      '{\\an8}',
      '1',
    ),
    { minLength: 1, maxLength: 12 },
  );
  const clean = words.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '');
  const lines = fc.array(clean, { minLength: 1, maxLength: 3 }).map((all) => all.join('\n'));
  const cues = fc
    .array(
      fc.record(
        {
          startMs: fc.integer({ min: 0, max: 400_000_000 }),
          lengthMs: fc.integer({ min: 1, max: 100_000 }),
          speaker: fc.option(clean, { nil: undefined }),
          text: lines,
        },
        { requiredKeys: ['startMs', 'lengthMs', 'text', 'speaker'] },
      ),
      { maxLength: 12 },
    )
    .map((all) =>
      inCueOrder(
        all.map(({ startMs, lengthMs, speaker, text }): Cue => ({
          startSeconds: startMs / 1000,
          endSeconds: (startMs + lengthMs) / 1000,
          ...(speaker === undefined ? {} : { speaker }),
          text,
        })),
      ),
    );

  it('is read back as it was written, whatever people say or call themselves', () => {
    fc.assert(
      fc.property(cues, (written) => {
        expect(parse(renderVtt(written), { speakerPrefix: 'never' })).toEqual({
          outcome: 'cues',
          cues: written,
          skipped: 0,
          cut: 0,
        });
      }),
    );
  });

  it('fault 51: is never broken by hostile text: as many blocks as cues, and no markup but ours', () => {
    const hostile = fc
      .fullUnicodeString({ maxLength: 40 })
      .chain((noise) =>
        fc
          .constantFrom(
            '<script>',
            '\r\n\r\n00:00:00.000 --> 99:00:00.000\n',
            '\u0000',
            '\u2028',
            '<v Root>',
            '\n\nSTYLE\n',
          )
          .map((evil) => `${noise}${evil}x${noise}`),
      );
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { maxLength: 5 }), (said) => {
        const vtt = renderVtt(
          said.map(([speaker, text], at) => ({ startSeconds: at, endSeconds: at + 1, speaker, text })),
        );
        expect(vtt.match(/-->/g)?.length ?? 0).toBe(said.length);
        expect(vtt.match(/\n\n/g)?.length ?? 0).toBe(said.length);
        expect(vtt.replace(/^<v [^<>\n]*>/gm, '').replaceAll(' --> ', '')).not.toMatch(/[<>\u0000\r]/);
      }),
    );
  });
});

it('fault 51: any text at all is captions or unreadable, and is never thrown at', () => {
  const piece = fc.constantFrom(
    'WEBVTT',
    '\n',
    '\n\n',
    '00:01.000 --> 00:02.000',
    '-->',
    'NOTE',
    'STYLE',
    '<v',
    '>',
    '&',
    'a: b',
    '1',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.fullUnicodeString({ maxLength: 5 })), { maxLength: 30 }),
      (pieces) => {
        const parsed = parseCaptions(pieces.join(''));
        if (parsed.outcome === 'unreadable') return;
        for (const cue of parsed.cues) {
          expect(cue.endSeconds).toBeGreaterThan(cue.startSeconds);
          expect(cue.text.trim()).not.toBe('');
        }
      },
    ),
  );
});
