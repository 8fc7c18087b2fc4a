import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import { keyHash } from '../domain/hash';
import { ifThere } from '../domain/if-there';
import { EXTRA_KINDS, type FileKind } from '../domain/recording';
import { segmentsOf } from '../domain/segments';
import { MADE_OF_TEXT } from '../media/mime';
import {
  READ_AT_ONCE_BYTES,
  readTextFiles,
  type TextFiles,
  type TextsRead as FilesRead,
} from '../media/read-texts';
import { pausesOf } from '../texts/pauses';
import { noteMissing } from './losses';
import { makeTextFile, type MadeFile } from './made-files';
import type { RecordingPart } from './parts';
import type { FileRow, Work } from './work';

/** Kinds that belong together: what is made of one may need the other. */
const FAMILIES: readonly (readonly FileKind[])[] = [
  ['captions', 'transcript'],
  ['chat'],
  ['timeline'],
  ['summary'],
  ['poll'],
];
/** A text of the provider: captions, transcript, chat and what chapters, summaries and polls are made of. */
export const isText = (row: FileRow) =>
  row.origin === 'provider' && EXTRA_KINDS.includes(row.kind) && row.kind !== 'thumbnail';

/** Texts came of which nothing was made yet. */
export const hasFreshTexts = (rows: readonly FileRow[]): boolean =>
  rows.some((row) => isText(row) && row.status === 'verified');

/** Rows of the provider's texts that belong to a part. */
const textRowsOf = (part: RecordingPart, rows: readonly FileRow[]): FileRow[] => {
  const keys = new Set(part.segments.map(({ key }) => key));
  return rows.filter((row) => isText(row) && keys.has(row.segmentKey ?? ''));
};

/**
 * A family with a new file needs all its files. Those whose bytes were removed after an earlier import
 * are fetched once more. The same holds when a file could not be stored, or was never made, and the
 * site accepts it now. Called before `fetch` downloads anything.
 * @param rows those of the provider.
 * @param made those that were made of them.
 */
export async function wantFamiliesWhole(
  work: Work,
  rows: readonly FileRow[],
  made: readonly FileRow[],
): Promise<void> {
  for (const family of FAMILIES) {
    const members = rows.filter((row) => isText(row) && family.includes(row.kind));
    const isOver = members.every(({ status }) => status === 'used' || status === 'failed');
    if (isOver && !(await canMakeMore(work, family, made))) continue;
    for (const row of members) {
      if (row.status !== 'used') continue;
      // Kept for this, see `keptForRepair`: some providers serve a file only once.
      const isKept = row.spoolName !== null && existsSync(work.spool.pathOf(row.spoolName));
      if (isKept) await work.files.patch(row, { status: 'verified' });
      else await work.files.refetch([row]);
    }
  }
}

