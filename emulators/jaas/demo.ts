import { type JaasEmulator, type JaasEmulatorOptions, startJaasEmulator } from './emulator';
import type { JaasSession, Person } from './world';

const TRANSCRIPT = `WEBVTT

1
00:00:00.200 --> 00:00:01.600
Nadia Berg: Welcome to the open evening.

2
00:00:01.700 --> 00:00:03.400
Tomas Vrba: Thank you for having us.
`;

export interface DemoSessions {
  people: { nadia: Person; tomas: Person; guest: Person };
  sessions: Record<'openEvening' | 'twoRecordings' | 'hostileRoom', JaasSession>;
}

/** Meetings of the last hours by invented people, because 8x8 keeps recordings for one day. */
export function seedDemoSessions(jaas: JaasEmulator): DemoSessions {
  const nowMs = Math.floor(jaas.clock() / 1000) * 1000;
  const ago = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString();
  const nadia = { id: 'member-1', name: 'Nadia Berg', email: 'nadia.berg@example.com', moderator: true };
  const tomas = { id: 'member-2', name: 'Tomas Vrba', email: 'tomas.vrba@example.com' };
  const guest = { id: 'guest-1', name: 'A guest' };

  const openEvening = jaas.addSession({
    room: 'open-evening',
    startedAt: ago(200),
    people: [nadia, tomas, guest],
    recordings: [{ fixture: 'speaker-320x180-part1.mp4' }],
    chat: [
      { by: tomas.id, atSeconds: 1, text: 'Доброго вечора! 👋' },
      { by: guest.id, atSeconds: 3, text: 'Where do I find the <programme>?' },
    ],
    transcript: TRANSCRIPT,
  });
  const twoRecordings = jaas.addSession({
    room: 'Workshop-Relays',
    startedAt: ago(120),
    people: [nadia, tomas],
    recordings: [
      { fixture: 'speaker-320x180-part1.mp4', startedAt: ago(119), durationSeconds: 4 },
      { fixture: 'speaker-320x180-part2.mp4', startedAt: ago(100), durationSeconds: 3 },
    ],
    chat: [
      { by: nadia.id, atSeconds: 62, text: 'We begin' },
      { by: tomas.id, atSeconds: 20 * 60 + 2, text: 'After the break' },
    ],
  });
  const hostileRoom = jaas.addSession({
    room: `100% <b>Größe</b> ${'x'.repeat(140)}`,
    startedAt: ago(60),
    recordings: [{ fixture: 'screen-640x360-moov-last.mp4' }],
  });
  return { people: { nadia, tomas, guest }, sessions: { openEvening, twoRecordings, hostileRoom } };
}

/** For `npm start` and `npm run emulator`: an app with meetings of the last hours, and the values for the form. */
export async function startDemo({ empty, ...options }: JaasEmulatorOptions & { empty?: boolean } = {}) {
  const jaas = await startJaasEmulator(options);
  const demo = empty ? undefined : seedDemoSessions(jaas);
  const { baseUrl, storageUrl } = jaas;
  return {
    settings: jaas.connectorSettings,
    addresses: { baseUrl, storageUrl },
    /** Announces every meeting to a connector, as 8x8 does. */
    async announce(to: string): Promise<number> {
      const sessions = Object.values(demo?.sessions ?? {});
      jaas.events.addEndpoint(to);
      for (const { sessionId } of sessions) {
        const sent = await jaas.announce(sessionId);
        const refused = sent.find(({ status }) => status < 200 || status > 299);
        if (refused !== undefined)
          throw new Error(`an event was answered with ${refused.status} ${refused.body}`);
      }
      return sessions.length;
    },
    stop: () => jaas.stop(),
  };
}
