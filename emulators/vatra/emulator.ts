import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { answer, answeredByFault } from '../kit/answer';
import { createFaultBoard, wireFault, type FaultBoard, type WireFault } from '../kit/faults';
import { createRequestLog, startHost, type RequestLog } from '../kit/server';

/**
 * A stand-in that accepts every valid token. It is our own fixture and does not represent Vatra, of
 * which nothing is publicly known.
 */
export interface RoomServer {
  readonly server: string;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly connectorSettings: Record<string, string>;
  readonly faults: FaultBoard<WireFault, WireFault>;
  readonly log: RequestLog;
  stop(): Promise<void>;
}

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

export async function startRoomServer(options: { port?: number } = {}): Promise<RoomServer> {
  const { privateKey, publicKey } = pair();
  const faults = createFaultBoard<WireFault, WireFault>(wireFault);
  const log = createRequestLog();
  const mayEnter = (room: string, token: string): boolean => {
    try {
      const claims = jwt.verify(token, publicKey, { algorithms: ['RS256'] });
      return typeof claims === 'object' && claims.room === room;
    } catch {
      return false;
    }
  };
  const host = await startHost({
    name: 'rooms',
    port: options.port,
    log,
    target: 'api',
    async handle(exchange) {
      const room = decodeURIComponent(exchange.path.slice(1));
      exchange.routed(`${exchange.method} ${room === '' ? '/' : '/{room}'}`);
      if (await answeredByFault(exchange, faults)) return;
      const status = room === '' || mayEnter(room, exchange.query.get('jwt') ?? '') ? 200 : 403;
      const headers = { 'Content-Type': 'text/html' };
      await answer(exchange, faults, { status, headers, body: '<!doctype html><title>Room</title>' });
    },
  });
  return {
    server: host.url,
    privateKey,
    publicKey,
    connectorSettings: {
      server: host.url,
      jwtPublicKey: publicKey,
      jwtPrivateKey: privateKey,
      linkTemplate: '{server}/{room}?jwt={token}',
    },
    faults,
    log,
    stop: () => host.stop(),
  };
}
