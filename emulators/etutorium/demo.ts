import { startEtutoriumEmulator } from './emulator';

/** For `npm start` and `npm run emulator`. */
export async function startDemo(options: { port?: number } = {}) {
  const emulator = await startEtutoriumEmulator(options);
  return {
    settings: emulator.connectorSettings,
    addresses: { endPoint: emulator.endPoint },
    stop: () => emulator.stop(),
  };
}
