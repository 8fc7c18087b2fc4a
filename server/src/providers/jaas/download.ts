import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../../http/types';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { readSettings, type JaasSettings } from './descriptor';
import type { Account } from '../account';

/**
 * A link of 8x8 needs no credentials: it is a plain GET with the secret in the path (docs, examples).
 * Links arrive in events, so whoever could forge an event could choose where we send requests. So only
 * hosts of the connector's list are requested, by https and its usual port, at every redirect too.
 */
export function isLinkOf(settings: Pick<JaasSettings, 'linkHosts' | 'baseUrl'>): (url: URL) => boolean {
  const entries = settings.linkHosts
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  const origins = [settings.baseUrl, ...entries.filter((entry) => entry.includes('://'))].flatMap((origin) =>
    URL.canParse(origin) ? new URL(origin).origin : [],
  );
  const hosts = entries.filter((entry) => !entry.includes('://'));
  return (url) => {
    if (url.username !== '' || url.password !== '') return false;
    if (origins.includes(url.origin)) return true;
    if (url.protocol !== 'https:' || url.port !== '') return false;
    const name = url.hostname.toLowerCase().replace(/\.$/, '');
    return hosts.some((host) => (host.startsWith('.') ? name.endsWith(host) : name === host));
  };
}

/** @throws ConnectorError `refused` with the host's name, never with the link. */
export function checkLink(settings: Pick<JaasSettings, 'linkHosts' | 'baseUrl'>, link: string): string {
  if (!URL.canParse(link)) {
    throw new ConnectorError('refused', message('jaas.link.malformed'), { code: 'unsafe-address' });
  }
  const url = new URL(link);
  if (isLinkOf(settings)(url)) return url.href;
  const origin = `${url.protocol}//${url.host}`;
  throw new ConnectorError('refused', message('jaas.link.foreign-host', { origin }), {
    code: 'host-not-allowed',
  });
}

/** Opens a file by its link. 8x8 offers no other way to a file. */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  if (reference.link === undefined) {
    throw new ConnectorError('gone', message('jaas.file.no-link'), { code: 'no-link' });
  }
  const settings = readSettings(account);
  const { range, signal } = request;
  const answer = await account.http.open({
    url: checkLink(settings, reference.link),
    allowedHost: isLinkOf(settings),
    headers: rangeHeaders(range),
    signal,
  });
  const isWords = /^(chat|transcript):/.test(reference.fileKey);
  const why = refusalOf(answer, isWords);
  const judged = why === undefined ? judgeBody(answer, range) : undefined;
  if (judged?.outcome === 'opened') return judged.file;
  answer.body.destroy();
  if (why !== undefined) throw why;
  if (judged?.outcome === 'failed') throw judged.error;
  return await openFile(account, reference, { signal });
}

/** Why this answer is not the file; undefined when it may be. */
function refusalOf({ status, headers }: StreamAnswer, isWords: boolean): ConnectorError | undefined {
  if ([401, 403, 404, 410].includes(status)) {
    return new ConnectorError('gone', message('jaas.file.link-expired', { status }), {
      code: 'link-expired',
      status,
    });
  }
  const type = headers['content-type'] ?? '';
  const isPage = /\bx?html\b/i.test(type) || (!isWords && /[/+](json|xml)\b/i.test(type));
  return isPage && status === 200
    ? new ConnectorError('bad-bytes', message('jaas.file.page'), {
        code: 'html-instead-of-file',
        status,
      })
    : undefined;
}
