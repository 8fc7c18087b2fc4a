import type { BaseHarness } from '../contract/harness';
import { startEtutoriumEmulator } from './emulator';

export async function startHarness(): Promise<BaseHarness> {
  const emulator = await startEtutoriumEmulator();
  const settings = emulator.connectorSettings;
  return {
    settings,
    wrongSettings: { ...settings, apiToken: 'token-of-another-account' },
    secrets: () => [emulator.apiToken],
    stop: () => emulator.stop(),
  };
}
