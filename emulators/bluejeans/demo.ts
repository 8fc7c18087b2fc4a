import type { World } from './world';
import { type JeansEmulatorOptions, startJeansEmulator, DAY_MS } from './emulator';

/** A small enterprise of invented people, with meetings of the last three weeks. */
function seedDemoEnterprise(world: World, nowMs: number): void {
  const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const on = (daysAgo: number, time: string): string =>
    `${new Date(todayMs - daysAgo * DAY_MS).toISOString().slice(0, 10)}T${time}Z`;
  const ruth = world.addUser({ email: 'ruth.adeyemi@example.com', firstName: 'Ruth', lastName: 'Adeyemi' });
  const olha = world.addUser({ email: 'olha.koval@example.com', firstName: 'Ольга', lastName: 'Коваль' });
  const part1 = { fixture: 'speaker-320x180-part1.mp4', durationMs: 3_840 };
  const part2 = { fixture: 'speaker-320x180-part2.mp4', durationMs: 2_560 };
  world.addRecording({
    host: ruth.email,
    name: 'Board: three hours, two chapters',
    startedAt: on(7, '09:00:00'),
    chapters: [part1, part2],
  });
  world.addRecording({
    host: ruth.email,
    name: 'Audit 2026/27: notes 📒',
    startedAt: on(14, '14:30:00'),
    chapters: [part2],
  });
  world.addRecording({ host: olha.email, name: 'Семінар', startedAt: on(20, '10:00:00'), chapters: [part1] });
  world.addRecording({
    host: olha.email,
    name: 'Still being made',
    startedAt: new Date(nowMs - 7_200_000).toISOString(),
    chapters: [part1, { ...part2, status: 'PROCESSING' }],
  });
}

/** For `npm start` and `npm run emulator`. */
export async function startDemo({ empty, ...options }: JeansEmulatorOptions & { empty?: boolean } = {}) {
  const jeans = await startJeansEmulator(options);
  if (!empty) seedDemoEnterprise(jeans.world, (options.clock ?? Date.now)());
  return {
    settings: jeans.connectorSettings,
    addresses: { apiBaseUrl: jeans.apiBaseUrl },
    stop: () => jeans.stop(),
  };
}
