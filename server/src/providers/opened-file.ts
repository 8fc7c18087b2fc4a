import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import type { StreamAnswer } from '../http/types';
import type { OpenedFile, OpenRequest } from './provider';

export type BodyJudgement =
  | { outcome: 'opened'; file: OpenedFile }
  /** The part is of another version, or the file ends before that byte: ask again, for the whole file. */
  | { outcome: 'from-the-start' }
  | { outcome: 'failed'; error: ConnectorError };

/** Headers of a request for a file, or for its rest. `If-Range` makes the server send a changed file whole. */
export const rangeHeaders = (range: OpenRequest['range']): Record<string, string> =>
  range ? { Range: `bytes=${range.fromByte}-`, 'If-Range': range.validator } : {};

/**
 * Decides what an answer to a request for a file contains. `resumed` only for exactly the requested
 * bytes of the same version. Looks at status and headers only: each provider's own folder recognises
 * what that provider sends instead of a file with status 200. The caller destroys the body unless
 * the outcome is `opened`.
 */
export function judgeBody(answer: StreamAnswer, range: OpenRequest['range']): BodyJudgement {
  const { status, headers, body, contentLength, finalHost } = answer;
  if (status === 416 && range) return { outcome: 'from-the-start' };
  if (status !== 200 && status !== 206) {
    return failed(
      'retry-later',
      'unexpected-answer',
      status,
      message('provider.download-status', { host: finalHost, status }),
    );
  }
  const validator = validatorOf(headers);
  const contentType = headers['content-type'];
  const facts = {
    body,
    ...(validator === undefined ? {} : { validator }),
    ...(contentType === undefined ? {} : { contentType }),
  };
  if (status === 200) {
    const totalBytes = contentLength === undefined ? {} : { totalBytes: contentLength };
    return { outcome: 'opened', file: { from: 'whole', ...facts, ...totalBytes } };
  }
  const part = partOf(headers['content-range']);
  if (range === undefined || part === undefined || !fits(part, range.fromByte, contentLength)) {
    return failed(
      'bad-bytes',
      'range-mismatch',
      status,
      message('provider.download-other-part', { host: finalHost }),
    );
  }
  // The server ignored `If-Range`.
  if (validator !== range.validator) return { outcome: 'from-the-start' };
  const totalBytes = part.total === undefined ? {} : { totalBytes: part.total };
  return { outcome: 'opened', file: { from: 'resumed', ...facts, ...totalBytes } };
}

const failed = (failure: ConnectorError['failure'], code: string, status: number, said: Message) => ({
  outcome: 'failed' as const,
  error: new ConnectorError(failure, said, { code, status }),
});

interface Part {
  first: number;
  last: number;
  total?: number;
}

function partOf(contentRange: string | undefined): Part | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(contentRange?.trim() ?? '');
  if (match === null) return undefined;
  return {
    first: Number(match[1]),
    last: Number(match[2]),
    ...(match[3] === '*' ? {} : { total: Number(match[3]) }),
  };
}

/** From exactly the requested byte to the last byte of the file. */
const fits = ({ first, last, total }: Part, fromByte: number, contentLength: number | undefined): boolean =>
  first === fromByte &&
  last >= first &&
  (total === undefined || last === total - 1) &&
  (contentLength === undefined || contentLength === last - first + 1);

/**
 * Proves that two answers come from the same version of a file: a strong ETag, or a Last-Modified
 * that was at least a minute old when it was sent (RFC 9110, 8.8.2.2).
 */
export function validatorOf(headers: Readonly<Record<string, string>>): string | undefined {
  const { etag, 'last-modified': modified, date } = headers;
  if (etag !== undefined && /^"[^"]*"$/.test(etag)) return etag;
  if (modified === undefined || date === undefined) return undefined;
  return Date.parse(date) - Date.parse(modified) >= 60_000 ? modified : undefined;
}
