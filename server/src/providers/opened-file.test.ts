import { Readable } from 'node:stream';
import type { StreamAnswer } from '../http/types';
import { judgeBody, rangeHeaders, validatorOf } from './opened-file';

const ETAG = '"v1"';
const RANGE = { fromByte: 10, validator: ETAG };
const answer = (
  status: number,
  headers: Record<string, string> = {},
  contentLength?: number,
): StreamAnswer => ({
  status,
  headers,
  body: Readable.from([]),
  finalHost: 'files.example',
  finalUrl: 'https://files.example/f',
  ...(contentLength === undefined ? {} : { contentLength }),
});
const part = (contentRange: string | undefined, contentLength?: number, etag = ETAG) =>
  answer(
    206,
    { etag, ...(contentRange === undefined ? {} : { 'content-range': contentRange }) },
    contentLength,
  );

describe('an answer to a request for a file', () => {
  it('is asked for by range only together with what proves the version', () => {
    expect(rangeHeaders(RANGE)).toEqual({ Range: 'bytes=10-', 'If-Range': ETAG });
    expect(rangeHeaders(undefined)).toEqual({});
  });

  it('with status 200 is the whole file, whatever was asked for', () => {
    for (const range of [undefined, RANGE]) {
      expect(judgeBody(answer(200, { etag: ETAG, 'content-type': 'video/mp4' }, 100), range)).toMatchObject({
        outcome: 'opened',
        file: { from: 'whole', validator: ETAG, totalBytes: 100, contentType: 'video/mp4' },
      });
    }
    expect(judgeBody(answer(200), undefined)).toMatchObject({ file: { from: 'whole' } });
  });

  it('continues the file when it has exactly the rest of the same version', () => {
    expect(judgeBody(part('bytes 10-99/100', 90), RANGE)).toMatchObject({
      outcome: 'opened',
      file: { from: 'resumed', totalBytes: 100, validator: ETAG },
    });
    const judged = judgeBody(part('bytes 10-99/*'), RANGE);
    expect(judged).toMatchObject({ outcome: 'opened', file: { from: 'resumed' } });
    expect(judged.outcome === 'opened' && judged.file.totalBytes).toBeUndefined();
  });

  it.each([
    ['an earlier start', 'bytes 9-99/100', 91],
    ['a later start', 'bytes 11-99/100', 89],
    ['an end before the last byte', 'bytes 10-98/100', 89],
    ['an end before its start', 'bytes 10-9/100', undefined],
    ['another length than its range', 'bytes 10-99/100', 89],
    ['no range at all', undefined, 90],
    ['a range of something else', 'items 10-99/100', 90],
  ])('fault 10: is bad with %s', (_what, contentRange, length) => {
    expect(judgeBody(part(contentRange, length), RANGE)).toMatchObject({
      outcome: 'failed',
      error: { failure: 'bad-bytes', code: 'range-mismatch', status: 206 },
    });
  });

  it('is bad when a part comes that nobody asked for', () => {
    expect(judgeBody(part('bytes 0-99/100', 100), undefined)).toMatchObject({
      error: { failure: 'bad-bytes' },
    });
  });

  it('fault 9: asks for the whole file when the part is of another version, or the file ended before', () => {
    expect(judgeBody(part('bytes 10-99/100', 90, '"v2"'), RANGE)).toEqual({ outcome: 'from-the-start' });
    expect(judgeBody(answer(416), RANGE)).toEqual({ outcome: 'from-the-start' });
  });

  it.each([204, 304, 416, 500])('is tried again later with status %i', (status) => {
    expect(judgeBody(answer(status), undefined)).toMatchObject({
      outcome: 'failed',
      error: {
        failure: 'retry-later',
        status,
        message: `files.example answered the download with status ${status}.`,
      },
    });
  });
});

describe('what proves the version of a file', () => {
  const date = 'Tue, 10 Feb 2026 16:35:00 GMT';

  it('is a strong ETag', () => {
    expect(validatorOf({ etag: ETAG, 'last-modified': date, date })).toBe(ETAG);
    expect(validatorOf({ etag: 'W/"v1"' })).toBeUndefined();
    expect(validatorOf({ etag: 'v1' })).toBeUndefined();
    expect(validatorOf({})).toBeUndefined();
  });

  it('is else a time of change that was a minute old when it was sent', () => {
    const before = 'Tue, 10 Feb 2026 16:34:00 GMT';
    const justBefore = 'Tue, 10 Feb 2026 16:34:01 GMT';
    expect(validatorOf({ 'last-modified': before, date })).toBe(before);
    expect(validatorOf({ etag: 'W/"v1"', 'last-modified': before, date })).toBe(before);
    expect(validatorOf({ 'last-modified': justBefore, date })).toBeUndefined();
    expect(validatorOf({ 'last-modified': before })).toBeUndefined();
    expect(validatorOf({ 'last-modified': 'long ago', date })).toBeUndefined();
  });
});
