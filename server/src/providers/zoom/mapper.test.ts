import fc from 'fast-check';
import { segmentsOf } from '../../domain/segments';
import { DEFAULT_VIEW_PREFERENCE } from './descriptor';
import everyFileType from './fixtures/every-file-type.json';
import inProgress from './fixtures/in-progress.json';
import userRecordings from './fixtures/user-recordings.json';
import { hostOf, keyedFiles, occurrenceOf } from './mapper';
import { recordingsPage, zoomMeeting } from './schemas';

const ADA = { id: 'MoRLcTuVS12AoJ72n6L11Q', email: 'ada@school.example', name: 'Ada Host' };
const lecture = () => {
  const [meeting] = recordingsPage.parse(userRecordings).meetings;
  if (meeting === undefined) throw new Error('the fixture has no meeting');
  return meeting;
};
const everything = () => zoomMeeting.parse(everyFileType);
const going = () => zoomMeeting.parse(inProgress);

describe('a meeting of a listing', () => {
  it('becomes an occurrence by its uuid, with the host as the account knows them', () => {
    expect(occurrenceOf(lecture(), ADA)).toMatchObject({
      id: 'vdS61Oa8T3qGIEAMRIoHpg==',
      meetingId: '82400944973',
      title: 'Weekly lecture',
      startedAt: '2026-02-10T16:34:49Z',
      timezone: 'Europe/Berlin',
      host: ADA,
    });
  });

  it('holds two segments when recording was stopped and started again', () => {
    const segments = segmentsOf(occurrenceOf(lecture(), ADA), DEFAULT_VIEW_PREFERENCE);
    expect(segments.map(({ number, startedAt, main }) => [number, startedAt, main.key])).toEqual([
      [1, '2026-02-10T16:36:00Z', '621c7ebb-82b5-4228-a2cc-a0a05ec26332'],
      [2, '2026-02-10T17:10:17Z', '8038fdd7-3437-4d83-8f22-bacbfcbeeddf'],
    ]);
  });

  it('trap 28: carries no link, passcode or token', () => {
    expect(JSON.stringify(occurrenceOf(lecture(), ADA))).not.toMatch(/canary|https?:/);
  });

  it('has files that expire on the day on which Zoom deletes them by itself', () => {
    const expiry = (meeting: ReturnType<typeof lecture>) => occurrenceOf(meeting, ADA).files[0]?.expiresAt;
    expect(expiry(lecture())).toBe('2026-06-10T00:00:00Z');
    expect(expiry({ ...lecture(), auto_delete: false })).toBeUndefined();
  });

  it('names the host by id alone when nothing else is known', () => {
    expect(occurrenceOf(lecture(), undefined).host).toEqual({ id: ADA.id });
  });

  it('trap 7: may lack its files: too short a recording is an occurrence without any', () => {
    expect(occurrenceOf({ ...lecture(), recording_files: undefined }, ADA).files).toEqual([]);
  });

  it('has an empty start when no time can be told', () => {
    const timeless = { ...lecture(), start_time: '', recording_files: [] };
    expect(occurrenceOf(timeless, ADA).startedAt).toBe('');
  });
});

describe('files', () => {
  it('are of the kinds that Zoom documents, and unknown types are left alone', () => {
    const kinds = occurrenceOf(everything(), undefined).files.map(({ key, kind, extension }) => [
      key,
      kind,
      extension,
    ]);
    expect(kinds).toEqual([
      ['video', 'video', 'mp4'],
      ['audio', 'audio', 'm4a'],
      ['one-voice', 'audio', 'm4a'],
      ['chat', 'chat', 'txt'],
      ['transcript', 'transcript', 'vtt'],
      ['polls', 'poll', 'csv'],
      ['summary', 'summary', 'json'],
      ['picture', 'thumbnail', 'jpg'],
      ['CC@2026-02-10T16:36:00Z', 'captions', 'vtt'],
      ['TIMELINE@2026-02-10T16:36:00Z', 'timeline', 'json'],
    ]);
  });

  it('of one segment belong together, a second of difference in the sound notwithstanding', () => {
    const occurrence = occurrenceOf(everything(), undefined);
    expect(new Set(occurrence.files.map(({ segmentKey }) => segmentKey))).toEqual(
      new Set(['2026-02-10T16:36:00Z']),
    );
    const [segment, ...others] = segmentsOf(occurrence, DEFAULT_VIEW_PREFERENCE);
    expect([segment?.main.key, others]).toEqual(['video', []]);
  });

  it('trap 9: without an id keep apart even when type and start are the same', () => {
    const caption = { file_type: 'CC', recording_start: '2026-02-10T16:36:00Z' };
    const meeting = zoomMeeting.parse({ ...everyFileType, recording_files: [caption, caption] });
    expect(keyedFiles(meeting).map(({ key }) => key)).toEqual([
      'CC@2026-02-10T16:36:00Z',
      'CC@2026-02-10T16:36:00Z#2',
    ]);
  });

  it('trap 8: that are still being recorded are waited for: no size, no type, not ready', () => {
    const [file] = occurrenceOf(going(), ADA).files;
    expect(file).toMatchObject({ ready: false, segmentKey: '2026-02-11T09:00:30Z' });
    expect(file).not.toHaveProperty('sizeBytes');
    expect(file).not.toHaveProperty('endedAt');
  });

  it.each([{ status: 'processing' }, { file_size: 0 }, { recording_end: '' }, { file_type: '' }])(
    'fault 25: %j is not ready',
    (over) => {
      const [first] = everything().recording_files ?? [];
      const meeting = { ...everything(), recording_files: [{ ...first, ...over }] };
      expect(occurrenceOf(zoomMeeting.parse(meeting), ADA).files).toMatchObject([{ ready: false }]);
    },
  );
});

