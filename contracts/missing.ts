import { message } from './messages/catalogue';
import type { Message, MessageOrText } from './messages/message';

/**
 * Files that an import lacks although its entry is there: the connector takes them, and they could not
 * be stored or read. Free of the schema library, so that the panel can import it.
 */

/** Why a file is missing, as facts; `whyMissing` makes the sentence. */
export interface FileProblem {
  /** Stable word, e.g. `type-not-allowed`. */
  code: string;
  values?: Record<string, string | number>;
  providerWords?: string;
  /** What was said of the failure; see `keepsWhat`. */
  what?: MessageOrText;
}

type Values = NonNullable<FileProblem['values']>;
const text = (values: Values, name: string) => String(values[name] ?? '');
const size = (values: Values, name: string) => ({ bytes: Number(values[name] ?? 0) });

/** What was found in a text that can't be read: rows of earlier versions have only the word. */
const FOUND: Readonly<Record<string, Message>> = {
  'not-captions': message('text.not-captions'),
  'not-chat': message('text.not-chat'),
  'not-json': message('text.not-json'),
  'not-csv': message('text.one-column'),
  'no-text': message('text.no-sentence'),
  empty: message('text.empty'),
  'not-text': message('text.not-text'),
  'other-format': message('text.is-markup'),
};
const foundIn = (values: Values): Message | undefined => {
  const word = text(values, 'found');
  return Object.hasOwn(FOUND, word) ? FOUND[word] : undefined;
};

/** Codes that have a sentence of their own. Rows of earlier versions hold the same codes and values. */
const SENTENCES: Readonly<Record<string, (values: Values, what?: MessageOrText) => Message>> = {
  'type-not-allowed': (values) => message('missing.type-not-allowed', { mime: text(values, 'mime') }),
  'over-size-limit': (values) =>
    message('missing.over-size-limit', {
      size: size(values, 'sizeBytes'),
      limit: size(values, 'limitBytes'),
    }),
  'over-provider-limit': (values) =>
    message('missing.over-provider-limit', {
      size: size(values, 'sizeBytes'),
      uploadProvider: text(values, 'uploadProvider'),
    }),
  'provider-cannot-stream': (values) =>
    message('missing.provider-cannot-stream', {
      size: size(values, 'sizeBytes'),
      uploadProvider: text(values, 'uploadProvider'),
    }),
  'unknown-file-type': (values) =>
    message('missing.unknown-file-type', { extension: text(values, 'extension') }),
  'unreadable-text': (values, what) =>
    message('missing.unreadable-text', { found: what ?? foundIn(values) ?? '' }),
  'upload-failed': (values) =>
    message('missing.upload-failed', { uploadProvider: text(values, 'uploadProvider') }),
  'upload-stalled': (values) =>
    message('missing.upload-stalled', { uploadProvider: text(values, 'uploadProvider') }),
  'stored-bytes-differ': () => message('missing.stored-bytes-differ'),
  'gone-at-provider': () => message('missing.gone-at-provider'),
  'not-in-entry': () => message('missing.not-in-entry'),
};

const hasSentence = (code: string): boolean => Object.hasOwn(SENTENCES, code);

/** Whether a row keeps what was said of the failure: not where a sentence of ours says more. */
export const keepsWhat = (code: string): boolean => !hasSentence(code) || code === 'unreadable-text';

/** Why a file is missing and what to do. */
export const whyMissing = ({ code, values = {}, what }: FileProblem): MessageOrText =>
  (hasSentence(code) ? SENTENCES[code]?.(values, what) : what) ?? message('missing.unknown');

export interface Missing extends FileProblem {
  /** E.g. `captions`. */
  kind: string;
  /** Files of this kind that are missing for this reason. */
  fileIds: string[];
}

/** As much of a file's row, or of its view, as decides whether something is missing. */
export interface FileFacts {
  id: string;
  kind: string;
  status: string;
  problem?: FileProblem | null;
}

/**
 * What is missing of an import, by kind and reason; empty when everything that its connector takes is
 * here. A poster that could not be made is never missing: it has no row, and nothing of the meeting is
 * lost. Pure; decides for server and panel.
 * @param leftOutKinds kinds that the connector excludes now.
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

/** What people are shown of it, without what only the ledger needs. */
export const factsOf = ({ code, values, providerWords, what }: FileProblem): FileProblem => ({
  code,
  ...(values === undefined ? {} : { values }),
  ...(providerWords === undefined ? {} : { providerWords }),
  ...(what === undefined ? {} : { what }),
});
