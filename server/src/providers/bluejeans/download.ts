import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../http';
import { judgeBody, rangeHeaders } from '../opened-file';
import type { Account, FileReference, OpenedFile, OpenRequest } from '../provider';
import { jeansClient, type JeansClient } from './client';
import { sourceOf } from './mapper';
import type { JeansContent } from './shapes';

type Refusal = 'expired' | 'missing' | 'html' | 'json';
type Opening = { outcome: 'opened'; file: OpenedFile } | { outcome: 'refused'; why: Refusal; status: number };

/** Opens a chapter by a link that is asked for right before, once more when it is refused. */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  request.signal.throwIfAborted();
  const client = jeansClient(account);
  let refusal: Extract<Opening, { outcome: 'refused' }> | undefined;
  for (let tries = 0; tries < 2; tries += 1) {
    const opening = await open(client, reference, request);
    if (opening.outcome === 'opened') return opening.file;
    refusal = opening;
  }
  throw new ConnectorError(
    'needs-token',
    `BlueJeans ${IN_ITS_PLACE[refusal?.why ?? 'expired']}, with a fresh link too. It is tried again.`,
    {
      code: `download-${refusal?.why ?? 'expired'}`,
      ...(refusal === undefined ? {} : { status: refusal.status }),
    },
  );
}

async function open(client: JeansClient, reference: FileReference, request: OpenRequest): Promise<Opening> {
  const { range, signal } = request;
  const { userId } = sourceOf(reference.occurrenceId);
  const content = await client.content(userId, reference.fileKey, signal);
  if (content === undefined) {
    throw new ConnectorError('gone', 'BlueJeans no longer has this recording.', { code: 'gone-at-provider' });
  }
  const { link, sizeBytes } = linkOf(content);
  const answer = await client.file(link, rangeHeaders(range), signal);
  const why = refusalOf(answer);
  const judged = why === undefined ? judgeBody(answer, range) : undefined;
  if (judged?.outcome === 'opened') {
    const { file } = judged;
    // Some files come without a length: then the size that the API tells is what they are held against.
    return file.totalBytes === undefined && sizeBytes !== undefined
      ? { outcome: 'opened', file: { ...file, totalBytes: sizeBytes } }
      : judged;
  }
  answer.body.destroy();
  if (judged === undefined) return { outcome: 'refused', why: why ?? 'expired', status: answer.status };
  if (judged.outcome === 'from-the-start') return await open(client, reference, { signal });
  throw judged.error;
}

/** The file itself, else one of its renditions: both may be missing. */
export function linkOf({ contentUrl, contentSize, contentProperties }: JeansContent): {
  link: string;
  sizeBytes?: number;
} {
  const levels = (contentProperties?.levels ?? []).filter(({ file }) => Boolean(file));
  const rendition = (levels.find(({ height }) => height === 720) ?? levels[0])?.file;
  const link = contentUrl || rendition;
  if (!link) {
    throw new ConnectorError('not-ready', 'BlueJeans names no download for this chapter yet.', {
      code: 'not-ready',
    });
  }
  if (!URL.canParse(link)) {
    throw new ConnectorError('refused', 'BlueJeans named a download address that is none.', {
      code: 'unsafe-address',
    });
  }
  return { link, ...(contentUrl && contentSize ? { sizeBytes: contentSize } : {}) };
}

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
