import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Message } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';
import { ConnectorError } from '../domain/errors';
import { keyHash } from '../domain/hash';
import { ifThere } from '../domain/if-there';
import { EXTRA_KINDS, type FileKind } from '../domain/recording';
import { segmentsOf } from '../domain/segments';
import { MADE_OF_TEXT } from '../media/mime';
import { renderVtt } from '../texts/captions';
import { decodeText, TEXT_LIMIT_BYTES } from '../texts/decode-text';
import { textsOf, type PartTexts, type TextFile } from '../texts/part-texts';
import { pausesOf } from '../texts/pauses';
import { noteMissing } from './losses';
import { makeTextFile, type MadeFile } from './made-files';
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
 * earlier import are fetched once more. The same is true of one of which a file could not be stored, or
 * was never made, as soon as the site takes it. Called before `fetch` downloads anything; `rows` are the
 * provider's.
 */
export async function wantFamiliesWhole(work: Work, rows: readonly FileRow[]): Promise<void> {
  const made = (await work.files.all()).filter(({ origin }) => origin === 'made');
  for (const family of FAMILIES) {
    const members = rows.filter((row) => isWords(row) && family.includes(row.kind));
    const isOver = members.every(({ status }) => status === 'used' || status === 'failed');
    if (isOver && !(await canMakeMore(work, family, made))) continue;
    for (const row of members) {
      if (row.status !== 'used') continue;
      // Kept for this, see `keptForRepair`; of a provider that serves it only once there is no other way.
      const isKept = row.spoolName !== null && existsSync(work.spool.pathOf(row.spoolName));
      if (isKept) await work.files.patch(row, { status: 'verified' });
      else await work.files.refetch([row]);
    }
  }
}

/** Whether files of a family that was worked off are lacking that the site takes by now. */
async function canMakeMore(
  work: Work,
  family: readonly FileKind[],
  made: readonly FileRow[],
): Promise<boolean> {
  const ofFamily = made.filter(({ kind }) => family.includes(kind));
  // Imported by a version that kept no row of what the site refused.
  if (ofFamily.length === 0) return family.some((kind) => kind in MADE_OF_TEXT);
  for (const { status, mime, extension, sizeBytes } of ofFamily) {
    if (status !== 'failed') continue;
    if (
      await isAccepted(work, {
        mime: mime ?? '',
        extension: extension ?? '',
        sizeBytes: sizeBytes ?? undefined,
      })
    )
      return true;
  }
  return false;
}

const isAccepted = async (work: Work, candidate: Parameters<Work['library']['accepts']>[0]) =>
  (await refusalOf(work, candidate)) === undefined;

/** Why the site does not take a file that we make, if it does not. */
async function refusalOf(
  work: Work,
  candidate: Parameters<Work['library']['accepts']>[0],
): Promise<ConnectorError | undefined> {
  try {
    await work.library.accepts(candidate);
    return undefined;
  } catch (error) {
    if (error instanceof ConnectorError && error.failure === 'needs-person') return error;
    throw error;
  }
}

/**
 * The provider's texts that stay in the spool after the import: a file that is made of them is missing.
 * Pure.
 */
export const keptForRepair = (rows: readonly FileRow[]): FileRow[] =>
  rows.filter(
    (row) =>
      isWords(row) &&
      row.status === 'used' &&
      rows.some(
        ({ origin, status, kind }) =>
          origin === 'made' &&
          status === 'failed' &&
          FAMILIES.some((family) => family.includes(kind) && family.includes(row.kind)),
      ),
  );

/**
 * The words of a part that came in with this import: those whose bytes are in the spool, and what
 * events told of its time line. Undefined when nothing new came.
 */
