import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../../http/types';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { readSettings, type JaasSettings } from './descriptor';
import type { Account } from '../account';

/**
 * Links of 8x8 are complete in themselves: a plain GET, no credentials, the secret in the path (docs,
 * examples). They come with an event, so whoever could forge one would choose where we ask: only the
 * connector's list of hosts is asked, by https and the usual port, at each hop.
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
    throw new ConnectorError('refused', 'What 8x8 sent as a link is no address.', { code: 'unsafe-address' });
  }
  const url = new URL(link);
  if (isLinkOf(settings)(url)) return url.href;
  throw new ConnectorError(
    'refused',
    `The link leads to ${url.protocol}//${url.host}, which is not one of the hosts of this connector; it was not followed. If 8x8 has moved its storage, add the host under Advanced → Hosts of download links.`,
    { code: 'host-not-allowed' },
  );
}

/** Opens what a link leads to; 8x8 offers no other way to a file. */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  if (reference.link === undefined) {
    throw new ConnectorError('gone', '8x8 told no link for this file, and there is no other way to it.', {
      code: 'no-link',
    });
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

/** What came in the file's place; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer, isWords: boolean): ConnectorError | undefined {
  if ([401, 403, 404, 410].includes(status)) {
    return new ConnectorError(
      'gone',
      `8x8 no longer serves this file (status ${status}): a link works for 24 hours after it was told, and 8x8 gives no other. The recording is lost unless somebody downloaded it from the link that 8x8 showed in the meeting.`,
      { code: 'link-expired', status },
    );
  }
  const type = headers['content-type'] ?? '';
  const isPage = /\bx?html\b/i.test(type) || (!isWords && /[/+](json|xml)\b/i.test(type));
  return isPage && status === 200
    ? new ConnectorError('bad-bytes', `8x8 sent a page in place of the file.`, {
        code: 'html-instead-of-file',
        status,
      })
    : undefined;
}
