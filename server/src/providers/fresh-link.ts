import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { StreamAnswer } from '../http/types';
import { notTheFile, type NotTheFile } from './errors';
import { judgeBody } from './opened-file';
import type { OpenedFile, OpenRequest } from './provider';

type Opening =
  { outcome: 'opened'; file: OpenedFile } | { outcome: 'refused'; why: NotTheFile; status: number };

/** Asks for a link, then for the file that it leads to, or for a part of the file. */
type Ask = (range: OpenRequest['range']) => Promise<StreamAnswer>;

/**
 * Opens a file by a new link, and by another new one when the first is refused.
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
    message('provider.new-link-failed', { what: notTheFile(providerLabel, second.why) }),
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

/** What came instead of the file; undefined for an answer that may be the file. */
function refusalOf({ status, headers }: StreamAnswer): NotTheFile | undefined {
  if (status === 401 || status === 403 || status === 410) return 'expired';
  if (status === 404) return 'missing';
  const type = headers['content-type'] ?? '';
  if (/\bx?html\b/i.test(type)) return 'html';
  return /[/+]json\b/i.test(type) ? 'json' : undefined;
}
