import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError, NO_IMPORTABLE_FORMAT } from '../../domain/errors';
import { gather } from '../../http/body';
import { createCookieJar, type CookieJar } from '../../http/cookies';
import type { StreamAnswer } from '../../http/types';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { bbbClient } from './client';
import { readSettings, type MediaView } from './descriptor';
import { NAME } from './errors';
import { mayServeMedia } from './hosts';
import { formatsOf, keyOf, mediaOf, stateOf, THUMBNAIL_KEY, thumbnailOf, trackKey } from './mapper';
import { forgetFound, rememberFound, recentlyFound } from './memory';
import { filesBeside, presentationParts } from './playback';
import type { BbbFormat, BbbRecording } from './schemas';
import type { Account } from '../account';
import { badLink, fileGone, fileProcessing } from '../errors';

/** A playback page has 2 KB. Anything longer than this is not one. */
const MOST_PAGE_BYTES = 1024 * 1024;

/** What came instead of the file. A new link may help. */
type Refusal = { outcome: 'refused'; why: 'missing' | 'forbidden' | 'html'; status: number };
type Opening = { outcome: 'opened'; file: OpenedFile; url: string } | Refusal;

/** Where to look for a file, by the links that the server names now. */
type Place =
  /** The link is the file, or a page that shows it. */
  | { type: 'page'; url: string; view: MediaView }
  /**
   * One of these files. Those of a protected recording are served to who opened a page of it: the links of its
   * pages are opened one after another, until the session of one leads to a file.
   */
  | { type: 'files'; urls: string[]; links: readonly string[] };

