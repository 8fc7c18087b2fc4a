import type { Core } from '@strapi/strapi';
import type { PersonRef } from '../../../contracts/common';
import type {
  ConnectorOptions,
  ConnectorStatus,
  ConnectorView,
  SecretInfo,
} from '../../../contracts/connectors';
import { connectorStanding, runStanding } from '../../../contracts/status';
import type { Credentials } from '../accounts/credentials';
import type { ConnectorRow, CredentialRow, Database, RunRow } from '../ledger/database';
import { fetchedTill } from '../ledger/imports';
import { people } from '../people/admins';
import type { Authors } from '../people/authors';
import { consentOf, needOf } from '../people/standstill';
import { onlyPushes } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { secretFieldIds } from '../providers/settings';
import { isoOf } from '../domain/instant';
import { refusalOf } from '../domain/ownership';

/** What this file needs. `runtime.ts` provides it. */
export interface Dependencies {
  database: Database;
  credentials: Pick<Credentials, 'read'>;
  authors: Pick<Authors, 'accountsRefused'>;
}

export function connectorViews(strapi: Core.Strapi, { database, credentials, authors }: Dependencies) {
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
    const { options } = row;
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
                  setAt: isoOf(stored.setAtMs),
                  setBy: names.get(stored.setById ?? -1),
                  ...(credentials.read(stored, row).outcome === 'unreadable' ? { unreadable: true } : {}),
                };
          return [field, info];
        }),
      ),
      accounts: provider === undefined ? 'not-needed' : consentOf(row, provider),
      configuredBy: names.get(row.configuredById ?? -1),
      status: await statusOf(row, options, nowMs),
      createdAt: isoOf(row.createdAtMs) ?? '',
      updatedAt: isoOf(row.changedAtMs) ?? '',
    };
  };

  const statusOf = async (
    row: ConnectorRow,
    options: ConnectorOptions,
    nowMs: number,
  ): Promise<ConnectorStatus> => {
    const { runs } = database;
    const latest: Record<string, unknown> | undefined = await runs
      .query()
      .where({ [runs.column('connectorId')]: row.id })
      .orderBy('id', 'desc')
      .first();
    const run: RunRow | undefined = latest === undefined ? undefined : runs.read(latest);
    const provider = findProvider(row.provider);
    const pushed = provider !== undefined && onlyPushes(provider);
    // A run that could only check the keys is no sync: recordings come by event (A5).
    const isUnproven = pushed && row.lastEventAtMs === null && run?.status === 'finished';
    const syncStatus = run === undefined || isUnproven ? 'never' : syncStatusOf(run);
    const till = await fetchedTill(database, row.id);
    // Shown at once, not only after the first run.
    const paused = row.enabled ? refusalOf(database.site, 'work', row) : undefined;
    const needsYou = await needOf(authors, row);
    const problem = paused ?? needsYou ?? row.authorizationProblem ?? run?.problem ?? undefined;
    const nextRunAt = row.enabled && paused === undefined ? isoOf(row.nextRunAtMs) : undefined;
    const { word: summary, ...standing } = connectorStanding({
      id: row.id,
      enabled: row.enabled,
      paused: paused !== undefined,
      needsYou: needsYou !== undefined,
      authorization: row.authorization,
      syncStatus,
      latestRunId: run?.id,
      lastSucceededAtMs: row.lastSucceededAtMs,
      scheduleMinutes: pushed ? null : options.scheduleMinutes,
      nextRunAt,
      nowMs,
    });
    return {
      summary,
      ...standing,
      ...(problem === undefined ? {} : { problem }),
      authorization: authorizationOf(row),
      ...(row.authorizationProblem === null ? {} : { authorizationProblem: row.authorizationProblem }),
      syncStatus,
      ...(run === undefined ? {} : { latestRunId: run.id }),
      ...(syncStatus === 'running' && run?.progress ? { progress: run.progress } : {}),
      lastSyncedAt: isoOf(row.lastSyncedAtMs),
      lastSucceededAt: isoOf(row.lastSucceededAtMs),
      fetchedTill: isoOf(till.atMs),
      behindFetchedTill: till.behind,
      nextRunAt,
    };
  };

  return views;
}

/** A queued run counts as one in progress, and so does one that was asked to stop. */
function syncStatusOf(run: RunRow): ConnectorStatus['syncStatus'] {
  const { word } = runStanding(run);
  return word === 'queued' || word === 'stopping' ? 'running' : word;
}

/** The account of a provider that only pushes is proven by its first genuine event (A5). */
export function authorizationOf(row: ConnectorRow): ConnectorStatus['authorization'] {
  const provider = findProvider(row.provider);
  const pushed = provider !== undefined && onlyPushes(provider);
  return pushed && row.authorization === 'authorized' && row.lastEventAtMs === null
    ? 'no-event-yet'
    : row.authorization;
}
