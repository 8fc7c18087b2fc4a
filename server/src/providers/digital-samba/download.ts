import { Readable } from 'node:stream';
import { ConnectorError } from '../../domain/errors';
import { openByFreshLink } from '../fresh-link';
import { rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
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
import type { Account } from '../account';

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
  return await openByFreshLink('Digital Samba', request, async (range) =>
    client.file(await freshLink(client, key.id, request.signal), rangeHeaders(range), request.signal),
  );
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
