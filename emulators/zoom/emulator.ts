import { answer, answeredByFault, wait } from '../kit/answer';
import type { ContentInput } from '../kit/content';
import {
  createRequestLog,
  startHost,
  type EmulatorHost,
  type Exchange,
  type RequestLog,
} from '../kit/server';
import { createApi } from './api';
import { createBulk } from './bulk';
import type { Context } from './context';
import { seedDemoAccount, type DemoAccount } from './demo';
import { createControl } from './control';
import { createDownloads, KEY_PAIR_ID } from './downloads';
import { createEvents, type ZoomEvents } from './events';
import {
  createZoomFaults,
  DEFAULT_SETTINGS,
  type FileInput,
  type ManyMeetingsInput,
  type MeetingInput,
  type UserInput,
  type ZoomEmulatorSettings,
  type ZoomFaultBoard,
} from './input';
import type { Links } from './json';
import { createListing } from './listing';
import { createTokenEndpoint } from './oauth';
import { createTokens, IMPORT_SCOPES, type ZoomAccount } from './tokens';
import { createWorld, type ZoomFile, type ZoomMeeting, type ZoomUser } from './world';

export { seedDemoAccount, type DemoAccount };
export type { FileInput, ManyMeetingsInput, MeetingInput, UserInput, ZoomFaultInput } from './input';
export { IMPORT_SCOPES, type ZoomAccount } from './tokens';
export type { EventInput, SentHow } from './events';
export type { ZoomFile, ZoomMeeting, ZoomUser } from './world';

export interface ZoomEmulatorOptions {
  account?: Partial<ZoomAccount>;
  /** API, OAuth and download links; 0 or absent: any free port. */
  port?: number;
  /** Signed downloads. */
  storagePort?: number;
  /** Emulated time, epoch milliseconds; expiry and "today" go by it. */
  clock?: () => number;
  latencyMs?: number;
  /** Speed limit of each download. */
  bytesPerSecond?: number;
}

/**
 * An emulated Zoom account: OAuth, API and download links on one host, the signed storage on another,
 * both on 127.0.0.1. Faithful to Zoom's published OpenAPI and to what live accounts were seen to do
 * where the two differ. What goes wrong is switched on with `faults.add(...)`.
 */
export interface ZoomEmulator {
  /** With `/v2`: the connector's *API base URL*. */
  readonly apiUrl: string;
  /** The connector's *OAuth base URL*. */
  readonly oauthUrl: string;
  readonly storageUrl: string;
  /** Live: what is changed here holds from the next request on. */
  readonly account: ZoomAccount;
  readonly settings: ZoomEmulatorSettings;
  /** What a manager types in, Advanced included. */
  readonly connectorSettings: Record<string, string>;
  readonly clock: () => number;
  readonly faults: ZoomFaultBoard;
  readonly log: RequestLog;
  /** What the app's event subscription sends. */
  readonly events: ZoomEvents;

  addUser(input: UserInput): ZoomUser;
  /** `file.content().sha256()` of what it returns tells what an import must give. @throws for an unknown host. */
  addMeeting(input: MeetingInput): ZoomMeeting;
  /** As many meetings as wished; they take no memory before they are changed. */
  addManyMeetings(count: number, input: ManyMeetingsInput): void;
  /** As the API finds it: by uuid, or by numeric id the latest. */
  meeting(idOrUuid: string): ZoomMeeting | undefined;
  file(fileId: string): ZoomFile | undefined;
  /** Other bytes under the same id, from now on. */
  replaceFile(fileId: string, content: ContentInput): void;
  /**
   * A file that comes later than the others of its segment, as transcripts do.
   * @param segment its start as given to `addMeeting`, and its length, default 60 seconds.
   */
  addFile(uuid: string, segment: { startedAt: string; durationSeconds?: number }, input: FileInput): ZoomFile;
  /** A file that was recorded or processed is whole. */
  finishFile(fileId: string): void;
  /** A meeting in progress ends: its files get their types and sizes. */
  finishMeeting(uuid: string): void;
  trash(uuid: string): void;
  /** Its host gives it another title. */
  rename(uuid: string, topic: string): void;
  recover(uuid: string): void;
  /** For good, as after a permanent deletion. */
  remove(uuid: string): void;

  /** Every token made so far is invalid from now on. */
  revokeTokens(): void;
  /** Every download link told so far leads nowhere from now on. */
  expireLinks(): void;
  /** Tokens are invalid and no new one is given. */
  deactivateApp(): void;
  activateApp(): void;
  /** The client secret, the last tokens, and the mark of signed links: what must leak nowhere. */
  secrets(): string[];
  /** Empties the account, the faults and the log, and sets settings back; addresses and credentials stay. */
  reset(): void;
  stop(): Promise<void>;
}

