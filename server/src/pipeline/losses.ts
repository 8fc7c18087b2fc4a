import { message } from '../../../contracts/messages/catalogue';
import { kindName } from '../../../contracts/messages/kinds';
import { keepsWhat, whyMissing } from '../../../contracts/missing';
import type { ConnectorError } from '../domain/errors';
import type { KeptFileProblem } from '../domain/repair';
import type { FileRow, Work } from './work';

/** Texts and pictures that fail this often no longer hold back the video. */
export const ATTEMPTS_FOR_EXTRAS = 3;

export const isMedia = (row: Pick<FileRow, 'kind'>): boolean => row.kind === 'video' || row.kind === 'audio';

/**
 * Notes a file as missing, with the reason. It no longer holds back the rest of the import.
 * @param before the problem of the last try, where the row no longer has it.
 */
export async function noteMissing(
  work: Pick<Work, 'clock' | 'files' | 'ledger' | 'log'>,
  row: FileRow,
  error: Pick<ConnectorError, 'code' | 'values' | 'providerWords'> & Partial<Pick<ConnectorError, 'said'>>,
  before: KeptFileProblem | null = row.problem,
): Promise<void> {
  const { code, said, values, providerWords } = error;
  const isNews = before?.code !== code || row.status !== 'failed';
  const problem: KeptFileProblem = {
    code,
    ...(values === undefined ? {} : { values }),
    ...(providerWords === undefined ? {} : { providerWords }),
    ...(said === undefined || !keepsWhat(code) ? {} : { what: said }),
    atMs: work.clock(),
    tries: (before?.code === code ? (before.tries ?? 0) : 0) + 1,
  };
  await work.files.patch(row, { status: 'failed', problem });
  if (!isNews) return;
  const { title, id } = work.ledger.row;
  await work.log.add(
    'warning',
    code,
    message('log.file-missing', { title: title ?? '', kind: kindName(row.kind), why: whyMissing(problem) }),
    id,
  );
}
