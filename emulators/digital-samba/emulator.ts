import { createHmac, randomBytes } from 'node:crypto';
import { answer, answeredByFault, wait } from '../kit/answer';
import { serveFile } from '../kit/serve-file';
import {
  createRequestLog,
  startHost,
  type EmulatorHost,
  type Exchange,
  type RequestLog,
} from '../kit/server';
import { createApi } from './api';
import {
  createSambaFaults,
  DEFAULT_SETTINGS,
  type Context,
  type SambaEmulatorSettings,
  type SambaFaultBoard,
} from './context';
import { sendEvent, type EventForm, type EventInput } from './events';
import {
  createWorld,
  type Recording,
  type RecordingInput,
  type Room,
  type RoomInput,
  type SambaStatus,
  type Session,
  type SessionInput,
  type World,
} from './world';

export interface SambaEmulatorOptions {
  port?: number;
  storagePort?: number;
  /** Emulated time, epoch milliseconds. */
  clock?: () => number;
  latencyMs?: number;
  bytesPerSecond?: number;
}

/**
 * An emulated Digital Samba team: the API on one host, the signed files on another, both on 127.0.0.1.
 * Faithful to the published OpenAPI file and to the docs pages where those say more. Faults are
 * added with `faults.add(...)`.
 */
export interface SambaEmulator {
  readonly serverUrl: string;
  readonly storageUrl: string;
  readonly account: { teamId: string; apiToken: string };
  /** The values that a manager enters. */
  readonly connectorSettings: Record<string, string>;
  readonly settings: SambaEmulatorSettings;
  readonly faults: SambaFaultBoard;
  readonly log: RequestLog;
  readonly world: World;
  addRoom(input?: RoomInput): Room;
  addSession(input: SessionInput): Session;
  addRecording(input: RecordingInput): Recording;
  /** The next state of a recording. READY notifies the webhooks. */
  setStatus(recordingId: string, status: SambaStatus): Promise<number[]>;
  /** Deletes it permanently, with its recordings. */
  removeSession(sessionId: string): void;
  /** Invalidates every link. */
  expireLinks(): void;
  /** Replaces the developer key. */
  revokeKey(): void;
  /** Notifies every webhook with this event. Resolves with the statuses. */
  emit(event: EventInput, form?: EventForm): Promise<number[]>;
  secrets(): string[];
  stop(): Promise<void>;
}

/** In every signed link, so that a search for leaked links has something to look for. */
const LINK_MARK = 'SAMBAEMULATORLINK';

export async function startSambaEmulator(options: SambaEmulatorOptions = {}): Promise<SambaEmulator> {
  const clock = options.clock ?? Date.now;
  const account = {
    teamId: '57670ebd-0de2-4f92-8bce-661bec142dde',
    apiToken: 'emulated-developer-key-8cW2kQzLr0',
  };
  const settings: SambaEmulatorSettings = {
    ...DEFAULT_SETTINGS,
    latencyMs: options.latencyMs ?? 0,
    bytesPerSecond: options.bytesPerSecond,
  };
  const log = createRequestLog();
  const world = createWorld(clock);
  let linkKey = randomBytes(16);
  let active = true;
  const expireLinks = () => void (linkKey = randomBytes(16));
  const faults = createSambaFaults((struck) => {
    if (struck.then === 'expire-links') expireLinks();
    if (struck.then === 'revoke-tokens') active = false;
  });
  const hosts: { api?: EmulatorHost; storage?: EmulatorHost } = {};
  const signature = (path: string, expires: number) =>
    `${LINK_MARK}${createHmac('sha256', linkKey).update(`${path}\n${expires}`).digest('base64url').slice(0, 22)}`;

  const context: Context = {
    world,
    faults,
    settings,
    account,
    clock,
    isActive: () => active,
    signedLink({ id }, expires) {
      const path = `/${id}.mp4`;
      const query = new URLSearchParams({ h: signature(path, expires), expires: String(expires) });
      return `${hosts.storage?.url ?? ''}${path}?${query}`;
    },
    async struck(exchange) {
      if (settings.latencyMs > 0 && !(await wait(exchange, settings.latencyMs))) return true;
      return await answeredByFault(exchange, faults);
    },
  };
  const api = createApi(context);

  async function handleApi(exchange: Exchange): Promise<void> {
    if (/^\/api\/v1(\/|$)/.test(exchange.path)) return await api(exchange);
    exchange.routed(`${exchange.method} /unknown`);
    await answer(exchange, faults, {
      status: 404,
      headers: { 'Content-Type': 'text/html' },
      body: '<!doctype html><title>404</title>',
    });
  }

  async function storage(exchange: Exchange): Promise<void> {
    exchange.routed(`${exchange.method} storage`);
    exchange.target = 'storage';
    const { path, query } = exchange;
    const recording = world.recordings.get(path.slice(1).replace(/\.mp4$/, ''));
    exchange.fileId = recording?.id;
    if (await context.struck(exchange)) return;
    const expires = Number(query.get('expires'));
    const isGood = query.get('h') === signature(path, expires) && expires * 1000 > clock();
    // A signed link and credentials of the API together are refused, as object storage does.
    if (!isGood || recording === undefined || exchange.request.headers.authorization !== undefined) {
      return await answer(exchange, faults, {
        status: isGood && recording === undefined ? 404 : 403,
        headers: { 'Content-Type': 'text/html' },
        body: '<html><head><title>403 Forbidden</title></head></html>',
      });
    }
    await serveFile(exchange, faults, {
      content: recording.content,
      contentType: 'video/mp4',
      lastModifiedMs: recording.startedAtMs + 3_600_000,
      bytesPerSecond: () => settings.bytesPerSecond,
    });
  }

  hosts.storage = await startHost({
    name: 'storage',
    port: options.storagePort,
    log,
    target: 'storage',
    handle: storage,
  });
  hosts.api = await startHost({ name: 'api', port: options.port, log, target: 'api', handle: handleApi });
  const serverUrl = hosts.api.url;

  const samba: SambaEmulator = {
    serverUrl,
    storageUrl: hosts.storage.url,
    account,
    connectorSettings: { serverUrl, teamId: account.teamId, apiToken: account.apiToken },
    settings,
    faults,
    log,
    world,
    addRoom: world.addRoom,
    addSession: world.addSession,
    addRecording: world.addRecording,
    async setStatus(recordingId, status) {
      const recording = world.recordings.get(recordingId);
      if (recording === undefined) throw new Error(`no recording ${recordingId}`);
      recording.status = status;
      if (status !== 'READY') return [];
      const { roomId, sessionId } = recording;
      return await samba.emit({
        name: 'recording_ready',
        ...(sessionId === null ? {} : { sessionId }),
        roomId,
        data: { recordingId },
      });
    },
    removeSession(sessionId) {
      world.sessions.delete(sessionId);
      for (const [id, recording] of world.recordings) {
        if (recording.sessionId === sessionId) world.recordings.delete(id);
      }
    },
    expireLinks,
    revokeKey: () => void (active = false),
    emit: (event, form = {}) => sendEvent(world, event, form, clock()),
    secrets: () => [account.apiToken, LINK_MARK],
    async stop() {
      await Promise.all([hosts.api?.stop(), hosts.storage?.stop()]);
    },
  };
  return samba;
}
