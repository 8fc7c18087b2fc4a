import { z } from 'zod';
import type { PersonRef, Problem } from './common';
import { publishOverrides, type PublishOverrides } from './publish-settings';
import type { RunProgress } from './runs';

export const PUBLISH_STATUSES = ['draft', 'published'] as const;
export type PublishStatus = (typeof PUBLISH_STATUSES)[number];

/** One word for a connector, before its four facts; the closed list of U10. */
export const CONNECTOR_SUMMARIES = [
  'running',
  'on-time',
  'late',
  'needs-you',
  'failed',
  'off',
  'not-run-yet',
] as const;
export type ConnectorSummary = (typeof CONNECTOR_SUMMARIES)[number];

const settingValue = z.union([z.string().max(20_000), z.boolean(), z.array(z.string().max(500)).max(100)]);

/**
 * What every connector has, whatever its provider.
 * `hostEmails`: only an empty list means all hosts of the account (A7).
 */
export const connectorOptions = z.strictObject({
  name: z.string().trim().min(1, 'Give the connector a name').max(100),
  /** Meetings that started before this day are not imported. `YYYY-MM-DD`. */
  importSince: z.iso.date('Enter a day like 2026-01-31').nullable(),
  hostEmails: z.array(z.string().trim().min(1).max(320)).max(2_000),
  /** Minutes between scheduled runs; null = only by hand. */
  scheduleMinutes: z.number().int().min(5, 'At least 5 minutes').max(10_080, 'At most a week').nullable(),
  publishStatus: z.enum(PUBLISH_STATUSES),
  publish: publishOverrides,
  /** All traffic of this connector goes through the proxy of the plugin's configuration (A6). */
  useProxy: z.boolean(),
});
export type ConnectorOptions = z.infer<typeof connectorOptions>;

export { DEFAULT_CONNECTOR_OPTIONS } from './defaults';

/** Values of the provider's fields. A secret that is left out keeps the stored one. */
const settings = z.record(z.string().max(100), settingValue);

/** A secret shows only that it is set, since when, and by whom (A2). */
export interface SecretInfo {
  set: boolean;
  setAt?: string;
  setBy?: PersonRef;
  /** True when it is stored but can't be decrypted here: it must be entered again. */
  unreadable?: boolean;
}

export interface ConnectorStatus {
  summary: ConnectorSummary;
  /** Why, for `needs-you`, `failed` and `late`. */
  problem?: Problem;
  authorization: 'authorized' | 'not-authorized' | 'not-checked';
  authorizationProblem?: Problem;
  syncStatus: 'never' | 'running' | 'finished' | 'failed' | 'stopped';
  /** The run that `syncStatus` speaks of. */
  latestRunId?: number;
  /** While it is running. */
  progress?: RunProgress;
  /** ISO instants. End of the last attempt that reached the provider, and the last success. */
  lastSyncedAt?: string;
  lastSucceededAt?: string;
  /** Start of the newest meeting whose recordings are in Strapi (A5). */
  fetchedTill?: string;
  /** Meetings older than `fetchedTill` that wait or failed. */
  behindFetchedTill: number;
  nextRunAt?: string;
}

export interface ConnectorView {
  id: number;
  provider: string;
  providerLabel: string;
  enabled: boolean;
  options: ConnectorOptions;
  /** Provider settings without secrets. */
  settings: Record<string, string | boolean | string[]>;
  secrets: Record<string, SecretInfo>;
  /** The author from now on (publish as *Me*). */
  configuredBy?: PersonRef;
  status: ConnectorStatus;
  createdAt: string;
  updatedAt: string;
}

/** GET /connectors (connectors.read) */
export namespace ListConnectors {
  export interface Response {
    data: ConnectorView[];
    meta: {
      /** The onboarding checklist (U2), each line true or false from facts. */
      checklist: {
        encryptionKey: boolean;
        publicUrl: boolean;
        connectorAuthorized: boolean;
        recordingImported: boolean;
      };
      /** A proxy is configured, so the switch `useProxy` has an effect. */
      proxyConfigured: boolean;
    };
  }
}
/** GET /connectors/:id (connectors.read) */
export namespace GetConnector {
  export interface Response {
    data: ConnectorView;
  }
}
/** POST /connectors (connectors.manage): saves, switches on as asked, and starts a sync. */
export namespace CreateConnector {
  export const body = z.strictObject({
    provider: z.string().max(50),
    enabled: z.boolean(),
    options: connectorOptions,
    settings,
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: ConnectorView;
  }
}
/** PUT /connectors/:id (connectors.manage): the caller becomes author from then on (B5). */
export namespace UpdateConnector {
  export const body = z.strictObject({ options: connectorOptions, settings });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: ConnectorView;
  }
}
/** POST /connectors/:id/enabled (connectors.manage) */
export namespace SwitchConnector {
  export const body = z.strictObject({ enabled: z.boolean() });
  export interface Response {
    data: ConnectorView;
  }
}
/** DELETE /connectors/:id (connectors.delete): recordings stay; their import ledger goes. */
export namespace DeleteConnector {
  export interface Response {
    data: { id: number; recordingsKept: number };
  }
}

export interface CheckStepView {
  id: string;
  label: string;
  outcome: 'passed' | 'failed' | 'warning' | 'skipped';
  detail?: string;
  /** Id of the provider field, or of the option, at fault. */
  field?: string;
}
/**
 * POST /connectors/check (connectors.manage): tests what is typed, before it is saved (A3).
 * `id` lends the stored secrets for those left out.
 */
export namespace CheckConnector {
  export const body = z.strictObject({
    id: z.number().int().positive().optional(),
    provider: z.string().max(50),
    options: connectorOptions.partial(),
    settings,
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: { passed: boolean; steps: CheckStepView[] };
  }
}
/** POST /connectors/:id/sync (runs.start): queues a run, or names the one that is running. */
export namespace StartSync {
  export interface Response {
    data: { runId: number; outcome: 'queued' | 'already-running' };
  }
}

export type { PublishOverrides };
