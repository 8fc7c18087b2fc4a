import { type BbbEmulator, type Recording, type BbbEmulatorOptions, startBbbEmulator } from './emulator';

const DAY_MS = 86_400_000;

const CAPTIONS = `WEBVTT

1
00:00:00.200 --> 00:00:01.800
Welcome to the seminar on glaciers.

2
00:00:02.000 --> 00:00:03.600
Today: how they move & why they <crack>.
`;

/** By what they show. */
export type DemoRecordings = Record<
  | 'video'
  | 'webcams'
  | 'podcast'
  | 'firstSession'
  | 'secondSession'
  | 'breakout'
  | 'notesOnly'
  | 'hostileTitle',
  Recording
>;

/**
 * A small server with recordings of the last 25 days, all with real, short media. The same at every
 * start but for the days.
 */
export function seedDemoServer(emulator: Pick<BbbEmulator, 'addRecording' | 'clock'>): DemoRecordings {
  const todayMs = Math.floor(emulator.clock() / DAY_MS) * DAY_MS;
  /** An instant on an earlier day, UTC. */
  const on = (daysAgo: number, time: string): string =>
    `${new Date(todayMs - daysAgo * DAY_MS).toISOString().slice(0, 10)}T${time}Z`;
  const PART_1 = { fixture: 'speaker-320x180-part1.mp4' };
  const PART_2 = { fixture: 'speaker-320x180-part2.mp4' };

  const session = (daysAgo: number, media: { fixture: string }) =>
    emulator.addRecording({
      name: 'Hydrology, weekly lecture',
      meetingId: 'hydrology-weekly',
      startedAt: on(daysAgo, '08:15:00'),
      formats: [{ type: 'video', files: { 'video-0.m4v': media } }],
    });

  return {
    video: emulator.addRecording({
      name: 'Seminar: how glaciers move',
      meetingId: 'glaciers-seminar',
      startedAt: on(4, '09:00:00'),
      formats: [
        { type: 'presentation' },
        { type: 'video', files: { 'video-0.m4v': PART_1 } },
        { type: 'podcast' },
        { type: 'notes' },
      ],
      tracks: [{ lang: 'en', label: 'English', source: 'live', content: CAPTIONS }],
      slides: true,
    }),
    webcams: emulator.addRecording({
      name: 'Консультація перед іспитом',
      startedAt: on(7, '13:30:00'),
      formats: [{ type: 'presentation' }],
    }),
    podcast: emulator.addRecording({
      name: 'Office hours (sound only)',
      startedAt: on(9, '16:00:00'),
      formats: [{ type: 'podcast' }],
    }),
    firstSession: session(15, PART_1),
    secondSession: session(8, PART_2),
    breakout: emulator.addRecording({
      name: 'Seminar: how glaciers move (Room 1)',
      startedAt: on(4, '09:20:00'),
      isBreakout: true,
    }),
    notesOnly: emulator.addRecording({
      name: 'Planning, nothing was recorded but notes',
      startedAt: on(11, '10:00:00'),
      formats: [{ type: 'notes' }],
    }),
    hostileTitle: emulator.addRecording({
      name: `<img src=x onerror=alert(1)> {{7*7}} ]]> =cmd|'/C calc'!A0 ../../etc/passwd \u202Egpj.exe 🎓`,
      startedAt: on(20, '11:11:11'),
    }),
  };
}

/** For `npm start` and `npm run emulator`: a small server of invented people, and the values for the form. */
export async function startDemo({ empty, ...options }: BbbEmulatorOptions & { empty?: boolean } = {}) {
  const emulator = await startBbbEmulator(options);
  if (!empty) seedDemoServer(emulator);
  return {
    settings: emulator.connectorSettings,
    addresses: { serverUrl: emulator.serverUrl },
    stop: () => emulator.stop(),
  };
}
