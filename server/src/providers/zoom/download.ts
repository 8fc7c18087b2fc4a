import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../http';
import type { Account, FileReference, OpenedFile, OpenRequest } from '../provider';
import { dropToken, zoomClient } from './client';
import { readSettings } from './descriptor';
import { isZoomLink, mayHaveToken } from './hosts';
import { forgetLink, youngLink, type Link } from './memory';
import { currentToken } from './token';

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
    forgetLink(account, occurrenceId, fileKey);
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
    // `If-Range`: bytes of two versions are never mixed, the server sends the whole new one instead.
    headers: range ? { Range: `bytes=${range.fromByte}-`, 'If-Range': range.validator } : {},
    authorization: { value: `Bearer ${bearer}`, sendTo: mayHaveToken(readSettings(account)) },
    signal,
  });
  const judged = judge(answer, mayBeJson, range);
  if (judged.outcome === 'opened') return judged;
  answer.body.destroy();
  if (judged.outcome === 'refused') return judged;
  if (judged.outcome === 'from-the-start') return await open(account, url, bearer, mayBeJson, { signal });
  throw judged.error;
}

type Judgement = Opening | { outcome: 'from-the-start' } | { outcome: 'failed'; error: ConnectorError };

function judge(answer: StreamAnswer, mayBeJson: boolean, range: OpenRequest['range']): Judgement {
  const { status, headers } = answer;
  const refusedAs = (why: Refusal): Judgement => ({ outcome: 'refused', why, status });
  if (status === 401) return refusedAs('token');
  if (status === 403) return refusedAs('forbidden');
  if (status === 404 || status === 410) return refusedAs('missing');
  // Nothing after that byte: the file became shorter, or all of it is there already.
  if (status === 416 && range) return { outcome: 'from-the-start' };
  if (status !== 200 && status !== 206) {
    const error = new ConnectorError(
      'retry-later',
      `${answer.finalHost} answered the download with status ${status}. It will be tried again.`,
      { code: 'unexpected-answer', status },
    );
    return { outcome: 'failed', error };
  }
  // A sign-in page or an error with status 200 (devforum 53338; zoom-recording-downloader#35).
  const type = (headers['content-type'] ?? '').toLowerCase();
  if (/\b(html|xhtml)\b/.test(type)) return refusedAs('html');
  if (/[/+]json\b/.test(type) && !mayBeJson) return refusedAs('json');

  const validator = validatorOf(headers);
  const about = {
    body: answer.body,
    ...(validator === undefined ? {} : { validator }),
    ...(type === '' ? {} : { contentType: type }),
  };
  if (status === 200) {
    const { contentLength } = answer;
    return {
      outcome: 'opened',
      file: {
        from: 'whole',
        ...about,
        ...(contentLength === undefined ? {} : { totalBytes: contentLength }),
      },
    };
  }
  const part = rangeOf(headers['content-range']);
  if (range === undefined || part === undefined || !fits(part, range.fromByte, answer.contentLength)) {
    const error = new ConnectorError(
      'bad-bytes',
      `${answer.finalHost} sent other bytes of the file than those asked for. It is fetched again from the start.`,
      { code: 'range-mismatch', status },
    );
    return { outcome: 'failed', error };
  }
  // `If-Range` was not obeyed: these are bytes of another version.
  if (validator !== range.validator) return { outcome: 'from-the-start' };
  return {
    outcome: 'opened',
    file: { from: 'resumed', ...about, ...(part.total === undefined ? {} : { totalBytes: part.total }) },
  };
}

interface Part {
  first: number;
  last: number;
  total?: number;
}

function rangeOf(contentRange: string | undefined): Part | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(contentRange?.trim() ?? '');
  if (match === null) return undefined;
  return {
    first: Number(match[1]),
    last: Number(match[2]),
    ...(match[3] === '*' ? {} : { total: Number(match[3]) }),
  };
}

/** From the very byte that was asked for to the file's last. */
const fits = ({ first, last, total }: Part, fromByte: number, contentLength: number | undefined): boolean =>
  first === fromByte &&
  last >= first &&
  (total === undefined || last === total - 1) &&
  (contentLength === undefined || contentLength === last - first + 1);

/**
 * What proves that two answers are bytes of one version: a strong ETag, or a Last-Modified that was
 * a minute old when it was sent (RFC 9110, 8.8.2.2).
 */
export function validatorOf(headers: Readonly<Record<string, string>>): string | undefined {
  const { etag, 'last-modified': modified, date } = headers;
  if (etag !== undefined && /^"[^"]*"$/.test(etag)) return etag;
  if (modified === undefined || date === undefined) return undefined;
  return Date.parse(date) - Date.parse(modified) >= 60_000 ? modified : undefined;
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
    `Zoom ${IN_ITS_PLACE[refusal?.why ?? 'token']}, with a fresh link and token too. It is tried again; if this stays, look whether the app's owner may view the content of recordings (Zoom → User Management → Roles).`,
    {
      code: `download-${refusal?.why ?? 'token'}`,
      ...(refusal === undefined ? {} : { status: refusal.status }),
    },
  );
