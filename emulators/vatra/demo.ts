import { startRoomServer } from './emulator';

/** For `npm start` and `npm run emulator`. */
export async function startDemo(options: { port?: number } = {}) {
  const rooms = await startRoomServer(options);
  return {
    settings: rooms.connectorSettings,
    addresses: { server: rooms.server },
    stop: () => rooms.stop(),
  };
}
