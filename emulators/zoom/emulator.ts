import { answer, answeredByFault, wait } from '../kit/answer';
import { createRequestLog, startHost, type EmulatorHost, type Exchange } from '../kit/server';
import { createApi } from './api';
import { createBulk } from './bulk';
import type { Context } from './context';
import { createZoomControl } from './control';
import { createDownloads, KEY_PAIR_ID } from './downloads';
import { createEvents } from './events';
import { createZoomFaults, DEFAULT_SETTINGS, type ZoomEmulatorSettings } from './input';
import type { Links } from './json';
import { createListing } from './listing';
import { createTokenEndpoint } from './oauth';
import { createTokens, IMPORT_SCOPES, type ZoomAccount } from './tokens';
import { createWorld } from './world';
import type { ZoomMeeting } from './shapes';
import type { ZoomEmulatorOptions, ZoomEmulator } from './types';

export type { FileInput, MeetingInput, ZoomFaultInput } from './input';
export { IMPORT_SCOPES } from './tokens';
export type { SentHow } from './events';

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
  const control = createZoomControl(zoom, options);

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

export type { ZoomMeeting } from './shapes';
