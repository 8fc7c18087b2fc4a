import type { Occurrence, ProviderFile } from '../domain/recording';
import type { FileRow } from '../ledger/database';
import { compareWithImported, deletionLock } from './delete-at-provider';
import { fingerprintOf } from './plan';
import type { Rules } from '../domain/policy';

const RULES: Rules = {
  hosts: { limit: 'none' },
  importSince: null,
  viewPreference: [],
  minDurationMinutes: null,
  titleContains: [],
  titleExcludes: [],
  skipKinds: [],
  skipConfidential: false,
};
const file = (kind: ProviderFile['kind'], over: Partial<ProviderFile> = {}): ProviderFile => ({
  key: `key-of-the-${kind}`,
  kind,
  view: kind,
  extension: kind === 'video' ? 'mp4' : 'txt',
  segmentKey: 'segment',
  startedAt: '2026-02-10T16:00:00Z',
  endedAt: '2026-02-10T17:00:00Z',
  sizeBytes: 1000,
  ready: true,
  ...over,
});
const occurrenceOf = (files: ProviderFile[]): Occurrence => ({
  id: 'occurrence',
  title: 'Week 5',
  startedAt: '2026-02-10T16:00:00Z',
  files,
});
const rowOf = ({ key, kind, sizeBytes }: ProviderFile, over: Partial<FileRow> = {}) =>
  ({ origin: 'provider', fileKey: key, kind, sizeBytes, status: 'stored', ...over }) as FileRow;

const WHOLE = [file('video'), file('chat'), file('transcript')];
const compare = (
  shown: ProviderFile[],
  {
    rules = {},
    imported = WHOLE,
    rows = imported.map((one) => rowOf(one)),
  }: {
    rules?: Partial<Rules>;
    imported?: ProviderFile[];
    rows?: FileRow[];
  } = {},
) =>
  compareWithImported(
    occurrenceOf(shown),
    { rules: { ...RULES, ...rules }, fingerprint: fingerprintOf(occurrenceOf(imported)) },
    rows,
  );

describe('before a deletion, what the provider shows', () => {
  it('is the same when every file is there as it was imported', () => {
    expect(compare(WHOLE)).toEqual({ outcome: 'same' });
  });

  it('is not deleted when a rule leaves out one of its kinds, since that kind would be lost', () => {
    expect(compare(WHOLE, { rules: { skipKinds: ['chat'] } })).toEqual({ outcome: 'not-taken' });
    // Even when nothing of that kind was imported and everything else is stored.
    const rows = WHOLE.filter(({ kind }) => kind !== 'chat').map((one) => rowOf(one));
    expect(compare(WHOLE, { rules: { skipKinds: ['chat'] }, rows })).toEqual({ outcome: 'not-taken' });
  });

  it('is not deleted when a rule or the host limit says no to all of it', () => {
    for (const rules of [
      { titleExcludes: ['week'] },
      { minDurationMinutes: 90 },
      { importSince: '2026-03-01' },
      { hosts: { limit: 'hosts', hosts: [{ id: 'somebody-else' }], unknown: [] } },
    ] as Partial<Rules>[])
      expect(compare(WHOLE, { rules })).toEqual({ outcome: 'not-taken' });
  });

  it('is another version when a file that was imported is gone or has another size', () => {
    expect(compare(WHOLE.slice(0, 2))).toEqual({ outcome: 'replaced', kind: 'transcript' });
    expect(compare([file('video', { sizeBytes: 1001 }), ...WHOLE.slice(1)])).toEqual({
      outcome: 'replaced',
      kind: 'video',
    });
    expect(compare([file('video', { key: 'new-version' }), ...WHOLE.slice(1)])).toMatchObject({
      outcome: 'replaced',
    });
  });

  it('is more than was imported when a file came later', () => {
    expect(compare([...WHOLE, file('summary')])).toEqual({ outcome: 'changed' });
  });

  it('is not ready while the provider still works on a file of it', () => {
    expect(compare([...WHOLE, file('captions', { ready: false })])).toMatchObject({ outcome: 'not-ready' });
  });

  it.each(['failed', 'waiting', 'downloading', 'verified'] as const)(
    'is not all in Strapi while one of its files is %s',
    (status) => {
      const rows = WHOLE.map((one) => rowOf(one, one.kind === 'chat' ? { status } : {}));
      expect(compare(WHOLE, { rows })).toMatchObject({ outcome: 'not-ready' });
    },
  );
});

describe('the lock on deletion (G9)', () => {
  it('is open only on the site on which the connector was saved', () => {
    expect(deletionLock('https://portal.example', 'https://portal.example')).toBeUndefined();
  });

  it('is closed on a copy, on a site without a name, and where nobody knows the former site', () => {
    expect(deletionLock('https://staging.example', 'https://portal.example')).toBeDefined();
    expect(deletionLock(undefined, 'https://portal.example')).toBeDefined();
    expect(deletionLock(undefined, null)).toBeDefined();
    expect(deletionLock('https://portal.example', null)).toBeDefined();
    expect(deletionLock('', null)).toBeDefined();
  });
});
