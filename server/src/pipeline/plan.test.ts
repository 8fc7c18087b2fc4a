import fc from 'fast-check';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import type { Occurrence, ProviderFile } from '../domain/recording';
import { fingerprintOf, plan } from './plan';
import type { Rules } from '../domain/policy';
import type { Known } from '../domain/import-state';

const file = (over: Partial<ProviderFile> = {}): ProviderFile => ({
  key: 'f1',
  kind: 'video',
  view: 'active_speaker',
  extension: 'mp4',
  sizeBytes: 1000,
  startedAt: '2026-02-10T16:36:00Z',
  ready: true,
  segmentKey: '2026-02-10T16:36:00Z',
  ...over,
});
const occurrence = (over: Partial<Occurrence> = {}): Occurrence => ({
  id: 'uuid-1',
  title: 'Weekly lecture',
  startedAt: '2026-02-10T16:34:49Z',
  host: { id: 'h1', email: 'ada@example.com' },
  files: [file()],
  ...over,
});
const rules = (over: Partial<Rules> = {}): Rules => ({
  hosts: { limit: 'none' },
  importSince: null,
  ...DEFAULT_CONNECTOR_OPTIONS.rules,
  viewPreference: ['shared_screen_with_speaker_view', 'active_speaker'],
  ...over,
});
const decide = (of: Occurrence, known?: Known, by: Rules = rules()) => plan(of, fingerprintOf(of), known, by);
const knownAs = (status: Known['status'], of: Occurrence, stage: Known['stage'] = 'fetch'): Known => ({
  fingerprint: fingerprintOf(of),
  stage,
  status,
});

