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
  createJeansFaults,
  DEFAULT_SETTINGS,
  type Context,
  type JeansEmulatorSettings,
  type JeansFaultBoard,
} from './context';
import { createWorld, type World } from './world';

export interface JeansEmulatorOptions {
  port?: number;
  storagePort?: number;
  clock?: () => number;
  latencyMs?: number;
  bytesPerSecond?: number;
}

/**
 * An emulated BlueJeans enterprise: the only one there is since the service has closed. API on one
 * host, files on another, both on 127.0.0.1.
 */
export interface JeansEmulator {
  readonly apiBaseUrl: string;
  readonly account: { appKey: string; secretKey: string; enterpriseId: number };
  /** The values that a manager enters. */
  readonly connectorSettings: Record<string, string>;
  readonly settings: JeansEmulatorSettings;
  readonly faults: JeansFaultBoard;
  readonly log: RequestLog;
  readonly world: World;
  /** Invalidates every token. */
  revokeTokens(): void;
  expireLinks(): void;
  /** Invalidates all tokens and issues no new ones. */
  removeApp(): void;
  secrets(): string[];
  stop(): Promise<void>;
}

/** In every signed link, so that a search for leaked links has something to look for. */
const LINK_MARK = 'JEANSEMULATORLINK';

export async function startJeansEmulator(options: JeansEmulatorOptions = {}): Promise<JeansEmulator> {
  const clock = options.clock ?? Date.now;
  const account = { appKey: 'Lectures_BJN', secretKey: 'emulated-secret-key-2hT9vXw', enterpriseId: 123_456 };
  const settings: JeansEmulatorSettings = {
    ...DEFAULT_SETTINGS,
    latencyMs: options.latencyMs ?? 0,
    bytesPerSecond: options.bytesPerSecond,
  };
  const log = createRequestLog();
  const world = createWorld();
  const issued = new Map<string, number>();
  let linkKey = randomBytes(16);
  let active = true;
  const revokeTokens = () => {
    for (const token of issued.keys()) issued.set(token, 0);
  };
  const expireLinks = () => void (linkKey = randomBytes(16));
  const faults = createJeansFaults((struck) => {
    if (struck.then === 'revoke-tokens') revokeTokens();
    if (struck.then === 'expire-links') expireLinks();
  });
  const hosts: { api?: EmulatorHost; storage?: EmulatorHost } = {};
  const signature = (path: string, expires: number) =>
    `${LINK_MARK}${createHmac('sha256', linkKey).update(`${path}\n${expires}`).digest('base64url').slice(0, 22)}`;

  const context: Context = {
    world,
    faults,
    settings,
    account,
    tokens: {
      make() {
        const token = `${randomBytes(16).toString('hex')}@z2`;
        issued.set(token, clock() + settings.tokenSeconds * 1000);
        return token;
      },
      isGood: (token) => (issued.get(token) ?? 0) > clock(),
    },
    isActive: () => active,
    signedLink({ contentId }) {
      const path = `/cms/${contentId}.mp4`;
      const expires = Math.floor(clock() / 1000) + settings.linkSeconds;
      const query = new URLSearchParams({ sig: signature(path, expires), expires: String(expires) });
      return `${hosts.storage?.url ?? ''}${path}?${query}`;
    },
    async struck(exchange) {
      if (settings.latencyMs > 0 && !(await wait(exchange, settings.latencyMs))) return true;
      return await answeredByFault(exchange, faults);
    },
  };

  async function storage(exchange: Exchange): Promise<void> {
    exchange.routed(`${exchange.method} storage`);
    const { path, query } = exchange;
    const found = world.chapter(Number(/(\d+)\.mp4$/.exec(path)?.[1]));
    exchange.fileId = found === undefined ? undefined : String(found.chapter.contentId);
    if (await context.struck(exchange)) return;
    const expires = Number(query.get('expires'));
    const isGood = query.get('sig') === signature(path, expires) && expires * 1000 > clock();
    if (!isGood || found === undefined || exchange.request.headers.authorization !== undefined) {
      return await answer(exchange, faults, {
        status: 403,
        headers: { 'Content-Type': 'application/xml' },
        body: '<Error><Code>AccessDenied</Code></Error>',
      });
    }
    await serveFile(exchange, faults, {
      content: found.chapter.content,
      contentType: 'video/mp4',
      lastModifiedMs: found.recording.createdMs + 3_600_000,
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
  hosts.api = await startHost({
    name: 'api',
    port: options.port,
    log,
    target: 'api',
    handle: createApi(context),
  });
  const apiBaseUrl = hosts.api.url;
  return {
    apiBaseUrl,
    account,
    connectorSettings: {
      appKey: account.appKey,
      secretKey: account.secretKey,
      apiBaseUrl,
      pace: 'unpaced',
    },
    settings,
    faults,
    log,
    world,
    revokeTokens,
    expireLinks,
    removeApp: () => void (active = false),
    secrets: () => [account.secretKey, LINK_MARK, ...issued.keys()],
    async stop() {
      await Promise.all([hosts.api?.stop(), hosts.storage?.stop()]);
    },
  };
}

export const DAY_MS = 86_400_000;
