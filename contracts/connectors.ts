import { z } from 'zod';
import { isAddress, notAnAddress, type AddressKind } from './addresses';
import { rowId, type PersonRef, type Problem } from './common';
import { message } from './messages/catalogue';
import type { MessageOrText } from './messages/message';
import { storeMessage } from './messages/stored';
import { publishOverrides } from './publish-settings';
import { IMPORTED_KINDS, type Cause } from './words';
import type { RunProgress, RunStatus } from './runs';
import type { UploadTypes } from './upload-snippet';

/** `trash` exists only where the provider has one. `permanent` can't be undone. */
export const DELETIONS = ['never', 'trash', 'permanent'] as const;
export type Deletion = (typeof DELETIONS)[number];

export const PUBLISH_STATUSES = ['draft', 'published'] as const;

/** One word for a connector, before its four facts (A5); decided by `connectorStanding` of `contracts/status.ts`. */
export const CONNECTOR_SUMMARIES = [
  'paused',
  'running',
  'on-time',
  'with-problems',
  'late',
  'needs-you',
  'failed',
  'off',
  'not-run-yet',
] as const;
export type ConnectorSummary = (typeof CONNECTOR_SUMMARIES)[number];

export const AUTHORS = ['me', 'host'] as const;

const address = (kind: AddressKind, most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .refine((text) => isAddress(kind, text), {
      error: ({ input }) => storeMessage(notAnAddress(kind, String(input))),
    });

const titleParts = z.array(z.string().trim().min(1).max(200)).max(50);

/** What is imported (B11), besides `importSince` and `hostEmails`. What a rule skips is never deleted. */
export const importRules = z.strictObject({
  /** Minutes. Shorter recordings are skipped, if the provider says how long they are. */
  minDurationMinutes: z
    .number()
    .int()
    .min(1, storeMessage(message('form.least-minutes', { least: 1 })))
    .max(1_440, storeMessage(message('form.most-days', { most: 1 })))
    .nullable(),
  /** The title must contain one of them, in any case. An empty list allows every title. */
  titleContains: titleParts,
  /** The title must contain none of them. */
  titleExcludes: titleParts,
  /** Kinds of files that are not imported, e.g. `chat`. */
  skipKinds: z.array(z.enum(IMPORTED_KINDS)).max(IMPORTED_KINDS.length),
  skipConfidential: z.boolean(),
});
export type ImportRules = z.infer<typeof importRules>;

const settingValue = z.union([z.string().max(20_000), z.boolean(), z.array(z.string().max(500)).max(100)]);

/**
 * What every connector has, whatever its provider. `typedOptions` checks what somebody types. Code and
 * older versions may have stored a list with an entry that is no address. Such an entry counts as an address
 * that nobody has (A7).
 * `hostEmails`: only an empty list means all hosts of the account (A7).
 */
export const connectorOptions = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, storeMessage(message('form.connector-name')))
    .max(100),
  /** Meetings that started before this day are not imported. `YYYY-MM-DD`. */
  importSince: z.iso.date(storeMessage(message('form.day', { example: '2026-01-31' }))).nullable(),
  hostEmails: z.array(z.string().trim().min(1).max(320)).max(2_000),
  /** Minutes between scheduled runs. `null`: only by hand. */
  scheduleMinutes: z
    .number()
    .int()
    .min(5, storeMessage(message('form.least-minutes', { least: 5 })))
    .max(10_080, storeMessage(message('form.most-days', { most: 7 })))
    .nullable(),
  /** Who becomes the author (B5): the manager who saved the connector last, or the host. */
  publishAs: z.enum(AUTHORS),
  /** With `host`: only addresses of these domains. An empty list allows every domain. */
  hostDomains: z.array(z.string().trim().toLowerCase().min(1).max(253)).max(200),
  publishStatus: z.enum(PUBLISH_STATUSES),
  publish: publishOverrides,
  rules: importRules,
  /** The segments of one meeting become one video. Applies to later imports (B3). */
  joinSegments: z.boolean(),
  /** Segments with different streams are re-encoded to one format, if ffmpeg is found. */
  reencode: z.boolean(),
  /** Also imports messages between two people in the chat of a meeting. */
  includePrivateChat: z.boolean(),
  /** What happens at the provider after every imported file is safely stored (B4). */
  deleteAtProvider: z.enum(DELETIONS),
  /** Grace period: hours between the import and the deletion. */
  deleteAfterHours: z
    .number()
    .int()
    .min(0, storeMessage(message('form.least-hours', { least: 0 })))
    .max(8_760, storeMessage(message('form.most-days', { most: 365 }))),
  /** All traffic of this connector goes through the proxy in the plugin's configuration (A6). */
  useProxy: z.boolean(),
});
export type ConnectorOptions = z.infer<typeof connectorOptions>;

