import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { answer, answeredByFault, wait } from '../kit/answer';
import { createFaultBoard, wireFault, type FaultBoard, type WireFault } from '../kit/faults';
import { serveFile } from '../kit/serve-file';
import {
  createRequestLog,
  startHost,
  type EmulatorHost,
  type Exchange,
  type RequestLog,
} from '../kit/server';
import type { z } from 'zod';
import { createEvents, type JaasEvents } from './events';
import { enter, externalApi, refusedPage, roomPage } from './rooms';
import {
  createWorld,
  type JaasRecording,
  type JaasSession,
  type RecordingInput,
  type SessionInput,
} from './world';
export type { SentHow } from './events';
export type { JaasRecording, JaasSession, RecordingInput, SessionInput } from './world';

export interface JaasApp {
  appId: string;
  keyId: string;
  /** PEM, PKCS#8. */
  privateKey: string;
  webhookSecret: string;
}

export interface JaasEmulatorOptions {
  app?: Partial<JaasApp>;
  /** Rooms and `external_api.js`; 0 or absent: any free port. */
  port?: number;
  /** Links to recordings. */
  storagePort?: number;
  clock?: () => number;
  latencyMs?: number;
  bytesPerSecond?: number;
}

/**
 * An emulated JaaS app: its rooms on one host, the object storage of its links on another, and events
 * that are sent to an endpoint. Like 8x8, it has no API. Faults of links are
 * added with `faults.add(...)`. Faults of events are options of sending them.
 */
export interface JaasEmulator {
  readonly app: JaasApp;
  readonly baseUrl: string;
  readonly storageUrl: string;
  readonly connectorSettings: Record<string, string | boolean | string[]>;
  readonly clock: () => number;
  readonly faults: FaultBoard<WireFault, z.input<typeof wireFault>>;
  readonly log: RequestLog;
  readonly events: JaasEvents;

  /** `recordings[0].file.content().sha256()` of the result is the expected hash of an import. */
  addSession(input: SessionInput): JaasSession;
  /** Adds another recording to a session. */
  addRecording(sessionId: string, input: RecordingInput): JaasRecording;
  session(sessionId: string): JaasSession | undefined;
  /** Sends all events of a session. */
  announce(sessionId: string, how?: Parameters<JaasEvents['send']>[1]): ReturnType<JaasEvents['send']>;
  /** Makes every file older than one day, for which 8x8 keeps it. */
  expireLinks(): void;
  /** Keys, the webhook secret and the mark of links: which must not leak. */
  secrets(): string[];
  reset(): void;
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;
const TTL_SECONDS = 86_400;

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return privateKey;
}

