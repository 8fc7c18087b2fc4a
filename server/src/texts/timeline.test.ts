import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseTimeline, readableCsv, readableJson, renderChapters } from './timeline';

const fixture = (name: string) =>
  readFileSync(path.join(__dirname, 'fixtures', name), 'utf8').replaceAll('\r\n', '\n');

describe('chapters as a mapper writes them', () => {
  it('are read back in order, without those that have no name', () => {
    const written = [
      { startSeconds: 61.5, title: 'Second\n<b>part</b>' },
      { startSeconds: 0, title: 'First' },
      { startSeconds: 90, title: ' ' },
    ];
    expect(parseTimeline(renderChapters(written))).toEqual({
      outcome: 'chapters',
      chapters: [
        { startSeconds: 0, title: 'First' },
        { startSeconds: 61.5, title: 'Second <b>part</b>' },
      ],
      skipped: 1,
    });
  });

  it('are none before the start, and no more than can be stored', () => {
    const before = [
      { startSeconds: -1, title: 'Before' },
      { startSeconds: 1, title: 'After' },
    ];
    expect(parseTimeline(renderChapters(before))).toMatchObject({
      chapters: [{ title: 'After' }],
      skipped: 1,
    });
    const many = Array.from({ length: 10_003 }, (_, startSeconds) => ({ startSeconds, title: 'x' }));
    expect(parseTimeline(renderChapters(many))).toMatchObject({ skipped: 3 });
    const speakers = many.map(({ startSeconds }) => ({
      clock: `${Math.floor(startSeconds / 3600)}:${String(Math.floor(startSeconds / 60) % 60).padStart(2, '0')}:${String(startSeconds % 60).padStart(2, '0')}`,
      speakers: [{ name: `Speaker ${startSeconds}` }],
    }));
    const read = parseTimeline(JSON.stringify({ list: speakers }), {
      lists: ['list'],
      clock: 'clock',
      speakers: 'speakers',
      name: 'name',
    });
    expect(read.outcome === 'chapters' && read.chapters).toHaveLength(10_000);
  });

  it('may be none', () => {
    expect(parseTimeline(renderChapters([]))).toEqual({ outcome: 'chapters', chapters: [], skipped: 0 });
  });
});

describe('a summary', () => {
  it('is read with headings and lists, whatever its shape, which is not published', () => {
    expect(readableJson(fixture('summary.json'))).toEqual({
      outcome: 'text',
      text: [
        'Overall summary',
        'Relays were discussed.',
        'A moth was found.',
        '',
        'Bugs',
        'One moth <b>taped</b> into the log.',
        '',
        '• A plain line',
        '',
        'Next steps',
        '• Ada: order relays',
        '• Grace: keep the moth',
        '',
        'Score: 3',
        '',
      ].join('\n'),
    });
  });

  it('names chapters by their time, steps as a list, and options with their votes', () => {
    const read = (value: unknown) => {
      const text = readableJson(JSON.stringify(value));
      return text.outcome === 'text' ? text.text : text.code;
    };
    expect(read({ items: [{ text: 'Ada: bring the log' }, { text: 'All: count' }] })).toBe(
      '• Ada: bring the log\n• All: count\n',
    );
    expect(read({ items: [{ ts: '00:00:03.250', title: 'The moth' }] })).toBe('• 00:00:03 The moth\n');
    const poll = {
      question: 'Tea?',
      options: [
        { option: 'Yes', votes: 2 },
        { option: 'No', votes: 0 },
      ],
    };
    expect(read({ polls: [poll] })).toBe('Tea?\n• Yes: 2\n• No: 0\n');
  });

  it('shows no name above nothing, and no more lines than an entry can have', () => {
    const read = (value: unknown) => {
      const text = readableJson(JSON.stringify(value));
      return text.outcome === 'text' ? text.text : text.code;
    };
    expect(read({ empty: { list: [] }, said: 'x' })).toBe('Said: x\n');
    expect(read(Array.from({ length: 20_005 }, () => 'x')).split('\n')).toHaveLength(20_001);
  });

  it.each([
    ['broken', '{"a":', 'not-json'],
    ['a number', '7', 'unknown-shape'],
    ['empty', '{}', 'no-text'],
    ['empty inside', '{"items":[{"text":""}],"count":0}', 'no-text'],
    ['nested without end', `${'['.repeat(5000)}"x"${']'.repeat(5000)}`, 'unknown-shape'],
  ])('fault 51: is unreadable, not empty, when it is %s', (_name, text, code) => {
    expect(readableJson(text)).toMatchObject({ outcome: 'unreadable', code });
  });

  it('fault 51: any JSON at all is text or unreadable', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (json) => {
        const read = readableJson(json);
        if (read.outcome === 'text') expect(read.text).toMatch(/\p{L}/u);
      }),
    );
  });
});

describe('a poll report', () => {
  it('is read question by question', () => {
    expect(readableCsv(fixture('poll.csv'))).toEqual({
      outcome: 'text',
      text: 'Poll Report\n\nShall we "go on"?\n• Yes: 1 (Winter, Ada)\n\n=cmd|calc\n• –: 1 (Grace)\n',
    });
  });

  it('counts the answers to each question, with the names of who gave them', () => {
    const csv =
      '#,User Name,Question,Answer\n1,Ada,Tea?,Yes\n2,Ben,Tea?,No\n3,Cem,Tea?,Yes\n4,Ada,Cake?,Yes\n';
    expect(readableCsv(csv)).toEqual({
      outcome: 'text',
      text: 'Tea?\n• Yes: 2 (Ada; Cem)\n• No: 1 (Ben)\n\nCake?\n• Yes: 1 (Ada)\n',
    });
  });

  it('loses no column that it does not know', () => {
    expect(readableCsv('User Name,Place,Question,Answer\nAda,Kyiv,Tea?,Yes\n')).toEqual({
      outcome: 'text',
      text: 'User Name: Ada\nPlace: Kyiv\nQuestion: Tea?\nAnswer: Yes\n',
    });
  });

  it.each([
    ['empty', '\n\n', 'no-text'],
    ['a sentence', 'Not found', 'not-csv'],
  ])('is unreadable when it is %s', (_name, text, code) => {
    expect(readableCsv(text)).toMatchObject({ outcome: 'unreadable', code });
  });

  it('fault 51: is read to its end although a quote is never closed', () => {
    expect(readableCsv(`a,b\n1,"${'x""'.repeat(50_000)}`)).toMatchObject({ outcome: 'text' });
    expect(readableCsv(`a,b\n${'"'.repeat(100_001)}`)).toMatchObject({ outcome: 'text' });
  });

  it('keeps every cell that has words, whatever stands in it', () => {
    const cell = fc
      .stringOf(fc.constantFrom('a', 'Ж', '"', ',', '\n', ' '), { maxLength: 8 })
      .map((text) => `x${text}y`);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 6 }), (rows) => {
        const csv = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        const read = readableCsv(csv);
        if (read.outcome !== 'text') throw new Error(read.code);
        for (const one of rows.slice(1).flat()) expect(read.text).toContain(one.replace(/\s+/g, ' '));
      }),
    );
  });
});
