import { parseChat } from '../server/src/texts/chat';
import { english, say } from './messages/say';
import { missingOf, whyMissing, type FileFacts, type FileProblem } from './missing';

const file = (id: number, kind: string, over: Partial<FileFacts> = {}): FileFacts => ({
  id: String(id),
  kind,
  status: 'stored',
  ...over,
});
const refused = { status: 'failed', problem: { code: 'type-not-allowed', values: { mime: 'text/vtt' } } };

describe('what is missing of an import', () => {
  it('is nothing while all is stored, used, replaced or on its way', () => {
    const statuses = ['stored', 'used', 'replaced', 'skipped', 'waiting', 'downloading', 'verified'];
    expect(missingOf(statuses.map((status, id) => file(id, 'chat', { status })))).toEqual([]);
  });

  it('is each file that failed, those of one kind and reason together', () => {
    const files = [
      file(1, 'video'),
      file(2, 'captions', refused),
      file(3, 'captions', refused),
      file(4, 'chat', {
        status: 'failed',
        problem: { code: 'unreadable-text', values: { found: 'not-chat' } },
      }),
      file(5, 'summary', {
        status: 'failed',
        problem: { code: 'forbidden', what: 'Refused', providerWords: 'No' },
      }),
    ];
    expect(missingOf(files)).toEqual([
      { kind: 'captions', ...refused.problem, fileIds: ['2', '3'] },
      { kind: 'chat', code: 'unreadable-text', values: { found: 'not-chat' }, fileIds: ['4'] },
      { kind: 'summary', code: 'forbidden', what: 'Refused', providerWords: 'No', fileIds: ['5'] },
    ]);
  });

  it('is not what the connector does not take', () => {
    expect(missingOf([file(1, 'captions', refused)], ['captions'])).toEqual([]);
  });

  it('is named even where no reason was kept, and tells nothing that only the ledger needs', () => {
    expect(missingOf([file(1, 'chat', { status: 'failed', problem: null })])).toEqual([
      { kind: 'chat', code: 'unknown', fileIds: ['1'] },
    ]);
    const kept = { code: 'forbidden', atMs: 5, tries: 2 };
    expect(missingOf([file(1, 'chat', { status: 'failed', problem: kept })])).toEqual([
      { kind: 'chat', code: 'forbidden', fileIds: ['1'] },
    ]);
  });
});

describe('the reason why a file is missing', () => {
  it('names the type that the site refuses, where to allow it and what happens then', () => {
    const problem = { code: 'type-not-allowed', values: { mime: 'text/vtt' } };
    expect(english(whyMissing(problem))).toBe(
      'The upload rules of this site refuse text/vtt. Allow it in config/plugins, then restart Strapi. The next sync imports the file.',
    );
    expect(say(whyMissing(problem), 'uk')).toMatch(/не приймають text\/vtt/);
  });

  it('has sizes in the reader’s units, also from rows of earlier versions', () => {
    const problem = { code: 'over-size-limit', values: { sizeBytes: 2_500_000, limitBytes: 1_000_000 } };
    expect(english(whyMissing(problem))).toMatch(/has 2\.5 MB.+at most 1 MB/);
    expect(say(whyMissing(problem), 'uk')).toMatch(/має 2,5 МБ/);
  });

  it('says of an unreadable file what was found', () => {
    const why = (problem: Partial<FileProblem>) =>
      english(whyMissing({ code: 'unreadable-text', ...problem }));
    const chat = parseChat('no chat at all');
    if (chat.outcome !== 'unreadable') throw new Error('that is no chat');
    const sentence =
      /^The file from the provider can’t be read\. The file is not a chat in a format that is known.+ Download it/;
    expect(why({ what: chat.said, values: { found: chat.code } })).toMatch(sentence);
    // Rows of earlier versions have only the word, maybe one that nobody knows any more.
    expect(why({ values: { found: chat.code } })).toMatch(sentence);
    expect(why({ values: { found: 'toString' } })).toMatch(
      /^The file from the provider can’t be read\. +Download/,
    );
  });

  it('is what was said of it for a code without a sentence, and never nothing', () => {
    expect(whyMissing({ code: 'forbidden', what: 'Zoom refused it.' })).toBe('Zoom refused it.');
    expect(whyMissing({ code: 'forbidden' })).toEqual({ code: 'missing.unknown' });
    expect(whyMissing({ code: 'toString', what: 'Zoom refused it.' })).toBe('Zoom refused it.');
  });
});
