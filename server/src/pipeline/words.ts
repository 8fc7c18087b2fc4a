import { readFile } from 'node:fs/promises';
import { ConnectorError } from '../domain/errors';
import { keyHash } from '../domain/hash';
import { ifThere } from '../domain/if-there';
import { EXTRA_KINDS, type FileKind } from '../domain/recording';
import { segmentsOf } from '../domain/segments';
import { renderVtt } from '../words/captions';
import { decodeText, TEXT_LIMIT_BYTES } from '../words/decode-text';
import { wordsOf, type PartWords, type WordFile } from '../words/part-words';
import { pausesOf } from '../words/pauses';
import { makeTextFile } from './made-files';
import type { RecordingPart } from './parts';
import type { FileRow, Work } from './work';

/** Kinds that stand or fall together: what is made of one may need the other. */
const FAMILIES: readonly (readonly FileKind[])[] = [
  ['captions', 'transcript'],
  ['chat'],
  ['timeline'],
  ['summary'],
  ['poll'],
];
const isWords = (row: FileRow) =>
  row.origin === 'provider' && EXTRA_KINDS.includes(row.kind) && row.kind !== 'thumbnail';

/** Rows of the words that belong to a part. */
const wordRowsOf = (part: RecordingPart, rows: readonly FileRow[]): FileRow[] => {
  const keys = new Set(part.segments.map(({ key }) => key));
  return rows.filter((row) => isWords(row) && keys.has(row.segmentKey ?? ''));
};

/**
 * A family of which one file is new needs all its files: those whose bytes were put away after an
 * earlier import are fetched once more. Called before `fetch` downloads anything.
 */
export async function wantFamiliesWhole(work: Work, rows: readonly FileRow[]): Promise<void> {
  for (const family of FAMILIES) {
    const members = rows.filter((row) => isWords(row) && family.includes(row.kind));
    if (members.every(({ status }) => status === 'used' || status === 'failed')) continue;
    for (const row of members) {
      if (row.status !== 'used' || row.spoolName !== null) continue;
      await work.files.patch(row, { status: 'waiting', bytesDone: 0, prefixSha256: null, validator: null });
    }
  }
}

/**
 * The words of a part that came in with this import: those whose bytes are in the spool, and what
 * events told of its time line. Undefined when nothing new came.
 */
export async function readWords(
  work: Work,
  part: RecordingPart,
  rows: readonly FileRow[],
): Promise<{ words: PartWords; kinds: Set<FileKind> } | undefined> {
  const files: WordFile[] = [];
  const kinds = new Set<FileKind>();
  for (const row of wordRowsOf(part, rows)) {
    if (row.spoolName === null || (row.status !== 'verified' && row.status !== 'used')) continue;
    const bytes = await ifThere(readFile(work.spool.pathOf(row.spoolName)));
    if (bytes === undefined) continue;
    const decoded = decodeText(bytes, TEXT_LIMIT_BYTES);
    if (decoded.outcome === 'refused') {
      await noteBroken(work, row, decoded.reason);
      continue;
    }
    kinds.add(row.kind);
    files.push({
      kind: row.kind,
      extension: row.extension ?? '',
      segmentKey: row.segmentKey ?? '',
      text: decoded.text,
    });
  }
  const pauses = pausesOf(work.ledger.row.timeMarks ?? []);
  if (kinds.size === 0 && part.segments.length < 2 && pauses.length === 0) return undefined;
  const words = wordsOf(files, part.segments, {
    includePrivateChat: work.policy.includePrivateChat,
    timezone: work.ledger.row.occurrence.timezone,
    names: work.ledger.row.occurrence.names ?? {},
    starts: segmentsOf(work.ledger.row.occurrence, []).map(({ startedAt }) => startedAt),
    pauses,
  });
  return { words, kinds };
}

/** Makes our own files of the words: captions as WebVTT, transcript and chat as text. */
export async function makeWords(work: Work, part: RecordingPart, rows: readonly FileRow[]): Promise<void> {
  const fresh = wordRowsOf(part, rows).filter(({ status }) => status === 'verified');
  if (fresh.length === 0) return;
  const read = await readWords(work, part, rows);
  const { segments } = part;
  const partKey = segments[0]?.key ?? '';
  const make = async (kind: FileKind, extension: 'vtt' | 'txt', text: string | undefined) => {
    if (text === undefined) return;
    const mime = extension === 'vtt' ? 'text/vtt' : 'text/plain';
    await work.library.accepts({ mime, extension, sizeBytes: Buffer.byteLength(text) });
    // Another text is another file: what replaces a stored one is stored beside it first.
    const key = `made:${kind}:${partKey}:${keyHash(text).slice(0, 16)}`;
    await makeTextFile(work, { key, kind, extension, mime, segments }, text);
    for (const old of rows) {
      const isOlder = old.origin === 'made' && old.kind === kind && old.segmentKey === partKey;
      if (isOlder && old.fileKey !== key && old.status !== 'replaced') {
        await work.files.patch(old, { status: 'replaced' });
      }
    }
  };
  if (read !== undefined) {
    const { captions, transcript, chat, unreadable } = read.words;
    try {
      await make('captions', 'vtt', captions === undefined ? undefined : renderVtt(captions));
      await make('transcript', 'txt', transcript);
      await make('chat', 'txt', chat);
    } catch (error) {
      // The site's upload rules may refuse text files: the words are in the entry all the same.
      if (!(error instanceof ConnectorError) || error.failure !== 'needs-person') throw error;
      await work.log.add('warning', error.code, error.message, work.ledger.row.id);
    }
    for (const { kind, reason } of unreadable) {
      for (const row of fresh.filter((file) => file.kind === kind)) await noteBroken(work, row, reason);
    }
  }
  for (const row of fresh) if (row.status === 'verified') await work.files.patch(row, { status: 'used' });
}

/** A text that nobody can read holds back neither the video nor the other words. */
async function noteBroken(work: Work, row: FileRow, reason: string): Promise<void> {
  const what = `The ${row.kind} can't be read: ${reason}`;
  if (row.status !== 'failed') {
    await work.files.patch(row, { status: 'failed', problem: { what, code: 'unreadable-text' } });
    await work.log.add(
      'warning',
      'unreadable-text',
      `${work.ledger.row.title ?? ''}: ${what}`,
      work.ledger.row.id,
    );
  }
}
