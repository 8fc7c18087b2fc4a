import { z } from 'zod';
import type { MessageOrText } from './messages/message';
import { pageQuery, rowId, searchWords, type PageAnswer, type Problem } from './common';
import type { FileProblem, Missing } from './missing';

export const IMPORT_STAGES = ['fetch', 'join', 'store', 'publish', 'clean-up'] as const;
export const IMPORT_STATUSES = [
  'waiting',
  'running',
  'retrying',
  'done',
  'skipped',
  'dead',
  'removed',
] as const;
export type ImportStage = (typeof IMPORT_STAGES)[number];
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** G1's words, decided by `importStanding` of `contracts/status.ts`; never stored. */
export const IMPORT_LABELS = [
  'found',
  /** It is in Strapi, and it is fetched once more. */
  'again',
  'waiting',
  'downloading',
  'verified',
  'stored',
  'published',
  'cleaned-up',
  /** In Strapi, and something that its connector takes is not; see `ImportView.missing`. */
  'incomplete',
  'skipped',
  'failed',
  /** Its recordings were deleted in Strapi: no sync imports it again. */
  'removed',
] as const;
export type ImportLabel = (typeof IMPORT_LABELS)[number];

export interface ImportFileView {
  id: string;
  kind: string;
  view: string;
  /** Display name; the bytes lie under another one. */
  name: string;
  /**
   * `used`: its content is in a file that was made of it, which has a row of its own. `removed`: it was
   * deleted together with its recording.
   */
  status: 'waiting' | 'downloading' | 'verified' | 'stored' | 'used' | 'skipped' | 'failed' | 'removed';
  /** `made`: by the plugin, of the provider's files (a joined video, captions, chat as text). */
  origin: 'provider' | 'made';
  /** Of a made file: the number of segments in it. */
  segments?: number;
  /** Bytes received so far, and in all when known. */
  bytesDone: number;
  sizeBytes?: number;
  sha256?: string;
  /** Set when a transfer was resumed: the percentage at which it went on. */
  resumedAtPercent?: number;
  problem?: FileProblem;
  /** Link of the Media Library file; present once stored. */
  downloadUrl?: string;
  mediaFileId?: string;
  /** Content entry that it belongs to. */
  recordingDocumentId?: string;
}

/** What became of it at the provider (B4). */
export interface DeletionView {
  /**
   * `waiting`: for the grace period. `blocked`: it is kept there, `problem` says why. `deleted` and
   * `recovered` carry the instant.
   */
  state: 'waiting' | 'blocked' | 'deleted' | 'recovered';
  mode: 'trash' | 'permanent';
  /** ISO instant of the deletion or recovery, or before which nothing is deleted. */
  at?: string;
  /** The rule in words, e.g. `24 hours after the import, into the trash`. */
  rule: MessageOrText;
  problem?: Problem;
  canRecover: boolean;
}

/** What its provider told of it by webhook; nothing of ours was removed because of that. */
export interface AtProviderView {
  change: 'trashed' | 'deleted';
  /** ISO instant. */
  at: string;
}

export interface ImportView {
  id: string;
  connectorId: string;
  /** As the provider writes itself; absent when the connector was deleted. */
  providerLabel?: string;
  title: string;
  hostName?: string;
  hostEmail?: string;
  /** ISO instant and the meeting's IANA zone. */
  startedAt: string;
  timezone?: string;
  stage: ImportStage;
  status: ImportStatus;
  label: ImportLabel;
  /** What the import is doing, e.g. `Downloading segment 2 of 3`. */
  step?: MessageOrText;
  problem?: Problem;
  /** Why it was skipped or waits. */
  reason?: MessageOrText;
  attempts: number;
  /** ISO instant of the next attempt, when there is one. */
  nextAttemptAt?: string;
  /** ISO instant from which on a sync run tries a failed one once more; absent if it waits for a person. */
  triedOnceMoreAt?: string;
  canRetry: boolean;
  /** It is in Strapi, and its provider can be asked for it once more; see `ImportAgain`. */
  canImportAgain: boolean;
  files: ImportFileView[];
  /** What its connector takes of it and could not be had; empty when all is here. */
  missing: Missing[];
  /** Absent while nothing of it is to be deleted. */
  deletion?: DeletionView;
  /** Absent while it is there, as far as is known. */
  atProvider?: AtProviderView;
  /** ISO instant after which the provider no longer serves it; absent once it is in Strapi. */
  expiresAt?: string;
  /** Why its segments are separate recordings although the connector joins, in plain words. */
  joinNote?: MessageOrText;
  /** Content entries made of it. */
  recordingDocumentIds: string[];
  updatedAt: string;
}

/** GET /imports (runs.read), newest meeting first */
export namespace ListImports {
  export const query = pageQuery.extend({
    connectorId: rowId.optional(),
    runId: rowId.optional(),
    status: z.enum(IMPORT_STATUSES).optional(),
    search: searchWords.optional(),
  });
  export type Response = PageAnswer<ImportView>;
}
/**
 * POST /imports/retry (runs.start): tries again everything that failed and fits the filter. `count`: how many
 * imports those are.
 */
export namespace RetryFailedImports {
  export const body = z.strictObject({
    connectorId: rowId.optional(),
    runId: rowId.optional(),
    search: searchWords.optional(),
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: { count: number };
  }
}
/** GET /imports/:id (runs.read) */
export namespace GetImport {
  export interface Response {
    data: ImportView;
  }
}
/** POST /imports/:id/retry (runs.start): queues another try now (redrive for a dead letter). */
export namespace RetryImport {
  export interface Response {
    data: ImportView;
  }
}
/**
 * POST /imports/:id/again (runs.start): imports one recording once more (B12). The provider is asked
 * afresh, files that are new there or lost here are fetched, and what no editor changed is renewed; the
 * run of it can be watched and stopped. 400 with what to do when it can't be.
 */
export namespace ImportAgain {
  export interface Response {
    data: ImportView;
  }
}
/** POST /imports/:id/recover (connectors.manage): takes it out of the provider's trash again. */
export namespace RecoverImport {
  export interface Response {
    data: ImportView;
  }
}
/**
 * GET /recordings/:documentId/imports (runs.read): the ledger of one content entry, for its side
 * panel.
 */
export namespace ListImportsOfRecording {
  export interface Response {
    data: ImportView[];
  }
}
