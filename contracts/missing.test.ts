import { missingOf, type FileFacts } from './missing';

const file = (id: number, kind: string, over: Partial<FileFacts> = {}): FileFacts => ({
  id,
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
      { kind: 'captions', ...refused.problem, fileIds: [2, 3] },
      { kind: 'chat', code: 'unreadable-text', values: { found: 'not-chat' }, fileIds: [4] },
      { kind: 'summary', code: 'forbidden', what: 'Refused', providerWords: 'No', fileIds: [5] },
    ]);
  });

  it('is not what the connector does not take', () => {
    expect(missingOf([file(1, 'captions', refused)], ['captions'])).toEqual([]);
  });

  it('is named even where no reason was kept, and tells nothing that only the ledger needs', () => {
    expect(missingOf([file(1, 'chat', { status: 'failed', problem: null })])).toEqual([
      { kind: 'chat', code: 'unknown', fileIds: [1] },
    ]);
    const kept = { code: 'forbidden', atMs: 5, tries: 2 };
    expect(missingOf([file(1, 'chat', { status: 'failed', problem: kept })])).toEqual([
      { kind: 'chat', code: 'forbidden', fileIds: [1] },
    ]);
  });
});
