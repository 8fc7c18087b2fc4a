import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../../http/types';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { graphClient } from './client';
import { listsRecordings } from './listing';
import { parseFileKey, parseOccurrenceId } from './mapper';
import type { Account } from '../account';

type Refusal = 'token' | 'forbidden' | 'missing' | 'html' | 'json';

/**
 * Opens a recording or a transcript. Graph redirects to a pre-authenticated storage link, which is
 * made anew each time and gets no token. Whether that storage knows ranges is not documented: asked
 * for, and believed only when the answer says so itself.
 */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  const call = parseOccurrenceId(reference.occurrenceId);
  const file = parseFileKey(reference.fileKey);
  if (call === undefined || file === undefined) throw gone();
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

/** What came in the file's place; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer): Refusal | undefined {
  if (status === 401) return 'token';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'missing';
  const type = headers['content-type'] ?? '';
  if (/\bx?html\b/i.test(type)) return 'html';
  return /[/+]json\b/i.test(type) ? 'json' : undefined;
}

/** Only the meeting itself, read again, tells whether a file is gone. */
async function explainMissing(
  account: Account,
  reference: FileReference,
  signal: AbortSignal,
): Promise<never> {
  const reading = await listsRecordings.readOccurrence(account, reference.occurrenceId, signal);
  if (reading.outcome === 'gone') throw gone(reading.providerWords);
  if (!reading.occurrence.files.some(({ key }) => key === reference.fileKey)) throw gone();
  throw new ConnectorError('not-ready', 'Microsoft lists this file but does not serve it yet.', {
    code: 'not-ready',
  });
}

const gone = (providerWords?: string) =>
  new ConnectorError('gone', 'Microsoft no longer has this file.', {
    code: 'gone-at-provider',
    ...(providerWords === undefined ? {} : { providerWords }),
  });

function refused(refusal: Exclude<Refusal, 'missing'>, status: number): ConnectorError {
  const make = (failure: ConnectorError['failure'], message: string) =>
    new ConnectorError(failure, message, { code: `download-${refusal}`, status });
  switch (refusal) {
    case 'token':
      return make(
        'not-authorized',
        'Microsoft refuses the token for this file, a fresh one too. Look whether the app still has its permissions, or sign in again.',
      );
    case 'forbidden':
      return make(
        'needs-person',
        'Microsoft forbids the download of this file. Only the organiser may download it, or a rule of the organisation blocks downloads: ask the organiser or the Teams administrator.',
      );
    case 'html':
      return make('needs-token', 'Microsoft sends a web page in place of this file.');
    case 'json':
      return make('needs-token', 'Microsoft sends an error message in place of this file.');
  }
}
