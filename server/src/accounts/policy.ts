import type { ConnectorOptions } from '../../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import type { PublishDefaults } from '../../../contracts/publish-settings';
import type { ConnectorRow } from '../ledger/database';
import type { OpenAccount } from './accounts';
import type { HostResolution, Rules, Policy } from '../domain/policy';
/** A row that an older version saved lacks newer options, so they get their defaults. */
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