export async function readWords(
  work: Work,
  part: RecordingPart,
  rows: readonly FileRow[],
): Promise<{ words: PartTexts; kinds: Set<FileKind> } | undefined> {
  const files: TextFile[] = [];
  const kinds = new Set<FileKind>();
  for (const row of wordRowsOf(part, rows)) {
    if (row.spoolName === null || (row.status !== 'verified' && row.status !== 'used')) continue;
    const bytes = await ifThere(readFile(work.spool.pathOf(row.spoolName)));
    if (bytes === undefined) continue;
    const decoded = decodeText(bytes, TEXT_LIMIT_BYTES);
    if (decoded.outcome === 'refused') {
      await noteBroken(work, row, decoded);
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
  const words = textsOf(files, part.segments, {
    includePrivateChat: work.policy.includePrivateChat,
    timezone: work.ledger.row.occurrence.timezone,
    names: work.ledger.row.occurrence.names ?? {},
    starts: segmentsOf(work.ledger.row.occurrence, []).map(({ startedAt }) => startedAt),
    pauses,
    formats: work.provider.textFormats,
  });
  return { words, kinds };
}

/**
 * Makes our own files of the words: captions as WebVTT, transcript and chat as text. One that the site
 * does not take is kept as missing and takes nothing else along: the others are made, and the words are
 * in the entry all the same.
 */
export async function makeWords(work: Work, part: RecordingPart, rows: readonly FileRow[]): Promise<void> {
  const fresh = wordRowsOf(part, rows).filter(({ status }) => status === 'verified');
  if (fresh.length === 0) return;
  const read = await readWords(work, part, rows);
  const { segments } = part;
  const partKey = segments[0]?.key ?? '';
  const make = async (kind: keyof typeof MADE_OF_TEXT, text: string | undefined) => {
    if (text === undefined) return;
    const { extension, mime } = MADE_OF_TEXT[kind];
    // Another text is another file: what replaces a stored one is stored beside it first.
    const key = `made:${kind}:${partKey}:${keyHash(text).slice(0, 16)}`;
    const file = { key, kind, extension, mime, segments };
    const sizeBytes = Buffer.byteLength(text);
    const refusal = await refusalOf(work, { mime, extension, sizeBytes });
    const isMade = refusal === undefined;
    if (isMade) await makeTextFile(work, file, text);
    else await keepAsMissing(work, file, sizeBytes, refusal);
    for (const old of rows) {
      const isOlder = old.origin === 'made' && old.kind === kind && old.segmentKey === partKey;
      if (!isOlder || old.fileKey === key || old.status === 'replaced') continue;
      if (old.status === 'failed') await work.files.drop(old);
      // What the entry shows stays until there is something to take its place.
      else if (isMade) await work.files.patch(old, { status: 'replaced' });
    }
  };
  if (read !== undefined) {
    const { captions, transcript, chat, unreadable } = read.words;
    await make('captions', captions === undefined ? undefined : renderVtt(captions));
    await make('transcript', transcript);
    await make('chat', chat);
    for (const { kind, segmentKey, ...why } of unreadable) {
      for (const row of fresh.filter((file) => file.kind === kind && file.segmentKey === segmentKey))
        await noteBroken(work, row, why);
    }
  }
  for (const row of fresh) if (row.status === 'verified') await work.files.patch(row, { status: 'used' });
}

async function keepAsMissing(
  work: Work,
  file: MadeFile,
  sizeBytes: number,
  refusal: ConnectorError,
): Promise<void> {
  const row = await work.files.make(file);
  // The same text, stored when the site still took it.
  if (row.status === 'stored') return;
  await work.files.patch(row, { sizeBytes, bytesDone: sizeBytes, mime: file.mime });
  await noteMissing(work, row, refusal);
}

/** A text that nobody can read holds back neither the video nor the other words. */
async function noteBroken(
  work: Work,
  row: FileRow,
  { code, said }: { code: string; said: Message },
): Promise<void> {
  if (row.status === 'failed') return;
  const found = { code: 'unreadable-text', message: english(said), said, values: { found: code } };
  await noteMissing(work, row, found);
}
