import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import type { Problem } from '../../../contracts/common';
import { ConnectorError } from '../domain/errors';
import { problemOf } from '../jobs/dead-letter';
import { findProvider } from '../providers/registry';
import type { ConnectorRow } from '../ledger/database';
import { sourceOf, type Authors } from './authors';
import type { Provider } from '../providers/provider';
import { optionsOf } from '../accounts/policy';

export type ManagerReading = { outcome: 'author'; id: number } | { outcome: 'gone'; said: Message };

/** *Me*: the manager who last saved or switched on the connector, if they may still sign in. */
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
 * Why the connector stops until a manager acts, apart from a refusal by the provider. Recordings with a
 * deadline are stored anyway, and wait unpublished (B5).
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

/** Whether the first run with *Host* may create accounts (B6). */
export function consentOf(
  connector: ConnectorRow,
  provider: Provider,
): 'not-needed' | 'unconfirmed' | 'confirmed' {
  if (optionsOf(connector).publishAs !== 'host' || sourceOf(provider) === 'event') return 'not-needed';
  return connector.accountsConfirmedAtMs === null ? 'unconfirmed' : 'confirmed';
}

/**
 * What the connector needs a person for, as it is shown: what stopped it, or that hosts can't get the
 * accounts that they need. Imports that need none go on. Undefined while it is off or needs nobody.
 */
export async function needOf(
  authors: Pick<Authors, 'accountsRefused'>,
  connector: ConnectorRow,
): Promise<Problem | undefined> {
  if (connector.needsYou !== null) return connector.needsYou;
  const provider = findProvider(connector.provider);
  if (!connector.enabled || provider === undefined) return undefined;
  if (consentOf(connector, provider) === 'unconfirmed') return problemOf(ACCOUNTS_UNCONFIRMED);
  const refused = await authors.accountsRefused(connector, provider);
  return refused && problemOf(refused);
}

export const ACCOUNTS_UNCONFIRMED = new ConnectorError('needs-person', message('needs-you.accounts'), {
  code: 'accounts-unconfirmed',
});
