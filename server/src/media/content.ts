import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { codeOf } from '../domain/errors';
import type { HttpClient } from '../http/types';

/** What a request says of the part that it wants, in the words of HTTP. */
export interface Asked {
  range?: string;
  ifRange?: string;
}

/** The content of a stored file, as an answer of HTTP. */
export type StoredContent =
  | {
      outcome: 'content';
      status: 200 | 206;
      /** Lower-case names: length, range, validator. */
      headers: Record<string, string>;
      body: Readable;
    }
  /** The part that was asked for is outside the file. */
  | { outcome: 'outside'; headers: Record<string, string> }
  | { outcome: 'missing' };

type Part = { outcome: 'whole' } | { outcome: 'part'; start: number; end: number } | { outcome: 'outside' };

/** The part that `Range` names. Several parts in one answer, or what can't be read, count as the whole. Pure. */
export function partOf(range: string | undefined, sizeBytes: number): Part {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return { outcome: 'whole' };
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0
      ? { outcome: 'outside' }
      : { outcome: 'part', start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return { outcome: 'whole' };
  return start >= sizeBytes ? { outcome: 'outside' } : { outcome: 'part', start, end };
}

export async function localContent(file: string, { range, ifRange }: Asked): Promise<StoredContent> {
  let sizeBytes: number;
  let etag: string;
  try {
    const { size, mtimeMs } = await stat(file);
    sizeBytes = size;
    etag = `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { outcome: 'missing' };
    throw error;
  }
  // Another version of the file than the one of which the caller has a part: it gets the whole.
  const part = partOf(ifRange === undefined || ifRange === etag ? range : undefined, sizeBytes);
  const common = { 'accept-ranges': 'bytes', etag };
  switch (part.outcome) {
    case 'outside':
      return { outcome: 'outside', headers: { ...common, 'content-range': `bytes */${sizeBytes}` } };
    case 'whole':
      return {
        outcome: 'content',
        status: 200,
        headers: { ...common, 'content-length': String(sizeBytes) },
        body: createReadStream(file),
      };
    case 'part': {
      const { start, end } = part;
      return {
        outcome: 'content',
        status: 206,
        headers: {
          ...common,
          'content-length': String(end - start + 1),
          'content-range': `bytes ${start}-${end}/${sizeBytes}`,
        },
        body: createReadStream(file, { start, end }),
      };
    }
  }
}

/** What of a storage's answer is passed on. */
const PASSED = ['accept-ranges', 'content-length', 'content-range', 'etag', 'last-modified'];

/** @throws ConnectorError if the storage can't be reached or refuses. */
export async function remoteContent(
  http: HttpClient,
  url: string,
  { range, ifRange }: Asked,
  signal: AbortSignal,
): Promise<StoredContent | { outcome: 'refused'; status: number }> {
  const headers = {
    ...(range === undefined ? {} : { range }),
    ...(ifRange === undefined ? {} : { 'if-range': ifRange }),
  };
  const answer = await http.open({ url, headers, signal });
  const passed = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => PASSED.includes(name)));
  if (answer.status === 200 || answer.status === 206) {
    return { outcome: 'content', status: answer.status, headers: passed, body: answer.body };
  }
  answer.body.destroy();
  if (answer.status === 416) {
    const size = passed['content-range'];
    return { outcome: 'outside', headers: size === undefined ? {} : { 'content-range': size } };
  }
  if (answer.status === 404 || answer.status === 410) return { outcome: 'missing' };
  return { outcome: 'refused', status: answer.status };
}
