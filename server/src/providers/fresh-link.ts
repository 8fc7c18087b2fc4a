import { ConnectorError } from '../domain/errors';
import type { StreamAnswer } from '../http/types';
import { judgeBody } from './opened-file';
import type { OpenedFile, OpenRequest } from './provider';

/** Why a link gave no file: what a fresh link may mend. */
type Refusal = 'expired' | 'missing' | 'html' | 'json';
type Opening = { outcome: 'opened'; file: OpenedFile } | { outcome: 'refused'; why: Refusal; status: number };

/** Asks for a link, then for what it leads to, or for the part of it. */
type Ask = (range: OpenRequest['range']) => Promise<StreamAnswer>;

/**
 * Opens a file by a link that is asked for right before, and by another one when it is refused.
 * @throws ConnectorError `needs-token` when the second one is refused too; what `ask` throws.
 */
export async function openByFreshLink(
  providerLabel: string,
  request: OpenRequest,
  ask: Ask,
): Promise<OpenedFile> {
  request.signal.throwIfAborted();
  const first = await open(ask, request.range);
  if (first.outcome === 'opened') return first.file;
  const second = await open(ask, request.range);
  if (second.outcome === 'opened') return second.file;
  throw new ConnectorError(
    'needs-token',
    `${providerLabel} ${IN_ITS_PLACE[second.why]}, with a fresh link too.`,
    { code: `download-${second.why}`, status: second.status },
  );
}

async function open(ask: Ask, range: OpenRequest['range']): Promise<Opening> {
  const answer = await ask(range);
  const why = refusalOf(answer);
  if (why !== undefined) {
    answer.body.destroy();
    return { outcome: 'refused', why, status: answer.status };
  }
  const judged = judgeBody(answer, range);
  if (judged.outcome === 'opened') return judged;
  answer.body.destroy();
  if (judged.outcome === 'from-the-start') return await open(ask, undefined);
  throw judged.error;
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
