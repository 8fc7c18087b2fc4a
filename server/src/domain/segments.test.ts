import { segmentKeyAt, segmentsOf } from './segments';
import type { ProviderFile } from './recording';

const file = (key: string, over: Partial<ProviderFile>): ProviderFile => ({
  key,
  kind: 'video',
  view: 'gallery_view',
  extension: 'mp4',
  ready: true,
  startedAt: over.segmentKey,
  segmentKey: '2026-02-10T10:00:00Z',
  ...over,
});
const meeting = (...files: ProviderFile[]) => ({ files, startedAt: '2026-02-10T09:59:00Z' });
const MORNING = '2026-02-10T10:00:00Z';
const LATER = '2026-02-10T11:00:00Z';

describe('segments', () => {
  it('are counted from the earliest, whatever the order of the files', () => {
    const segments = segmentsOf(
      meeting(file('b', { segmentKey: LATER }), file('a', { segmentKey: MORNING })),
      [],
    );
    expect(segments.map(({ number, startedAt, main }) => [number, startedAt, main.key])).toEqual([
      [1, MORNING, 'a'],
      [2, LATER, 'b'],
    ]);
  });

  it('choose the view each for themselves, since one may lack a view that another has', () => {
    const segments = segmentsOf(
      meeting(
        file('a', { segmentKey: MORNING, view: 'shared_screen' }),
        file('b', { segmentKey: MORNING, view: 'gallery_view' }),
        file('c', { segmentKey: LATER, view: 'gallery_view' }),
      ),
      ['shared_screen'],
    );
    expect(segments.map(({ main }) => main.key)).toEqual(['a', 'c']);
  });

  it('may be of sound alone, beside others with video', () => {
    const segments = segmentsOf(
      meeting(
        file('a', { segmentKey: MORNING }),
        file('b', { segmentKey: LATER, kind: 'audio', view: 'audio_only' }),
      ),
      [],
    );
    expect(segments.map(({ main }) => main.kind)).toEqual(['video', 'audio']);
  });

  it('are not made by chats, transcripts, pictures or the sound of one person', () => {
    const others: Partial<ProviderFile>[] = [
      { kind: 'chat' },
      { kind: 'transcript' },
      { kind: 'thumbnail' },
      { kind: 'audio', view: 'audio_only_each_participant' },
    ];
    expect(
      segmentsOf(
        meeting(...others.map((over, index) => file(`${index}`, { segmentKey: LATER, ...over }))),
        [],
      ),
    ).toEqual([]);
  });

  it('take what begins inside them, and the first takes what began before it', () => {
    const keys = [MORNING, LATER];
    expect(segmentKeyAt(keys, MORNING)).toBe(MORNING);
    expect(segmentKeyAt(keys, '2026-02-10T10:59:59Z')).toBe(MORNING);
    expect(segmentKeyAt(keys, '2026-02-10T23:00:00Z')).toBe(LATER);
    expect(segmentKeyAt(keys, '2026-02-10T09:00:00Z')).toBe(MORNING);
    expect(segmentKeyAt([], MORNING)).toBeUndefined();
  });
});
