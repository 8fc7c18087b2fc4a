import { parseCaptions } from '../../server/src/texts/captions';
import { parseChat } from '../../server/src/texts/chat';
import { decodeText, TEXT_LIMIT_BYTES } from '../../server/src/texts/decode-text';
import { parseTimeline, readableCsv, readableJson } from '../../server/src/texts/timeline';
import { sniff } from '../../server/src/domain/sniff';
import { DEFAULT_VIEW_PREFERENCE } from '../../server/src/providers/zoom/descriptor';
import { occurrenceOf } from '../../server/src/providers/zoom/mapper';
import { textFormats } from '../../server/src/providers/zoom/text-formats';
import { zoomMeeting } from '../../server/src/providers/zoom/schemas';
import { segmentsOf } from '../../server/src/domain/segments';
import { startZoomEmulator, type ZoomMeeting } from './emulator';
import { meetingJson } from './json';
import { savedChatFile } from './words';
import { seedDemoAccount } from './demo';
import type { ZoomEmulator } from './types';

let zoom: ZoomEmulator;
beforeEach(async () => (zoom = await startZoomEmulator()));
afterEach(() => zoom.stop());

const listed = (meeting: ZoomMeeting) =>
  occurrenceOf(
    zoomMeeting.parse(meetingJson(meeting, 'account', { base: 'http://127.0.0.1', link: (ref) => ref })),
    undefined,
  );

async function textOf(meeting: ZoomMeeting, view: string, startedAtMs?: number): Promise<string> {
  const file = meeting.files?.find(
    (one) => one.view === view && one.startedAtMs === (startedAtMs ?? one.startedAtMs),
  );
  if (file === undefined) throw new Error(`the meeting has no ${view}`);
  const content = file.content();
  const pieces: Buffer[] = [];
  for await (const piece of content.pieces(0, content.sizeBytes)) pieces.push(piece);
  const decoded = decodeText(Buffer.concat(pieces), TEXT_LIMIT_BYTES);
  if (decoded.outcome === 'refused') throw new Error(decoded.code);
  return decoded.text;
}

const chatOf = (text: string) => parseChat(text, { formats: textFormats.chat });
const timelineOf = (text: string) => parseTimeline(text, textFormats.timeline);

