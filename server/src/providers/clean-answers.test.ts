import type { Occurrence, ProviderFile } from '../domain/recording';
import type { Sighting } from '../domain/stays';
import { cleanOccurrence, withCleanAnswers } from './clean-answers';
import { fake } from './fake';
import type { Provider } from './provider';
import type { Delivery } from './webhook';

const occurrence = (over: Partial<Occurrence> = {}): Occurrence => ({
  id: 'one',
  title: 'Lecture',
  startedAt: '2026-02-10T16:34:49Z',
  files: [],
  ...over,
});
const hostOf = (email: string) => cleanOccurrence(occurrence({ host: { id: 'h', email } })).host;

describe('answers of providers', () => {
  it('name no host by an address that cleaning would make that of another person', () => {
    expect(hostOf(' ada@school.example ')).toEqual({ id: 'h', email: 'ada@school.example' });
    expect(hostOf('ada\u200b@school.example')).toEqual({ id: 'h' });
    expect(hostOf('ada\u0000@school.example')).toEqual({ id: 'h' });
    expect(hostOf(`ada@school.example${'x'.repeat(300)}`)).toEqual({ id: 'h' });
  });

  it.each<[string, Partial<ProviderFile>, Partial<ProviderFile>]>([
    [
      'a size',
      { sizeBytes: 5, endedAt: '2026-02-10T17:00:00Z' },
      { sizeBytes: 5, endedAt: '2026-02-10T17:00:00Z' },
    ],
    ['a size that is no whole number', { sizeBytes: 1.5 }, {}],
    ['a size below zero', { sizeBytes: -1 }, {}],
    ['a size that no column takes', { sizeBytes: 1e300 }, {}],
    ['an end before the start', { endedAt: '2026-02-10T16:00:00Z' }, {}],
    ['an end and a deadline that are none', { endedAt: '', expiresAt: '+275760-09-13T00:00:00Z' }, {}],
  ])('name, of a file, %s', (_, named, kept) => {
    const file: ProviderFile = {
      key: 'key',
      kind: 'video',
      view: 'view',
      extension: 'mp4',
      startedAt: '2026-02-10T16:34:49Z',
      ready: true,
      segmentKey: '1',
    };
    expect(cleanOccurrence(occurrence({ files: [{ ...file, ...named }] })).files).toEqual([
      { ...file, ...kept },
    ]);
  });

  it('name each file once', () => {
    const file = { kind: 'video', view: 'view', extension: 'mp4', ready: true, segmentKey: '1' } as const;
    const files = ['a', 'b', 'a'].map((key, index): ProviderFile => ({ ...file, key, sizeBytes: index + 1 }));
    expect(cleanOccurrence(occurrence({ files })).files).toEqual(files.slice(0, 2));
  });

  const TIMES = [1e300, 8_640_000_000_000_000, 1_770_000_000_000.5, -5];
  it.each(TIMES)('tell, at %p, what came at the time of its arrival', (atMs) => {
    const sighting: Sighting = { what: 'joined', atMs, connection: 'c', addresses: [] };
    const provider: Provider = {
      ...fake,
      receivesWebhooks: {
        secretFields: [],
        methods: ['POST'],
        setUp: [],
        maxAgeSeconds: 1,
        receive: () => ({ verdict: 'refused', reason: 'malformed' }),
        example: () => ({ method: 'POST', headers: {}, query: '', rawBody: Buffer.alloc(0) }),
        read: () => [
          { type: 'participant', subject: 's', sighting },
          { type: 'at-provider', occurrenceId: 'o', change: 'deleted', atMs },
        ],
        timeMarks: () => [
          { what: 'started', atMs },
          { what: 'ended', atMs: 5 },
        ],
      },
      pushesRecordings: {
        expiresAfterHours: 1,
        missedAfterMinutes: 1,
        assembledFrom: [],
        peopleFrom: [],
        assemble: () => ({ links: {}, awaitedSinceMs: [atMs, 5] }),
      },
    };
    const { receivesWebhooks: hooks, pushesRecordings: pushes } = withCleanAnswers(provider);
    const arrived: Delivery = {
      eventType: 'e',
      receivedAtMs: 7,
      method: 'POST',
      query: '',
      rawBody: Buffer.alloc(0),
    };
    expect(hooks?.read(arrived)).toMatchObject([{ sighting: { atMs: 7 } }, { atMs: 7 }]);
    expect(hooks?.timeMarks?.([arrived])).toEqual([{ what: 'ended', atMs: 5 }]);
    expect(pushes?.assemble([arrived], {}, []).awaitedSinceMs).toEqual([5]);
  });

  it('keep a long title and the name of a room whole: their columns have the beginning', () => {
    const whole = { title: `${'x'.repeat(254)}🎓 and more`, meetingId: 'r'.repeat(307) };
    expect(cleanOccurrence(occurrence(whole))).toMatchObject(whole);
  });

  it('keep ids, by which the provider is asked, and the order of segments', () => {
    const file = (segmentKey: string, key = ' key\u202e') => ({
      key,
      kind: 'video' as const,
      view: 'speaker\nview',
      extension: 'mp4',
      ready: true,
      segmentKey,
    });
    const cleaned = cleanOccurrence(
      occurrence({
        id: ' one\u202e',
        files: [file(`1${'x'.repeat(300)}`), file(`1${'x'.repeat(301)}`, 'b'), file('2', 'c')],
      }),
    );
    expect(cleaned).toMatchObject({ id: ' one\u202e' });
    expect(cleaned.files[0]).toMatchObject({ key: ' key\u202e', view: 'speaker view' });
    const keys = cleaned.files.map(({ segmentKey }) => segmentKey);
    expect(new Set(keys).size).toBe(3);
    expect(keys.at(-1)).toBe('2');
    for (const key of keys) expect(key.length).toBeLessThanOrEqual(255);
  });
});
