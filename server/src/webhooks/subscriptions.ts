import type { Core } from '@strapi/strapi';
import { english } from '../../../contracts/messages/say';
import { afterFailure, subscriptionPolicy, type BackoffRules } from '../jobs/after-failure';
import { problemOf } from '../jobs/dead-letter';
import { refusalOf } from '../domain/ownership';
import { asConnectorError } from '../domain/unexpected';
import type { ConnectorRow, SubscriptionState, Database } from '../ledger/database';
import { findProvider } from '../providers/registry';
import { hookAddress } from './address';
import type { PluginConfig } from '../config';
import type { Accounts } from '../accounts/accounts';
import type { Receivers } from './receivers';
import type { Logger } from '../log/logger';
import { MINUTE_MS } from '../domain/instant';

export interface Dependencies {
  config: Pick<PluginConfig, 'jobs'>;
  database: Database;
  accounts: Pick<Accounts, 'of'>;
  receivers: Pick<Receivers, 'ownSecret'>;
  logger: Logger;
  backoff: BackoffRules;
}

/** So that a provider that does not answer delays neither the others nor a manager who deletes. */
const WITHIN_MS = 30_000;
/** After this time another instance tries again, in case the one that took it has ended. */
const TAKEN_MS = 5 * MINUTE_MS;
const NONE: SubscriptionState = { state: 'pending', kept: {}, failures: 0 };

/** Keeps the subscriptions at providers that send events only while one is alive. */
export interface Subscriptions {
  /** Plans the renewal or the end for a connector that was created, changed or switched. */
  due(connectorId: string): Promise<void>;
  /** Does what is due. Runs on every instance; a conditional update decides which one acts. */
  review(): Promise<void>;
  /** Before a connector is deleted; never throws. */
  end(connector: ConnectorRow): Promise<void>;
}

export function openSubscriptions(strapi: Core.Strapi, dependencies: () => Dependencies): Subscriptions {
  const ofProvider = (connector: ConnectorRow) =>
    findProvider(connector.provider)?.receivesWebhooks?.subscription;

  const keep = async (
    connector: ConnectorRow,
  ): Promise<{ state: SubscriptionState; dueAtMs: number | null }> => {
    const { accounts, receivers, database, backoff } = dependencies();
    const { busyUntilMs: _, ...before } = connector.subscription ?? NONE;
    const subscription = ofProvider(connector);
    if (subscription === undefined) return { state: before, dueAtMs: null };
    // A copy of the site has the original's subscription. It would move it to itself, or end it.
    const problem = refusalOf(database.site, 'subscription', connector);
    if (problem !== undefined) return { state: { ...before, state: 'failed', problem }, dueAtMs: null };
    const signal = AbortSignal.timeout(WITHIN_MS);
    try {
      const { account } = await accounts.of(connector);
      if (!connector.enabled) {
        await subscription.end(account, before.kept, signal);
        return { state: { state: 'ended', kept: {}, failures: 0 }, dueAtMs: null };
      }
      const { state, renewAtMs } = await subscription.keep(
        account,
        {
          address: hookAddress(strapi, connector.hookKey).address,
          ownSecret: await receivers.ownSecret(connector),
          state: before.kept,
        },
        signal,
      );
      return {
        state: { state: 'kept', kept: state, renewsAtMs: renewAtMs, failures: 0 },
        dueAtMs: renewAtMs,
      };
    } catch (thrown) {
      const error = asConnectorError(thrown);
      const failures = before.failures + 1;
      const facts = { attempts: failures, nowMs: await database.now(), random: Math.random() };
      const next = afterFailure(error, facts, subscriptionPolicy(backoff));
      const state = connector.enabled ? ('failed' as const) : ('ended' as const);
      return {
        state: { ...before, state, failures, problem: problemOf(error) },
        // A subscription that can't be ended expires at the provider.
        dueAtMs: connector.enabled && 'atMs' in next ? next.atMs : null,
      };
    }
  };

  const self: Subscriptions = {
    async due(connectorId) {
      const { database, config } = dependencies();
      const connector = await database.connectors.findOne({ id: connectorId });
      if (connector === undefined || ofProvider(connector) === undefined) return;
      await database.connectors.update({ id: connectorId }, { subscriptionDueAtMs: await database.now() });
      if (config.jobs.enabled) void self.review().catch(() => undefined);
    },

    async review() {
      const { database, logger } = dependencies();
      const { connectors, sql, nowMs } = database;
      const dueAt = connectors.column('subscriptionDueAtMs');
      const records: Record<string, unknown>[] = await connectors
        .query()
        .whereNotNull(dueAt)
        .andWhere(dueAt, '<=', sql.raw(nowMs));
      let isDueAgain = false;
      for (const connector of records.map(connectors.read)) {
        const atMs = await database.now();
        const before = connector.subscription ?? NONE;
        // Two instances at once would make two subscriptions. The one at work looks again afterwards.
        if ((before.busyUntilMs ?? 0) > atMs) continue;
        const takenUntilMs = atMs + TAKEN_MS;
        const won = await connectors.update(
          { id: connector.id, subscriptionDueAtMs: connector.subscriptionDueAtMs },
          { subscriptionDueAtMs: takenUntilMs, subscription: { ...before, busyUntilMs: takenUntilMs } },
        );
        if (won !== 1) continue;
        const { state, dueAtMs } = await keep(connector);
        if (state.problem !== undefined) {
          logger.warn(`the webhook subscription of "${connector.name}": ${english(state.problem.what)}`);
        }
        await connectors.update({ id: connector.id }, { subscription: state });
        // If it changed meanwhile, it is due again.
        const settled = await connectors.update(
          { id: connector.id, subscriptionDueAtMs: takenUntilMs },
          { subscriptionDueAtMs: dueAtMs },
        );
        isDueAgain ||= settled !== 1;
      }
      if (isDueAgain) await self.review();
    },

    async end(connector) {
      if (ofProvider(connector) === undefined || connector.subscription === null) return;
      const { state } = await keep({ ...connector, enabled: false });
      if (state.problem !== undefined) {
        dependencies().logger.warn(
          `the webhook subscription of "${connector.name}" could not be ended: ${english(state.problem.what)}`,
        );
      }
    },
  };
  return self;
}
