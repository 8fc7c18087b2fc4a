import { ConnectorError } from '../../domain/errors';
import { gather } from '../../http/body';
import { createCookieJar, type CookieJar } from '../../http/cookies';
import type { StreamAnswer } from '../../http/types';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { bbbClient } from './client';
import { readSettings, type MediaView } from './descriptor';
import { mayServeMedia } from './hosts';
import { keyOf, mediaOf, stateOf, THUMBNAIL_KEY, thumbnailOf, trackKey } from './mapper';
import { forgetFound, rememberFound, youngFound } from './memory';
import { filesBeside, presentationParts } from './playback';
import type { BbbRecording } from './shapes';
import type { Account } from '../account';

/** A playback page has 2 KB; what is longer than this is none. */
const MOST_PAGE_BYTES = 1024 * 1024;

/** What stood in the file's place: what a fresh link may mend. */
type Refusal = { outcome: 'refused'; why: 'missing' | 'forbidden' | 'html'; status: number };
type Opening = { outcome: 'opened'; file: OpenedFile; url: string } | Refusal;

/** Where a file is looked for: links as the server names them now. */
type Place =
  /** The link is the file, or a page that shows it. */
  | { type: 'page'; url: string; view: MediaView }
  /** One of several files beside a page; `link` is opened before where it brings a session. */
  | { type: 'parts'; urls: string[]; link: string | undefined }
  | { type: 'file'; url: string };

/**
 * Opens a file of a recording. The server names pages, and links of protected recordings work once, so
 * the recording is asked for right before; a place that was found in the last half hour is used again
 * with its session. When it is refused, a fresh link is asked for, once.
 */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  const { occurrenceId, fileKey } = reference;
  let refusal: Refusal | undefined;
  for (let tries = 0; tries < 2; tries += 1) {
    const known = tries === 0 ? youngFound(account, occurrenceId, fileKey) : undefined;
    const cookies = known?.cookies ?? createCookieJar();
    const opening =
      known === undefined
        ? await openAt(account, await placeOf(account, reference, request.signal), cookies, request)
        : await open(account, known.url, cookies, request);
    if (opening.outcome === 'opened') {
      rememberFound(account, occurrenceId, fileKey, { url: opening.url, cookies });
      return opening.file;
    }
    refusal = opening;
    forgetFound(account, occurrenceId, fileKey);
  }
  throw refused(fileKey, refusal);
}

/** Reads the recording again: only this tells whether a file is gone. */
async function placeOf(
  account: Account,
  { occurrenceId, fileKey }: FileReference,
  signal: AbortSignal,
): Promise<Place> {
  const client = bbbClient(account);
  const recording = await client.recording(occurrenceId, signal);
  if (recording === undefined || stateOf(recording) === 'deleted') throw gone();
  if (
    stateOf(recording) === 'in-progress' &&
    mediaOf(recording, readSettings(account).viewPreference).length === 0
  ) {
    throw new ConnectorError('not-ready', 'The server is still processing this recording.', {
      code: 'not-ready',
    });
  }
  if (stateOf(recording) === 'unpublished') {
    throw new ConnectorError(
      'needs-person',
      'This recording is unpublished on the server, and its links do not work. Publish it there, then try again.',
      { code: 'unpublished' },
    );
  }
  if (fileKey === THUMBNAIL_KEY) {
    const url = thumbnailOf(recording);
    if (url === undefined) throw gone();
    return { type: 'file', url };
  }
  if (fileKey.startsWith('captions:')) {
    const track = (await client.textTracks(occurrenceId, signal)).find((one) => trackKey(one) === fileKey);
    if (track === undefined) throw gone();
    return { type: 'file', url: track.href };
  }
  return placeOfMedia(account, recording, fileKey);
}

function placeOfMedia(account: Account, recording: BbbRecording, fileKey: string): Place {
  const choice = mediaOf(recording, readSettings(account).viewPreference).find(
    (one) => keyOf(one) === fileKey,
  );
  const url = choice?.format.url;
  if (choice === undefined || url === undefined) throw gone();
  if (choice.format.type !== 'presentation') return { type: 'page', url, view: choice.view };
  checkAddress(account, url);
  const urls = presentationParts(url, recording.recordID, choice.parts);
  return { type: 'parts', urls, link: recording.protected === true ? url : undefined };
}

async function openAt(
  account: Account,
  place: Place,
  cookies: CookieJar,
  request: OpenRequest,
): Promise<Opening> {
  switch (place.type) {
    case 'file':
      return await open(account, place.url, cookies, request);
    case 'parts': {
      if (place.link !== undefined) {
        const page = await ask(account, place.link, cookies, { signal: request.signal });
        page.body.destroy();
        if (page.status !== 200)
          return refusalOf(page) ?? { outcome: 'refused', why: 'missing', status: page.status };
      }
      return await openFirst(account, place.urls, cookies, request);
    }
    case 'page':
      return await openPage(account, place.url, place.view, cookies, request);
  }
}

