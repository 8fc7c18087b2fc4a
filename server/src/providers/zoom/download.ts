import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../../http/types';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { dropToken, zoomClient } from './client';
import { readSettings } from './descriptor';
import { isZoomLink, mayHaveToken } from './hosts';
import { forgetLinks, youngLink, type Link } from './memory';
import { currentToken } from './token';
import type { Account } from '../account';

/** Why a link gave no file: what a fresh link and token may mend. */
type Refusal = 'token' | 'forbidden' | 'missing' | 'html' | 'json';
type Opening = { outcome: 'opened'; file: OpenedFile } | { outcome: 'refused'; why: Refusal; status: number };

/**
 * Opens a recording file. The link comes from a listing or reading of the last minutes, else from
 * reading the meeting again; when it is refused, token and link are made anew, once. Tokens go in the
 * header only (Zoom refuses them in the query since 2023), and only to Zoom's own hosts: the storage
 * behind the redirect gets none.
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
    dropToken(account, bearer);
  }
  throw refused(refusal);
}

/** Reads the meeting again: links and tokens change, and only this tells whether the file is gone. */
async function freshLink(account: Account, reference: FileReference, signal: AbortSignal): Promise<Link> {
  const reading = await zoomClient(account).meeting(reference.occurrenceId, signal);
  if (reading.outcome === 'gone') throw gone(reading.providerWords);
  const link = youngLink(account, reference.occurrenceId, reference.fileKey);
  if (link === undefined) throw gone();
  return link;
}

const gone = (providerWords?: string) =>
  new ConnectorError('gone', 'Zoom no longer has this recording file.', {
    code: 'gone-at-provider',
    ...(providerWords === undefined ? {} : { providerWords }),
  });

function urlOf(account: Account, link: Link): string {
  if (!link.ready) {
    throw new ConnectorError('not-ready', 'Zoom is still recording or processing this file.', {
      code: 'not-ready',
    });
  }
  if (link.url === undefined) {
    throw link.onPremise
      ? new ConnectorError(
          'needs-person',
          'This recording lies on a Zoom connector in your own house, not in the cloud; it can only be fetched there.',
          { code: 'on-premise' },
        )
      : new ConnectorError('not-ready', 'Zoom names no download for this file yet.', { code: 'not-ready' });
  }
  let url: URL;
  try {
    url = new URL(link.url);
  } catch {
    throw new ConnectorError('refused', 'Zoom named a download address that is none.', {
      code: 'unsafe-address',
    });
  }
  if (!isZoomLink(readSettings(account), url)) {
    throw new ConnectorError(
      'refused',
      `Zoom named a download address on ${url.hostname}, which is not one of Zoom's hosts; it was not asked.`,
      { code: 'host-not-allowed' },
    );
  }
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

/** What came in the file's place; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer, mayBeJson: boolean): Refusal | undefined {
  if (status === 401) return 'token';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'missing';
  // A sign-in page or an error with status 200 (devforum 53338; zoom-recording-downloader#35).
  const type = headers['content-type'] ?? '';
  if (/\bx?html\b/i.test(type)) return 'html';
  return /[/+]json\b/i.test(type) && !mayBeJson ? 'json' : undefined;
}

const IN_ITS_PLACE: Readonly<Record<Refusal, string>> = {
  token: 'refuses the token for this file',
  forbidden: 'forbids the download of this file',
  missing: 'lists this file but does not serve it',
  html: 'sends a web page in place of this file',
  json: 'sends an error message in place of this file',
};

const refused = (refusal: { why: Refusal; status: number } | undefined): ConnectorError =>
  new ConnectorError(
    'needs-token',
    `Zoom ${IN_ITS_PLACE[refusal?.why ?? 'token']}, with a fresh link and token too. If this stays, look whether the app's owner may view the content of recordings (Zoom → User Management → Roles).`,
    {
      code: `download-${refusal?.why ?? 'token'}`,
      ...(refusal === undefined ? {} : { status: refusal.status }),
    },
  );
