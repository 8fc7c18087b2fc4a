import type { MessageOrText } from './messages/message';

/**
 * What an import lacks though its entry is there: files that the connector takes and that could not be
 * stored or read. Free of the schema library, so that the panel can import it.
 */

/** Why a file is missing. `what` and `providerWords` are only there where the code alone says too little. */
export interface FileProblem {
  /** Stable word; the panel's catalogue has the sentence for those in `MISSING_CODES`. */
  code: string;
  values?: Record<string, string | number>;
  providerWords?: string;
  /** Of codes without a sentence of their own. */
  what?: MessageOrText;
}

/** Codes of which the panel has the sentence, with `values` in it. */
export const MISSING_CODES = [
  'type-not-allowed',
  'over-size-limit',
  'over-provider-limit',
  'provider-cannot-stream',
  'unknown-file-type',
  'unreadable-text',
  'upload-failed',
  'upload-stalled',
  'stored-bytes-differ',
  'gone-at-provider',
] as const;
export type MissingCode = (typeof MISSING_CODES)[number];

export const isMissingCode = (code: string): code is MissingCode =>
  MISSING_CODES.some((known) => known === code);

export interface Missing extends FileProblem {
  /** E.g. `captions`. */
  kind: string;
  /** Files of this kind that are missing for this reason. */
  fileIds: number[];
}

/** As much of a file's row, or of its view, as decides whether something is missing. */
export interface FileFacts {
  id: number;
  kind: string;
  status: string;
  problem?: FileProblem | null;
}

/**
 * What is missing of an import, by kind and reason; nothing when all that its connector takes is here.
 * A poster that could not be made is never among it: no file stands for it, and nothing of the meeting
 * is lost. Pure; decides for server and panel alike.
 * @param leftOutKinds kinds that the connector does not take (any more).
 */
export function missingOf(files: readonly FileFacts[], leftOutKinds: readonly string[] = []): Missing[] {
  const found = new Map<string, Missing>();
  for (const { id, kind, status, problem } of files) {
    if (status !== 'failed' || leftOutKinds.includes(kind)) continue;
    const why = factsOf(problem ?? { code: 'unknown' });
    const key = JSON.stringify([kind, why.code, why.values, why.what]);
    const same = found.get(key);
    if (same === undefined) found.set(key, { kind, ...why, fileIds: [id] });
    else same.fileIds.push(id);
  }
  return [...found.values()];
}

/** What people are told of it, without what only the ledger needs. */
export const factsOf = ({ code, values, providerWords, what }: FileProblem): FileProblem => ({
  code,
  ...(values === undefined ? {} : { values }),
  ...(providerWords === undefined ? {} : { providerWords }),
  ...(what === undefined ? {} : { what }),
});
