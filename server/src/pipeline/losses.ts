import { message } from '../../../contracts/messages/catalogue';
import { kindName } from '../../../contracts/messages/kinds';
import { keepsWhat, whyMissing } from '../../../contracts/missing';
import type { ConnectorError } from '../domain/errors';
import type { KeptFileProblem } from '../domain/repair';
import type { FileRow, Work } from './work';

/** Texts and pictures that fail this often no longer hold back the video. */
export const ATTEMPTS_FOR_EXTRAS = 3;

export const isMedia = (row: Pick<FileRow, 'kind'>): boolean => row.kind === 'video' || row.kind === 'audio';

type Loss = Pick<ConnectorError, 'code' | 'values' | 'providerWords'> & Partial<Pick<ConnectorError, 'said'>>;

/** What the row of a missing file keeps. Pure. */
export const lossOf = (
  { code, said, values, providerWords }: Loss,
  before: KeptFileProblem | null,
  nowMs: number,
): KeptFileProblem => ({
  code,
  ...(values === undefined ? {} : { values }),
  ...(providerWords === undefined ? {} : { providerWords }),
  ...(said === undefined || !keepsWhat(code) ? {} : { what: said }),
  atMs: nowMs,
  tries: (before?.code === code ? (before.tries ?? 0) : 0) + 1,
});

/**
 * Notes a file as missing, with the reason. It no longer holds back the rest of the import.
 * @param before the problem of the last try, where the row no longer has it.
 */
export async function noteMissing(
  work: Pick<Work, 'clock' | 'files' | 'ledger' | 'log'>,
  row: FileRow,
  error: Loss,
  before: KeptFileProblem | null = row.problem,
): Promise<void> {
  const isNews = before?.code !== error.code || row.status !== 'failed';
  const problem = lossOf(error, before, work.clock());
  await work.files.patch(row, { status: 'failed', problem });
  if (isNews) await tellMissing(work, row, problem);
}

/** Tells of it in the log of the run. */
export async function tellMissing(
  { ledger, log }: Pick<Work, 'ledger' | 'log'>,
  row: FileRow,
  problem: KeptFileProblem,
): Promise<void> {
  const { title, id } = ledger.row;
  await log.add(
    'warning',
    problem.code,
    message('log.file-missing', { title: title ?? '', kind: kindName(row.kind), why: whyMissing(problem) }),
    id,
  );
}
