import type { ContractHarness } from '../contract/harness';
import { startJeansEmulator } from './emulator';

export async function startHarness(): Promise<ContractHarness> {
  const jeans = await startJeansEmulator();
  const { faults, world } = jeans;
  const settings = jeans.connectorSettings;
  return {
    settings,
    wrongSettings: { ...settings, secretKey: 'secret-of-another-app' },
    secrets: () => jeans.secrets(),
    addHost: (email, firstName) => void world.addUser({ email, firstName }),
    addScene({ hostEmail, title, startedAt }) {
      const { userId, meetingGuid } = world.addRecording({ host: hostEmail, name: title, startedAt });
      return `${userId}/${meetingGuid}`;
    },
    remove(occurrenceId) {
      const [userId, guid = ''] = occurrenceId.split('/');
      world.removeMeeting(Number(userId), guid);
    },
    moreThanOnePage: 110,
    faults: {
      laterPagesFail: () =>
        void faults.add({ kind: 'status', status: 400 }, ({ request }) =>
          /recordings\?.*pageNumber=2/.test(request.url ?? ''),
        ),
      revokeCredentials: () => jeans.removeApp(),
      htmlInsteadOfFile: () => void faults.add({ kind: 'html', target: 'storage' }),
      ignoreRange: () => void faults.add({ kind: 'ignore-range' }),
      wrongContentRange: () => void faults.add({ kind: 'wrong-range', offsetBy: 1 }),
      stallFiles: () => void faults.add({ kind: 'stall', at: 1_000 }),
    },
    stop: () => jeans.stop(),
  };
}
