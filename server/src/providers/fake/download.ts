import { ConnectorError } from '../../domain/errors';
import type { Account } from '../account';
import { fileNotServed, recordingGone } from '../errors';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { fakeClient, wrongToken } from './client';
import { message } from './texts';

export async function openFile(
  account: Account,
  file: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  const { range, signal } = request;
  const client = fakeClient(account);
  const answer = await client.file(file.occurrenceId, file.fileKey, rangeHeaders(range), signal);
  const type = answer.headers['content-type'] ?? '';
  const judged = judgeBody(answer, range);
  if (judged.outcome === 'opened' && !/html|json/.test(type)) return judged.file;
  answer.body.destroy();
  if (answer.status === 401) throw wrongToken();
  if (answer.status === 404) return await explainMissing(account, file, signal);
  if (judged.outcome === 'from-the-start') return await openFile(account, file, { signal });
  if (judged.outcome === 'failed') throw judged.error;
  throw new ConnectorError('needs-token', message('fake.page'), { code: 'html-instead-of-file' });
}

/** Reads the recording again, because only this tells whether a file is gone. */
async function explainMissing(account: Account, file: FileReference, signal: AbortSignal): Promise<never> {
  const recording = await fakeClient(account).recording(file.occurrenceId, signal);
  throw recording?.files.some(({ id }) => id === file.fileKey)
    ? fileNotServed('Fake')
    : recordingGone('Fake');
}
