import { answer, type Headers, type WireFaults } from './answer';
import { bytesContent, changedContent, type Content } from './content';
import type { Exchange } from './server';

export interface ServedFile {
  content: Content;
  contentType: string;
  lastModifiedMs: number;
  /** Sent as `Content-Disposition` when there. */
  disposition?: string;
  /** Read repeatedly, so that a change also affects running transfers. */
  bytesPerSecond?: () => number | undefined;
}

type Asked =
  { outcome: 'whole' } | { outcome: 'part'; start: number; endExclusive: number } | { outcome: 'none' };

/** Only one range, as storage services do. Everything else gets the whole file (RFC 9110, 14.2). */
function askedRange(header: string | undefined, sizeBytes: number): Asked {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return { outcome: 'whole' };
  if (match[1] === '') {
    const last = Math.min(sizeBytes, Number(match[2]));
    return last === 0
      ? { outcome: 'none' }
      : { outcome: 'part', start: sizeBytes - last, endExclusive: sizeBytes };
  }
  const start = Number(match[1]);
  const endExclusive = match[2] === '' ? sizeBytes : Math.min(sizeBytes, Number(match[2]) + 1);
  if (match[2] !== '' && Number(match[2]) < start) return { outcome: 'whole' };
  return start >= sizeBytes ? { outcome: 'none' } : { outcome: 'part', start, endExclusive };
}

/** Serves a file as object storage does: GET and HEAD, Range, If-Range, a strong ETag. */
export async function serveFile(exchange: Exchange, faults: WireFaults, file: ServedFile): Promise<void> {
  const isHead = exchange.method === 'HEAD';
  if (!isHead && exchange.method !== 'GET') {
    return await answer(exchange, faults, { status: 405, headers: { Allow: 'GET, HEAD' } });
  }
  const empty = isHead ? undefined : faults.take('zero-bytes', exchange);
  const changed = isHead ? undefined : faults.take('changed', exchange);
  let { content } = file;
  if (empty) content = bytesContent(Buffer.alloc(0));
  if (changed) content = changedContent(content);

  const etag = `"${content.version}"`;
  const modified = new Date(file.lastModifiedMs).toUTCString();
  const headers: Headers = {
    'Content-Type': file.contentType,
    'Accept-Ranges': 'bytes',
    ETag: etag,
    'Last-Modified': modified,
    ...(file.disposition === undefined ? {} : { 'Content-Disposition': file.disposition }),
  };
  if (isHead && faults.take('head-lies', exchange)) {
    headers['Content-Type'] = 'text/plain';
    headers['Content-Length'] = content.sizeBytes + 4_711;
    return await answer(exchange, faults, { status: 200, headers });
  }

  const { range, 'if-range': ifRange } = exchange.request.headers;
  const stillHolds = ifRange === undefined || ifRange === etag || ifRange === modified;
  const mayBePart = range !== undefined && (stillHolds || changed?.ifRange === 'ignored');
  const asked: Asked =
    mayBePart && !faults.take('ignore-range', exchange)
      ? askedRange(range, content.sizeBytes)
      : { outcome: 'whole' };
  switch (asked.outcome) {
    case 'none':
      return await answer(exchange, faults, {
        status: 416,
        headers: { 'Content-Range': `bytes */${content.sizeBytes}` },
      });
    case 'whole':
      return await answer(exchange, faults, {
        status: 200,
        headers,
        body: content,
        bytesPerSecond: file.bytesPerSecond,
      });
    case 'part': {
      const { start, endExclusive } = asked;
      const lie = isHead ? undefined : faults.take('wrong-range', exchange);
      const [offsetBy, totalBy] = [lie?.offsetBy ?? 0, lie?.totalBy ?? 0];
      headers['Content-Range'] =
        `bytes ${start + offsetBy}-${endExclusive - 1 + offsetBy}/${content.sizeBytes + totalBy}`;
      return await answer(exchange, faults, {
        status: 206,
        headers,
        body: content,
        part: { start, endExclusive },
        bytesPerSecond: file.bytesPerSecond,
      });
    }
  }
}
