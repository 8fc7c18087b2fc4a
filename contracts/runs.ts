import { z } from 'zod';
import type { MessageOrText } from './messages/message';
import { pageQuery, rowId, searchWords, type PageAnswer, type PersonRef, type Problem } from './common';

export const RUN_TRIGGERS = ['schedule', 'enabled', 'changed', 'by-hand', 'webhook'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];
/** `needs-you`: nothing was started, because a manager must confirm first. */
export const RUN_STATUSES = ['queued', 'running', 'finished', 'failed', 'stopped', 'needs-you'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export interface RunCounts {
  /** Occurrences seen in the listing. */
  found: number;
  /** Of these, already imported and unchanged. */
  known: number;
  skipped: number;
  /** Reason word → number, e.g. `host-not-in-limit`. */
  skippedByReason: Record<string, number>;
  imported: number;
  /** Of these, imports with something missing when the run ended. */
  incomplete: number;
  /** Being imported right now. Zero once the run has ended. */
  running: number;
  /** In the queue, or tried again later. */
  waiting: number;
  failed: number;
  /** Bytes received from the provider, resumed parts counted once. */
  bytes: number;
}

export interface RunProgress {
  /** What the run is doing, e.g. `Listing 2026-01-02 to 2026-02-01`. */
  step: MessageOrText;
  /** Imports of this run that are finished, of those planned so far. */
  itemsDone: number;
  itemsTotal: number;
  bytesDone: number;
  /** Absent while a size is unknown. */
  bytesTotal?: number;
  /** Mean of the last 30 s. */
  bytesPerSecond: number;
  /** What waits and until when, e.g. for the provider's limit. ISO instant. */
  waitsFor?: { reason: MessageOrText; until?: string };
}

export interface RunView {
  id: string;
  connectorId: string;
  connectorName: string;
  providerLabel: string;
  trigger: RunTrigger;
  startedBy?: PersonRef;
  status: RunStatus;
  problem?: Problem;
  /** ISO instants. */
  queuedAt: string;
  startedAt?: string;
  finishedAt?: string;
  counts: RunCounts;
  progress?: RunProgress;
  /** Host name of the Strapi instance that runs it. */
  instance?: string;
  stopping: boolean;
}

export const LOG_LEVELS = ['info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export interface RunLogEntry {
  id: string;
  /** ISO instant. */
  at: string;
  level: LogLevel;
  /** Stable word, e.g. `imported`, `unknown-host`. */
  code: string;
  message: MessageOrText;
  importId?: string;
  importTitle?: string;
}

/** GET /runs (runs.read) */
export namespace ListRuns {
  export const query = pageQuery.extend({
    connectorId: rowId.optional(),
    status: z.enum(RUN_STATUSES).optional(),
  });
  export type Response = PageAnswer<RunView>;
}
/** GET /runs/:id (runs.read) */
export namespace GetRun {
  export interface Response {
    data: RunView;
  }
}
/** GET /runs/:id/log (runs.read), newest last */
export namespace GetRunLog {
  export const query = pageQuery.extend({
    level: z.enum(LOG_LEVELS).optional(),
    search: searchWords.optional(),
  });
  export type Response = PageAnswer<RunLogEntry>;
}
/** POST /runs/:id/stop (runs.start): stops at the next checkpoint; what is stored stays. */
export namespace StopRun {
  export interface Response {
    data: RunView;
  }
}
