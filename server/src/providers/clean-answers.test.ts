import type { Occurrence } from '../domain/recording';
import { cleanOccurrence } from './clean-answers';

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

  it('keep ids, by which the provider is asked, and the order of segments', () => {
    const file = (segmentKey: string) => ({
      key: ' key\u202e',
      kind: 'video' as const,
      view: 'speaker\nview',
      extension: 'mp4',
      ready: true,
      segmentKey,
    });
    const cleaned = cleanOccurrence(
      occurrence({
        id: ' one\u202e',
        files: [file(`1${'x'.repeat(300)}`), file(`1${'x'.repeat(301)}`), file('2')],
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