/** The link may lead to the file itself, or to a page that shows it. */
async function openPage(
  account: Account,
  url: string,
  view: MediaView,
  cookies: CookieJar,
  request: OpenRequest,
): Promise<Opening> {
  // The link works once, so the rest of a file is asked for at once.
  const answer = await ask(account, url, cookies, request);
  const refusal = refusalOf(answer);
  if (refusal?.why !== 'html') return await judged(account, answer, cookies, request, refusal);
  const read = await gather(answer.body, MOST_PAGE_BYTES);
  const html = read.outcome === 'whole' ? read.bytes.toString('utf8') : '';
  return await openFirst(account, filesBeside(answer.finalUrl, html, view), cookies, request);
}

/** The first of several addresses at which there is something. */
async function openFirst(
  account: Account,
  urls: readonly string[],
  cookies: CookieJar,
  request: OpenRequest,
): Promise<Opening> {
  let last: Refusal = { outcome: 'refused', why: 'missing', status: 404 };
  for (const url of urls) {
    const opening = await open(account, url, cookies, request);
    if (opening.outcome === 'opened') return opening;
    if (opening.why !== 'missing') return opening;
    last = opening;
  }
  return last;
}

async function open(
  account: Account,
  url: string,
  cookies: CookieJar,
  request: OpenRequest,
): Promise<Opening> {
  const answer = await ask(account, url, cookies, request);
  return await judged(account, answer, cookies, request, refusalOf(answer));
}

async function judged(
  account: Account,
  answer: StreamAnswer,
  cookies: CookieJar,
  request: OpenRequest,
  refusal: Refusal | undefined,
): Promise<Opening> {
  const judgement = refusal ?? judgeBody(answer, request.range);
  if (judgement.outcome === 'opened') return { ...judgement, url: answer.finalUrl };
  answer.body.destroy();
  if (judgement.outcome === 'refused') return judgement;
  if (judgement.outcome === 'from-the-start') {
    return await open(account, answer.finalUrl, cookies, { signal: request.signal });
  }
  throw judgement.error;
}

async function ask(
  account: Account,
  url: string,
  cookies: CookieJar,
  { range, signal }: OpenRequest,
): Promise<StreamAnswer> {
  checkAddress(account, url);
  try {
    return await account.http.open({
      url,
      headers: rangeHeaders(range),
      allowedHost: mayServeMedia(readSettings(account)),
      cookies,
      signal,
    });
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'host-not-allowed') throw error;
    throw new ConnectorError('refused', `${error.message} ${ALLOW_HOST}`, { code: error.code });
  }
}

const ALLOW_HOST = 'If that host is yours, add it under Advanced → Media hosts.';

/** Before anything is asked: an answer of the server may name any address. */
function checkAddress(account: Account, text: string): void {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConnectorError('refused', 'The server named a playback address that is none.', {
      code: 'unsafe-address',
    });
  }
  if (mayServeMedia(readSettings(account))(url)) return;
  throw new ConnectorError(
    'refused',
    `The server named a playback address on ${url.host}, which is neither its own host nor a media host of this connector; it was not asked. ${ALLOW_HOST}`,
    { code: 'host-not-allowed' },
  );
}

/** What came in the file's place; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer): Refusal | undefined {
  const refuse = (why: Refusal['why']): Refusal => ({ outcome: 'refused', why, status });
  // Scalelite answers so for a link that was used, and without a session.
  if (status === 404 || status === 410) return refuse('missing');
  if (status === 401 || status === 403) return refuse('forbidden');
  return /\bx?html\b/i.test(headers['content-type'] ?? '') ? refuse('html') : undefined;
}

const gone = () =>
  new ConnectorError('gone', 'The server no longer has this recording file.', { code: 'gone-at-provider' });

const IN_ITS_PLACE: Readonly<Record<Refusal['why'], string>> = {
  missing: 'lists this file but does not serve it',
  forbidden: 'forbids the download of this file',
  html: 'sends a web page in place of this file',
};

function refused(fileKey: string, refusal: Refusal | undefined): ConnectorError {
  const why = refusal?.why ?? 'missing';
  if (fileKey === 'presentation' && why === 'missing') {
    return new ConnectorError(
      'needs-person',
      'The server has a presentation of this meeting, but no video file of it. Switch on the video format on the server (install bbb-playback-video, then bbb-record --rebuild for this recording), then try again.',
      { code: 'no-importable-format' },
    );
  }
  return new ConnectorError(
    'needs-token',
    `The server ${IN_ITS_PLACE[why]}, with a fresh link too. If this stays, open the recording in a browser: its address may be that of an old server.`,
    { code: `download-${why}`, ...(refusal === undefined ? {} : { status: refusal.status }) },
  );
}
