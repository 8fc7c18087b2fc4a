import fc from 'fast-check';
import { fileNameFor } from './file-name';
import { cleanTitle, fillTitle, type TitleFacts } from './title';

const facts = (over: Partial<TitleFacts> = {}): TitleFacts => ({
  title: 'Weekly lecture',
  host: 'Ada Host',
  startedAt: '2026-02-10T23:30:00Z',
  timezone: 'Europe/Berlin',
  provider: 'Zoom',
  connector: 'School',
  segment: 1,
  segments: 1,
  ...over,
});

describe('titles', () => {
  it('fill the template with the local date of the meeting', () => {
    expect(fillTitle('{date} {time} {title} ({host})', facts())).toBe(
      '2026-02-11 00:30 Weekly lecture (Ada Host)',
    );
  });
  it('fall back to UTC for a zone that is unknown or empty', () => {
    expect(fillTitle('{date}', facts({ timezone: '' }))).toBe('2026-02-10');
    expect(fillTitle('{date}', facts({ timezone: 'Mars/Olympus' }))).toBe('2026-02-10');
  });
  it('tell segments apart even when the template does not', () => {
    expect(fillTitle('{title}', facts({ segment: 2, segments: 3 }))).toBe('Weekly lecture (2 of 3)');
    expect(fillTitle('{title} {segment}/{segments}', facts({ segment: 2, segments: 3 }))).toBe(
      'Weekly lecture 2/3',
    );
  });
  it('take provider text as data: a placeholder, template or markup in it stays as it is', () => {
    expect(fillTitle('{title}', facts({ title: '{host} <%= 7*7 %> {{7*7}} ${x}' }))).toBe(
      '{host} <%= 7*7 %> {{7*7}} ${x}',
    );
  });
  it('lose control characters and bidirectional overrides, and are never empty', () => {
    expect(cleanTitle('a\u0000b\u202Ec\r\nd')).toBe('a b c d');
    expect(fillTitle('{title}', facts({ title: ' \u0000 ' }))).toBe('Zoom 2026-02-11 00:30');
  });
  it('never exceed what the field takes', () => {
    fc.assert(
      fc.property(
        fc.fullUnicodeString({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 150 }),
        (title, segments) => {
          // Strapi counts UTF-16 units.
          expect(fillTitle('{title}', facts({ title, segments })).length).toBeLessThanOrEqual(255);
        },
      ),
    );
  });
  it('show with an ellipsis that more was said, also before the number of the segment', () => {
    const title = `${'x'.repeat(254)}🎓`;
    expect(fillTitle('{title}', facts({ title }))).toBe(`${'x'.repeat(254)}…`);
    expect(fillTitle('{title}', facts({ title, segments: 12 }))).toBe(`${'x'.repeat(244)}… (1 of 12)`);
  });
});

describe('file names', () => {
  it('are safe whatever the title is', () => {
    expect(fileNameFor('../../etc/passwd', 'mp4')).toBe('etc passwd.mp4');
    expect(fileNameFor('CON', 'mp4')).toBe('recording.mp4');
    expect(fileNameFor('a: b?', 'mp4')).toBe('a b.mp4');
    expect(fileNameFor('x', 'mp4; rm')).toBe('x.bin');
  });
  it('stay below what file systems and Strapi take', () => {
    fc.assert(
      fc.property(fc.fullUnicodeString({ maxLength: 3000 }), (title) => {
        const name = fileNameFor(title, 'mp4');
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(190);
        expect(name).not.toMatch(/[<>:"/\\|?*\u0000-\u001F]/);
      }),
    );
  });
});
