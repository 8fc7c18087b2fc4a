import { readFileSync } from 'node:fs';
import path from 'node:path';
import { apiBaseOf, MEDIA_VIEWS } from './descriptor';
import { mediaOf, occurrenceOf, trackOf } from './mapper';
import { bbbRecording, recordingsAnswer, type BbbRecording, type BbbTrack } from './schemas';
import { readXml } from './xml';

const fixture = readXml(readFileSync(path.join(__dirname, 'fixtures/get-recordings.xml'), 'utf8'));
const answer = recordingsAnswer.parse(fixture.outcome === 'read' ? fixture.value : undefined);
const recordingAt = (index: number): BbbRecording => {
  return bbbRecording.parse(answer.recordings?.recording?.[index]);
};
const SETTINGS = {
  viewPreference: [...MEDIA_VIEWS],
  waitHours: 6,
  captionsLanguage: undefined,
  includeBreakouts: false,
};
const LATER = Date.parse('2026-11-25T00:00:00Z');
const track = (over: Partial<BbbTrack>): BbbTrack => ({ href: 'https://bbb.example.org/x.vtt', ...over });

describe('the answer of a server', () => {
  it('becomes an occurrence with the files that are imported', () => {
    const occurrence = occurrenceOf(recordingAt(0), [track({ lang: 'en', source: 'live' })], SETTINGS, LATER);
    expect(occurrence).toMatchObject({
      id: '58b1c0a7a1a3f1a3c3bb7f0f8f35e0a3f4f0a2d1-1772441721124',
      meetingId: 'glaciers-7',
      title: "Ice & water: Nina's seminar",
      startedAt: '2026-03-02T08:55:21Z',
    });
    expect(occurrence.files.map(({ key, kind, view, ready }) => [key, kind, view, ready])).toEqual([
      ['presentation', 'video', 'webcams', true],
      ['podcast', 'audio', 'podcast', true],
      ['captions:en:live', 'captions', 'captions', true],
      ['thumbnail', 'thumbnail', 'thumbnail', true],
    ]);
    expect(JSON.stringify(occurrence)).not.toMatch(/https?:/);
    expect(answer.pagination?.totalElements).toBe(4);
  });

  it('may name no state and no start', () => {
    expect(occurrenceOf(recordingAt(1), [], { ...SETTINGS, includeBreakouts: true }, LATER)).toMatchObject({
      startedAt: '2026-03-03T08:55:21Z',
      leaveOut: 'unpublished',
    });
  });

  it('leaves breakout rooms out, unless they are wanted', () => {
    const room = { ...recordingAt(1), published: true };
    expect(occurrenceOf(room, [], SETTINGS, LATER).leaveOut).toBe('breakout-room');
    expect(occurrenceOf(room, [], { ...SETTINGS, includeBreakouts: true }, LATER).leaveOut).toBe(
      'no-importable-format',
    );
  });

  it('says so when it has none of the formats that the manager wants', () => {
    const settings = { ...SETTINGS, viewPreference: ['video' as const] };
    expect(occurrenceOf(recordingAt(0), [], settings, LATER)).toMatchObject({
      files: [],
      leaveOut: 'no-importable-format',
    });
  });

  it('waits for the preferred format for a time, then imports the next', () => {
    const endMs = recordingAt(0).endTime ?? 0;
    const readyAt = (nowMs: number, waitHours: number) =>
      occurrenceOf(recordingAt(0), [], { ...SETTINGS, waitHours }, nowMs).files.map(({ ready }) => ready);
    expect(readyAt(endMs + 3_600_000, 6)).toEqual([false, false, true]);
    expect(readyAt(endMs + 7 * 3_600_000, 6)).toEqual([true, true, true]);
    expect(readyAt(endMs, 0)).toEqual([true, true, true]);
  });

  it('waits while no format can be imported yet, then says so', () => {
    const settings = { ...SETTINGS, viewPreference: ['video' as const] };
    const endMs = recordingAt(0).endTime ?? 0;
    const early = occurrenceOf(recordingAt(0), [], settings, endMs + 3_600_000);
    expect(early.leaveOut).toBeUndefined();
    expect(early.files).toMatchObject([{ view: 'video', ready: false }]);
    const late = occurrenceOf(recordingAt(0), [], settings, endMs + 7 * 3_600_000);
    expect(late).toMatchObject({ files: [], leaveOut: 'no-importable-format' });
  });

  it('trap 5: waits while the server still processes it', () => {
    const working = { ...recordingAt(0), state: 'processing', playback: undefined };
    const occurrence = occurrenceOf(working, [], SETTINGS, LATER);
    expect(occurrence.leaveOut).toBeUndefined();
    expect(occurrence.files).toMatchObject([{ kind: 'video', ready: false }]);
  });

  it('gives the parts of a presentation in the order of the list', () => {
    expect(mediaOf(recordingAt(0), ['deskshare', 'podcast', 'webcams'])).toMatchObject([
      { view: 'deskshare', parts: ['deskshare', 'webcams'] },
      { view: 'podcast', parts: ['podcast'] },
    ]);
  });

  it('has an empty start without any time', () => {
    const timeless = { ...recordingAt(1), recordID: 'abc' };
    expect(occurrenceOf(timeless, [], SETTINGS, LATER).startedAt).toBe('');
  });
});

describe('one track of captions is imported', () => {
  const tracks = [
    track({ lang: 'fr', source: 'automatic' }),
    track({ lang: 'en-US', source: 'live' }),
    track({ lang: 'de', source: 'upload' }),
  ];
  it.each([
    [undefined, 'de'],
    ['en', 'en-US'],
    ['EN_us', 'en-US'],
    ['uk', 'de'],
  ])('wanted language %s: %s', (language, lang) => {
    expect(trackOf(tracks, language)?.lang).toBe(lang);
  });
  it('or none, where there is none', () => {
    expect(trackOf([], 'en')).toBeUndefined();
  });
});

describe('the Server link', () => {
  it.each([
    ['https://bbb.example.org/bigbluebutton/', 'https://bbb.example.org/bigbluebutton/api/'],
    ['https://bbb.example.org/bigbluebutton', 'https://bbb.example.org/bigbluebutton/api/'],
    ['https://bbb.example.org/bigbluebutton/api', 'https://bbb.example.org/bigbluebutton/api/'],
    ['https://bbb.example.org/bigbluebutton/api/?x#y', 'https://bbb.example.org/bigbluebutton/api/'],
    ['https://bbb.example.org', 'https://bbb.example.org/bigbluebutton/api/'],
    ['https://host.example.org/b1/bigbluebutton/', 'https://host.example.org/b1/bigbluebutton/api/'],
  ])('%s', (typed, base) => {
    expect(apiBaseOf(typed)).toBe(base);
  });
});
