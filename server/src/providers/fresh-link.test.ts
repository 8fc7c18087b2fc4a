import { Readable } from 'node:stream';
import type { StreamAnswer } from '../http/types';
import { openByFreshLink } from './fresh-link';
import type { OpenRequest } from './provider';

const { signal } = new AbortController();
const answers: StreamAnswer[] = [];
const answer = (status: number, headers: Record<string, string> = {}) => {
  const one = {
    status,
    headers,
    body: Readable.from(['x']),
    finalHost: 'files.example',
    finalUrl: 'https://files.example/f',
  };
  answers.push(one);
  return one;
};
/** Gives these answers in turn, and keeps the ranges that were asked for. */
function server(...list: StreamAnswer[]) {
  const ranges: OpenRequest['range'][] = [];
  const ask = (range: OpenRequest['range']) => {
    ranges.push(range);
    const next = list.shift();
    if (next === undefined) throw new Error('asked once more');
    return Promise.resolve(next);
  };
  return { ask, ranges };
}
const whole = () => answer(200, { etag: '"v1"' });
const range = { fromByte: 10, validator: '"v1"' };
afterEach(() => {
  // Nobody leaves a connection open.
  answers.splice(0).forEach(({ body }) => body.destroy());
});

describe('a file behind links that end', () => {
  it('is opened by the first link that works', async () => {
    const { ask, ranges } = server(whole());
    expect(await openByFreshLink('Example', { signal }, ask)).toMatchObject({ from: 'whole' });
    expect(ranges).toEqual([undefined]);
  });

  it.each([401, 403, 404, 410])(
    'is opened by a second link after status %i, from the same byte',
    async (status) => {
      const refusal = answer(status);
      const { ask, ranges } = server(refusal, whole());
      expect(await openByFreshLink('Example', { signal, range }, ask)).toMatchObject({ from: 'whole' });
      expect(ranges).toEqual([range, range]);
      expect(refusal.body.destroyed).toBe(true);
    },
  );

  it.each([
    [403, {}, 'download-expired', 'Example rejects the link to this file. A new link did not help.'],
    [410, {}, 'download-expired', 'Example rejects the link to this file. A new link did not help.'],
    [
      404,
      {},
      'download-missing',
      'The link that Example gave for this file leads nowhere. A new link did not help.',
    ],
    [
      200,
      { 'content-type': 'text/html; charset=utf-8' },
      'download-html',
      'Example sends a web page instead of this file. A new link did not help.',
    ],
    [
      200,
      { 'content-type': 'application/problem+json' },
      'download-json',
      'Example sends an error message instead of this file. A new link did not help.',
    ],
  ])('fault 5: is never what comes instead of it (%i %j)', async (status, headers, code, message) => {
    const { ask } = server(answer(status, headers), answer(status, headers));
    await expect(openByFreshLink('Example', { signal }, ask)).rejects.toMatchObject({
      failure: 'needs-token',
      code,
      status,
      message,
    });
    expect(answers.every(({ body }) => body.destroyed)).toBe(true);
  });

  it('is asked for whole when the part is of another version', async () => {
    const other = answer(206, { etag: '"v2"', 'content-range': 'bytes 10-19/20' });
    const { ask, ranges } = server(other, whole());
    expect(await openByFreshLink('Example', { signal, range }, ask)).toMatchObject({ from: 'whole' });
    expect(ranges).toEqual([range, undefined]);
    expect(other.body.destroyed).toBe(true);
  });

  it('is not asked for again when the server itself fails', async () => {
    const { ask, ranges } = server(answer(500));
    await expect(openByFreshLink('Example', { signal }, ask)).rejects.toMatchObject({
      failure: 'retry-later',
    });
    expect(ranges).toHaveLength(1);
  });

  it('is not asked for by a signal that was aborted before', async () => {
    const { ask, ranges } = server();
    const reason = new Error('stopped by the test');
    await expect(openByFreshLink('Example', { signal: AbortSignal.abort(reason) }, ask)).rejects.toBe(reason);
    expect(ranges).toEqual([]);
  });
});
