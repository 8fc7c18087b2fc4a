import type { Core } from '@strapi/strapi';
import type { ConnectorOptions } from '../../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import type { PublishDefaults } from '../../../contracts/publish-settings';
import { isEmailAddress, normalEmail } from '../domain/email';
import { ConnectorError } from '../domain/errors';
import type { ConnectorRow } from '../ledger/database';
import type { Rules } from '../pipeline/plan';
import type { Policy } from '../pipeline/work';
import { sourceOf } from '../people/authors';
import type { HostResolution, Provider } from '../providers/provider';
import type { OpenAccount } from './accounts';

const HOSTS_KEY = 'core:hosts';
const HOSTS_LIVE_MS = 3_600_000;

/**
 * The host limit, by the letter of A7: only an empty list means all hosts. A list of which nothing
 * can be resolved is a limit that nobody meets; a failed call throws and is never "unknown".
 */
export async function resolveHosts(
  connector: ConnectorRow,
  { provider, account }: OpenAccount,
  signal: AbortSignal,
  fresh: boolean,
): Promise<HostResolution> {
  const { hostEmails } = connector.options;
  if (hostEmails.length === 0) return { limit: 'none' };
  // No form offers it; a list from elsewhere must not count as an empty one.
  if (!provider.descriptor.quirks.namesHosts) return { limit: 'hosts', hosts: [], unknown: hostEmails };
  const kept = account.memory.get(HOSTS_KEY) as { atMs: number; hosts: HostResolution } | undefined;
  if (!fresh && kept !== undefined && account.clock() - kept.atMs < HOSTS_LIVE_MS) return kept.hosts;
  const wellFormed = [...new Set(hostEmails.filter(isEmailAddress).map(normalEmail))];
  const malformed = hostEmails.filter((email) => !isEmailAddress(email));
  const { listsRecordings, pushesRecordings } = provider;
  const resolved =
    wellFormed.length === 0 || listsRecordings?.resolveHosts === undefined
      ? listsRecordings === undefined && pushesRecordings !== undefined
        ? // Nobody can be asked who is there: events themselves name the hosts by address.
          { hosts: wellFormed.map((email) => ({ id: email, email })), unknown: [] }
        : { hosts: [], unknown: wellFormed }
      : await listsRecordings.resolveHosts(account, wellFormed, signal);
  const hosts: HostResolution = {
    limit: 'hosts',
    hosts: resolved.hosts,
    unknown: [...malformed, ...resolved.unknown],
  };
  account.memory.set(HOSTS_KEY, { atMs: account.clock(), hosts });
  return hosts;
}

/** Options of a row that was saved by an older version lack what is new since. */
export const optionsOf = (connector: ConnectorRow): ConnectorOptions => ({
  ...DEFAULT_CONNECTOR_OPTIONS,
  ...connector.options,
});

export function rulesOf(connector: ConnectorRow, opened: OpenAccount, hosts: HostResolution): Rules {
  const preference = opened.account.settings.viewPreference;
  return {
    hosts,
    importSince: connector.options.importSince,
    ...optionsOf(connector).rules,
    viewPreference: Array.isArray(preference) ? preference : [],
  };
}

export type AuthorReading = { outcome: 'author'; id: number } | { outcome: 'gone'; reason: string };

/** *Me*: the manager who last updated or switched on the connector, while they still may sign in. */
export async function readAuthor(strapi: Core.Strapi, connector: ConnectorRow): Promise<AuthorReading> {
  const user: { isActive: boolean; blocked: boolean } | null =
    connector.configuredById === null
      ? null
      : await strapi.db
          .query('admin::user')
          .findOne({ where: { id: connector.configuredById }, select: ['isActive', 'blocked'] });
  if (user !== null && user.isActive && !user.blocked)
    return { outcome: 'author', id: Number(connector.configuredById) };
  return {
    outcome: 'gone',
    reason:
      user === null
        ? 'The manager who set up this connector no longer exists'
        : 'The manager who set up this connector is blocked or inactive',
  };
}

export function policyOf(
  connector: ConnectorRow,
  rules: Rules,
  defaults: PublishDefaults,
  posters: boolean,
): Policy {
  const {
    publish,
    publishStatus,
    joinSegments,
    reencode,
    includePrivateChat,
    deleteAtProvider,
    deleteAfterHours,
  } = optionsOf(connector);
  return {
    rules,
    publishStatus,
    joinSegments,
    reencode,
    includePrivateChat,
    posters,
    deletion: { mode: deleteAtProvider, afterHours: deleteAfterHours },
    publish: {
      folderId: publish.folderId ?? defaults.folderId,
      tags: publish.tags ?? defaults.tags,
      visibility: publish.visibility ?? defaults.visibility,
      titleTemplate: publish.titleTemplate ?? defaults.titleTemplate,
    },
  };
}

/**
 * Why nothing of the connector moves before a manager acts, other than the provider's refusal. What
 * has a deadline is stored all the same, and waits unpublished (B5).
 */
export function standsStill(
  connector: ConnectorRow,
  provider: Provider,
  manager: AuthorReading,
): ConnectorError | undefined {
  if (manager.outcome === 'gone') return managerGone(manager.reason);
  return accountsOf(connector, provider) === 'unconfirmed' ? ACCOUNTS_UNCONFIRMED : undefined;
}

/** Whether the first run with *Host* may make accounts (B6). */
export function accountsOf(
  connector: ConnectorRow,
  provider: Provider,
): 'not-needed' | 'unconfirmed' | 'confirmed' {
  if (optionsOf(connector).publishAs !== 'host' || sourceOf(provider) === 'event') return 'not-needed';
  return connector.accountsConfirmedAtMs === null ? 'unconfirmed' : 'confirmed';
}

export const ACCOUNTS_UNCONFIRMED = new ConnectorError(
  'needs-person',
  'Recordings are published as their hosts, for whom accounts may be made: open the preview of this connector, which names them, and confirm.',
  { code: 'accounts-unconfirmed' },
);

const managerGone = (reason: string) =>
  new ConnectorError(
    'needs-person',
    `${reason}: open the connector's settings and save them to become its author.`,
    {
      code: 'manager-gone',
    },
  );
