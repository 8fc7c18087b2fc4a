import { asConnectorError, ConnectorError } from '../../domain/errors';
import { fileNotServed, recordingGone } from '../errors';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { CheckStep, FileReference, OpenedFile, OpenRequest, Provider } from '../provider';
import { fakeClient, wrongToken } from './client';
import { descriptor } from './descriptor';
import { hostOf, occurrenceOf } from './mapper';
import { message } from './texts';
import type { Account } from '../account';

async function checkConnection(account: Account): Promise<CheckStep[]> {
  const label = message('fake.check.recordings');
  try {
    const today = new Date(account.clock()).toISOString();
    const pages = fakeClient(account).recordings(today, today, AbortSignal.timeout(60_000));
    await pages.next();
    await pages.return(undefined);
    return [{ id: 'recordings', label, outcome: 'passed' }];
  } catch (thrown) {
    const error = asConnectorError(thrown);
    const field = error.code === 'wrong-credentials' ? 'apiToken' : 'serverUrl';
    return [{ id: 'recordings', label, outcome: 'failed', detail: error.said, field }];
  }
}

async function openFile(account: Account, file: FileReference, request: OpenRequest): Promise<OpenedFile> {
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

export const fake: Provider = {
  descriptor,
  checkConnection,
  openFile,
  listsRecordings: {
    maxWindowDays: 90,

    async resolveHosts(account, emails, signal) {
      const found = await Promise.all(
        emails.map(async (email) => ({ email, host: await fakeClient(account).host(email, signal) })),
      );
      return {
        hosts: found.flatMap(({ host }) => (host ? [hostOf(host)] : [])),
        unknown: found.flatMap(({ email, host }) => (host ? [] : [email])),
      };
    },

    async *listWindow(account, window, hosts, signal) {
      const allowed = hosts.limit === 'none' ? undefined : new Set(hosts.hosts.map(({ id }) => id));
      for await (const page of fakeClient(account).recordings(window.from, window.to, signal)) {
        yield page.map(occurrenceOf).filter(({ host }) => !allowed || (host && allowed.has(host.id)));
      }
    },

    async readOccurrence(account, occurrenceId, signal) {
      const recording = await fakeClient(account).recording(occurrenceId, signal);
      return recording ? { outcome: 'found', occurrence: occurrenceOf(recording) } : { outcome: 'gone' };
    },
  },
};
