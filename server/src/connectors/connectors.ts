import { english } from '../../../contracts/messages/say';
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { z } from 'zod';
import {
  connectorOptions,
  type CheckConnector,
  type CheckStepView,
  type ConnectorOptions,
  type ConnectorStatus,
  type ConnectorView,
  type CreateConnector,
  type SecretInfo,
  type UpdateConnector,
} from '../../../contracts/connectors';
import type { Preview } from '../../../contracts/preview';
import type { PersonRef } from '../../../contracts/common';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { runWord } from '../../../contracts/run-word';
import { isEmailAddress } from '../domain/email';
import { asConnectorError } from '../domain/errors';
import { summarize } from '../domain/connector-summary';
import { problemOf } from '../jobs/dead-letter';
import type { ConnectorRow, CredentialRow, RunRow, Database } from '../ledger/database';
import { openRunLog } from '../ledger/runs';
import { storedTypes } from '../media/mime';
import { allowing, isTypeAllowed } from '../media/upload-rules';
import { onlyPushes, type Provider } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { secretFieldIds } from '../providers/settings';
import { enqueueRun } from '../sync/run';
import { people } from '../people/admins';
import { previewOf } from './preview';
import { removeConnector } from './remove';
import { optionsOf } from '../accounts/policy';
import { ACCOUNTS_UNCONFIRMED, consentOf } from '../people/standstill';
import type { PluginConfig } from '../config';
import type { Clock } from '../domain/clock';
import type { Queue } from '../jobs/queue';
import type { Redactor } from '../log/redact';
import type { Library } from '../media/library';
import type { Spool } from '../media/spool';
import type { Authors } from '../people/authors';
import type { Reviews } from '../reviews/reviews';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';
import type { Outbox } from '../mails/outbox';
import type { SignInVaults } from '../accounts/sign-in-vault';
import type { Receivers } from '../webhooks/receivers';
import type { Refusals } from '../webhooks/refusals';
import type { Subscriptions } from '../webhooks/subscriptions';
import type { Stops } from '../jobs/stops';
import type { Logger } from '../log/logger';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  config: PluginConfig;
  ffmpeg: string | undefined;
  environment: string | undefined;
  clock: Clock;
  database: Database;
  credentials: Credentials;
  vaults: SignInVaults;
  accounts: Accounts;
  library: Library;
  spool: Spool;
  reviews: Reviews;
  authors: Authors;
  outbox: Outbox;
  receivers: Receivers;
  refusals: Refusals;
  subscriptions: Subscriptions;
  redactor: Redactor;
  logger: Logger;
  stops: Stops;
  runs: Queue;
  imports: Queue;
  deliveries: Queue;
}

const iso = (ms: number | null) => (ms === null ? undefined : new Date(ms).toISOString());

/** A refused form: one sentence per field, keyed by its path in the body. */
function refuse(fields: Record<string, string>): never {
  throw new errors.ValidationError(Object.values(fields)[0] ?? 'The form has mistakes', { fields });
}

function providerOf(id: string): Provider {
  const provider = findProvider(id);
  if (provider === undefined) refuse({ provider: `There is no provider "${id}"` });
  return provider;
}

/** What is typed, with stored secrets lent for those left out; secrets and the rest apart. */
function sortSettings(provider: Provider, typed: Record<string, unknown>, stored: Record<string, string>) {
  const { settings } = provider.descriptor;
  const secretIds = new Set(secretFieldIds(settings.fields));
  const given = Object.fromEntries(
    Object.entries(typed).filter(([id, value]) => !(secretIds.has(id) && value === '')),
  );
  const checked = settings.check({ ...stored, ...given });
  if (checked.outcome === 'mistakes') {
    const mistakes = Object.entries(checked.mistakes);
    refuse(Object.fromEntries(mistakes.map(([id, said]) => [`settings.${id}`, english(said)])));
  }
  const plain: Record<string, string | boolean | string[]> = {};
  const secrets: Record<string, string> = {};
  for (const [id, value] of Object.entries(checked.values)) {
    if (value === undefined) continue;
    if (!secretIds.has(id)) plain[id] = value;
    else if (typeof value === 'string' && id in given) secrets[id] = value;
  }
  return { all: checked.values, plain, secrets };
}

