import type { World } from './world';
import { type SambaEmulatorOptions, startSambaEmulator } from './emulator';

const DAY_MS = 86_400_000;
const PART_1 = { fixture: 'speaker-320x180-part1.mp4', durationSeconds: 4 };
const PART_2 = { fixture: 'speaker-320x180-part2.mp4', durationSeconds: 3 };
const SCREEN = { fixture: 'screen-640x360-moov-last.mp4', durationSeconds: 4 };

/** A small team with sessions of the last three weeks, all with real, short media. */
export function seedDemoTeam(world: World, nowMs: number): void {
  const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const on = (daysAgo: number, time: string): string =>
    `${new Date(todayMs - daysAgo * DAY_MS).toISOString().slice(0, 10)}T${time}Z`;

  const seminar = world.addRoom({
    description: 'Seminar: tides and harbours',
    friendlyUrl: 'tides',
    externalId: 'S-7',
  });
  const office = world.addRoom({ description: 'Консультації Олени Бондар', friendlyUrl: 'bondar' });
  const workshop = world.addRoom({ description: 'Workshop <b>maps</b> & {{charts}}', friendlyUrl: 'maps' });

  // Recorded twice, with everything that a session can have.
  const full = world.addSession({
    roomId: seminar.id,
    startedAt: on(4, '09:00:00'),
    endedAt: on(4, '10:30:00'),
    said: [
      { by: 'Ines Falk', text: 'Welcome to the harbour.', from: on(4, '09:02:01'), to: on(4, '09:02:03') },
      {
        by: 'Tariq Osei',
        text: 'And we go on after the break.',
        from: on(4, '09:50:01'),
        to: on(4, '09:50:02'),
      },
    ],
    written: [
      { by: 'Noor Haddad', text: 'Good morning! 👋', at: on(4, '09:02:02') },
      { by: 'Ines Falk', text: 'Slides:\nhttps://example.org/tides', at: on(4, '09:02:03') },
      { by: 'Tariq Osei', text: 'Only for our group', at: on(4, '09:02:03'), breakout: true },
    ],
    polls: [
      {
        question: 'Was the tide high?',
        options: [
          { text: 'Yes', votes: 9 },
          { text: 'No', votes: 2 },
        ],
      },
    ],
    summary: 'Tides were explained with the help of three harbours.',
    participants: [
      { name: 'Ines Falk', externalId: 'u-1', joinedAt: on(4, '08:58:00'), leftAt: on(4, '10:30:00') },
      { name: 'Noor Haddad', externalId: 'u-2', joinedAt: on(4, '09:01:00'), leftAt: on(4, '09:40:00') },
      { name: 'Noor Haddad', externalId: 'u-2', joinedAt: on(4, '09:45:00'), leftAt: on(4, '10:29:00') },
    ],
  });
  const ofFull = { roomId: seminar.id, sessionId: full.id, startedBy: 'Ines Falk' };
  world.addRecording({
    ...ofFull,
    ...PART_1,
    startedAt: on(4, '09:02:00'),
    bookmarks: [
      { title: 'The harbour', atMs: 500 },
      { title: 'A question', atMs: 2_500 },
    ],
  });
  world.addRecording({ ...ofFull, ...PART_2, startedAt: on(4, '09:50:00') });

  const held = (daysAgo: number, room: { id: string }, time: string, endTime: string) =>
    world.addSession({ roomId: room.id, startedAt: on(daysAgo, time), endedAt: on(daysAgo, endTime) });
  const first = held(9, office, '13:00:00', '13:40:00');
  world.addRecording({ roomId: office.id, sessionId: first.id, startedAt: on(9, '13:01:00'), ...SCREEN });
  const second = held(2, office, '13:00:00', '13:20:00');
  world.addRecording({ roomId: office.id, sessionId: second.id, startedAt: on(2, '13:00:30'), ...PART_2 });
  const hostile = held(16, workshop, '08:00:00', '09:00:00');
  world.addRecording({
    roomId: workshop.id,
    sessionId: hostile.id,
    startedAt: on(16, '08:00:10'),
    ...PART_1,
  });

  // Of a room that was deleted since, with no session known of it.
  const gone = world.addRoom({ description: 'Old room', friendlyUrl: 'old-room' });
  gone.isDeleted = true;
  world.addRecording({ roomId: gone.id, sessionId: null, startedAt: on(20, '07:30:00'), ...PART_2 });

  // Not made yet, and put away by somebody.
  const today = world.addSession({
    roomId: seminar.id,
    startedAt: new Date(nowMs - 3_600_000).toISOString(),
    endedAt: new Date(nowMs - 1_800_000).toISOString(),
  });
  world.addRecording({
    roomId: seminar.id,
    sessionId: today.id,
    startedAt: new Date(nowMs - 3_500_000).toISOString(),
    status: 'PENDING_CONVERSION',
    ...PART_1,
  });
  const archived = held(18, seminar, '09:00:00', '09:30:00');
  world.addRecording({
    roomId: seminar.id,
    sessionId: archived.id,
    startedAt: on(18, '09:00:20'),
    ...PART_1,
  }).isArchived = true;
}

/** For `npm start` and `npm run emulator`: a small team of invented people, and the values for the form. */
export async function startDemo({ empty, ...options }: SambaEmulatorOptions & { empty?: boolean } = {}) {
  const samba = await startSambaEmulator(options);
  if (!empty) seedDemoTeam(samba.world, (options.clock ?? Date.now)());
  return {
    settings: samba.connectorSettings,
    addresses: { serverUrl: samba.serverUrl, storageUrl: samba.storageUrl },
    stop: () => samba.stop(),
  };
}
