import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import type { ConnectorRow } from '../ledger/database';
import { sourceOf } from './authors';
import type { Provider } from '../providers/provider';
import { optionsOf } from '../accounts/policy';

export type ManagerReading = { outcome: 'author'; id: number } | { outcome: 'gone'; said: Message };

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
    said: user === null ? message('needs-you.manager-gone') : message('needs-you.manager-blocked'),
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
  if (manager.outcome === 'gone')
    return new ConnectorError('needs-person', manager.said, { code: 'manager-gone' });
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

export const ACCOUNTS_UNCONFIRMED = new ConnectorError('needs-person', message('needs-you.accounts'), {
  code: 'accounts-unconfirmed',
});
