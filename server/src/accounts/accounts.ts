import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError, StopSignal } from '../domain/errors';
import type { Clock } from '../domain/clock';
import { refusalOf, type Act } from '../domain/ownership';
import type { PluginConfig } from '../config';
import type { ConnectorRow, Database } from '../ledger/database';
import { SETTINGS_UNREADABLE } from '../ledger/shapes';
import type { Redactor } from '../log/redact';
import { createHttpClient } from '../http/client';
import type { Provider } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { secretFieldIds } from '../providers/settings';
import type { Credentials } from './credentials';
import type { SignInVaults } from './sign-in-vault';
import type { Account, SignInVault } from '../providers/account';

export interface OpenAccount {
  provider: Provider;
  account: Account;
}

/** Opens configured accounts, one for each connector and version of its settings, so that all work shares its rate limits. */
export interface Accounts {
  /**
   * The one way to the provider of a saved connector, and so the gate for all that asks it (G9).
   * @param act `save` only for downloads of what this site itself was told of.
   * @throws ConnectorError `needs-person` when settings are incomplete or a secret can't be read, and for a
   * connector that was copied from another site.
   */
  of(connector: ConnectorRow, act?: Extract<Act, 'work' | 'save'>): Promise<OpenAccount>;
  /**
   * For settings that are not saved. Close its `http` afterwards. `signIn` is that of the saved connector.
   */
  forCheck(
    provider: Provider,
    settings: Record<string, unknown>,
    useProxy: boolean,
    signIn?: SignInVault,
  ): Account;
  forget(connectorId: string): void;
  closeAll(): void;
}

interface Dependencies {
  credentials: Pick<Credentials, 'list' | 'read'>;
  database: Pick<Database, 'site' | 'connectors'>;
  vaults: Pick<SignInVaults, 'of'>;
  config: Pick<PluginConfig, 'network'>;
  redactor: Redactor;
  clock: Clock;
}

export function openAccounts(dependencies: Dependencies): Accounts {
  const { credentials, database, vaults, config, redactor, clock } = dependencies;
  const { connectors } = database;
  const open = new Map<string, { version: number; opened: OpenAccount }>();

  function build(
    provider: Provider,
    values: Record<string, unknown>,
    useProxy: boolean,
    signIn?: SignInVault,
  ): Account {
    const { settings } = provider.descriptor;
    const parsed = settings.parse(values);
    for (const id of secretFieldIds(settings.fields)) {
      const value = parsed[id];
      if (typeof value === 'string') redactor.addSecret(value);
    }
    const http = createHttpClient({
      clock,
      allowedPrivateHosts: config.network.allowedPrivateHosts,
      proxyUrl: useProxy ? config.network.proxyUrl : undefined,
      rates: provider.descriptor.rates?.(parsed),
      limits: config.network.limits,
      redact: redactor,
    });
    return {
      settings: parsed,
      http,
      clock,
      memory: new Map(),
      ...(signIn === undefined ? {} : { signIn }),
    };
  }

  return {
    async of(connector, act = 'work') {
      const refusal = refusalOf(database.site, act, connector);
      if (refusal !== undefined)
        throw new ConnectorError('needs-person', refusal.what, { code: refusal.code });
      const damage = connector.needsYou;
      if (damage?.code === SETTINGS_UNREADABLE)
        throw new ConnectorError('needs-person', damage.what, { code: damage.code });
      const known = open.get(connector.id);
      if (known !== undefined && known.version === connector.settingsVersion) return known.opened;
      const provider = findProvider(connector.provider);
      if (provider === undefined) {
        throw new ConnectorError(
          'needs-person',
          message('account.unknown-provider', { provider: connector.provider }),
          { code: 'unknown-provider' },
        );
      }
      const values: Record<string, unknown> = { ...connector.settings };
      for (const row of await credentials.list(connector.id)) {
        const secret = credentials.read(row, connector);
        if (secret.outcome === 'unreadable') {
          const now = await connectors.findOne({ id: connector.id });
          // Another address was saved meanwhile, with the secrets that belong to it.
          if (now?.settingsVersion !== connector.settingsVersion) throw new StopSignal('settings-changed');
          const field = provider.descriptor.settings.fields[row.field]?.label ?? row.field;
          throw new ConnectorError('needs-person', message('secret.unreadable', { field }), {
            code: 'secret-unreadable',
          });
        }
        values[row.field] = secret.value;
      }
      const signIn = await vaults.of(connector);
      const account = build(provider, values, connector.options.useProxy, signIn);
      known?.opened.account.http.close();
      const opened = { provider, account };
      open.set(connector.id, { version: connector.settingsVersion, opened });
      return opened;
    },
    forCheck: build,
    forget(connectorId) {
      open.get(connectorId)?.opened.account.http.close();
      open.delete(connectorId);
    },
    closeAll() {
      for (const { opened } of open.values()) opened.account.http.close();
      open.clear();
    },
  };
}
