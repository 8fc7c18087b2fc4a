import { readFileSync } from 'node:fs';
import path from 'node:path';
import { seedDemoAccount } from '../../emulators/ms-teams/demo';
import { startTeamsEmulator } from '../../emulators/ms-teams/emulator';
import type { SignInVault } from '../../server/src/providers/account';
import { openCsdl } from './csdl/contract';
import type { ContractCheck } from './deviation';
import { providerOf } from './openapi-calls';
import { walk } from './walk';
import { listenForEvents } from './webhook-listener';
import type { TeamsEmulator } from '../../emulators/ms-teams/types';

const openMetadata = (specs: string) =>
  openCsdl(readFileSync(path.join(specs, 'ms-teams/graph-v1.0-Prod.csdl'), 'utf8'));

/** The sign-in of a user, whose refresh token is replaced by each exchange. */
function signedIn(teams: TeamsEmulator, userId: string): SignInVault {
  let refreshToken = teams.refreshTokenOf(userId);
  return {
    current: () => Promise.resolve({ accountName: 'ada', accountId: userId, permissions: [] }),
    async exchange(use) {
      const next = await use(refreshToken);
      refreshToken = next.refreshToken;
      return next.result;
    },
  };
}

/** Every call of an app and of a signed-in user, with its answer. */
export const graphCalls: ContractCheck = {
  provider: 'ms-teams',
  title: 'Microsoft Graph: calls',
  async run(specs) {
    const contract = openMetadata(specs);
    const teams = await startTeamsEmulator();
    const listener = await listenForEvents();
    try {
      const provider = providerOf('ms-teams');
      const options = { apiBase: teams.graphUrl, webhookAddress: listener.address };
      const { users } = seedDemoAccount(teams);
      const ofPerson = await walk(
        provider,
        { settings: { ...teams.connectorSettings, authorizationType: 'user-delegated' } },
        { ...options, signIn: signedIn(teams, users.ada.id) },
      );
      const ofApp = await walk(provider, { settings: teams.connectorSettings }, options);
      const exchanges = [...ofPerson, ...ofApp];
      return { looks: exchanges.length, deviations: exchanges.flatMap((one) => contract.check(one)) };
    } finally {
      await Promise.all([teams.stop(), listener.stop()]);
    }
  },
};

const NOTIFICATIONS = 'microsoft.graph.changeNotificationCollection';
const LIFE_CYCLE = `${NOTIFICATIONS} of the life cycle`;

/** Notifications of recordings, each lifecycle event, and the plugin's own example. */
export const graphNotifications: ContractCheck = {
  provider: 'ms-teams',
  title: 'Microsoft Graph: change notifications',
  async run(specs) {
    const contract = openMetadata(specs);
    const teams = await startTeamsEmulator();
    const listener = await listenForEvents();
    try {
      const { meetings } = seedDemoAccount(teams);
      const token = await appToken(teams);
      const subscribe = async () =>
        await fetch(`${teams.graphUrl}/subscriptions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            changeType: 'created',
            notificationUrl: listener.address,
            lifecycleNotificationUrl: listener.address,
            resource: 'communications/onlineMeetings/getAllRecordings',
            expirationDateTime: new Date(teams.clock() + 3_000_000).toISOString(),
            clientState: 'ours',
          }),
        });
      await subscribe();
      await teams.notify(meetings.withTranscript.id);
      for (const event of ['reauthorizationRequired', 'missed', 'subscriptionRemoved'] as const)
        await teams.lifecycle(event);
      const example = providerOf('ms-teams').receivesWebhooks?.example({
        secrets: {},
        ownSecret: 'ours',
        settings: {},
        nowMs: teams.clock(),
      });
      const bodies = [...listener.bodies, JSON.parse(example?.rawBody.toString() ?? '{}') as unknown];
      if (bodies.length < 5) throw new Error('not every notification arrived');
      return {
        looks: bodies.length,
        deviations: bodies.flatMap((body) => [
          ...contract
            .checkEvent(NOTIFICATIONS, body)
            .map((one) => (isOfLifeCycle(body) ? { ...one, operation: LIFE_CYCLE } : one)),
          ...resourcesIn(body).flatMap((resource) =>
            contract.checkPath(NOTIFICATIONS, '/value/*/resource', resource),
          ),
        ]),
      };
    } finally {
      await Promise.all([teams.stop(), listener.stop()]);
    }
  },
};

const isOfLifeCycle = (body: unknown) => JSON.stringify(body).includes('"lifecycleEvent"');

function resourcesIn(body: unknown): string[] {
  const { value = [] } = body as { value?: { resource?: string }[] };
  return value.flatMap(({ resource }) => resource ?? []);
}

async function appToken(teams: TeamsEmulator): Promise<string> {
  const { tenantId, clientId, clientSecret } = teams.app;
  const answer = await fetch(`${teams.loginUrl}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `https://graph.microsoft.com/.default`,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error('the emulator gave no token');
  return token;
}
