import type { Core } from '@strapi/strapi';
import { ConnectorError } from '../domain/errors';
import type { ConnectorRow } from '../ledger/database';
import { sourceOf } from './authors';
import type { Provider } from '../providers/provider';
import { optionsOf } from '../accounts/policy';

export type ManagerReading = { outcome: 'author'; id: number } | { outcome: 'gone'; reason: string };

/** *Me*: the manager who last updated or switched on the connector, while they still may sign in. */
export async function managerOf(strapi: Core.Strapi, connector: ConnectorRow): Promise<ManagerReading> {
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

/**
 * Why nothing of the connector moves before a manager acts, other than the provider's refusal. What
 * has a deadline is stored all the same, and waits unpublished (B5).
 */
export function blockedBy(
  connector: ConnectorRow,
  provider: Provider,
  manager: ManagerReading,
): ConnectorError | undefined {
  if (manager.outcome === 'gone') return managerGone(manager.reason);
  return consentOf(connector, provider) === 'unconfirmed' ? ACCOUNTS_UNCONFIRMED : undefined;
}

/** Whether the first run with *Host* may make accounts (B6). */
export function consentOf(
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
