import { startZoomEmulator } from './emulator';
import {
  captionsFile,
  chatFile,
  nextStepsFile,
  pollFile,
  smartChaptersFile,
  summaryFile,
  timelineFile,
  transcriptFile,
  type Said,
  type Written,
} from './words';
import type { ZoomMeeting, ZoomUser } from './shapes';
import type { ZoomEmulator, ZoomEmulatorOptions } from './types';

export interface DemoAccount {
  users: { ada: ZoomUser; grace: ZoomUser; alan: ZoomUser; formerHost: ZoomUser };
  /** The keys say what each meeting shows. */
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

/** Times lie within the 3.84 seconds of the video `speaker-320x180-part1.mp4`. */
const SAID_FIRST: Said[] = [
  { fromSeconds: 0.2, toSeconds: 1.6, by: 'Ada Winter', text: 'Good morning, welcome to relays.' },
  { fromSeconds: 1.7, toSeconds: 2.9, by: 'Ada Winter', text: 'Today: contacts & what <open> means.' },
  { fromSeconds: 3, toSeconds: 3.8, by: 'Grace Okafor', text: 'And the moth in number 70.' },
];
/** Times lie within the 2.56 seconds of the video `speaker-320x180-part2.mp4`. */
const SAID_SECOND: Said[] = [
  { fromSeconds: 0.1, toSeconds: 1.2, by: 'Grace Okafor', text: 'Welcome back after the break.' },
  { fromSeconds: 1.3, toSeconds: 2.5, by: 'Ada Winter', text: 'Questions? Then see you next week.' },
];
const WRITTEN_FIRST: Written[] = [
  { atSeconds: 1, by: 'Alan Petrenko', text: 'Доброго ранку! 👋' },
  {
    atSeconds: 3,
    by: 'Grace Okafor',
    text: 'Two links:\nhttps://example.org/relays\nhttps://example.org/moth',
  },
];
const WRITTEN_SECOND: Written[] = [
  { atSeconds: 0, by: 'Grace Okafor', text: 'We go on' },
  { atSeconds: 2, by: 'Alan Petrenko', text: 'Thank you, <b>that</b> was clear' },
];

/**
 * A small account of invented people with meetings of the last 25 days, all with real, short media.
 * Everything except the dates is the same at every start.
 */
export function seedDemoAccount(zoom: ZoomEmulator): DemoAccount {
  const todayMs = Math.floor(zoom.clock() / DAY_MS) * DAY_MS;
  /** An ISO instant in UTC, a number of days before today. */
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
          { view: 'chat_file', content: chatFile(WRITTEN_FIRST) },
          { view: 'audio_transcript', content: transcriptFile(SAID_FIRST) },
          { view: 'closed_caption', id: null, content: captionsFile(SAID_FIRST) },
          { view: 'timeline', content: timelineFile(SAID_FIRST) },
          {
            view: 'poll',
            content: pollFile([
              { name: 'Petrenko, Alan', question: 'Was the "moth" new to you?', answer: 'Yes' },
              { name: 'Grace Okafor', question: 'Was the "moth" new to you?', answer: 'No' },
            ]),
          },
          {
            view: 'summary',
            content: summaryFile('Relays, their contacts and the first bug that was one.', [
              { label: 'Contacts', text: 'Open and closed ones were compared.' },
              { label: 'The moth', text: 'It was found in relay number 70 and taped into the log.' },
            ]),
          },
          { view: 'summary_next_steps', content: nextStepsFile(['Ada: bring the log', 'All: count relays']) },
          {
            view: 'summary_smart_chapters',
            content: smartChaptersFile([
              { atSeconds: 0.2, title: 'Contacts' },
              { atSeconds: 3, title: 'The moth' },
            ]),
          },
          { view: 'thumbnail' },
        ],
      },
      {
        startedAt: on(3, '09:20:40'),
        durationSeconds: 3,
        files: [
          { view: 'shared_screen_with_speaker_view', ...PART_2 },
          { view: 'audio_only', ...SOUND },
          { view: 'chat_file', content: chatFile(WRITTEN_SECOND) },
          { view: 'audio_transcript', content: transcriptFile(SAID_SECOND) },
          { view: 'closed_caption', id: null, content: captionsFile(SAID_SECOND) },
          { view: 'timeline', id: null, content: timelineFile(SAID_SECOND) },
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
  // Started shortly before the emulator's "now", and not over yet.
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

/** For `npm start` and `npm run emulator`: a small account of invented people, and the connector settings for it. */
export async function startDemo({ empty, ...options }: ZoomEmulatorOptions & { empty?: boolean } = {}) {
  const zoom = await startZoomEmulator({ seed: seedDemoAccount, ...options });
  if (!empty) seedDemoAccount(zoom);
  const { apiUrl, oauthUrl, storageUrl } = zoom;
  return {
    settings: zoom.connectorSettings,
    addresses: { apiUrl, oauthUrl, storageUrl, faults: `${oauthUrl}/__control/faults` },
    stop: () => zoom.stop(),
  };
}
