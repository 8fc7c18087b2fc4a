import type { ContractHarness } from '../contract/harness';
import { startFakeEmulator } from './emulator';

export async function startHarness(): Promise<ContractHarness> {
  const emulator = await startFakeEmulator();
  const hostIds = new Map<string, { id: string; email: string; name: string }>();
  let scenes = 0;
  const settings = { serverUrl: emulator.serverUrl, apiToken: emulator.apiToken };
  return {
    settings,
    wrongSettings: { ...settings, apiToken: 'fake-token-of-somebody-else' },
    secrets: () => [emulator.apiToken],
    addHost(email, name) {
      const host = { id: `host-${hostIds.size + 1}`, email, name };
      hostIds.set(email, host);
      emulator.addHost(host);
    },
    addScene({ hostEmail, title, startedAt }) {
      const id = `recording/${(scenes += 1)}`;
      emulator.addRecording({
        id,
        title,
        startedAt,
        host: hostIds.get(hostEmail),
        files: [{ id: 'video', kind: 'video', extension: 'MP4', sizeBytes: 200_000 }],
      });
      return id;
    },
    remove: (id) => emulator.removeRecording(id),
    moreThanOnePage: 25,
    faults: {
      laterPagesFail: () => void (emulator.faults.laterPagesFail = true),
      revokeCredentials: () => void (emulator.faults.tokenRevoked = true),
      htmlInsteadOfFile: () => void (emulator.faults.htmlInsteadOfFile = true),
      ignoreRange: () => void (emulator.faults.ignoresRange = true),
      wrongContentRange: () => void (emulator.faults.wrongContentRange = true),
      stallFiles: () => void (emulator.faults.stallAfterBytes = 1_000),
    },
    stop: () => emulator.stop(),
  };
}
