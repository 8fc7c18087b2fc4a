import type { ZoomEmulator } from '../emulator';
import type { ZoomMeeting, ZoomUser } from './world';

export interface DemoAccount {
  users: { ada: ZoomUser; grace: ZoomUser; alan: ZoomUser; formerHost: ZoomUser };
  /** By what they show. */
  meetings: Record<
    | 'twoSegments'
    | 'audioOnly'
    | 'firstOccurrence'
    | 'secondOccurrence'
    | 'leadingSlash'
    | 'doubleSlash'
    | 'inProgress'
    | 'withText'
    | 'viewMissing'
    | 'hostileTitle'
    | 'ofInactiveHost',
    ZoomMeeting
  >;
}

const DAY_MS = 86_400_000;
const SERIES_ID = 84_200_944_973;

const PART_1 = { fixture: 'speaker-320x180-part1.mp4' };
const PART_2 = { fixture: 'speaker-320x180-part2.mp4' };
const SCREEN = { fixture: 'screen-640x360-moov-last.mp4' };
const SOUND = { fixture: 'audio-only.m4a' };

/**
 * A small account of invented people with meetings of the last 25 days, all with real, short media.
 * The same at every start but for the days.
 */
export function seedDemoAccount(zoom: ZoomEmulator): DemoAccount {
  const todayMs = Math.floor(zoom.clock() / DAY_MS) * DAY_MS;
  /** An instant on an earlier day, UTC. */
  const on = (daysAgo: number, time: string): string =>
    `${new Date(todayMs - daysAgo * DAY_MS).toISOString().slice(0, 10)}T${time}Z`;

  const ada = zoom.addUser({ email: 'ada.winter@example.com', firstName: 'Ada', lastName: 'Winter' });
  const grace = zoom.addUser({
    email: 'grace.okafor@example.com',
    firstName: 'Grace',
    lastName: 'Okafor',
    timezone: 'Africa/Lagos',
  });
  const alan = zoom.addUser({
    email: 'alan.petrenko@example.com',
    firstName: 'Alan',
    lastName: 'Petrenko',
    timezone: 'Europe/Kyiv',
  });
  const formerHost = zoom.addUser({
    email: 'mira.lindholm@example.com',
    firstName: 'Mira',
    lastName: 'Lindholm',
    status: 'inactive',
    timezone: 'Europe/Helsinki',
  });

  const twoSegments = zoom.addMeeting({
    hostId: ada.id,
    topic: 'Relays and their bugs, part one and two',
    startedAt: on(3, '09:00:00'),
    segments: [
      {
        startedAt: on(3, '09:00:12'),
        durationSeconds: 4,
        files: [
          { view: 'shared_screen_with_speaker_view', ...PART_1 },
          { view: 'gallery_view', ...SCREEN },
          { view: 'audio_only', ...SOUND },
        ],
      },
      {
        startedAt: on(3, '09:20:40'),
        durationSeconds: 3,
        files: [
          { view: 'shared_screen_with_speaker_view', ...PART_2 },
          { view: 'audio_only', ...SOUND },
        ],
      },
    ],
  });
  const audioOnly = zoom.addMeeting({
    hostId: grace.id,
    topic: 'Office hours (sound only)',
    startedAt: on(5, '13:30:00'),
    segments: [
      { startedAt: on(5, '13:30:05'), durationSeconds: 4, files: [{ view: 'audio_only', ...SOUND }] },
    ],
  });

  const occurrence = (daysAgo: number, media: { fixture: string }, durationSeconds: number) =>
    zoom.addMeeting({
      hostId: grace.id,
      id: SERIES_ID,
      type: 8,
      topic: 'Compilers, weekly lecture',
      startedAt: on(daysAgo, '08:15:00'),
      segments: [
        {
          startedAt: on(daysAgo, '08:15:30'),
          durationSeconds,
          files: [{ view: 'shared_screen_with_speaker_view', ...media }],
        },
      ],
    });
  const firstOccurrence = occurrence(15, PART_1, 4);
  const secondOccurrence = occurrence(8, PART_2, 3);

  const leadingSlash = zoom.addMeeting({
    hostId: alan.id,
    uuid: '/ajXp112QmuoKj4854875w==',
    topic: 'Команда: підсумки тижня',
    startedAt: on(10, '22:50:00'),
    segments: [
      { startedAt: on(10, '22:50:10'), durationSeconds: 4, files: [{ view: 'active_speaker', ...PART_1 }] },
    ],
  });
  const doubleSlash = zoom.addMeeting({
    hostId: alan.id,
    uuid: 'Qx//k1tR+2eVd9/yHb0aZg==',
    topic: 'Planning for the winter term',
    startedAt: on(12, '07:00:00'),
    segments: [
      { startedAt: on(12, '07:00:08'), durationSeconds: 4, files: [{ view: 'gallery_view', ...SCREEN }] },
    ],
  });
  // Begun a little before the emulator's "now", and still going on.
  const beganAt = new Date(Math.floor(zoom.clock() / 1000) * 1000 - 20 * 60_000).toISOString();
  const inProgress = zoom.addMeeting({
    hostId: ada.id,
    topic: 'Still going on',
    startedAt: beganAt,
    inProgress: true,
    segments: [{ files: [{ view: 'shared_screen_with_speaker_view', ...PART_1 }] }],
  });
  const withText = zoom.addMeeting({
    hostId: ada.id,
    topic: 'Question time with chat and transcript',
    startedAt: on(6, '15:00:00'),
    segments: [
      {
        startedAt: on(6, '15:00:20'),
        durationSeconds: 4,
        files: [
          { view: 'shared_screen_with_speaker_view', ...PART_1 },
          { view: 'audio_only', ...SOUND },
          { view: 'chat_file' },
          { view: 'audio_transcript' },
          { view: 'closed_caption', id: null },
          { view: 'timeline' },
        ],
      },
    ],
  });
  const viewMissing = zoom.addMeeting({
    hostId: grace.id,
    topic: 'Workshop: nothing was shared after the break',
    startedAt: on(18, '10:00:00'),
    segments: [
      {
        startedAt: on(18, '10:00:15'),
        durationSeconds: 4,
        files: [
          { view: 'shared_screen_with_speaker_view', ...PART_1 },
          { view: 'active_speaker', ...SCREEN },
        ],
      },
      { startedAt: on(18, '10:45:00'), durationSeconds: 3, files: [{ view: 'active_speaker', ...PART_2 }] },
    ],
  });
  const hostileTitle = zoom.addMeeting({
    hostId: alan.id,
    topic: `<img src=x onerror=alert(1)> {{7*7}} =cmd|'/C calc'!A0 ../../etc/passwd \u202Egpj.exe 🎓`,
    startedAt: on(20, '11:11:11'),
    segments: [
      {
        startedAt: on(20, '11:11:21'),
        durationSeconds: 4,
        files: [{ view: 'shared_screen_with_speaker_view', ...PART_1 }],
      },
    ],
  });
  const ofInactiveHost = zoom.addMeeting({
    hostId: formerHost.id,
    topic: 'Last lecture before the move',
    startedAt: on(24, '16:00:00'),
    segments: [
      {
        startedAt: on(24, '16:00:09'),
        durationSeconds: 3,
        files: [{ view: 'shared_screen_with_speaker_view', ...PART_2 }],
      },
    ],
  });

  return {
    users: { ada, grace, alan, formerHost },
    meetings: {
      twoSegments,
      audioOnly,
      firstOccurrence,
      secondOccurrence,
      leadingSlash,
      doubleSlash,
      inProgress,
      withText,
      viewMissing,
      hostileTitle,
      ofInactiveHost,
    },
  };
}