export interface Connectors {
  list(): Promise<ConnectorView[]>;
  get(id: number): Promise<ConnectorView>;
  create(body: CreateConnector.Body, byId: number): Promise<ConnectorView>;
  update(id: number, body: UpdateConnector.Body, byId: number): Promise<ConnectorView>;
  switch(id: number, enabled: boolean, byId: number): Promise<ConnectorView>;
  remove(id: number): Promise<{ id: number; recordingsKept: number }>;
  check(body: CheckConnector.Body): Promise<{ passed: boolean; steps: CheckStepView[] }>;
  startSync(id: number, byId: number): Promise<{ runId: number; outcome: 'queued' | 'already-running' }>;
  preview(id: number): Promise<Preview>;
  /**
   * Lets the first run with *Host* make accounts, and starts it (B6). `accounts`: as many as the manager
   * was shown, for the run's log.
   */
  confirmAccounts(id: number, accounts: number, byId: number): Promise<void>;
  checklist(): Promise<{
    encryptionKey: boolean;
    publicUrl: boolean;
    connectorAuthorized: boolean;
    recordingImported: boolean;
  }>;
}

export function openConnectors(strapi: Core.Strapi, runtime: Dependencies): Connectors {
  const { database, credentials } = runtime;

  const rowOf = async (id: number): Promise<ConnectorRow> => {
    const row = await database.connectors.findOne({ id });
    if (row === undefined) throw new errors.NotFoundError('This connector does not exist (any more)');
    return row;
  };

  const secretsOf = async (id: number): Promise<Record<string, string>> => {
    const values: Record<string, string> = {};
    for (const row of await credentials.list(id)) {
      const secret = credentials.read(row);
      if (secret.outcome === 'read') values[row.field] = secret.value;
    }
    return values;
  };

  const saveSecrets = async (id: number, secrets: Record<string, string>, byId: number) => {
    const row = await rowOf(id);
    const ofWebhooks = findProvider(row.provider)?.receivesWebhooks?.secretFields ?? [];
    for (const [field, value] of Object.entries(secrets)) {
      // The provider's side of a webhook secret is changed a little earlier or later than ours.
      if (ofWebhooks.includes(field)) await credentials.replace(id, field, value, byId);
      else await credentials.save(id, field, value, byId);
    }
    runtime.receivers.changed();
  };

  const mustEncrypt = () => {
    if (credentials.canEncrypt()) return;
    throw new errors.ApplicationError(
      'Secrets can only be saved encrypted: set admin.secrets.encryptionKey in config/admin (for example by the variable ENCRYPTION_KEY) and start Strapi again.',
      { code: 'no-encryption-key' },
    );
  };

  /** What the provider can't do is refused, and a deletion that is new asks for the connector's name. */
  const checkOptions = (
    provider: Provider,
    options: ConnectorOptions,
    confirmation: string | undefined,
    before: ConnectorOptions | undefined,
  ) => {
    const { label } = provider.descriptor;
    const { deleteAtProvider } = options;
    const deletes = provider.deletesFromCloud;
    if (deleteAtProvider !== 'never' && deletes === undefined) {
      refuse({ 'options.deleteAtProvider': `${label} can't delete recordings: choose never` });
    }
    if (deleteAtProvider === 'trash' && deletes?.trashKeptDays === undefined) {
      refuse({ 'options.deleteAtProvider': `${label} has no trash: deletion there is permanent` });
    }
    const was = before?.deleteAtProvider ?? 'never';
    const isNew =
      (deleteAtProvider !== 'never' && was === 'never') ||
      (deleteAtProvider === 'permanent' && was !== 'permanent');
    if (isNew && confirmation?.trim() !== options.name) {
      refuse({
        confirmation: `Recordings will be deleted at ${label} once they are in Strapi. Type the connector's name, ${options.name}, to confirm`,
      });
    }
    if (options.publishAs === 'host' && !provider.descriptor.quirks.namesHosts) {
      refuse({ 'options.publishAs': `${label} does not name hosts: recordings become the manager's` });
    }
    if (options.hostEmails.length > 0 && !provider.descriptor.quirks.namesHosts) {
      refuse({
        'options.hostEmails': `${provider.descriptor.label} does not name hosts: leave the list empty`,
      });
    }
  };

  const views = async (rows: ConnectorRow[]): Promise<ConnectorView[]> => {
    const secrets = await database.credentials.find({});
    const names = await people(strapi, [
      ...rows.map((row) => row.configuredById),
      ...secrets.map((row) => row.setById),
    ]);
    const nowMs = await database.now();
    return await Promise.all(rows.map((row) => view(row, secrets, names, nowMs)));
  };

  const view = async (
    row: ConnectorRow,
    secrets: CredentialRow[],
    names: Map<number, PersonRef>,
    nowMs: number,
  ): Promise<ConnectorView> => {
    const provider = findProvider(row.provider);
    const options = connectorOptions.parse(optionsOf(row));
    return {
      id: row.id,
      provider: row.provider,
      providerLabel: provider?.descriptor.label ?? row.provider,
      enabled: row.enabled,
      options,
      settings: row.settings,
      secrets: Object.fromEntries(
        (provider === undefined ? [] : secretFieldIds(provider.descriptor.settings.fields)).map((field) => {
          const stored = secrets.find((secret) => secret.connectorId === row.id && secret.field === field);
          const info: SecretInfo =
            stored === undefined
              ? { set: false }
              : {
                  set: true,
                  setAt: iso(stored.setAtMs),
                  setBy: names.get(stored.setById ?? -1),
                  ...(credentials.read(stored).outcome === 'unreadable' ? { unreadable: true } : {}),
                };
          return [field, info];
        }),
      ),
      accounts: provider === undefined ? 'not-needed' : consentOf(row, provider),
      configuredBy: names.get(row.configuredById ?? -1),
      status: await statusOf(row, options, nowMs),
      createdAt: iso(row.createdAtMs) ?? '',
      updatedAt: iso(row.changedAtMs) ?? '',
    };
  };

  const statusOf = async (
    row: ConnectorRow,
    options: ConnectorOptions,
    nowMs: number,
  ): Promise<ConnectorStatus> => {
    const { runs, imports } = database;
    const latest: Record<string, unknown> | undefined = await runs
      .query()
      .where({ [runs.column('connectorId')]: row.id })
      .orderBy('id', 'desc')
      .first();
    const run: RunRow | undefined = latest === undefined ? undefined : runs.read(latest);
    const provider = findProvider(row.provider);
    const pushed = provider !== undefined && onlyPushes(provider);
    // A run that could only look at the keys is no sync: what counts comes by event (A5).
    const isUnproven = pushed && row.lastEventAtMs === null && run?.status === 'finished';
    const word = run === undefined || isUnproven ? 'never' : runWord(run);
    const syncStatus = word === 'queued' ? 'running' : word;
    const started = imports.column('startedAtMs');
    const newest: Record<string, unknown> | undefined = await imports
      .query()
      .where({ [imports.column('connectorId')]: row.id, [imports.column('stage')]: 'clean-up' })
      .max({ at: started })
      .first();
    const fetchedTillMs = newest?.at === null || newest?.at === undefined ? null : Number(newest.at);
    const behind: Record<string, unknown> | undefined =
      fetchedTillMs === null
        ? undefined
        : await imports
            .query()
            .where({ [imports.column('connectorId')]: row.id })
            .whereIn(imports.column('status'), ['waiting', 'running', 'retrying', 'dead'])
            .whereNot({ [imports.column('stage')]: 'clean-up' })
            .andWhere(started, '<', fetchedTillMs)
            .count({ number: '*' })
            .first();
    // Said at once, not only when the first run has come to it.
    const unconfirmed = provider !== undefined && consentOf(row, provider) === 'unconfirmed';
    const needsYou = row.needsYou ?? (row.enabled && unconfirmed ? problemOf(ACCOUNTS_UNCONFIRMED) : null);
    const problem = needsYou ?? row.authorizationProblem ?? run?.problem ?? undefined;
    return {
      summary: summarize(
        {
          enabled: row.enabled,
          needsYou: needsYou !== null,
          authorization: row.authorization,
          syncStatus,
          lastSucceededAtMs: row.lastSucceededAtMs,
          scheduleMinutes: pushed ? null : options.scheduleMinutes,
        },
        nowMs,
      ),
      ...(problem === undefined ? {} : { problem }),
      authorization: authorizationOf(row),
      ...(row.authorizationProblem === null ? {} : { authorizationProblem: row.authorizationProblem }),
      syncStatus,
      ...(run === undefined ? {} : { latestRunId: run.id }),
      ...(syncStatus === 'running' && run?.progress ? { progress: run.progress } : {}),
      lastSyncedAt: iso(row.lastSyncedAtMs),
      lastSucceededAt: iso(row.lastSucceededAtMs),
      fetchedTill: iso(fetchedTillMs),
      behindFetchedTill: Number(behind?.number ?? 0),
      nextRunAt: row.enabled ? iso(row.nextRunAtMs) : undefined,
    };
  };

  const get = async (id: number): Promise<ConnectorView> => {
    const [found] = await views([await rowOf(id)]);
    if (found === undefined) throw new errors.NotFoundError();
    return found;
  };

  /** A change that lets other occurrences through must list from the beginning again. */
  const listsOtherwise = (
    row: ConnectorRow,
    body: UpdateConnector.Body,
    plain: object,
    secretsGiven: boolean,
  ) =>
    secretsGiven ||
    JSON.stringify(row.options.hostEmails) !== JSON.stringify(body.options.hostEmails) ||
    JSON.stringify(optionsOf(row).rules) !== JSON.stringify(body.options.rules) ||
    row.options.importSince !== body.options.importSince ||
    JSON.stringify(row.settings) !== JSON.stringify(plain);

  return {
    async list() {
      return await views(await database.connectors.find({}));
    },
    get,

    async create(body, byId) {
      const provider = providerOf(body.provider);
      checkOptions(provider, body.options, body.confirmation, undefined);
      const { plain, secrets } = sortSettings(provider, body.settings, {});
      mustEncrypt();
      const nowMs = await database.now();
      const row = await database.connectors.insert({
        hookKey: randomBytes(16).toString('base64url'),
        provider: body.provider,
        name: body.options.name,
        // Switched on once its secrets are there: nothing may run without them.
        enabled: false,
        settings: plain,
        options: body.options,
        configuredById: byId,
        environment: runtime.environment ?? null,
        nextRunAtMs: nextRun(body.options, nowMs),
        createdAtMs: nowMs,
        changedAtMs: nowMs,
      });
      await saveSecrets(row.id, secrets, byId);
      await runtime.receivers.ownSecret(row.id);
      if (body.enabled) {
        await database.connectors.update({ id: row.id }, { enabled: true });
        await enqueueRun(runtime, await rowOf(row.id), 'enabled', byId);
        await runtime.subscriptions.due(row.id);
      }
      return await get(row.id);
    },

    async update(id, body, byId) {
      const row = await rowOf(id);
      const provider = providerOf(row.provider);
      checkOptions(provider, body.options, body.confirmation, row.options);
      const { plain, secrets } = sortSettings(provider, body.settings, await secretsOf(id));
      if (Object.keys(secrets).length > 0) mustEncrypt();
      await saveSecrets(id, secrets, byId);
      const nowMs = await database.now();
      await database.connectors.update(
        { id },
        {
          name: body.options.name,
          settings: plain,
          options: body.options,
          settingsVersion: row.settingsVersion + 1,
          configuredById: byId,
          environment: runtime.environment ?? null,
          authorization: 'not-checked',
          authorizationProblem: null,
          needsYou: null,
          // Another kind of author is another question.
          ...(optionsOf(row).publishAs === body.options.publishAs ? {} : { accountsConfirmedAtMs: null }),
          nextRunAtMs: nextRun(body.options, nowMs),
          changedAtMs: nowMs,
          ...(listsOtherwise(row, body, plain, Object.keys(secrets).length > 0) ? { watermarkMs: null } : {}),
        },
      );
      runtime.stops.stopConnector(id, 'settings-changed');
      runtime.receivers.changed();
      if (row.enabled) {
        await enqueueRun(runtime, await rowOf(id), 'changed', byId);
        await runtime.subscriptions.due(id);
      }
      return await get(id);
    },

    async switch(id, enabled, byId) {
      const row = await rowOf(id);
      const nowMs = await database.now();
      if (enabled) {
        await database.connectors.update(
          { id },
          {
            enabled,
            configuredById: byId,
            environment: runtime.environment ?? null,
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

    async remove(id) {
      return await removeConnector(runtime, await rowOf(id));
    },

    async check(body) {
      const provider = providerOf(body.provider);
      const stored = body.id === undefined ? {} : await secretsOf(body.id);
      const { all, plain, secrets } = sortSettings(provider, body.settings, stored);
      const account = runtime.accounts.forCheck(
        provider,
        all,
        body.options.useProxy ?? false,
        await signInFor(body.id, plain, secrets),
      );
      const steps: CheckStepView[] = [];
      try {
        steps.push(...(await provider.checkConnection(account)));
        const emails = body.options.hostEmails ?? [];
        if (emails.length > 0 && provider.listsRecordings?.resolveHosts !== undefined) {
          steps.push(await checkHosts(provider, account, emails));
        }
      } catch (error) {
        const known = asConnectorError(error);
        steps.push({
          id: known.code,
          label: `Talk to ${provider.descriptor.label}`,
          outcome: 'failed',
          detail: known.message,
        });
      } finally {
        account.http.close();
      }
      steps.push(await checkStorage());
      steps.push(...checkUploadRules(provider, body.options));
      steps.push({
        id: 'encryption-key',
        label: 'Secrets can be stored encrypted',
        ...(credentials.canEncrypt()
          ? { outcome: 'passed' as const }
          : {
              outcome: 'failed' as const,
              detail:
                'Set admin.secrets.encryptionKey in config/admin (for example by the variable ENCRYPTION_KEY) and start Strapi again.',
            }),
      });
      return { passed: steps.every((step) => step.outcome !== 'failed'), steps };
    },

    async startSync(id, byId) {
      const row = await rowOf(id);
      if (!row.enabled) {
        throw new errors.ApplicationError(
          'This connector is switched off: switch it on, which starts a sync.',
          {
            code: 'connector-off',
          },
        );
      }
      const { run, outcome } = await enqueueRun(runtime, row, 'by-hand', byId);
      return { runId: run.id, outcome };
    },

    preview: async (id) => await previewOf(runtime, await rowOf(id)),

    async confirmAccounts(id, accounts, byId) {
      const row = await rowOf(id);
      const waited = row.needsYou?.code === 'accounts-unconfirmed';
      await database.connectors.update(
        { id },
        { accountsConfirmedAtMs: await database.now(), ...(waited ? { needsYou: null } : {}) },
      );
      if (!row.enabled) return;
      const { run } = await enqueueRun(runtime, await rowOf(id), 'by-hand', byId);
      const manager = (await people(strapi, [byId])).get(byId)?.name ?? 'A manager';
      await openRunLog(database, runtime.redactor.text, run.id).add(
        'info',
        'accounts-confirmed',
        `${manager} confirmed that accounts may be made for hosts; the preview named ${accounts}.`,
      );
    },

    async checklist() {
      const url = String(strapi.config.get('server.url') ?? '');
      const imported = await database.imports.findOne({ stage: 'clean-up' });
      return {
        encryptionKey: credentials.canEncrypt(),
        publicUrl: isPublicUrl(url),
        // Set up once: an outage since does not undo it.
        connectorAuthorized: (await database.connectors.find({})).some(
          (row) => authorizationOf(row) === 'authorized' || row.lastSucceededAtMs !== null,
        ),
        recordingImported: imported !== undefined,
      };
    },
  };

  async function checkHosts(
    provider: Provider,
    account: ReturnType<Dependencies['accounts']['forCheck']>,
    emails: string[],
  ): Promise<CheckStepView> {
    const label = 'Listed hosts are known';
    const malformed = emails.filter((email) => !isEmailAddress(email));
    const wellFormed = emails.filter(isEmailAddress);
    const resolved = await provider.listsRecordings?.resolveHosts?.(
      account,
      wellFormed,
      AbortSignal.timeout(30_000),
    );
    const unknown = [...malformed, ...(resolved?.unknown ?? [])];
    if (unknown.length === 0) return { id: 'hosts', label, outcome: 'passed' };
    const nobody = (resolved?.hosts.length ?? 0) === 0;
    return {
      id: 'hosts',
      label,
      outcome: nobody ? 'failed' : 'warning',
      detail: `${provider.descriptor.label} does not know ${unknown.join(', ')}.${nobody ? ' With this list nothing would be imported.' : ' Nothing of theirs would be imported.'}`,
      field: 'hostEmails',
    };
  }

  /** The sign-in of a saved connector counts for a check of just what was saved. */
  async function signInFor(id: number | undefined, plain: object, secrets: object) {
    const row = id === undefined ? undefined : await database.connectors.findOne({ id });
    const isSaved =
      row !== undefined && Object.keys(secrets).length === 0 && isDeepStrictEqual(row.settings, plain);
    return isSaved ? await runtime.vaults.of(row) : undefined;
  }

  async function checkStorage(): Promise<CheckStepView> {
    const label = 'There is a folder for downloads';
    try {
      await runtime.spool.prepare();
      return { id: 'storage', label, outcome: 'passed' };
    } catch (error) {
      return { id: 'storage', label, outcome: 'failed', detail: asConnectorError(error).message };
    }
  }

  /** Every type that the connector stores, against the site's upload rules; none where nothing is imported. */
  function checkUploadRules(
    { descriptor }: Provider,
    { rules, joinSegments }: Partial<ConnectorOptions>,
  ): CheckStepView[] {
    if (descriptor.files === undefined) return [];
    const id = 'upload-rules';
    const label = 'The Media Library takes every type of file that this connector imports';
    const types = storedTypes(descriptor.files, {
      skipKinds: rules?.skipKinds ?? DEFAULT_CONNECTOR_OPTIONS.rules.skipKinds,
      joinSegments: joinSegments ?? DEFAULT_CONNECTOR_OPTIONS.joinSegments,
      makesPosters: runtime.config.posters && runtime.ffmpeg !== undefined,
    });
    const site = runtime.library.rules();
    const refused = types.filter(({ mime }) => !isTypeAllowed(mime, site));
    if (refused.length === 0) return [{ id, label, outcome: 'passed' }];
    const media = types.filter(({ isMedia }) => isMedia);
    const names = refused.map(({ mime, kinds }) => `${mime} (${kinds.join(', ')})`).join(', ');
    return [
      {
        id,
        label,
        // Without any of them there is no recording; without the others something of it is missing.
        outcome: media.every((type) => refused.includes(type)) ? 'failed' : 'warning',
        detail: `The upload rules of this site refuse ${names}. Such files would be missing. Allow them in config/plugins under upload.config.security, then restart Strapi.`,
        uploadRules: {
          refused: refused.map(({ mime, kinds }) => ({ mime, kinds })),
          allowing: allowing(
            site,
            refused.map(({ mime }) => mime),
          ),
        },
      },
    ];
  }
}

/** Of a provider that only pushes the account is proven by its first genuine event (A5). */
function authorizationOf(row: ConnectorRow): ConnectorStatus['authorization'] {
  const provider = findProvider(row.provider);
  const pushed = provider !== undefined && onlyPushes(provider);
  return pushed && row.authorization === 'authorized' && row.lastEventAtMs === null
    ? 'no-event-yet'
    : row.authorization;
}

const nextRun = (options: ConnectorOptions, nowMs: number) =>
  options.scheduleMinutes === null ? null : nowMs + options.scheduleMinutes * 60_000;

/** Reachable by a provider: https, and not this machine. */
function isPublicUrl(url: string): boolean {
  const parsed = z.url().safeParse(url);
  if (!parsed.success) return false;
  const { protocol, hostname } = new URL(parsed.data);
  return protocol === 'https:' && hostname !== 'localhost' && !hostname.startsWith('127.');
}
