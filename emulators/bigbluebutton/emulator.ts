import { answer, answeredByFault, wait } from '../kit/answer';
import {
  createRequestLog,
  startHost,
  type EmulatorHost,
  type Exchange,
  type RequestLog,
} from '../kit/server';
import { createApi } from './api';
import { createCallbacks } from './callbacks';
import type { Context } from './context';
import { createHooks, type HookEvent, type Hooks } from './hooks';
import {
  createBbbFaults,
  DEFAULT_SETTINGS,
  type BbbEmulatorSettings,
  type BbbFaultBoard,
  type FormatInput,
  type RecordingInput,
} from './input';
import { createLinks } from './links';
import { createPlayback } from './playback';
import { createWorld, type Meeting, type Recording } from './world';
export type { FormatInput, RecordingInput } from './input';
export type { Meeting, Recording } from './world';

export interface BbbEmulatorOptions {
  port?: number;
  /** Emulated time, epoch milliseconds. */
  clock?: () => number;
  secret?: string;
  latencyMs?: number;
  bytesPerSecond?: number;
  /** Recordings are played from a second host, on another port. */
  separateMedia?: boolean;
}

/**
 * An emulated BigBlueButton server on 127.0.0.1: the API with real checksums, playback pages and
 * files, protected recordings, callbacks and the webhooks module. Faults are added with
 * `faults.add(...)`. Differences between servers are in `settings`.
 */
export interface BbbEmulator {
  /** The connector's *Server link*. */
  readonly serverUrl: string;
  /** Host with port from which recordings are played. */
  readonly mediaHost: string;
  /** The values that a manager enters. */
  readonly connectorSettings: Record<string, string>;
  /** The shared secret. Setting it replaces it. */
  secret: string;
  readonly settings: BbbEmulatorSettings;
  readonly clock: () => number;
  readonly faults: BbbFaultBoard;
  readonly log: RequestLog;
  readonly hooks: Pick<Hooks, 'list' | 'requestOf' | 'emit'>;

  addRecording(input: RecordingInput): Recording;
  recording(recordId: string): Recording | undefined;
  meeting(meetingId: string): Meeting | undefined;
  /** A format is finished: it is listed from now on, and the ready callback goes out, whose status is answered. */
  finishFormat(recordId: string, input: FormatInput): Promise<number | undefined>;
  /** Sends the ready callback of a format again. */
  sendReady(recordId: string, type: string): Promise<number | undefined>;
  /** The token of the ready callback. */
  readyToken(recordId: string, type?: string): string;
  /** Ends the meeting and sends its end callback. */
  endMeeting(meetingId: string, hasMarks: boolean): Promise<number | undefined>;
  sendAnalytics(meta: Record<string, string>, body: object): Promise<number | undefined>;
  emit(event: HookEvent): Promise<number[][]>;
  /** Permanently. */
  remove(recordId: string): void;
  /** Invalidates all one-time links that were sent so far. */
  expireLinks(): void;
  /** The secret and every one-time token so far, which must not leak. */
  secrets(): string[];
  reset(): void;
  stop(): Promise<void>;
}

export async function startBbbEmulator(options: BbbEmulatorOptions = {}): Promise<BbbEmulator> {
  const clock = options.clock ?? Date.now;
  const startSettings: BbbEmulatorSettings = {
    ...DEFAULT_SETTINGS,
    latencyMs: options.latencyMs ?? 0,
    bytesPerSecond: options.bytesPerSecond,
  };
  const settings = { ...startSettings };
  const log = createRequestLog();
  const world = createWorld();
  const faults = createBbbFaults();
  const hosts: { server?: EmulatorHost; media?: EmulatorHost } = {};
  const holder = { secret: options.secret ?? '639259d4-9dd8-4b25-bf01-95f9567eaf4b' };

  const context: Context = {
    world,
    faults,
    settings,
    clock,
    secret: () => holder.secret,
    base: () => hosts.server?.url ?? '',
    mediaBase: () => (hosts.media ?? hosts.server)?.url ?? '',
    async struck(exchange) {
      if (settings.latencyMs > 0 && !(await wait(exchange, settings.latencyMs))) return true;
      return await answeredByFault(exchange, faults);
    },
  };
  const links = createLinks(context);
  const hooks = createHooks(context);
  const callbacks = createCallbacks(context);
  const api = createApi(context, links, hooks);
  const playback = createPlayback(context, links);

  async function handle(exchange: Exchange): Promise<void> {
    if (/^\/bigbluebutton\/api(\/|$)/.test(exchange.path)) return await api(exchange);
    if (await playback(exchange)) return;
    exchange.routed(`${exchange.method} /unknown`);
    await answer(exchange, faults, {
      status: 404,
      headers: { 'Content-Type': 'text/html' },
      body: '<html><h1>404 Not Found</h1></html>',
    });
  }

  const known = (recordId: string): Recording => {
    const recording = world.recordings.get(recordId);
    if (recording === undefined) throw new Error(`no recording ${recordId}`);
    return recording;
  };

  hosts.server = await startHost({ name: 'server', port: options.port, log, target: 'api', handle });
  if (options.separateMedia) {
    hosts.media = await startHost({ name: 'media', log, target: 'download', handle });
  }

  return {
    get serverUrl() {
      return `${context.base()}/bigbluebutton/`;
    },
    get mediaHost() {
      return new URL(context.mediaBase()).host;
    },
    get connectorSettings() {
      return { serverUrl: `${context.base()}/bigbluebutton/`, apiToken: holder.secret };
    },
    get secret() {
      return holder.secret;
    },
    set secret(secret) {
      holder.secret = secret;
    },
    settings,
    clock,
    faults,
    log,
    hooks,
    addRecording: (input) => world.addRecording(input),
    recording: (recordId) => world.recordings.get(recordId),
    meeting: (meetingId) => world.meetings.get(meetingId),
    async finishFormat(recordId, input) {
      const { type } = world.addFormat(recordId, input);
      known(recordId).state = 'published';
      return await callbacks.ready(known(recordId), type);
    },
    sendReady: (recordId, type) => callbacks.ready(known(recordId), type),
    readyToken: (recordId, type) => callbacks.readyToken(known(recordId), type),
    async endMeeting(meetingId, hasMarks) {
      const meeting = world.meetings.get(meetingId);
      if (meeting === undefined) throw new Error(`no meeting ${meetingId}`);
      world.meetings.delete(meetingId);
      return await callbacks.ended(meeting.meta, hasMarks);
    },
    sendAnalytics: callbacks.analytics,
    emit: hooks.emit,
    remove: (recordId) => void world.recordings.delete(recordId),
    expireLinks: links.expire,
    secrets: () => [holder.secret, ...links.issued()],
    reset() {
      world.clear();
      hooks.clear();
      links.expire();
      faults.clear();
      log.clear();
      Object.assign(settings, startSettings);
    },
    async stop() {
      await Promise.all([hosts.server?.stop(), hosts.media?.stop()]);
    },
  };
}
