import type { BaseHarness } from '../provider-contract';
import { startJaasEmulator } from './emulator';

export async function startHarness(): Promise<BaseHarness> {
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
    stop: () => emulator.stop(),
  };
}
