import type { ContractHarness } from '../contract/harness';
import { startBbbEmulator } from './emulator';

export async function startHarness(): Promise<ContractHarness> {
  const emulator = await startBbbEmulator();
  const { faults } = emulator;
  const settings = emulator.connectorSettings;
  return {
    settings,
    wrongSettings: { ...settings, apiToken: 'secret-of-another-server' },
    secrets: () => emulator.secrets(),
    // A server names no hosts.
    addHost: () => undefined,
    addScene: ({ title, startedAt }) => emulator.addRecording({ name: title, startedAt }).recordId,
    remove: (recordId) => emulator.remove(recordId),
    // A page has 100 formats.
    moreThanOnePage: 110,
    faults: {
      laterPagesFail: () =>
        void faults.add(
          { kind: 'refusal', messageKey: 'internalError' },
          ({ query }) => Number(query.get('offset')) > 0,
        ),
      revokeCredentials: () => void (emulator.secret = 'changed-by-the-administrator'),
      htmlInsteadOfFile: () => void faults.add({ kind: 'html', target: 'storage' }),
      ignoreRange: () => void faults.add({ kind: 'ignore-range' }),
      wrongContentRange: () => void faults.add({ kind: 'wrong-range', offsetBy: 1 }),
      stallFiles: () => void faults.add({ kind: 'stall', at: 1_000 }),
    },
    stop: () => emulator.stop(),
  };
}
