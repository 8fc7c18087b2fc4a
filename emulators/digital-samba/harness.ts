import type { ContractHarness } from '../contract/harness';
import { startSambaEmulator } from './emulator';

export async function startHarness(): Promise<ContractHarness> {
  const samba = await startSambaEmulator();
  const { faults } = samba;
  const settings = { ...samba.connectorSettings, roomsUrl: 'https://winter-school.digitalsamba.com' };
  return {
    settings,
    wrongSettings: { ...settings, apiToken: 'key-of-another-team' },
    secrets: () => samba.secrets(),
    // No e-mail address is told of anybody.
    addHost: () => undefined,
    addScene({ title, startedAt }) {
      const room = samba.addRoom({ description: title });
      const endedAt = new Date(Date.parse(startedAt) + 60_000).toISOString();
      const session = samba.addSession({ roomId: room.id, startedAt, endedAt });
      samba.addRecording({ roomId: room.id, sessionId: session.id, startedAt });
      return session.id;
    },
    remove: (sessionId) => samba.removeSession(sessionId),
    moreThanOnePage: 110,
    faults: {
      laterPagesFail: () =>
        void faults.add({ kind: 'status', status: 400 }, ({ request }) =>
          (request.url ?? '').includes('after='),
        ),
      revokeCredentials: () => samba.revokeKey(),
      htmlInsteadOfFile: () => void faults.add({ kind: 'html', target: 'storage' }),
      ignoreRange: () => void faults.add({ kind: 'ignore-range' }),
      wrongContentRange: () => void faults.add({ kind: 'wrong-range', offsetBy: 1 }),
      stallFiles: () => void faults.add({ kind: 'stall', at: 1_000 }),
    },
    stop: () => samba.stop(),
  };
}
