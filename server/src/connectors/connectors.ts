import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type {
  ConnectorOptions,
  ConnectorView,
  CreateConnector,
  UpdateConnector,
} from '../../../contracts/connectors';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import type { Credentials, Holder } from '../accounts/credentials';
import { optionsOf } from '../accounts/policy';
import { notFound, refused, refusedForm } from '../domain/refusals';
import { markAfterSaving, refusalOf } from '../domain/ownership';
import type { Queue } from '../jobs/queue';
import type { ConnectorRow, Database } from '../ledger/database';
import { takeOver } from '../ledger/ownership';
import type { Outbox } from '../mails/outbox';
import { wakeAccountWaits } from '../ledger/imports';
import { openRunLog } from '../ledger/runs';
import type { Sql } from '../ledger/table';
import type { Redactor } from '../log/redact';
import { people } from '../people/admins';
import { sourceOf, type Authors } from '../people/authors';
import { isBeyond, saidToSetter, type Setter } from '../people/role-gifts';
import type { Provider } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { enqueueRun, type QueueingRuns } from '../sync/run-queue';
import type { Receivers } from '../webhooks/receivers';
import type { Subscriptions } from '../webhooks/subscriptions';
import { connectorOf } from './connector-of';
import { checkOptions, mustListAgain, providerOf, sortSettings } from './form';
import { removeConnector, type Dependencies as Removing } from './remove';
import { connectorViews } from './views';
import { MINUTE_MS } from '../domain/instant';

/** What this file needs. `runtime.ts` provides it. */
export type Dependencies = QueueingRuns &
  Removing & {
    database: Database;
    credentials: Credentials;
    receivers: Receivers;
    redactor: Redactor;
    subscriptions: Subscriptions;
    deliveries: Pick<Queue, 'wake'>;
    imports: Pick<Queue, 'wake'>;
    mails: Pick<Queue, 'wake'>;
    outbox: Pick<Outbox, 'letHeldGoOn'>;
    authors: Pick<Authors, 'directory' | 'accountsRefused'>;
  };

/** What managers do with connectors. */
export interface Connectors {
  list(): Promise<ConnectorView[]>;
  get(id: string): Promise<ConnectorView>;
  create(body: CreateConnector.Body, by: Setter): Promise<ConnectorView>;
  update(id: string, body: UpdateConnector.Body, by: Setter): Promise<ConnectorView>;
  switch(id: string, enabled: boolean, by: Setter): Promise<ConnectorView>;
  remove(id: string): Promise<{ id: string; recordingsKept: number }>;
  startSync(id: string, byId: number): Promise<{ runId: string; outcome: 'queued' | 'already-running' }>;
  /**
   * Lets the first run with *Host* create accounts, and starts it (B6). `accounts`: the number that the manager
   * saw, for the log of the run.
   */
  confirmAccounts(id: string, accounts: number, by: Setter): Promise<void>;
  /** *This site is the owner now*: of every connector (G9). Their work goes on from what is known of it. */
  takeOver(): Promise<{ connectors: number }>;
}