/** Options as somebody types them: every address must be one. */
export const typedOptions = connectorOptions.extend({
  hostEmails: z.array(address('email', 320)).max(2_000),
  // Looked at as it was typed: lower case makes a K of the sign of Kelvin.
  hostDomains: z.array(address('domain', 253).toLowerCase()).max(200),
});
/**
 * Values of the provider's fields. A secret that is left out keeps the stored one, unless an address among
 * the settings leads to another server.
 */
const settings = z.record(z.string().max(100), settingValue);

/**
 * The connector's name as the manager typed it. Required when deletion at the provider is switched on or
 * made permanent, otherwise left out.
 */
const confirmation = z.string().max(100).optional();

/** A secret shows only that it is set, since when, and by whom (A2). */
export interface SecretInfo {
  set: boolean;
  setAt?: string;
  setBy?: PersonRef;
  /** True when it is stored but can't be decrypted here, so it must be entered again. */
  unreadable?: boolean;
}

export interface ConnectorStatus {
  summary: ConnectorSummary;
  /** What explains the summary; where it leads as a link. */
  cause?: Cause;
  /** ISO instant of the next run, while the summary waits for it. */
  until?: string;
  /** Why, for `paused`, `needs-you`, `failed` and `late`. */
  problem?: Problem;
  /** `no-event-yet`: the provider only pushes, and its first genuine event has not come. */
  authorization: 'authorized' | 'not-authorized' | 'not-checked' | 'no-event-yet';
  authorizationProblem?: Problem;
  /** `with-problems`: finished, and something was left out or failed. */
  syncStatus: 'never' | 'with-problems' | Exclude<RunStatus, 'queued'>;
  /** The run that `syncStatus` is about. */
  latestRunId?: string;
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
  id: string;
  provider: string;
  providerLabel: string;
  enabled: boolean;
  options: ConnectorOptions;
  /** Provider settings without secrets. */
  settings: Record<string, string | boolean | string[]>;
  secrets: Record<string, SecretInfo>;
  /**
   * With *Host*, whether the first run may create accounts: `unconfirmed` until a manager confirmed, see
   * `contracts/preview.ts`. `not-needed` where no account is created.
   */
  accounts: 'not-needed' | 'unconfirmed' | 'confirmed';
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
        /** Its name tells this site from a copy of it. */
        siteName: boolean;
        publicUrl: boolean;
        connectorAuthorized: boolean;
        recordingImported: boolean;
      };
      /** Why nothing is deleted at any provider on this site. Absent when deletion is possible. */
      deletionLocked?: MessageOrText;
      /**
       * Some connectors are not known to be this site's: `copied` from another one, and so paused, or
       * `unproven`. `canTake`: somebody can say that this site is the owner now.
       */
      foreign?: { ownership: 'copied' | 'unproven'; what: MessageOrText; canTake: boolean };
      /** Why this site can’t send mails. Absent when it can. */
      mailProblem?: MessageOrText;
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
/** POST /connectors (connectors.manage): saves, switches on if asked to, and starts a sync. */
export namespace CreateConnector {
  export const body = z.strictObject({
    provider: z.string().max(50),
    enabled: z.boolean(),
    options: typedOptions,
    settings,
    confirmation,
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: ConnectorView;
  }
}
/** PUT /connectors/:id (connectors.manage): the caller becomes author from then on (B5). */
export namespace UpdateConnector {
  export const body = z.strictObject({ options: typedOptions, settings, confirmation });
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
/** DELETE /connectors/:id (connectors.delete): recordings stay, the ledger of their imports is removed. */
export namespace DeleteConnector {
  export interface Response {
    data: { id: string; recordingsKept: number };
  }
}

export interface CheckStepView {
  id: string;
  label: MessageOrText;
  outcome: 'passed' | 'failed' | 'warning' | 'skipped';
  detail?: MessageOrText;
  /** Id of the provider field, or of the option, that is wrong. */
  field?: string;
  /** Of the step `upload-rules`: the refused types, and the site's rules with those types added. */
  uploadRules?: { refused: { mime: string; kinds: string[] }[]; allowing: UploadTypes };
}
/**
 * POST /connectors/check (connectors.manage): tests what is typed, before it is saved (A3).
 * With `id`, secrets that are left out are taken from that connector.
 */
export namespace CheckConnector {
  export const body = z.strictObject({
    id: rowId.optional(),
    provider: z.string().max(50),
    options: typedOptions.partial(),
    settings,
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: { passed: boolean; steps: CheckStepView[] };
  }
}
/** POST /connectors/take-over (connectors.manage): *This site is the owner now*, of every connector (G9). */
export namespace TakeOver {
  export interface Response {
    /** How many were not this site's before. */
    data: { connectors: number };
  }
}
/** POST /connectors/:id/sync (runs.start): queues a run, or names the one that is running. */
export namespace StartSync {
  export interface Response {
    data: { runId: string; outcome: 'queued' | 'already-running' };
  }
}
