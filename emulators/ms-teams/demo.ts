import { startTeamsEmulator } from './emulator';
import type { TeamsMeeting, TeamsUser } from './world';
import type { TeamsEmulator, TeamsEmulatorOptions } from './types';

export interface DemoAccount {
  users: { ada: TeamsUser; grace: TeamsUser; alan: TeamsUser };
  /** By what they show. */
  meetings: Record<
    'withTranscript' | 'series' | 'twoSegments' | 'onlyInSweep' | 'withoutEvent',
    TeamsMeeting
  >;
}

const DAY_MS = 86_400_000;
const PART_1 = { fixture: 'speaker-320x180-part1.mp4', durationSeconds: 4 };
const PART_2 = { fixture: 'speaker-320x180-part2.mp4', durationSeconds: 3 };
const SCREEN = { fixture: 'screen-640x360-moov-last.mp4', durationSeconds: 3 };

/** Within the 3.84 seconds of part 1. */
const WORDS = `WEBVTT

00:00:00.200 --> 00:00:01.600
<v Ada Winter>Good morning, welcome to relays.</v>

00:00:01.700 --> 00:00:03.700
<v Grace Okafor>And the moth in number 70.</v>
`;

/** Invented people of one organisation and what they recorded in the last weeks. */
export function seedDemoAccount(teams: TeamsEmulator): DemoAccount {
  const ago = (days: number, time: string) =>
    `${new Date(teams.clock() - days * DAY_MS).toISOString().slice(0, 10)}T${time}Z`;
  const ada = teams.addUser({ email: 'ada.winter@school.example', displayName: 'Ada Winter' });
  const grace = teams.addUser({ email: 'grace.okafor@school.example', displayName: 'Grace Okafor' });
  const alan = teams.addUser({
    email: 'alan.petrenko@school.example',
    upn: 'apetrenko@school.example',
    displayName: 'Alan Petrenko',
  });
  teams.addUser({ email: 'visitor@elsewhere.example', displayName: 'A Visitor', userType: 'Guest' });
  const withTranscript = teams.addMeeting({
    organizer: ada.id,
    subject: 'Relays: an introduction',
    startedAt: ago(3, '09:00:00'),
    calls: [{ startedAt: ago(3, '09:01:10'), recordings: [{ ...PART_1, transcript: { content: WORDS } }] }],
  });
  const series = teams.addMeeting({
    organizer: grace.id,
    subject: 'Weekly seminar',
    startedAt: ago(9, '14:00:00'),
    attendees: [ada.email],
    calls: [
      { startedAt: ago(9, '14:02:00'), recordings: [PART_1] },
      { startedAt: ago(2, '14:01:30'), recordings: [PART_2] },
    ],
  });
  const twoSegments = teams.addMeeting({
    organizer: ada.id,
    subject: 'Workshop with a break',
    startedAt: ago(6, '10:00:00'),
    calls: [
      {
        recordings: [
          { startedAt: ago(6, '10:00:20'), ...PART_1 },
          { startedAt: ago(6, '10:40:00'), ...PART_2 },
        ],
      },
    ],
  });
  const onlyInSweep = teams.addMeeting({
    organizer: alan.id,
    subject: 'Office hour, its event deleted afterwards',
    startedAt: ago(5, '16:00:00'),
    eventDeleted: true,
    calls: [{ recordings: [SCREEN] }],
  });
  const withoutEvent = teams.addMeeting({
    organizer: alan.id,
    subject: 'Made without an event: Graph gives no recordings of it',
    startedAt: ago(4, '16:00:00'),
    isInCalendar: false,
  });
  return {
    users: { ada, grace, alan },
    meetings: { withTranscript, series, twoSegments, onlyInSweep, withoutEvent },
  };
}

/** For `npm start` and `npm run emulator`: a small organization of invented people, and the values for the form. */
export async function startDemo({ empty, ...options }: TeamsEmulatorOptions & { empty?: boolean } = {}) {
  const teams = await startTeamsEmulator({ seed: seedDemoAccount, ...options });
  if (!empty) seedDemoAccount(teams);
  const { loginUrl, graphUrl, storageUrl, connectorSettings } = teams;
  const control = graphUrl.replace(/\/v1\.0$/, '/__control');
  return {
    settings: connectorSettings,
    addresses: { loginUrl, graphUrl, storageUrl, faults: `${control}/faults` },
    stop: () => teams.stop(),
  };
}
