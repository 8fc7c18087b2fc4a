import { claimedImport, OCCURRENCE, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { NO_RULES } from '../../../tests/support/rules';
import type { Occurrence } from '../domain/recording';
import type { Rules } from '../domain/policy';
import { excludedNow, leaveOut } from './leave-out';
import { fingerprintOf, plan } from './plan';
import type { Work } from './work';

const VIDEO: Occurrence['files'][number] = {
  key: 'file-1',
  kind: 'video',
  view: 'speaker',
  extension: 'mp4',
  ready: true,
  segmentKey: 'segment',
};

describe('an import whose files are here', () => {
  let made: ClaimedImportForTests;
  let discarded: string[];
  const occurrence: Occurrence = { ...OCCURRENCE, files: [VIDEO] };
  const workWith = (rules: Partial<Rules> = {}): Work =>
    ({
      ledger: made.ledger,
      files: made.files,
      spool: made.spool,
      policy: { rules: { ...NO_RULES, ...rules } },
      library: { discard: (id: string) => Promise.resolve(void discarded.push(id)) },
      checkpoint: () => undefined,
    }) as unknown as Work;

  beforeEach(async () => {
    made = await claimedImport({ occurrence, stage: 'publish' });
    discarded = [];
  });
  afterEach(() => made.close());

  it('is still wanted while the rules take it', async () => {
    const rows = [await made.addFile({ status: 'stored', durationSeconds: 600 })];
    expect(excludedNow(workWith({ minDurationMinutes: 10 }), rows)).toBeUndefined();
    // The last picture has no end.
    const rounded = [await made.addFile({ status: 'stored', durationSeconds: 599.2 })];
    expect(excludedNow(workWith({ minDurationMinutes: 10 }), rounded)).toBeUndefined();
  });

  it.each<[string, Partial<Rules>, string]>([
    ['the title', { titleExcludes: ['week'] }, 'title-not-wanted'],
    [
      'the hosts',
      { hosts: { limit: 'hosts', hosts: [{ id: 'somebody' }], unknown: [] } },
      'host-not-in-limit',
    ],
    ['the day', { importSince: '2026-02-11' }, 'before-import-since'],
    ['the kinds', { skipKinds: ['video'] }, 'nothing-to-take'],
    ['the length of its files', { minDurationMinutes: 11 }, 'too-short'],
  ])('is excluded by %s at every step', async (_name, rules, reason) => {
    const rows = [
      await made.addFile({ status: 'stored', durationSeconds: 600 }),
      await made.addFile({ status: 'used', durationSeconds: 600, view: 'gallery' }),
      // What we made of them counts nothing twice.
      await made.addFile({ origin: 'made', status: 'stored', durationSeconds: 600, segmentKey: 'joined' }),
    ];
    expect(excludedNow(workWith(rules), rows)).toMatchObject({ reason });
  });

  it('leaves nothing behind, and is not downloaded again because the provider names no length', async () => {
    const rules = { minDurationMinutes: 5 };
    const work = workWith(rules);
    const rows = [
      await made.addFile({ status: 'stored', mediaFileId: 'media', durationSeconds: 60 }),
      await made.addFile({ kind: 'chat', extension: 'txt' }),
    ];
    const excluded = excludedNow(work, rows);
    if (excluded === undefined) throw new Error('it is too short');
    await leaveOut(work, rows, excluded);
    expect(discarded).toEqual(['media']);
    expect(await made.files.all()).toEqual([]);
    const row = await made.database.imports.findOne({ id: made.ledger.row.id });
    expect(row).toMatchObject({ stage: 'fetch', status: 'skipped', reason: 'too-short' });
    const fingerprint = fingerprintOf(occurrence);
    const known = row && { ...row, fingerprint };
    expect(plan(occurrence, fingerprint, known, { ...NO_RULES, ...rules }).action).toBe('keep');
    // The manager takes shorter ones now, or the provider shows something else.
    expect(plan(occurrence, fingerprint, known, { ...NO_RULES, minDurationMinutes: 1 }).action).toBe(
      'import',
    );
    expect(plan(occurrence, 'other', known, { ...NO_RULES, ...rules }).action).toBe('import');
  });
});