/**
 * Opens a file of a recording. The server names pages, and links of protected recordings work once
 * (Scalelite, docs/protectedrecordings_README.md), so the recording is read right before. A file that
 * was found in the last half hour is opened at the same place with its session. If it is refused there,
 * one new link is requested.
 */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  const { occurrenceId, fileKey } = reference;
  let refusal: Refusal | undefined;
  for (let tries = 0; tries < 2; tries += 1) {
    const known = tries === 0 ? recentlyFound(account, occurrenceId, fileKey) : undefined;
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

/** Reads the recording again, because only this tells whether a file is gone. */
async function placeOf(
  account: Account,
  { occurrenceId, fileKey }: FileReference,
  signal: AbortSignal,
): Promise<Place> {
  const client = bbbClient(account);
  const recording = await client.recording(occurrenceId, signal);
  if (recording === undefined || stateOf(recording) === 'deleted') throw fileGone(NAME);
  if (
    stateOf(recording) === 'in-progress' &&
    mediaOf(recording, readSettings(account).viewPreference).length === 0
  ) {
    throw fileProcessing(NAME);
  }
  if (stateOf(recording) === 'unpublished') {
    throw new ConnectorError('needs-person', message('bigbluebutton.unpublished'), { code: 'unpublished' });
  }
  if (fileKey === THUMBNAIL_KEY) {
    const url = thumbnailOf(recording);
    if (url === undefined) throw fileGone(NAME);
    return { type: 'files', urls: [url], links: [] };
  }
  if (fileKey.startsWith('captions:')) {
    const track = (await client.textTracks(occurrenceId, signal)).find((one) => trackKey(one) === fileKey);
    if (track === undefined) throw fileGone(NAME);
    return { type: 'files', urls: [track.href], links: pageLinks(recording, track.href) };
  }
  return placeOfMedia(account, recording, fileKey);
}

function placeOfMedia(account: Account, recording: BbbRecording, fileKey: string): Place {
  const choice = mediaOf(recording, readSettings(account).viewPreference).find(
    (one) => keyOf(one) === fileKey,
  );
  const url = choice?.format.url;
  if (choice === undefined || url === undefined) throw fileGone(NAME);
  if (choice.format.type !== 'presentation') return { type: 'page', url, view: choice.view };
  checkAddress(account, url);
  const urls = presentationParts(url, recording.recordID, choice.parts);
  return { type: 'files', urls, links: recording.protected === true ? [url] : [] };
}

/** The links of a protected recording, first that of the page beside which the file lies. */
function pageLinks(recording: BbbRecording, file: string): string[] {
  if (recording.protected !== true) return [];
  const isBeside = ({ type }: BbbFormat) => file.includes(`/${type}/${recording.recordID}/`);
  return formatsOf(recording)
    .toSorted((a, b) => Number(isBeside(b)) - Number(isBeside(a)))
    .flatMap(({ url }) => url || []);
}

async function openAt(
  account: Account,
  place: Place,
  cookies: CookieJar,
  request: OpenRequest,
): Promise<Opening> {
  switch (place.type) {
    case 'files':
      return place.links.length === 0
        ? await openFirst(account, place.urls, cookies, request)
        : await openBehind(account, place, cookies, request);
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
  // The link works only once, so this request already names the range.
  const answer = await ask(account, url, cookies, request);
  const refusal = refusalOf(answer);
  if (refusal?.why !== 'html') return await judge(account, answer, cookies, request, refusal);
  const read = await gather(answer.body, MOST_PAGE_BYTES);
  const html = read.outcome === 'whole' ? read.bytes.toString('utf8') : '';
  return await openFirst(account, filesBeside(answer.finalUrl, html, view), cookies, request);
}

/** Opens a file with the session that a page starts. */
async function openBehind(
  account: Account,
  { links, urls }: Extract<Place, { type: 'files' }>,
  cookies: CookieJar,
  request: OpenRequest,
): Promise<Opening> {
  let last: Refusal = { outcome: 'refused', why: 'missing', status: 404 };
  for (const link of links) {
    const page = await ask(account, link, cookies, { signal: request.signal });
    page.body.destroy();
    const opening: Opening =
      page.status === 200
        ? await openFirst(account, urls, cookies, request)
        : (refusalOf(page) ?? { outcome: 'refused', why: 'missing', status: page.status });
    if (opening.outcome === 'opened') return opening;
    last = opening;
  }
  return last;
}

/**
 * Opens the first of several addresses that serves a file. One that may not be requested, e.g. at another host,
 * leaves the others: only when none of them serves a file it is told.
 */
async function openFirst(
  account: Account,
  urls: readonly string[],
  cookies: CookieJar,
  request: OpenRequest,
): Promise<Opening> {
  let last: Refusal = { outcome: 'refused', why: 'missing', status: 404 };
  let forbidden: ConnectorError | undefined;
  for (const url of urls) {
    try {
      const opening = await open(account, url, cookies, request);
      if (opening.outcome === 'opened') return opening;
      if (last.why === 'missing') last = opening;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.failure !== 'refused') throw error;
      forbidden ??= error;
    }
  }
  if (forbidden !== undefined) throw forbidden;
  return last;
}

async function open(
  account: Account,
  url: string,
  cookies: CookieJar,
  request: OpenRequest,
): Promise<Opening> {
  const answer = await ask(account, url, cookies, request);
  return await judge(account, answer, cookies, request, refusalOf(answer));
}

async function judge(
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
    throw new ConnectorError('refused', message('bigbluebutton.host-refused', { what: error.said }), {
      code: error.code,
    });
  }
}

/** Checked before any request, because an answer of the server may name any address. */
function checkAddress(account: Account, text: string): void {
  if (!URL.canParse(text)) throw badLink(NAME);
  const url = new URL(text);
  if (mayServeMedia(readSettings(account))(url)) return;
  throw new ConnectorError('refused', message('bigbluebutton.foreign-host', { host: url.host }), {
    code: 'host-not-allowed',
  });
}

/** What came instead of the file; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer): Refusal | undefined {
  const refuse = (why: Refusal['why']): Refusal => ({ outcome: 'refused', why, status });
  // Scalelite answers 404 for a used link and for a request without its session.
  if (status === 404 || status === 410) return refuse('missing');
  if (status === 401 || status === 403) return refuse('forbidden');
  return /\bx?html\b/i.test(headers['content-type'] ?? '') ? refuse('html') : undefined;
}

function refused(fileKey: string, refusal: Refusal | undefined): ConnectorError {
  const why = refusal?.why ?? 'missing';
  if (fileKey === 'presentation' && why === 'missing') {
    return new ConnectorError('needs-person', message('bigbluebutton.no-video-file'), {
      code: NO_IMPORTABLE_FORMAT,
    });
  }
  return new ConnectorError('needs-token', message(`bigbluebutton.download.${why}`), {
    code: `download-${why}`,
    ...(refusal === undefined ? {} : { status: refusal.status }),
  });
}
