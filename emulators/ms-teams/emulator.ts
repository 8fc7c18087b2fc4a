import { answer, answeredByFault, wait } from '../kit/answer';
import { createRequestLog, startHost, type EmulatorHost } from '../kit/server';
import type { Context, TeamsApp } from './context';
import { createTeamsControl } from './control';
import { createGraph } from './graph';
import { createTeamsFaults, defaultSettings, type TeamsSettings } from './input';
import { createLogin } from './login';
import { createSubscriptions } from './subscriptions';
import { createTokens } from './tokens';
import { createWorld } from './world';
import type { TeamsEmulatorOptions, TeamsEmulator } from './types';

export type { MeetingInput } from './input';

export async function startTeamsEmulator(options: TeamsEmulatorOptions = {}): Promise<TeamsEmulator> {
  const clock = options.clock ?? Date.now;
  const start = (): TeamsSettings => ({
    ...defaultSettings(),
    latencyMs: options.latencyMs ?? 0,
    bytesPerSecond: options.bytesPerSecond,
  });
  const settings = start();
  const app: TeamsApp = {
    tenantId: '3f2c1f5e-6b0a-4d0e-9f53-1d8c0f9a7e21',
    clientId: '8a1de2f4-52c9-4b7d-8a35-70f1c2d3e4f5',
    clientSecret: 'emulated~client-secret.8Q2wErTyUiOp',
    expiredSecrets: ['emulated~secret-of-last-year'],
    redirectUris: [],
    active: true,
  };
  const log = createRequestLog();
  const tokens = createTokens(clock);
  const world = createWorld(app.tenantId);
  const faults = createTeamsFaults((struck) => {
    if (struck.then === 'revoke-tokens') tokens.revokeAll();
    if (struck.then === 'expire-links') tokens.expireLinks();
  });
  const hosts: { login?: EmulatorHost; graph?: EmulatorHost; storage?: EmulatorHost } = {};
  const context: Context = {
    world,
    tokens,
    faults,
    settings,
    app,
    clock,
    loginUrl: () => hosts.login?.url ?? '',
    graphUrl: () => `${hosts.graph?.url ?? ''}/v1.0`,
    storageUrl: () => hosts.storage?.url ?? '',
    async struck(exchange) {
      if (settings.latencyMs > 0 && !(await wait(exchange, settings.latencyMs))) return true;
      return await answeredByFault(exchange, faults);
    },
  };
  const subscriptions = createSubscriptions(context);
  const graph = createGraph(context, subscriptions);
  const login = createLogin(context);

  const teams: TeamsEmulator = {
    get loginUrl() {
      return context.loginUrl();
    },
    get graphUrl() {
      return context.graphUrl();
    },
    get storageUrl() {
      return context.storageUrl();
    },
    get connectorSettings() {
      return {
        authorizationType: 'application-delegated',
        clientId: app.clientId,
        clientSecret: app.clientSecret,
        tenantId: app.tenantId,
        mayDelete: true,
        loginBaseUrl: teams.loginUrl,
        graphBaseUrl: teams.graphUrl,
      };
    },
    app,
    settings,
    clock,
    faults,
    log,
    subscriptions: subscriptions.all,
    items: world.items,
    trash: world.trash,
    addUser: (input) => world.addUser(input),
    addMeeting: (input) => world.addMeeting(input),
    meeting: (id) => world.meetings.get(id),
    addItem: (ownerId, name, sizeBytes, createdAt) =>
      world.addItem(ownerId, name, sizeBytes, Date.parse(createdAt)),
    remove: (id) => world.remove(id),
    async notify(id) {
      const meeting = world.meetings.get(id);
      if (!meeting) throw new Error(`no meeting ${id}`);
      return await subscriptions.notify(meeting);
    },
    lifecycle: (event) => subscriptions.lifecycle(event),
    refreshTokenOf: (userId) =>
      tokens.refresh({ kind: 'person', userId, permissions: settings.delegatedPermissions }),
    revokeTokens: () => tokens.revokeAll(),
    expireAccessTokens: () => tokens.revokeAccess(),
    expireLinks: () => tokens.expireLinks(),
    secrets: () => [app.clientSecret, ...tokens.issued()],
    reset() {
      world.clear();
      subscriptions.all.clear();
      faults.clear();
      log.clear();
      app.active = true;
      Object.assign(settings, start());
    },
    async stop() {
      await Promise.all([hosts.login?.stop(), hosts.graph?.stop(), hosts.storage?.stop()]);
    },
  };
  const control = createTeamsControl(teams, options);

  hosts.storage = await startHost({
    name: 'storage',
    port: options.storagePort,
    log,
    target: 'storage',
    handle: graph.storage,
  });
  hosts.login = await startHost({ name: 'login', log, target: 'token', handle: login });
  hosts.graph = await startHost({
    name: 'graph',
    port: options.port,
    log,
    target: 'api',
    async handle(exchange) {
      if (exchange.path.startsWith('/__control/')) return await control(exchange);
      if (exchange.path.startsWith('/v1.0/')) return await graph.handle(exchange);
      exchange.routed(`${exchange.method} /unknown`);
      await answer(exchange, faults, {
        status: 404,
        headers: { 'Content-Type': 'text/html' },
        body: '<h1>404</h1>',
      });
    },
  });
  return teams;
}