describe('the plan for a listed meeting', () => {
  it('imports what was not seen before', () => {
    expect(decide(occurrence())).toMatchObject({ action: 'import', segments: [{ number: 1 }] });
  });

  it('keeps what is known and unchanged, wherever it stands', () => {
    const of = occurrence();
    for (const status of ['waiting', 'running', 'retrying', 'done', 'dead'] as const) {
      expect(decide(of, knownAs(status, of))).toEqual({ action: 'keep' });
    }
  });

  it('keeps what was deleted in Strapi, whatever the provider shows and the rules take', () => {
    const more = occurrence({ files: [file(), file({ key: 'late', kind: 'transcript' })] });
    for (const shown of [occurrence(), more])
      expect(decide(shown, knownAs('removed', occurrence(), 'clean-up'))).toEqual({ action: 'keep' });
  });

  it('waits while a video is still being made, and for nothing else', () => {
    expect(decide(occurrence({ files: [file(), file({ key: 'f2', ready: false })] }))).toEqual({
      action: 'wait',
      reason: 'not-ready',
    });
    expect(
      decide(occurrence({ files: [file(), file({ key: 't', kind: 'transcript', ready: false })] })),
    ).toMatchObject({ action: 'import' });
  });

  it('skips what the provider itself gives a reason for, and takes it once that is gone', () => {
    const breakout = occurrence({ leaveOut: 'breakout-room' });
    expect(decide(breakout)).toEqual({ action: 'skip', reason: 'breakout-room' });
    expect(decide(occurrence(), knownAs('skipped', breakout))).toMatchObject({ action: 'import' });
  });

  it('skips, with the reason, what holds neither video nor audio, and what is too old', () => {
    expect(decide(occurrence({ files: [] }))).toEqual({ action: 'skip', reason: 'nothing-to-take' });
    expect(decide(occurrence({ files: [file({ kind: 'chat' })] }))).toEqual({
      action: 'skip',
      reason: 'nothing-to-take',
    });
    expect(decide(occurrence(), undefined, rules({ importSince: '2026-02-11' }))).toEqual({
      action: 'skip',
      reason: 'before-import-since',
    });
  });

  it('takes the audio of a segment only where it has no video', () => {
    const audio = file({ key: 'a', kind: 'audio', view: 'audio_only', extension: 'm4a' });
    const planned = decide(
      occurrence({
        files: [
          file(),
          audio,
          { ...audio, key: 'b', segmentKey: '2026-02-10T17:10:00Z', startedAt: '2026-02-10T17:10:00Z' },
        ],
      }),
    );
    expect(planned.action === 'import' && planned.segments.map((segment) => segment.main.key)).toEqual([
      'f1',
      'b',
    ]);
  });

  it('keeps to the host limit by id and by e-mail, and without a host takes nothing under a limit', () => {
    const limit = (id: string, email: string) =>
      rules({ hosts: { limit: 'hosts', hosts: [{ id, email }], unknown: [] } });
    expect(decide(occurrence(), undefined, limit('h1', 'x@example.com')).action).toBe('import');
    expect(decide(occurrence(), undefined, limit('h9', 'ADA@example.com')).action).toBe('import');
    expect(decide(occurrence(), undefined, limit('h9', 'eve@example.com'))).toEqual({
      action: 'skip',
      reason: 'host-not-in-limit',
    });
    expect(decide(occurrence({ host: undefined }), undefined, limit('h1', 'ada@example.com')).action).toBe(
      'skip',
    );
  });

  it('takes nothing at all when none of the listed hosts is known', () => {
    const nobody = rules({ hosts: { limit: 'hosts', hosts: [], unknown: ['ada@example.com'] } });
    expect(decide(occurrence(), undefined, nobody).action).toBe('skip');
  });

  it('keeps what only its download showed to have no file, until the provider shows something else', () => {
    const shown = occurrence();
    const known = {
      fingerprint: fingerprintOf(shown),
      stage: 'fetch',
      status: 'skipped',
      reason: 'no-importable-format',
    } as const;
    expect(decide(shown, known).action).toBe('keep');
    expect(decide(shown, { ...known, fingerprint: 'of before' }).action).toBe('import');
    expect(decide(shown, { ...known, reason: 'too-short' }).action).toBe('import');
  });

  it('imports what was skipped once the rules let it through', () => {
    const of = occurrence();
    expect(decide(of, knownAs('skipped', of)).action).toBe('import');
    expect(decide(of, knownAs('skipped', of), rules({ importSince: '2027-01-01' }))).toEqual({
      action: 'keep',
    });
  });

  it('refreshes what the provider shows otherwise, and leaves alone what a rule excludes later', () => {
    const before = occurrence();
    const later = occurrence({ files: [file(), file({ key: 'f2', segmentKey: '2026-02-10T17:10:00Z' })] });
    const done = knownAs('done', before, 'clean-up');
    expect(decide(later, done)).toMatchObject({ action: 'refresh' });
    expect(decide(later, done, rules({ importSince: '2027-01-01' }))).toEqual({ action: 'keep' });
  });

  it('never plans twice: what it answered, written down, is kept the next time', () => {
    const anyFile = fc.record({
      key: fc.hexaString({ minLength: 1, maxLength: 4 }),
      kind: fc.constantFrom('video' as const, 'audio' as const, 'chat' as const),
      ready: fc.boolean(),
      sizeBytes: fc.option(fc.nat(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyFile, { selector: (f) => f.key, maxLength: 6 }), (files) => {
        const of = occurrence({ files: files.map((over) => file(over)) });
        const first = decide(of);
        const status = first.action === 'skip' ? 'skipped' : 'waiting';
        expect(decide(of, knownAs(status, of)).action).toBe('keep');
      }),
    );
  });

  it('sees a change whatever the order of the files', () => {
    const files = [file(), file({ key: 'f2' }), file({ key: 'f3', ready: false })];
    expect(fingerprintOf(occurrence({ files }))).toBe(
      fingerprintOf(occurrence({ files: [...files].reverse() })),
    );
    expect(fingerprintOf(occurrence({ files }))).not.toBe(
      fingerprintOf(occurrence({ files: files.map((f) => ({ ...f, ready: true })) })),
    );
  });
});

describe('the rules of a connector', () => {
  const skips = (over: Partial<Rules>, of: Partial<Occurrence> = {}) =>
    expect(decide(occurrence(of), undefined, rules(over)));
  const imports = { action: 'import' };

  it('take only titles that contain one of the words, in whatever case or form', () => {
    skips({ titleContains: ['LECTURE', 'seminar'] }).toMatchObject(imports);
    skips({ titleContains: ['seminar'] }).toEqual({ action: 'skip', reason: 'title-not-wanted' });
    skips({ titleContains: ['e\u0301'] }, { title: 'caf\u00e9' }).toMatchObject(imports);
  });

  it('leave out titles that contain one of the words, wanted or not', () => {
    skips({ titleContains: ['week'], titleExcludes: ['Lecture'] }).toMatchObject({
      reason: 'title-not-wanted',
    });
    // Texts, not patterns.
    skips({ titleExcludes: ['.*', '%'] }).toMatchObject(imports);
  });

  it('leave out what is shorter than wanted, all segments together', () => {
    const at = (minute: number) => `2026-02-10T16:${String(minute).padStart(2, '0')}:00Z`;
    const part = (key: string, from: number, to: number, over: Partial<ProviderFile> = {}) =>
      file({ key, segmentKey: at(from), startedAt: at(from), endedAt: at(to), ...over });
    const files = [part('a', 0, 3), part('a2', 0, 2, { view: 'gallery_view' }), part('b', 10, 12)];
    skips({ minDurationMinutes: 5 }, { files }).toMatchObject(imports);
    skips({ minDurationMinutes: 6 }, { files }).toEqual({ action: 'skip', reason: 'too-short' });
    // Not told is not short.
    skips({ minDurationMinutes: 6 }, { files: [...files, file({ key: 'c' })] }).toMatchObject(imports);
  });

  it('leave out confidential meetings only when told to', () => {
    skips({ skipConfidential: true }, { confidential: true }).toEqual({
      action: 'skip',
      reason: 'confidential',
    });
    skips({}, { confidential: true }).toMatchObject(imports);
    skips({ skipConfidential: true }).toMatchObject(imports);
  });

  it('leave out kinds of files; a meeting of which nothing else is left is skipped', () => {
    const files = [file(), file({ key: 'chat', kind: 'chat', extension: 'txt' })];
    const planned = decide(occurrence({ files }), undefined, rules({ skipKinds: ['chat'] }));
    expect(planned).toMatchObject({ action: 'import', segments: [{ extras: [] }] });
    skips({ skipKinds: ['video'] }, { files }).toEqual({ action: 'skip', reason: 'nothing-to-take' });
  });

  it('bring in what an earlier rule left out, once it no longer does', () => {
    const of = occurrence();
    expect(decide(of, knownAs('skipped', of), rules({ titleExcludes: ['lecture'] }))).toEqual({
      action: 'keep',
    });
    expect(decide(of, knownAs('skipped', of))).toMatchObject(imports);
  });
});
