import { readFileSync } from 'node:fs';
import path from 'node:path';
import { occurrencesOf, organizerOf, parseOccurrenceId } from './mapper';
import { callArtifact, graphMeeting, pageOf } from './schemas';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(__dirname, 'fixtures', name), 'utf8'));
const listed = (name: string) => pageOf.parse(fixture(name)).value.map((one) => callArtifact.parse(one));

const meeting = graphMeeting.parse(fixture('meeting.json'));
const OWNER = 'b935e675-5e67-48b9-8d45-249d5f88e964';
const occurrences = () =>
  occurrencesOf({
    ownerId: OWNER,
    meeting,
    host: organizerOf(meeting),
    recordings: listed('recordings.json'),
    transcripts: listed('transcripts.json'),
  });

describe('what Graph documents of a meeting', () => {
  it('becomes one occurrence of its call, named after the meeting and held by its organiser', () => {
    const [occurrence, ...more] = occurrences();
    expect(more).toEqual([]);
    expect(occurrence).toMatchObject({
      title: 'Relays: an introduction',
      startedAt: '2026-02-10T16:34:49Z',
      host: { id: OWNER, email: 'ada.winter@school.example', name: 'Ada Winter' },
    });
    expect(parseOccurrenceId(occurrence?.id ?? '')).toEqual({
      ownerId: OWNER,
      meetingId: meeting.id,
      callId: 'af630fe0-04d3-4559-8cf9-91fe45e36296',
    });
  });

  it('has its recordings in the order of their starts, and the transcript with the one it correlates to', () => {
    expect(occurrences()[0]?.files.map(({ kind, segmentKey, ready }) => [kind, segmentKey, ready])).toEqual([
      ['video', '2026-02-10T16:34:49Z', true],
      ['video', '2026-02-10T17:10:05Z', true],
      ['transcript', '2026-02-10T17:10:05Z', true],
    ]);
  });

  it('brings none of its links along', () => {
    expect(JSON.stringify(occurrences())).not.toContain('https:');
  });
});