describe('the meeting of two segments in the demo account', () => {
  it('has texts of every kind: chat, transcript, captions and timeline for each segment', () => {
    const { meetings } = seedDemoAccount(zoom);
    const occurrence = listed(meetings.twoSegments);
    const [first, second] = segmentsOf(occurrence, DEFAULT_VIEW_PREFERENCE);
    const kindsOf = (key = '') =>
      occurrence.files
        .filter(({ segmentKey, kind }) => segmentKey === key && kind !== 'video' && kind !== 'audio')
        .map(({ kind }) => kind)
        .sort();
    expect(kindsOf(second?.key)).toEqual(['captions', 'chat', 'timeline', 'transcript']);
    expect(kindsOf(first?.key)).toEqual([
      'captions',
      'chat',
      'poll',
      'summary',
      'summary',
      'summary',
      'thumbnail',
      'timeline',
      'transcript',
    ]);
    expect(occurrence.files.every(({ ready }) => ready)).toBe(true);
  });

  it('has texts that our parsers read, none of them after the end of its media', async () => {
    const { meetings } = seedDemoAccount(zoom);
    const meeting = meetings.twoSegments;
    const starts = [...new Set(meeting.files?.map(({ startedAtMs }) => startedAtMs))].sort();
    // As emulators/kit/media/fixtures/README.md says of parts 1 and 2.
    for (const [index, mediaSeconds] of [3.84, 2.56].entries()) {
      const start = starts[index];
      for (const view of ['audio_transcript', 'closed_caption']) {
        const captions = parseCaptions(await textOf(meeting, view, start));
        if (captions.outcome === 'unreadable') throw new Error(captions.code);
        expect(captions.skipped).toBe(0);
        expect(captions.cues.length).toBeGreaterThan(1);
        for (const cue of captions.cues) {
          expect(cue.endSeconds).toBeLessThanOrEqual(mediaSeconds);
          expect(cue.speaker !== undefined).toBe(view === 'audio_transcript');
        }
      }
      const chat = chatOf(await textOf(meeting, 'chat_file', start));
      if (chat.outcome === 'unreadable') throw new Error(chat.code);
      expect(chat).toMatchObject({ clock: 'recording', messages: [{}, {}], leftOutPrivate: 0 });
      for (const { atSeconds } of chat.messages) expect(atSeconds).toBeLessThan(mediaSeconds);
      const timeline = timelineOf(await textOf(meeting, 'timeline', start));
      expect(timeline).toMatchObject({ outcome: 'chapters', chapters: [{}, {}], skipped: 0 });
    }
  });

  it('has a poll, summaries and a picture', async () => {
    const { meetings } = seedDemoAccount(zoom);
    expect(readableCsv(await textOf(meetings.twoSegments, 'poll'))).toMatchObject({
      text: expect.stringContaining('Was the "moth" new to you?\n• Yes: 1 (Petrenko, Alan)\n') as string,
    });
    for (const view of ['summary', 'summary_next_steps', 'summary_smart_chapters'])
      expect(readableJson(await textOf(meetings.twoSegments, view)).outcome).toBe('text');
    const picture = meetings.twoSegments.files?.find(({ view }) => view === 'thumbnail')?.content();
    const [first] = [...((picture?.pieces(0, picture.sizeBytes) ?? []) as Iterable<Buffer>)];
    expect(sniff(first ?? Buffer.alloc(0), 'thumbnail')).toEqual({ outcome: 'ok', container: 'image' });
  });
});

it.each([
  'chat_file',
  'audio_transcript',
  'closed_caption',
  'timeline',
  'poll',
  'summary',
  'summary_next_steps',
  'summary_smart_chapters',
])('a %s of which nothing is said has words to read', async (view) => {
  const host = zoom.addUser({ email: 'ada@example.com' });
  const meeting = zoom.addMeeting({
    hostId: host.id,
    startedAt: '2026-02-10T09:00:00Z',
    segments: [{ files: [{ view }] }],
  });
  const text = await textOf(meeting, view);
  const outcomes = [parseCaptions, chatOf, timelineOf, readableJson, readableCsv].map(
    (parse) => parse(text).outcome,
  );
  expect(outcomes).toContainEqual(expect.stringMatching(/cues|messages|chapters|text/));
});

it("a chat saved by Zoom's client is read as one", () => {
  const saved = savedChatFile([{ atSeconds: 5, by: 'Ada Winter', text: 'two\nlines' }], 9 * 3600);
  expect(chatOf(saved)).toMatchObject({
    clock: 'wall',
    messages: [{ atSeconds: 9 * 3600 + 5, from: 'Ada Winter', to: 'Everyone', text: 'two\nlines' }],
  });
});

it('a transcript can come late, first unfinished and then complete', () => {
  const host = zoom.addUser({ email: 'ada@example.com' });
  const segment = { startedAt: '2026-02-10T09:00:00Z', durationSeconds: 4 };
  const meeting = zoom.addMeeting({ hostId: host.id, startedAt: segment.startedAt, segments: [segment] });
  const transcripts = () => listed(meeting).files.filter(({ kind }) => kind === 'transcript');
  expect(transcripts()).toEqual([]);
  const file = zoom.addFile(meeting.uuid, segment, { view: 'audio_transcript', inProgress: true });
  expect(transcripts()).toMatchObject([{ ready: false }]);
  zoom.finishFile(file.ref);
  expect(transcripts()).toMatchObject([{ ready: true, segmentKey: '2026-02-10T09:00:00Z' }]);
});