export async function startZoomEmulator(options: ZoomEmulatorOptions = {}): Promise<ZoomEmulator> {
  const clock = options.clock ?? Date.now;
  const startSettings: ZoomEmulatorSettings = {
    ...DEFAULT_SETTINGS,
    latencyMs: options.latencyMs ?? 0,
    bytesPerSecond: options.bytesPerSecond,
  };
  const account: ZoomAccount = {
    accountId: 'uET0tmHjSNKK9pR945WnSg',
    clientId: 'Xk2bQeZuTQ2cIxg7yeJW1A',
    clientSecret: 'emulated-client-secret-7q3Wz9RtB1',
    webhookSecret: 'emulated-secret-token-Pz4kW',
    scopes: IMPORT_SCOPES,
    ...options.account,
  };
  const settings = { ...startSettings };
  const log = createRequestLog();
  const tokens = createTokens(clock);
  const world = createWorld(clock);
  const faults = createZoomFaults((struck) => {
    if (struck.then === 'revoke-tokens') tokens.revokeAll();
    if (struck.then === 'expire-links') expireLinks();
  });
  const hosts: { api?: EmulatorHost; storage?: EmulatorHost } = {};
  const links: Links = {
    get base() {
      return hosts.api?.url ?? '';
    },
    link: (ref) => tokens.link(ref),
  };
  const listing = createListing(world, () => account.accountId, links);
  let active = true;

  function expireLinks() {
    tokens.expireLinks();
    listing.forget();
  }

  const context: Context = {
    world,
    tokens,
    faults,
    settings,
    account,
    clock,
    listing,
    links,
    storageUrl: () => hosts.storage?.url ?? '',
    isActive: () => active,
    async struck(exchange) {
      if (settings.latencyMs > 0 && !(await wait(exchange, settings.latencyMs))) return true;
      return await answeredByFault(exchange, faults);
    },
  };
  const api = createApi(context);
  const token = createTokenEndpoint(context);
  const downloads = createDownloads(context);

  async function handleApi(exchange: Exchange): Promise<void> {
    const { path } = exchange;
    if (path.startsWith('/__control/')) return control(exchange);
    if (path.startsWith('/v2/')) return await api(exchange);
    if (path === '/oauth/token') {
      exchange.target = 'token';
      return await token(exchange);
    }
    if (/^\/rec\/(webhook_)?download\//.test(path)) return await downloads.link(exchange);
    exchange.routed(`${exchange.method} /unknown`);
    await answer(exchange, faults, {
      status: 404,
      headers: { 'Content-Type': 'text/html' },
      body: '<!doctype html><title>404</title>',
    });
  }

  const changeable = (uuid: string): ZoomMeeting => {
    listing.forget();
    const meeting = world.changeable(uuid);
    if (!meeting) throw new Error(`no meeting ${uuid}`);
    return meeting;
  };

  const zoom: ZoomEmulator = {
    get apiUrl() {
      return `${links.base}/v2`;
    },
    get oauthUrl() {
      return links.base;
    },
    get storageUrl() {
      return context.storageUrl();
    },
    get connectorSettings() {
      const { accountId, clientId, clientSecret, webhookSecret } = account;
      const bases = { apiBaseUrl: zoom.apiUrl, oauthBaseUrl: zoom.oauthUrl };
      return { accountId, clientId, clientSecret, webhookSecret, ...bases };
    },
    account,
    settings,
    clock,
    faults,
    log,
    events: createEvents(context),
    addUser: (input) => world.addUser(input),
    addMeeting: (input) => world.addMeeting(input),
    addManyMeetings(count, input) {
      for (const id of input.hostIds) if (!world.users.has(id)) throw new Error(`add the user ${id} before`);
      world.bulks.push(createBulk(world.bulks.length, count, input));
      listing.forget();
    },
    meeting: (idOrUuid) => world.findMeeting(idOrUuid),
    file: (fileId) => world.findFile(fileId)?.file,
    replaceFile(fileId, content) {
      listing.forget();
      world.replaceFile(fileId, content);
    },
    addFile: (uuid, { startedAt, durationSeconds = 60 }, input) =>
      world.addFile(changeable(uuid), input, Date.parse(startedAt), durationSeconds),
    finishFile(fileId) {
      const found = world.findFile(fileId);
      if (!found) throw new Error(`no file ${fileId}`);
      changeable(found.meeting.uuid);
      Object.assign(found.file, { inProgress: false, status: 'completed' });
    },
    finishMeeting(uuid) {
      for (const file of changeable(uuid).files ?? []) file.inProgress = false;
    },
    rename: (uuid, topic) => void (changeable(uuid).topic = topic),
    trash: (uuid) => void (changeable(uuid).trashedAtMs = clock()),
    recover: (uuid) => void (changeable(uuid).trashedAtMs = undefined),
    remove: (uuid) => world.remove(changeable(uuid)),
    revokeTokens: () => tokens.revokeAll(),
    expireLinks,
    deactivateApp: () => void (active = false),
    activateApp: () => void (active = true),
    secrets: () => [account.clientSecret, account.webhookSecret, ...tokens.issued(), KEY_PAIR_ID],
    reset() {
      world.clear();
      listing.forget();
      faults.clear();
      log.clear();
      active = true;
      zoom.events.unsubscribe();
      Object.assign(settings, startSettings);
    },
    async stop() {
      await Promise.all([hosts.api?.stop(), hosts.storage?.stop()]);
    },
  };
  const control = createControl(zoom);

  hosts.storage = await startHost({
    name: 'storage',
    port: options.storagePort,
    log,
    target: 'storage',
    handle: downloads.storage,
  });
  hosts.api = await startHost({
    name: 'api',
    port: options.port,
    log,
    target: 'api',
    handle: handleApi,
    mostBodyBytes: 16 * 1024 * 1024,
  });
  return zoom;
}

/** For `npm start` and `npm run emulator`: a small account of invented people, and what to type in. */
export async function startDemo({ empty, ...options }: ZoomEmulatorOptions & { empty?: boolean } = {}) {
  const zoom = await startZoomEmulator(options);
  if (!empty) seedDemoAccount(zoom);
  const { apiUrl, oauthUrl, storageUrl } = zoom;
  return {
    settings: zoom.connectorSettings,
    addresses: { apiUrl, oauthUrl, storageUrl, faults: `${oauthUrl}/__control/faults` },
    stop: () => zoom.stop(),
  };
}
