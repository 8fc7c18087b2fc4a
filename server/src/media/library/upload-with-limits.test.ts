import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { StopSignal } from '../../domain/errors';
import type { UploadEntity, UploadPlugin } from './upload-plugin';
import { uploadWithLimits } from './upload-with-limits';

/**
 * As `lib-storage`, on which the official S3 provider stands: parts are sent while the file is read, and when the
 * reading fails, the upload is aborted at the storage.
 */
function storage(behaves: 'stalls' | 'refuses-a-part') {
  const state = { parts: 0, open: false };
  const upload = async ({ getStream }: UploadEntity): Promise<void> => {
    state.open = true;
    try {
      for await (const _part of getStream?.() as Readable) {
        state.parts += 1;
        if (behaves === 'refuses-a-part') throw new Error('no room in the cloud');
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      throw new Error('it never came so far');
    } finally {
      await new Promise((resolve) => setTimeout(resolve, 20));
      state.open = false;
    }
  };
  const plugin = {
    config: () => ({ provider: 'test' }),
    service: () => ({ upload }),
  } as unknown as UploadPlugin;
  return { state, plugin };
}

describe('an upload that does not reach its end', () => {
  let dir: string;
  let spoolPath: string;
  const entity = () => ({ name: 'a', hash: 'meeting_a', ext: '.mp4', mime: 'video/mp4', size: 1 });
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'upload-'));
    spoolPath = path.join(dir, 'file');
    await writeFile(spoolPath, Buffer.alloc(64 * 1024 * 1024));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.each<[string, Parameters<typeof storage>[0], number, string]>([
    ['when the storage takes nothing more', 'stalls', 50, 'upload-stalled'],
    ['when the storage refuses a part', 'refuses-a-part', 5_000, 'upload-failed'],
  ])('is aborted at the storage before it is reported: %s', async (_name, behaves, idleMs, code) => {
    const { state, plugin } = storage(behaves);
    const { signal } = new AbortController();
    await expect(uploadWithLimits(plugin, { spoolPath, signal }, entity(), idleMs)).rejects.toMatchObject({
      code,
    });
    expect(state.parts).toBeGreaterThan(0);
    expect(state.open).toBe(false);
  });

  it('is aborted at the storage before Strapi stops', async () => {
    const { state, plugin } = storage('stalls');
    const stop = new AbortController();
    const uploading = uploadWithLimits(plugin, { spoolPath, signal: stop.signal }, entity(), 60_000);
    while (state.parts === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new StopSignal('shutting-down'));
    await expect(uploading).rejects.toMatchObject({ reason: 'shutting-down' });
    expect(state.open).toBe(false);
  });
});