export async function startJaasEmulator(options: JaasEmulatorOptions = {}): Promise<JaasEmulator> {
  const clock = options.clock ?? Date.now;
  const appId = options.app?.appId ?? 'vpaas-magic-cookie-0e1f2a3b4c5d6e7f8091a2b3c4d5e6f7';
  const app: JaasApp = {
    appId,
    keyId: `${appId}/1a2b3c`,
    privateKey: options.app?.privateKey ?? newKey(),
    webhookSecret: 'whsec_3f9d1c7be0a84d52b6f1e2d3c4b5a697',
    ...options.app,
  };
  const publicKey = createPublicKey(app.privateKey);
  const log = createRequestLog();
  const faults = createFaultBoard<WireFault, z.input<typeof wireFault>>(wireFault);
  const world = createWorld(() => app.appId, clock);
  const hosts: { rooms?: EmulatorHost; storage?: EmulatorHost } = {};
  const storageUrl = () => hosts.storage?.url ?? '';
  let keptMs = DAY_MS;
  const events = createEvents(
    {
      clock,
      storageUrl,
      get appId() {
        return app.appId;
      },
      get webhookSecret() {
        return app.webhookSecret;
      },
    },
    world,
  );
  /** Recordings that go on in rooms, by room. */
  const running = new Map<string, JaasSession>();

  async function struck(exchange: Exchange): Promise<boolean> {
    const { latencyMs = 0 } = options;
    if (latencyMs > 0 && !(await wait(exchange, latencyMs))) return true;
    return await answeredByFault(exchange, faults);
  }

  async function storage(exchange: Exchange): Promise<void> {
    exchange.routed(`${exchange.method} link`);
    const file = world.fileOf(exchange.path, keptMs);
    if (file !== undefined) exchange.fileId = file.ref;
    if (await struck(exchange)) return;
    if (file === undefined) {
      return await answer(exchange, faults, {
        status: 404,
        headers: { 'Content-Type': 'application/json' },
        body: '{"code":"NotAuthorizedOrNotFound","message":"The bucket or object does not exist, or the request has expired"}',
      });
    }
    await serveFile(exchange, faults, {
      content: file.content(),
      contentType: file.contentType,
      lastModifiedMs: file.storedAtMs,
      bytesPerSecond: () => options.bytesPerSecond,
    });
  }

  async function rooms(exchange: Exchange): Promise<void> {
    const send = (status: number, contentType: string, body: string) =>
      answer(exchange, faults, {
        status,
        headers: { 'Content-Type': `${contentType}; charset=utf-8`, 'Cache-Control': 'no-store' },
        body,
      });
    const [, id = '', room = '', action] = exchange.path.split('/').map(decodeURIComponent);
    exchange.routed(`${exchange.method} /{AppID}/${room === 'external_api.js' ? room : '{room}'}`);
    if (id !== app.appId || room === '') return await send(404, 'text/html', refusedPage('no such app'));
    if (room === 'external_api.js') {
      return await send(200, 'text/javascript', externalApi(hosts.rooms?.url ?? '', app.appId));
    }
    const jwt = exchange.query.get('jwt') ?? '';
    const entrance = enter(jwt, { ...app, publicKey, room, nowMs: clock() });
    if ('refused' in entrance) return await send(403, 'text/html', refusedPage(entrance.refused));
    if (exchange.method === 'GET') return await send(200, 'text/html', roomPage(room, entrance));
    if (!entrance.mayRecord) return await send(403, 'application/json', '{}');
    if (action === 'start') {
      const startedAt = new Date(clock()).toISOString();
      const { mayRecord: _, ...person } = entrance;
      const begun = world.addSession({ room, startedAt, people: [person], recordings: [] });
      running.set(room, begun);
      return await send(200, 'application/json', JSON.stringify({ session: begun.sessionId }));
    }
    const session = running.get(room);
    if (action !== 'stop' || session === undefined) return await send(404, 'application/json', '{}');
    running.delete(room);
    const recording = world.record(session, {});
    if (events.endpoint() !== undefined) void events.send(events.eventsOf(session));
    const link = `${storageUrl()}${world.pathOf(recording.file)}`;
    await send(200, 'application/json', JSON.stringify({ link, ttl: TTL_SECONDS }));
  }

  const sessionOf = (sessionId: string): JaasSession => {
    const session = world.sessions.get(sessionId);
    if (session === undefined) throw new Error(`no session ${sessionId}`);
    return session;
  };

  hosts.storage = await startHost({
    name: 'storage',
    port: options.storagePort,
    log,
    target: 'storage',
    handle: storage,
  });
  hosts.rooms = await startHost({ name: 'rooms', port: options.port, log, target: 'api', handle: rooms });

  return {
    app,
    get baseUrl() {
      return hosts.rooms?.url ?? '';
    },
    get storageUrl() {
      return storageUrl();
    },
    get connectorSettings() {
      const { url: baseUrl = '' } = hosts.rooms ?? {};
      return { ...app, recordingAllowed: true, allModerators: false, baseUrl, linkHosts: [storageUrl()] };
    },
    clock,
    faults,
    log,
    events,
    addSession: (input) => world.addSession(input),
    addRecording: (sessionId, input) => world.record(sessionOf(sessionId), input),
    session: (sessionId) => world.sessions.get(sessionId),
    announce: (sessionId, how) => events.send(events.eventsOf(sessionOf(sessionId)), how),
    expireLinks: () => void (keptMs = -Infinity),
    secrets: () => [app.webhookSecret, app.privateKey.split('\n')[3] ?? app.privateKey, world.linkMark],
    reset() {
      world.clear();
      running.clear();
      faults.clear();
      log.clear();
      events.addEndpoint(undefined);
      keptMs = DAY_MS;
    },
    async stop() {
      await Promise.all([hosts.rooms?.stop(), hosts.storage?.stop()]);
    },
  };
}
