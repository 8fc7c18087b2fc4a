import { isMissingCode } from '../../../contracts/missing';
import type { ConnectorError } from '../domain/errors';
import type { KeptFileProblem } from '../domain/repair';
import type { FileRow, Work } from './work';

/** Words and pictures that can't be had after so many attempts hold the video back no longer. */
export const ATTEMPTS_FOR_EXTRAS = 3;

export const isMedia = (row: Pick<FileRow, 'kind'>): boolean => row.kind === 'video' || row.kind === 'audio';

/**
 * Keeps a file as one that is missing, with the reason: it holds nothing else back. The reason is a code
 * with values; a sentence only where the panel has none of its own.
 * @param before what was missing of it the last time, where its row no longer says so.
 */
export async function noteMissing(
  work: Work,
  row: FileRow,
  error: Pick<ConnectorError, 'code' | 'message' | 'values' | 'providerWords'> & {
    said?: ConnectorError['said'];
  },
  before: KeptFileProblem | null = row.problem,
): Promise<void> {
  const { code, message, values, providerWords } = error;
  const isNews = before?.code !== code || row.status !== 'failed';
  const problem: KeptFileProblem = {
    code,
    ...(values === undefined ? {} : { values }),
    ...(providerWords === undefined ? {} : { providerWords }),
    ...(isMissingCode(code) ? {} : { what: error.said ?? message }),
    atMs: work.clock(),
    tries: (before?.code === code ? (before.tries ?? 0) : 0) + 1,
  };
  await work.files.patch(row, { status: 'failed', problem });
  if (!isNews) return;
  await work.log.add(
    'warning',
    code,
    `${work.ledger.row.title ?? ''}: the ${row.kind} is missing. ${message}`,
    work.ledger.row.id,
  );
}
