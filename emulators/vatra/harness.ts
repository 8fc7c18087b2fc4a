import { generateKeyPairSync } from 'node:crypto';
import type { BaseHarness } from '../contract/harness';
import { startRoomServer } from './emulator';

export async function startHarness(): Promise<BaseHarness> {
  const rooms = await startRoomServer();
  const settings = rooms.connectorSettings;
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return {
    settings,
    wrongSettings: { ...settings, jwtPrivateKey: other.export({ type: 'pkcs8', format: 'pem' }).toString() },
    secrets: () => [rooms.privateKey],
    stop: () => rooms.stop(),
  };
}
