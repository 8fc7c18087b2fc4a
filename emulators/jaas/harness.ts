import type { PushingHarness } from '../contract/harness';
import { startJaasEmulator } from './emulator';

export async function startHarness(): Promise<PushingHarness> {
  const emulator = await startJaasEmulator();
  const settings = emulator.connectorSettings;
  return {
    asksNothing: true,
    settings,
    wrongSettings: {
      ...settings,
      privateKey: emulator.app.privateKey.replace(/\n.{20}/, '\nQUJDREVGR0hJSktMTU5P'),
    },
    secrets: () => emulator.secrets(),
    push({ title }) {
      const session = emulator.addSession({
        room: title,
        startedAt: new Date(Date.now() - 60_000).toISOString(),
        people: [{ id: 'u1', name: 'Ada Host', email: 'ada@school.example' }],
        chat: [{ by: 'u1', atSeconds: 1, text: 'Hello' }],
      });
      return emulator.events.eventsOf(session).map((event) => {
        const { headers, body } = emulator.events.deliveryOf(event);
        return { method: 'POST', headers, query: '', rawBody: body, address: '' };
      });
    },
    expire: () => emulator.expireLinks(),
    stop: () => emulator.stop(),
  };
}
