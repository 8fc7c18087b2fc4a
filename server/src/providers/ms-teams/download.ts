import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../../http/types';
import { fileGone, fileNotServed, notTheFile } from '../errors';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { graphClient } from './client';
import { listsRecordings } from './listing';
import { parseFileKey, parseOccurrenceId } from './mapper';
import type { Account } from '../account';

type Refusal = 'token' | 'forbidden' | 'missing' | 'html' | 'json';

/**
 * Opens a recording or a transcript. Graph redirects to a new pre-authenticated storage link each time,
 * and that link gets no token. Microsoft doesn't document whether the storage supports ranges, so they are
 * requested, and used only when the answer confirms them.
 */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  const call = parseOccurrenceId(reference.occurrenceId);
  const file = parseFileKey(reference.fileKey);
  if (call === undefined || file === undefined) throw fileGone('Microsoft');
  const { range, signal } = request;
  const answer = await graphClient(account).content({ ...call, ...file }, rangeHeaders(range), signal);
  const refusal = refusalOf(answer);
  if (refusal === undefined) {
    const judged = judgeBody(answer, range);
    if (judged.outcome === 'opened') return judged.file;
    answer.body.destroy();
    if (judged.outcome === 'from-the-start') return await openFile(account, reference, { signal });
    throw judged.error;
  }
  answer.body.destroy();
  if (refusal === 'missing') return await explainMissing(account, reference, signal);
  throw refused(refusal, answer.status);
}

/** What came instead of the file; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer): Refusal | undefined {
  if (status === 401) return 'token';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'missing';
  const type = headers['content-type'] ?? '';
  if (/\bx?html\b/i.test(type)) return 'html';
  return /[/+]json\b/i.test(type) ? 'json' : undefined;
}

/** Reads the meeting again, because only this shows whether a file is gone. */
async function explainMissing(
  account: Account,
  reference: FileReference,
  signal: AbortSignal,
): Promise<never> {
  const reading = await listsRecordings.readOccurrence(
    account,
    reference.occurrenceId,
    signal,
    // Refused texts say nothing of whether a file is there.
    () => undefined,
  );
  if (reading.outcome === 'gone') throw fileGone('Microsoft', reading.providerWords);
  if (!reading.occurrence.files.some(({ key }) => key === reference.fileKey)) throw fileGone('Microsoft');
  throw fileNotServed('Microsoft');
}

function refused(refusal: Exclude<Refusal, 'missing'>, status: number): ConnectorError {
  const details = { code: `download-${refusal}`, status };
  switch (refusal) {
    case 'token':
      return new ConnectorError('not-authorized', message('ms-teams.file.token'), details);
    case 'forbidden':
      return new ConnectorError('needs-person', message('ms-teams.file.forbidden'), details);
    case 'html':
    case 'json':
      return new ConnectorError('needs-token', notTheFile('Microsoft', refusal), details);
  }
}
