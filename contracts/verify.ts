import { z } from 'zod';
import type { MessageOrText } from './messages/message';

/**
 * What is wrong with one stored file. `missing`: the entry or its content is gone. `changed`: the file
 * differs from the one that was imported. `replaced`: the Media Library entry points to another file.
 * `unreadable`: it could not be read now, so nothing is known about it. `orphaned`: a file of the plugin
 * that no entry uses. `not-approved`: a published recording shows something else than was approved.
 */
export const FINDINGS = ['missing', 'changed', 'replaced', 'unreadable', 'orphaned', 'not-approved'] as const;
export type Finding = (typeof FINDINGS)[number];

export interface FindingView {
  finding: Finding;
  /** Display name of the file, or its stored name when it is orphaned. */
  name: string;
  /** Why. */
  detail: MessageOrText;
  importId?: string;
  mediaFileId?: string;
  recordingDocumentId?: string;
}

export interface VerificationView {
  state: 'never' | 'running' | 'finished' | 'stopped' | 'failed';
  startedAt?: string;
  finishedAt?: string;
  filesDone: number;
  filesTotal: number;
  bytesDone: number;
  /** The first 500. */
  findings: FindingView[];
  findingsTotal: number;
  problem?: MessageOrText;
}

/** GET /verification (runs.read): the running verification, or the last one. */
export namespace GetVerification {
  export interface Response {
    data: VerificationView;
  }
}
/**
 * POST /verification (runs.start): reads the library again and compares it with the recorded hashes.
 * `newestFiles` checks only as many of the files stored last; absent means all.
 */
export namespace StartVerification {
  export const body = z.strictObject({ newestFiles: z.number().int().min(1).optional() });
  export interface Response {
    data: VerificationView;
  }
}
/** POST /verification/stop (runs.start) */
export namespace StopVerification {
  export interface Response {
    data: VerificationView;
  }
}