export function openConnectors(strapi: Core.Strapi, runtime: Dependencies): Connectors {
  const { database, credentials } = runtime;
  const views = connectorViews(strapi, runtime);

  const rowOf = (id: string) => connectorOf(database, id);

  /** @param before the connector as it was, if its settings change too. */
  const saveSecrets = async (
    row: Holder,
    secrets: Record<string, string>,
    byId: number,
    before: Holder,
    sql: Sql,
  ) => {
    const ofWebhooks = findProvider(row.provider)?.receivesWebhooks?.secretFields ?? [];
    for (const [field, value] of Object.entries(secrets)) {
      // At the provider, a webhook secret is changed a little earlier or later than here, so the old one stays valid for a while.
      if (ofWebhooks.includes(field)) await credentials.replace(row, field, value, byId, before, sql);
      else await credentials.save(row, field, value, byId, sql);
    }
  };

  /** Why this person may not let the connector make accounts: they would get a role that is not theirs to give. */
  const accountsRefused = async (
    provider: Provider | undefined,
    { publishAs }: Pick<ConnectorOptions, 'publishAs'>,
    { giver }: Setter,
  ): Promise<Message | undefined> => {
    if (publishAs !== 'host' || provider === undefined || sourceOf(provider) === 'event') return undefined;
    const refusal = await (await runtime.authors.directory())?.refusalOfRole([giver]);
    // A role that is gone, or that others chose wrongly, is shown at the connector.
    return isBeyond(refusal, giver) ? saidToSetter(refusal) : undefined;
  };
  const mustMakeAccounts = async (
    provider: Provider,
    options: Pick<ConnectorOptions, 'publishAs'>,
    by: Setter,
  ) => {
    const why = await accountsRefused(provider, options, by);
    if (why !== undefined) throw refusedForm({ 'options.publishAs': why });
  };

  /** @throws ApplicationError for a connector that was copied from another site. */
  const mustBeAtHome = (row: ConnectorRow) => {
    const refusal = refusalOf(database.site, 'work', row);
    if (refusal !== undefined) throw refused(refusal.what, refusal.code);
  };

  const get = async (id: string): Promise<ConnectorView> => {
    const [found] = await views([await rowOf(id)]);
    if (found === undefined) throw notFound(message('connector.gone'));
    return found;
  };

  return {
    async list() {
      return await views(await database.connectors.find({}));
    },
    get,

    async create(body, by) {
      const byId = by.id;
      const provider = providerOf(body.provider);
      checkOptions(provider, body.options, body.confirmation, undefined);
      await mustMakeAccounts(provider, body.options, by);
      const { plain, secrets } = sortSettings(provider, body.settings);
      credentials.mustEncrypt();
      const nowMs = await database.now();
      const row = await database.connectors.insert({
        hookKey: randomBytes(16).toString('base64url'),
        provider: body.provider,
        name: body.options.name,
        // It is switched on after its secrets are saved, because nothing may run without them.
        enabled: false,
        settings: plain,
        options: body.options,
        configuredById: byId,
        savedById: by.giver,
        environment: database.site.name ?? null,
        nextRunAtMs: nextRun(body.options, nowMs),
        createdAtMs: nowMs,
        changedAtMs: nowMs,
      });
      await database.transaction((sql) => saveSecrets(row, secrets, byId, row, sql));
      runtime.receivers.changed();
      await runtime.receivers.ownSecret(row);
      if (body.enabled) {
        await database.connectors.update({ id: row.id }, { enabled: true });
        await enqueueRun(runtime, await rowOf(row.id), 'enabled', byId);
        await runtime.subscriptions.due(row.id);
      }
      return await get(row.id);
    },

    async update(id, body, by) {
      const byId = by.id;
      const row = await rowOf(id);
      const provider = providerOf(row.provider);
      checkOptions(provider, body.options, body.confirmation, row.options);
      await mustMakeAccounts(provider, body.options, by);
      const { plain, secrets } = sortSettings(provider, body.settings, {
        settings: row.settings,
        secrets: await credentials.readable(row),
      });
      if (Object.keys(secrets).length > 0) credentials.mustEncrypt();
      const nowMs = await database.now();
      // Together: a secret belongs to the addresses that are saved with it.
      await database.transaction(async (sql) => {
        await saveSecrets({ ...row, settings: plain }, secrets, byId, row, sql);
        await database.connectors.update(
          { id },
          {
            name: body.options.name,
            settings: plain,
            options: body.options,
            settingsVersion: row.settingsVersion + 1,
            configuredById: byId,
            savedById: by.giver,
            environment: markAfterSaving(database.site, row),
            authorization: 'not-checked',
            authorizationProblem: null,
            needsYou: null,
            // A different kind of author needs a new confirmation.
            ...(optionsOf(row).publishAs === body.options.publishAs ? {} : { accountsConfirmedAtMs: null }),
            accountsConfirmedById: by.giver,
            nextRunAtMs: nextRun(body.options, nowMs),
            changedAtMs: nowMs,
            ...(mustListAgain(row, body, plain, Object.keys(secrets).length > 0)
              ? { watermarkMs: null, behind: null }
              : {}),
            // What events proved, they proved of the former secret.
            ...(changesWebhookSecret(provider, secrets) ? { lastEventAtMs: null } : {}),
          },
          sql,
        );
      });
      runtime.stops.stopConnector(id, 'settings-changed');
      runtime.receivers.changed();
      await wakeAccountWaits(database);
      if (row.enabled) {
        await enqueueRun(runtime, await rowOf(id), 'changed', byId);
        await runtime.subscriptions.due(id);
      }
      return await get(id);
    },

    async switch(id, enabled, by) {
      const byId = by.id;
      const row = await rowOf(id);
      const nowMs = await database.now();
      if (enabled) {
        const why = await accountsRefused(findProvider(row.provider), optionsOf(row), by);
        if (why !== undefined) throw refused(why, 'accounts-not-given');
        await database.connectors.update(
          { id },
          {
            enabled,
            configuredById: byId,
            environment: markAfterSaving(database.site, row),
            needsYou: null,
            authorization: 'not-checked',
            authorizationProblem: null,
            settingsVersion: row.settingsVersion + 1,
            nextRunAtMs: nextRun(row.options, nowMs),
            changedAtMs: nowMs,
          },
        );
        await enqueueRun(runtime, await rowOf(id), 'enabled', byId);
      } else {
        await database.connectors.update({ id }, { enabled, changedAtMs: nowMs });
        runtime.stops.stopConnector(id, 'switched-off');
        runtime.runs.wake();
      }
      runtime.deliveries.wake();
      await runtime.subscriptions.due(id);
      return await get(id);
    },

    async takeOver() {
      const { name } = database.site;
      if (name === undefined) throw refused(message('owner.no-name'), 'site-not-named');
      const taken = await database.transaction((sql) => takeOver(database, name, sql));
      await wakeAccountWaits(database);
      await runtime.outbox.letHeldGoOn();
      for (const { id, enabled, subscription } of await database.connectors.find({})) {
        // One that was switched off meanwhile is ended.
        const isKept = Object.keys(subscription?.kept ?? {}).length > 0;
        if (enabled || isKept) await runtime.subscriptions.due(id);
      }
      for (const queue of [runtime.deliveries, runtime.runs, runtime.imports, runtime.mails]) queue.wake();
      return { connectors: taken };
    },

    async remove(id) {
      return await removeConnector(runtime, await rowOf(id));
    },

    async startSync(id, byId) {
      const row = await rowOf(id);
      if (!row.enabled) throw refused(message('connector.off'), 'connector-off');
      mustBeAtHome(row);
      const { run, outcome } = await enqueueRun(runtime, row, 'by-hand', byId);
      return { runId: run.id, outcome };
    },

    async confirmAccounts(id, accounts, by) {
      const byId = by.id;
      const row = await rowOf(id);
      mustBeAtHome(row);
      const why = await accountsRefused(findProvider(row.provider), optionsOf(row), by);
      if (why !== undefined) throw refused(why, 'accounts-not-given');
      const waited = row.needsYou?.code === 'accounts-unconfirmed';
      await database.connectors.update(
        { id },
        {
          accountsConfirmedAtMs: await database.now(),
          accountsConfirmedById: by.giver,
          ...(waited ? { needsYou: null } : {}),
        },
      );
      await wakeAccountWaits(database);
      if (!row.enabled) return;
      const { run } = await enqueueRun(runtime, await rowOf(id), 'by-hand', byId);
      const manager = (await people(strapi, [byId])).get(byId)?.name ?? message('people.manager');
      await openRunLog(database, runtime.redactor.text, run.id).add(
        'info',
        'accounts-confirmed',
        message('log.accounts-confirmed', { manager, count: accounts }),
      );
    },
  };
}

const changesWebhookSecret = ({ receivesWebhooks }: Provider, secrets: Record<string, string>): boolean =>
  (receivesWebhooks?.secretFields ?? []).some((field) => field in secrets);

const nextRun = (options: ConnectorOptions, nowMs: number) =>
  options.scheduleMinutes === null ? null : nowMs + options.scheduleMinutes * MINUTE_MS;
