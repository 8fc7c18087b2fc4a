import { Readable } from 'node:stream';
import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../http';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { Account, FileReference, OpenedFile, OpenRequest } from '../provider';
import { sambaClient, type SambaClient } from './client';
import {
  bookmarkChapters,
  chatText,
  isReady,
  readFileKey,
  summaryText,
  transcriptVtt,
  type FileKey,
} from './mapper';
import type { SambaRecording } from './shapes';

/** Why a link gave no file: what a fresh link may mend. */
type Refusal = 'expired' | 'missing' | 'html' | 'json';

/**
 * Opens a video by a fresh signed link, or makes a text file of what Digital Samba gives as data. A link
 * that is refused is asked for once more. Links carry their own proof: no credentials go with them.
 */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  request.signal.throwIfAborted();
  const client = sambaClient(account);
  const key = readFileKey(reference.fileKey);
  if (key.what !== 'video') return textFile(await wordsOf(client, key, request.signal));
  let refusal: { why: Refusal; status: number } | undefined;
  for (let tries = 0; tries < 2; tries += 1) {
    const opening = await open(client, key.id, request);
    if (opening.outcome === 'opened') return opening.file;
    refusal = opening;
  }
  throw refused(refusal);
}

type Opening = { outcome: 'opened'; file: OpenedFile } | { outcome: 'refused'; why: Refusal; status: number };

async function open(client: SambaClient, recordingId: string, request: OpenRequest): Promise<Opening> {
  const { range, signal } = request;
  const answer = await client.file(await freshLink(client, recordingId, signal), rangeHeaders(range), signal);
  const why = refusalOf(answer);
  const judged = why === undefined ? judgeBody(answer, range) : undefined;
  if (judged?.outcome === 'opened') return judged;
  answer.body.destroy();
  if (judged === undefined) return { outcome: 'refused', why: why ?? 'expired', status: answer.status };
  if (judged.outcome === 'from-the-start') return await open(client, recordingId, { signal });
  throw judged.error;
}

/** Asked for at each attempt: links expire. */
async function freshLink(client: SambaClient, recordingId: string, signal: AbortSignal): Promise<string> {
  let link: string | undefined;
  try {
    link = await client.link(recordingId, signal);
  } catch (error) {
    // What is answered before a recording is ready is not documented: the recording itself tells.
    if (error instanceof ConnectorError && error.failure === 'not-authorized') throw error;
    const recording = await client.recording(recordingId, signal);
    if (recording === undefined) throw gone();
    throw isReady(recording) ? error : notReady();
  }
  if (link === undefined) throw gone();
  if (!URL.canParse(link)) {
    throw new ConnectorError('refused', 'Digital Samba named a download address that is none.', {
      code: 'unsafe-address',
    });
  }
  return link;
}

/** What came in the file's place; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer): Refusal | undefined {
  if (status === 401 || status === 403 || status === 410) return 'expired';
  if (status === 404) return 'missing';
  const type = headers['content-type'] ?? '';
  if (/\bx?html\b/i.test(type)) return 'html';
  return /[/+]json\b/i.test(type) ? 'json' : undefined;
}

const IN_ITS_PLACE: Readonly<Record<Refusal, string>> = {
  expired: 'refuses the link to this file',
  missing: 'gave a link to this file that leads nowhere',
  html: 'sends a web page in place of this file',
  json: 'sends an error message in place of this file',
};

const refused = (refusal: { why: Refusal; status: number } | undefined): ConnectorError =>
  new ConnectorError(
    'needs-token',
    `Digital Samba ${IN_ITS_PLACE[refusal?.why ?? 'expired']}, with a fresh link too. It is tried again.`,
    {
      code: `download-${refusal?.why ?? 'expired'}`,
      ...(refusal === undefined ? {} : { status: refusal.status }),
    },
  );

const gone = () =>
  new ConnectorError('gone', 'Digital Samba no longer has this recording.', { code: 'gone-at-provider' });
const notReady = () =>
  new ConnectorError('not-ready', 'Digital Samba is still making this recording.', { code: 'not-ready' });

const textFile = (text: string): OpenedFile => {
  const bytes = Buffer.from(text);
  return { from: 'whole', body: Readable.from([bytes]), totalBytes: bytes.length };
};

async function wordsOf(client: SambaClient, { what, id }: FileKey, signal: AbortSignal): Promise<string> {
  switch (what) {
    case 'bookmarks': {
      const marks = await client.bookmarks(id, signal);
      if (marks === undefined) throw gone();
      return bookmarkChapters(marks);
    }
    case 'transcript': {
      const { recording, sessionId } = await inSession(client, id, signal);
      return transcriptVtt(await client.utterances(sessionId, signal), recording);
    }
    case 'chat': {
      const { recording, sessionId, roomId } = await inSession(client, id, signal);
      // A file without a single character counts as none.
      return `${chatText(await client.messages(roomId, sessionId, signal), recording)}\n`;
    }
    case 'summary': {
      const summary = await client.summary(id, signal);
      if (summary.outcome === 'ready') return summaryText(summary.text);
      throw summary.outcome === 'none' ? gone() : notReady();
    }
    default: {
      const session = await client.session(id, signal);
      if (!session?.room_id) throw gone();
      return await client.polls(session.room_id, id, signal);
    }
  }
}

async function inSession(
  client: SambaClient,
  recordingId: string,
  signal: AbortSignal,
): Promise<{ recording: SambaRecording; sessionId: string; roomId: string }> {
  const recording = await client.recording(recordingId, signal);
  if (!recording?.session_id || !recording.room_id) throw gone();
  return { recording, sessionId: recording.session_id, roomId: recording.room_id };
}