describe('a transcript', () => {
  const listed = (over: object) => {
    const files = everyFileType.recording_files.map((file) =>
      file.id === 'transcript' ? { ...file, ...over } : file,
    );
    return occurrenceOf(zoomMeeting.parse({ ...everyFileType, recording_files: files }), ADA);
  };
  const transcriptOf = (over: object) => listed(over).files.find(({ key }) => key === 'transcript');

  it.each([
    ['processed', { status: 'processing' }],
    ['not even typed', { file_type: '', file_extension: '', file_size: 0, recording_end: '' }],
  ])('that is still %s is one already, and not ready', (_name, over) => {
    expect(transcriptOf(over)).toMatchObject({ kind: 'transcript', extension: 'vtt', ready: false });
  });

  it('that comes late is one more file of its segment and changes no other', () => {
    const without = everyFileType.recording_files.filter(({ id }) => id !== 'transcript');
    const early = occurrenceOf(zoomMeeting.parse({ ...everyFileType, recording_files: without }), ADA);
    const late = listed({});
    expect(late.files.filter(({ key }) => key !== 'transcript')).toEqual(early.files);
    expect(late.files.find(({ key }) => key === 'transcript')).toMatchObject({
      segmentKey: '2026-02-10T16:36:00Z',
      ready: true,
    });
  });

  it.each([
    ['cc_transcript', 'captions'],
    ['closed_caption', 'captions'],
    ['chat_file', 'chat'],
    ['timeline', 'timeline'],
    ['poll', 'poll'],
    ['summary_smart_chapters', 'summary'],
    ['thumbnail', 'thumbnail'],
    ['audio_only', 'audio'],
    ['shared_screen_with_speaker_view(CC)', 'video'],
    ['something_new', 'video'],
  ])('or another file without a type is told by its view: %s is %s', (view, kind) => {
    expect(transcriptOf({ file_type: '', recording_type: view })).toMatchObject({ kind, ready: false });
  });
});

describe('whatever Zoom lists', () => {
  const second = fc
    .integer({ min: 0, max: 40 })
    .map((number) => new Date(Date.UTC(2026, 1, 10, 16, number)).toISOString().replace('.000Z', 'Z'));
  // Zoom omits the ids of captions and time lines only.
  const hasId = (file: { id?: string | undefined; file_type?: string }) =>
    file.id !== undefined || !['MP4', 'M4A'].includes(file.file_type ?? '');
  const anyFile = fc
    .record(
      {
        id: fc.option(fc.stringMatching(/^[a-z]{1,3}$/), { nil: undefined }),
        recording_start: second,
        recording_end: fc.oneof(second, fc.constant('')),
        file_type: fc.constantFrom(
          'MP4',
          'M4A',
          'TIMELINE',
          'CC',
          'CHAT',
          'TRANSCRIPT',
          'JPG',
          'HOLOGRAM',
          '',
        ),
        file_extension: fc.constantFrom('MP4', 'M4A', 'JSON', 'VTT', 'TXT', ''),
        file_size: fc.nat(),
        recording_type: fc.constantFrom('gallery_view', 'audio_only', 'timeline', 'thumbnail', 'new_one'),
        status: fc.constantFrom('completed', 'processing', 'mysterious'),
      },
      { requiredKeys: ['recording_start'] },
    )
    .filter(hasId);
  const meetingOf = (files: object[]) => zoomMeeting.parse({ ...everyFileType, recording_files: files });

  it('trap 6: gives each file its own key, and the same segments in any order of the files', () => {
    const filesAndOrder = fc
      .uniqueArray(anyFile, { maxLength: 12, selector: (file) => file.id ?? file })
      .chain((files) =>
        fc.tuple(
          fc.constant(files),
          fc.shuffledSubarray(files, { minLength: files.length, maxLength: files.length }),
        ),
      );
    fc.assert(
      fc.property(filesAndOrder, ([files, shuffled]) => {
        const first = occurrenceOf(meetingOf(files), ADA);
        const other = occurrenceOf(meetingOf(shuffled), ADA);
        const keys = first.files.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        const byKey = (occurrence: typeof first) =>
          [...occurrence.files].sort((a, b) => (a.key < b.key ? -1 : 1));
        expect(byKey(other)).toEqual(byKey(first));
        expect(segmentsOf(other, DEFAULT_VIEW_PREFERENCE)).toEqual(
          segmentsOf(first, DEFAULT_VIEW_PREFERENCE),
        );
      }),
    );
  });

  it('gives no ready file of zero bytes', () => {
    fc.assert(
      fc.property(fc.array(anyFile, { maxLength: 8 }), (files) => {
        for (const file of occurrenceOf(meetingOf(files), ADA).files) expect(file.sizeBytes).not.toBe(0);
      }),
    );
  });
});

describe('a user', () => {
  it('is named as Zoom shows them, or by both names', () => {
    expect(hostOf({ id: 'x', email: 'a@b.example', display_name: 'Ada' })).toEqual({
      id: 'x',
      email: 'a@b.example',
      name: 'Ada',
    });
    expect(hostOf({ id: 'x', first_name: 'Ada', last_name: 'Host' })).toEqual({ id: 'x', name: 'Ada Host' });
  });

  it('without an id (not joined yet) is asked for by e-mail, and without both is nobody', () => {
    expect(hostOf({ email: 'a@b.example' })?.id).toBe('a@b.example');
    expect(hostOf({ display_name: 'Ghost' })).toBeUndefined();
  });
});