/** Whether files of a finished family are missing that the site accepts now. */
async function canMakeMore(
  work: Work,
  family: readonly FileKind[],
  made: readonly FileRow[],
): Promise<boolean> {
  const ofFamily = made.filter(({ kind }) => family.includes(kind));
  // An earlier version kept no row of what the site refused.
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

/** Why the site refuses a file that we make; undefined when it accepts it. */
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
 * The provider's texts that stay in the spool after the import, because a file that is made of them is
 * missing. Pure.
 */
export const keptForRepair = (rows: readonly FileRow[]): FileRow[] =>
  rows.filter(
    (row) =>
      isText(row) &&
      row.status === 'used' &&
      rows.some(
        ({ origin, status, kind }) =>
          origin === 'made' &&
          status === 'failed' &&
          FAMILIES.some((family) => family.includes(kind) && family.includes(row.kind)),
      ),
  );

/** The texts of a part, and the files of which nobody can read the text. */
interface TextsRead {
  /** Undefined when nothing new came. */
  texts: FilesRead['texts'] | undefined;
  broken: ({ row: FileRow } & FoundInText)[];
}

/** What was found in place of a text, as a stable word and for people. */
interface FoundInText {
  code: string;
  said: Message;
}

/**
 * Reads the texts of a part that came with this import: of the files in the spool, and what events said
 * about its time line. Long ones are read in the media child. Writes nothing: the caller notes what is
 * broken.
 * @throws ConnectorError `retry-later` when the spool lost a file or can't be read; the reason of a stop.
 */
export async function readTexts(
  {
    spool,
    ledger,
    media,
    policy,
    provider,
    signal,
  }: Pick<Work, 'spool' | 'ledger' | 'media' | 'policy' | 'provider' | 'signal'>,
  part: RecordingPart,
  rows: readonly FileRow[],
): Promise<TextsRead> {
  const fresh: FileRow[] = [];
  const files: TextFiles['files'] = [];
  let bytes = 0;
  for (const row of textRowsOf(part, rows)) {
    if (row.spoolName === null || (row.status !== 'verified' && row.status !== 'used')) continue;
    const path = spool.pathOf(row.spoolName);
    const facts = await ifThere(stat(path));
    if (facts === undefined) throw missing();
    bytes += facts.size;
    fresh.push(row);
    files.push({
      path,
      kind: row.kind,
      extension: row.extension ?? '',
      segmentKey: row.segmentKey ?? '',
    });
  }
  const { timeMarks, occurrence } = ledger.row;
  const pauses = pausesOf(timeMarks ?? []);
  const hasTimeLine = part.segments.length > 1 || pauses.length > 0;
  if (files.length === 0 && !hasTimeLine) return { texts: undefined, broken: [] };
  const input: TextFiles = {
    files,
    segments: part.segments,
    options: {
      includePrivateChat: policy.includePrivateChat,
      timezone: occurrence.timezone,
      names: occurrence.names ?? {},
      starts: segmentsOf(occurrence, []).map(({ startedAt }) => startedAt),
      pauses,
      formats: provider.textFormats,
    },
  };
  const read =
    bytes > READ_AT_ONCE_BYTES
      ? await readInChild(media, input, signal)
      : await ifThere(readTextFiles(input));
  if (read === undefined) throw missing();
  const broken = read.broken.flatMap(({ index, code, said }) => {
    const row = fresh[index];
    return row === undefined ? [] : [{ row, code, said }];
  });
  const isNews = hasTimeLine || broken.length < files.length;
  return { texts: isNews ? read.texts : undefined, broken };
}

/** Texts hold back no video: those that the child can't hold in memory are broken. */
async function readInChild(media: Work['media'], input: TextFiles, signal: AbortSignal): Promise<FilesRead> {
  try {
    return await media.texts(input, signal);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'media-process-died') throw error;
    const { texts } = await readTextFiles({ ...input, files: [] });
    const said = message('text.too-heavy');
    return { texts, broken: input.files.map((_file, index) => ({ index, code: 'too-heavy', said })) };
  }
}

/** It went since this try began. The next one downloads it, and no entry is made as if there were no text. */
const missing = () =>
  new ConnectorError('retry-later', message('media.spool-file-missing'), { code: 'spool-file-missing' });

/**
 * Makes our own files of the texts: captions as WebVTT, transcript and chat as text. A file that the
 * site refuses is noted as missing. The others are made all the same, and the texts are in the entry.
 */
export async function makeTexts(work: Work, part: RecordingPart, rows: readonly FileRow[]): Promise<void> {
  const fresh = textRowsOf(part, rows).filter(({ status }) => status === 'verified');
  if (fresh.length === 0) return;
  const { texts, broken } = await readTexts(work, part, rows);
  for (const { row, ...found } of broken) await noteBroken(work, row, found);
  if (texts !== undefined) {
    await makeTextFileOf(work, part, rows, 'captions', texts.captions);
    await makeTextFileOf(work, part, rows, 'transcript', texts.transcript);
    await makeTextFileOf(work, part, rows, 'chat', texts.chat);
    for (const { kind, segmentKey, ...found } of texts.unreadable) {
      for (const row of fresh.filter((file) => file.kind === kind && file.segmentKey === segmentKey))
        await noteBroken(work, row, found);
    }
  }
  for (const row of fresh) if (row.status === 'verified') await work.files.patch(row, { status: 'used' });
}

async function makeTextFileOf(
  work: Work,
  { segments }: RecordingPart,
  rows: readonly FileRow[],
  kind: keyof typeof MADE_OF_TEXT,
  text: string | undefined,
): Promise<void> {
  if (text === undefined) return;
  const { extension, mime } = MADE_OF_TEXT[kind];
  const partKey = segments[0]?.key ?? '';
  // Another text is another file: what replaces a stored file is stored beside it first.
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
    // What the entry shows stays until there is something to replace it.
    else if (isMade) await work.files.patch(old, { status: 'replaced' });
  }
}

async function keepAsMissing(
  work: Work,
  file: MadeFile,
  sizeBytes: number,
  refusal: ConnectorError,
): Promise<void> {
  const row = await work.files.make(file);
  // The same text was stored when the site still accepted it.
  if (row.status === 'stored') return;
  await work.files.patch(row, { sizeBytes, bytesDone: sizeBytes, mime: file.mime });
  await noteMissing(work, row, refusal);
}

/** A text that can't be read holds back neither the video nor the other texts. */
export async function noteBroken(
  work: Parameters<typeof noteMissing>[0],
  row: FileRow,
  { code, said }: FoundInText,
): Promise<void> {
  if (row.status === 'failed') return;
  await noteMissing(work, row, { code: 'unreadable-text', said, values: { found: code } });
}
