import { Readable } from 'node:stream';
import { ConnectorError } from '../../domain/errors';
import { openByFreshLink } from '../fresh-link';
import { rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { sambaClient, type SambaClient } from './client';
import { NAME } from './errors';
import {
  bookmarkChapters,
  chatText,
  isReady,
  readFileKey,
  summaryText,
  transcriptVtt,
  type FileKey,
} from './mapper';
import type { SambaRecording } from './schemas';
import type { Account } from '../account';
import { badLink, fileProcessing, recordingGone } from '../errors';

/**
 * Opens a video by a new signed link, or makes a text file of what Digital Samba offers as data. When a
 * link is refused, one more is requested. The signature is in the link, so no credentials are sent.
 */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  request.signal.throwIfAborted();
  const client = sambaClient(account);
  const key = readFileKey(reference.fileKey);
  if (key.what !== 'video') return textFile(await textOf(client, key, request.signal));
  return await openByFreshLink(NAME, request, async (range) =>
    client.file(await freshLink(client, key.id, request.signal), rangeHeaders(range), request.signal),
  );
}

/** Requested for each attempt, because links expire. */
async function freshLink(client: SambaClient, recordingId: string, signal: AbortSignal): Promise<string> {
  let link: string | undefined;
  try {
    link = await client.link(recordingId, signal);
  } catch (error) {
    // The answer before a recording is ready is not documented, so the recording itself is read.
    if (error instanceof ConnectorError && error.failure === 'not-authorized') throw error;
    const recording = await client.recording(recordingId, signal);
    if (recording === undefined) throw recordingGone(NAME);
    throw isReady(recording) ? error : fileProcessing(NAME);
  }
  if (link === undefined) throw recordingGone(NAME);
  if (!URL.canParse(link)) throw badLink(NAME);
  return link;
}

const textFile = (text: string): OpenedFile => {
  const bytes = Buffer.from(text);
  return { from: 'whole', body: Readable.from([bytes]), totalBytes: bytes.length };
};

async function textOf(client: SambaClient, { what, id }: FileKey, signal: AbortSignal): Promise<string> {
  switch (what) {
    case 'bookmarks': {
      const marks = await client.bookmarks(id, signal);
      if (marks === undefined) throw recordingGone(NAME);
      return bookmarkChapters(marks);
    }
    case 'transcript': {
      const { recording, sessionId } = await inSession(client, id, signal);
      return transcriptVtt(await client.utterances(sessionId, signal), recording);
    }
    case 'chat': {
      const { recording, sessionId, roomId } = await inSession(client, id, signal);
      // An empty file would count as missing, so a chat without messages has one line end.
      return `${chatText(await client.messages(roomId, sessionId, signal), recording)}\n`;
    }
    case 'summary': {
      const summary = await client.summary(id, signal);
      if (summary.outcome === 'ready') return summaryText(summary.text);
      throw summary.outcome === 'none' ? recordingGone(NAME) : fileProcessing(NAME);
    }
    default: {
      const session = await client.session(id, signal);
      if (!session?.room_id) throw recordingGone(NAME);
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
  if (!recording?.session_id || !recording.room_id) throw recordingGone(NAME);
  return { recording, sessionId: recording.session_id, roomId: recording.room_id };
}
