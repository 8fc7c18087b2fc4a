import { ConnectorError } from '../domain/errors';
import type { StreamAnswer } from '../http/types';
import type { OpenedFile, OpenRequest } from './provider';

export type BodyJudgement =
  | { outcome: 'opened'; file: OpenedFile }
  /** The part is of another version, or nothing comes after that byte: ask again, for the whole. */
  | { outcome: 'from-the-start' }
  | { outcome: 'failed'; error: ConnectorError };

/** Headers of a request for a file, or for its rest: `If-Range` makes the server send a changed file whole. */
export const rangeHeaders = (range: OpenRequest['range']): Record<string, string> =>
  range ? { Range: `bytes=${range.fromByte}-`, 'If-Range': range.validator } : {};

/**
 * What a server's answer to a request for a file really gives. `resumed` only for the very bytes
 * that were asked for, of the very version. Judges by status and headers; what a provider puts in a
 * file's place with status 200 is for its own folder. The caller destroys the body unless `opened`.
 */
export function judgeBody(answer: StreamAnswer, range: OpenRequest['range']): BodyJudgement {
  const { status, headers, body, contentLength, finalHost } = answer;
  if (status === 416 && range) return { outcome: 'from-the-start' };
  if (status !== 200 && status !== 206) {
    return failed(
      'retry-later',
      'unexpected-answer',
      status,
      `${finalHost} answered the download with status ${status}.`,
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
      `${finalHost} sent other bytes of the file than those asked for. It is fetched again from the start.`,
    );
  }
  // `If-Range` was not obeyed.
  if (validator !== range.validator) return { outcome: 'from-the-start' };
  const totalBytes = part.total === undefined ? {} : { totalBytes: part.total };
  return { outcome: 'opened', file: { from: 'resumed', ...facts, ...totalBytes } };
}

const failed = (failure: ConnectorError['failure'], code: string, status: number, message: string) => ({
  outcome: 'failed' as const,
  error: new ConnectorError(failure, message, { code, status }),
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
