import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../../http/types';
import { badLink, fileGone, fileNotServed, fileProcessing, foreignLink, notTheFile } from '../errors';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { dropToken, zoomClient } from './client';
import { readSettings } from './descriptor';
import { isZoomLink, mayHaveToken } from './hosts';
import { forgetLinks, youngLink, type Link } from './memory';
import { currentToken } from './token';
import type { Account } from '../account';

/** Why a link gave no file. A new link and token may fix it. */
type Refusal = 'token' | 'forbidden' | 'missing' | 'html' | 'json';
const ASKS_FOR_A_TOKEN: ReadonlySet<Refusal> = new Set(['token', 'html', 'json']);
type Opening = { outcome: 'opened'; file: OpenedFile } | { outcome: 'refused'; why: Refusal; status: number };

/**
 * Opens a recording file. The link comes from a recent listing or reading, otherwise the meeting is read
 * again. A rejected link and its token are replaced once. Tokens are sent only in the header (Zoom has
 * refused them in the query since 2023) and only to Zoom's own hosts: the storage behind the redirect
 * gets none.
 */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  const { occurrenceId, fileKey } = reference;
  let refusal: Extract<Opening, { outcome: 'refused' }> | undefined;
  for (let tries = 0; tries < 2; tries += 1) {
    const link =
      (tries === 0 ? youngLink(account, occurrenceId, fileKey) : undefined) ??
      (await freshLink(account, reference, request.signal));
    const bearer = link.downloadToken ?? (await currentToken(account, request.signal)).value;
    const opening = await open(account, urlOf(account, link), bearer, link.mayBeJson, request);
    if (opening.outcome === 'opened') return opening.file;
    refusal = opening;
    forgetLinks(account, occurrenceId);
    // A link that is forbidden or gone says nothing about the token.
    if (ASKS_FOR_A_TOKEN.has(opening.why)) dropToken(account, bearer);
  }
  throw refused(refusal);
}

/** Reads the meeting again. Links and tokens change, and only this shows whether the file is gone. */
async function freshLink(account: Account, reference: FileReference, signal: AbortSignal): Promise<Link> {
  const reading = await zoomClient(account).meeting(reference.occurrenceId, signal);
  if (reading.outcome === 'gone') throw fileGone('Zoom', reading.providerWords);
  const link = youngLink(account, reference.occurrenceId, reference.fileKey);
  if (link === undefined) throw fileGone('Zoom');
  return link;
}

function urlOf(account: Account, link: Link): string {
  if (!link.ready) throw fileProcessing('Zoom');
  if (link.url === undefined) {
    throw link.onPremise
      ? new ConnectorError('needs-person', message('zoom.file.on-premise'), { code: 'on-premise' })
      : fileNotServed('Zoom');
  }
  if (!URL.canParse(link.url)) throw badLink('Zoom');
  const url = new URL(link.url);
  if (!isZoomLink(readSettings(account), url)) throw foreignLink('Zoom', url.hostname);
  return url.href;
}

async function open(
  account: Account,
  url: string,
  bearer: string,
  mayBeJson: boolean,
  request: OpenRequest,
): Promise<Opening> {
  const { range, signal } = request;
  const answer = await account.http.open({
    url,
    headers: rangeHeaders(range),
    authorization: { value: `Bearer ${bearer}`, sendTo: mayHaveToken(readSettings(account)) },
    signal,
  });
  const why = refusalOf(answer, mayBeJson);
  const judged =
    why === undefined
      ? judgeBody(answer, range)
      : ({ outcome: 'refused', why, status: answer.status } as const);
  if (judged.outcome === 'opened') return judged;
  answer.body.destroy();
  if (judged.outcome === 'refused') return judged;
  if (judged.outcome === 'from-the-start') return await open(account, url, bearer, mayBeJson, { signal });
  throw judged.error;
}

/** What came instead of the file; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer, mayBeJson: boolean): Refusal | undefined {
  if (status === 401) return 'token';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'missing';
  // A sign-in page or an error with status 200 (devforum 53338; zoom-recording-downloader#35).
  const type = headers['content-type'] ?? '';
  if (/\bx?html\b/i.test(type)) return 'html';
  return /[/+]json\b/i.test(type) && !mayBeJson ? 'json' : undefined;
}

const WHAT_CAME: Readonly<Record<Refusal, Message>> = {
  token: message('zoom.file.token'),
  forbidden: message('zoom.file.forbidden'),
  missing: message('provider.file-not-served', { provider: 'Zoom' }),
  html: notTheFile('Zoom', 'html'),
  json: notTheFile('Zoom', 'json'),
};

function refused(refusal: { why: Refusal; status: number } | undefined): ConnectorError {
  const why = refusal?.why ?? 'token';
  return new ConnectorError('needs-token', message('zoom.file.retried', { what: WHAT_CAME[why] }), {
    code: `download-${why}`,
    ...(refusal === undefined ? {} : { status: refusal.status }),
  });
}
