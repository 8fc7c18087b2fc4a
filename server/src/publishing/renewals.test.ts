import type { RecordingFacts } from '../domain/recording';
import { marksFor, notHeld, renewals, wasGiven, type Entry } from './renewals';

const file = (id: number) => ({ id, documentId: `file${id}`, hash: `meeting_${id}` });

const FACTS: RecordingFacts = {
  title: 'Week 5',
  startedAt: '2026-02-10T16:36:00Z',
  timezone: null,
  durationSeconds: 60.5,
  hostName: 'Ada',
  hostEmail: 'ada@example.com',
  provider: 'zoom',
  room: '88',
  occurrenceId: 'uuid==',
  segmentNumber: 1,
  segmentCount: 1,
  video: 'file1',
  audio: null,
  chapters: [{ startSeconds: 0, title: 'Start' }],
};
/** As a database shows it: dates, keys of JSON and media in its own way. */
const ENTRY: Entry = {
  documentId: 'd',
  ...FACTS,
  startedAt: '2026-02-10T16:36:00.000Z',
  durationSeconds: 60.5,
  chapters: [{ title: 'Start', startSeconds: 0 }],
  video: file(1),
};
const MARKS = marksFor(ENTRY, FACTS);
const renewed = (
  facts: Partial<RecordingFacts>,
  entry: object = {},
  marks = MARKS,
  oldFiles: string[] = [],
) => renewals({ ...ENTRY, ...entry }, { ...FACTS, ...facts }, marks, oldFiles);

describe('a re-import', () => {
  it('writes nothing when nothing is other than before, whatever the database makes of it', () => {
    expect(renewed({})).toEqual({});
    expect(renewed({}, { title: 'By an editor' })).toEqual({});
  });

  it('renews field by field what no editor touched', () => {
    const now = { title: 'Week 6', hostName: 'Ada Winter', video: 'file2' };
    expect(renewed(now)).toEqual(now);
    expect(renewed(now, { title: 'By an editor' })).toEqual({ hostName: 'Ada Winter', video: 'file2' });
    expect(renewed(now, { video: file(7) })).toEqual({ title: 'Week 6', hostName: 'Ada Winter' });
  });

  it('leaves empty what an editor emptied, and filled what an editor filled', () => {
    expect(renewed({ hostName: 'Ada Winter' }, { hostName: null })).toEqual({});
    expect(renewed({ timezone: 'Europe/Kyiv' }, { timezone: 'UTC' })).toEqual({});
    expect(renewed({ chat: 'From the meeting' }, { chat: 'By hand' })).toEqual({});
  });

  it('renews again what an editor put back as it was', () => {
    expect(renewed({ title: 'Week 6' }, { title: 'Week 5' })).toEqual({ title: 'Week 6' });
  });

  it('adds what came late, and says nothing by what is missing now', () => {
    expect(renewed({ transcript: 'Ada: Hello', captions: 'file3' })).toEqual({
      transcript: 'Ada: Hello',
      captions: 'file3',
    });
    expect(renewed({ chapters: undefined })).toEqual({});
  });

  it('of a time before marks writes only what is empty or shows a file that was replaced', () => {
    const now = {
      title: 'Week 6',
      captions: 'file5',
      transcriptFile: 'file6',
      transcript: 'Anew',
      chat: 'Anew',
    };
    const before = { captions: file(3), transcriptFile: file(4), transcript: 'Old', chat: 'Old' };
    expect(renewed(now, before, {}, ['file3', 'file4'])).toEqual({
      captions: 'file5',
      transcriptFile: 'file6',
      transcript: 'Anew',
    });
    expect(renewed(now, before, {}, [])).toEqual({});
  });
});

describe('what an entry does not have although it was given', () => {
  const given = { ...FACTS, captions: 'file3', transcript: 'Ada: Hello', chat: undefined, summary: '' };
  const entry = { ...ENTRY, captions: file(3), transcript: 'Ada: Hello' };

  it('is nothing while all is there, or was changed by the site', () => {
    expect(notHeld(entry, given)).toEqual([]);
    expect(notHeld({ ...entry, title: null, transcript: 'ADA: HELLO' }, given)).toEqual([]);
  });

  it('is a file that is not the given one, and a text that is empty', () => {
    expect(notHeld({ ...entry, video: null }, given)).toEqual(['video']);
    expect(notHeld({ ...entry, captions: file(9) }, given)).toEqual(['captions']);
    expect(notHeld({ ...entry, transcript: null, chapters: [] }, given)).toEqual(['chapters', 'transcript']);
  });

  it('is told from what somebody removed later, by what was given', () => {
    expect(wasGiven(MARKS, 'video', 'file1')).toBe(true);
    expect(wasGiven(MARKS, 'video', 'file2')).toBe(false);
    expect(wasGiven(MARKS, 'captions', 'file3')).toBe(false);
  });
});
