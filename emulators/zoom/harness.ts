import type { ContractHarness } from '../contract/harness';
import { startZoomEmulator } from './emulator';

export async function startHarness(): Promise<ContractHarness> {
  const emulator = await startZoomEmulator();
  const { faults } = emulator;
  const settings = {
    ...emulator.connectorSettings,
    plan: 'business',
    // Another name of the same server, as Zoom's are two: each of them gets its own secrets only.
    oauthBaseUrl: String(emulator.connectorSettings.oauthBaseUrl).replace('127.0.0.1', 'localhost'),
  };
  return {
    settings,
    wrongSettings: { ...settings, clientSecret: 'secret-of-another-app' },
    secrets: () => emulator.secrets(),
    addHost: (email, firstName) => void emulator.addUser({ email, firstName }),
    addScene: ({ hostEmail, title, startedAt }) =>
      emulator.addMeeting({ hostId: hostEmail, topic: title, startedAt }).uuid,
    remove: (uuid) => emulator.remove(uuid),
    // Zoom's largest page has 300 meetings, so this takes several pages.
    moreThanOnePage: 310,
    faults: {
      laterPagesFail: () =>
        void faults.add({ kind: 'api-error', status: 400, code: 9999 }, ({ request }) =>
          (request.url ?? '').includes('next_page_token='),
        ),
      revokeCredentials: () => emulator.deactivateApp(),
      htmlInsteadOfFile: () => void faults.add({ kind: 'html' }),
      ignoreRange: () => void faults.add({ kind: 'ignore-range' }),
      wrongContentRange: () => void faults.add({ kind: 'wrong-range', offsetBy: 1 }),
      stallFiles: () => void faults.add({ kind: 'stall', at: 1_000 }),
    },
    stop: () => emulator.stop(),
  };
}
