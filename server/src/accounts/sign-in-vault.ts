import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';
import { CONFIG_WAS_CHANGED } from '../../../contracts/sign-in';
import { ConnectorError } from '../domain/errors';
import { keyHash } from '../domain/hash';
import { thisInstance } from '../ledger/instance';
import { claim, heartbeat, HEARTBEAT_MS, LEASE_MS, release, type Lease } from '../ledger/lease';
import { problemOf } from '../jobs/dead-letter';
import type { ConnectorRow, Database, SignInRow } from '../ledger/database';
import type { Redactor } from '../log/redact';
import type { SignInVault } from '../providers/account';
import { findProvider } from '../providers/registry';
import { OWN_SECRETS, type Credentials } from './credentials';
import { publicUrlOf } from '../site/environment';

/** An exchange of another worker takes seconds. After a crash, its lease ends automatically. */
const WAIT_FOR_LOCK_MS = LEASE_MS + 15_000;
const LOOK_EVERY_MS = 150;

/** Whether the sign-in of a connector counts. */
export type SignInState = 'none' | 'settings-changed' | 'ended' | 'permission-missing' | 'good';

/** @param mark of the settings as they are now. Pure. */
export function stateOf(row: SignInRow | undefined, mark: string): SignInState {
  if (row === undefined || row.accountName === null) return 'none';
  if (row.settingsMark !== mark) return 'settings-changed';
  if (row.ended) return 'ended';
  return (row.permissions ?? []).every(({ granted }) => granted) ? 'good' : 'permission-missing';
}

/** The texts of the alert; none while the sign-in counts. */
export const alertOf = (state: SignInState, alert: MessageOrText): MessageOrText[] =>
  state === 'good' ? [] : state === 'settings-changed' ? [alert, CONFIG_WAS_CHANGED] : [alert];

export interface SignInVaults {
  /** Undefined when the provider has no sign-in. */
  of(connector: ConnectorRow): Promise<SignInVault | undefined>;
  /**
   * Identifies the settings that a sign-in belongs to: the provider's fields, when each secret was set,
   * and the address of this site, because a copy of the site must not use up the token of the original.
   */
  markOf(connector: ConnectorRow): Promise<string>;
}

interface Dependencies {
  database: Database;
  credentials: Pick<Credentials, 'list' | 'own' | 'save'>;
  redactor: Pick<Redactor, 'addSecret'>;
}

/** Gives the refresh token of a connector's sign-in to one worker at a time, over all instances. */
export function openSignInVaults(strapi: Core.Strapi, dependencies: Dependencies): SignInVaults {
  const { database, credentials, redactor } = dependencies;
  const { signIns } = database;

  const markOf: SignInVaults['markOf'] = async (connector) => {
    const secrets = await credentials.list(connector.id);
    const sorted = (entries: [string, unknown][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return keyHash(
      JSON.stringify([
        sorted(Object.entries(connector.settings)),
        sorted(secrets.map(({ field, setAtMs }) => [field, setAtMs])),
        publicUrlOf(strapi) ?? '',
      ]),
    );
  };

  /** Leases the row, or waits until another worker releases it. */
  async function lock(connectorId: string, demand: (row: SignInRow | undefined) => void): Promise<Lease> {
    const giveUpAt = performance.now() + WAIT_FOR_LOCK_MS;
    for (;;) {
      const row = await signIns.findOne({ connectorId });
      demand(row);
      const lease = row && (await claim(database, signIns, row, thisInstance()));
      if (lease !== undefined) return lease;
      if (performance.now() > giveUpAt) {
        throw new ConnectorError('retry-later', message('sign-in.busy'), {
          code: 'sign-in-busy',
        });
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  async function storedToken(connector: ConnectorRow): Promise<string> {
    const stored = await credentials.own(connector, OWN_SECRETS.refreshToken);
    if (stored?.outcome === 'read') return stored.value;
    throw new ConnectorError('not-authorized', message('sign-in.unreadable'), { code: 'secret-unreadable' });
  }

  /** In one transaction, so that a holder that lost its lease stores nothing. */
  async function store(lease: Lease, connector: ConnectorRow, refreshToken: string): Promise<void> {
    redactor.addSecret(refreshToken);
    await database.transaction(async (sql) => {
      const held = await signIns.update({ id: lease.rowId, leaseFence: lease.fence }, { problem: null }, sql);
      if (held !== 1) {
        throw new ConnectorError('retry-later', message('sign-in.replaced'), {
          code: 'sign-in-replaced',
        });
      }
      await credentials.save(connector, OWN_SECRETS.refreshToken, refreshToken, null, sql);
    });
  }

  return {
    markOf,

    async of(connector) {
      const manager = findProvider(connector.provider)?.signsInManager;
      if (manager === undefined) return undefined;
      const connectorId = connector.id;
      const mark = await markOf(connector);

      function demand(row: SignInRow | undefined): void {
        const state = stateOf(row, mark);
        if (state === 'good') return;
        const alert = manager?.alert ?? '';
        const missing = (row?.permissions ?? []).filter(({ granted }) => !granted).map(({ name }) => name);
        const said =
          state === 'permission-missing'
            ? message('sign-in.not-granted', { alert, permissions: missing })
            : state === 'settings-changed'
              ? message('sign-in.alert-changed', { alert, changed: CONFIG_WAS_CHANGED })
              : alert;
        throw new ConnectorError('not-authorized', said, { code: 'not-signed-in' });
      }

      return {
        async current() {
          const row = await signIns.findOne({ connectorId });
          const state = stateOf(row, mark);
          if (row === undefined || (state !== 'good' && state !== 'permission-missing')) return undefined;
          return {
            accountName: row.accountName ?? '',
            accountId: row.accountId ?? '',
            permissions: row.permissions ?? [],
          };
        },

        async exchange(use) {
          const lease = await lock(connectorId, demand);
          const beat = setInterval(
            () => void heartbeat(database, signIns, lease).catch(() => false),
            HEARTBEAT_MS,
          );
          beat.unref();
          try {
            const token = await storedToken(connector);
            redactor.addSecret(token);
            const { refreshToken, result } = await use(token);
            await store(lease, connector, refreshToken);
            return result;
          } catch (error) {
            if (error instanceof ConnectorError && error.code === 'sign-in-ended') {
              await signIns.update(
                { id: lease.rowId, leaseFence: lease.fence },
                { ended: true, problem: problemOf(error) },
              );
            }
            throw error;
          } finally {
            clearInterval(beat);
            await release(signIns, lease).catch(() => undefined);
          }
        },
      };
    },
  };
}
