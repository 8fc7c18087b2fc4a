import { mkdtempSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ifThere } from './if-there';

describe('a reading of the file system', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'mc-if-there-'));

  it('is empty only where nothing is', async () => {
    const nothing = path.join(dir, 'nothing');
    expect(await ifThere(readFile(nothing))).toBeUndefined();
    expect(await ifThere(readdir(nothing))).toBeUndefined();
    expect((await ifThere(stat(dir)))?.isDirectory()).toBe(true);
  });

  it('that fails is tried again, and says why', async () => {
    await expect(ifThere(readFile(dir))).rejects.toMatchObject({
      failure: 'retry-later',
      code: 'disk-unreadable',
      message: expect.stringContaining('EISDIR') as string,
    });
    await expect(ifThere(Promise.reject(new Error('odd')))).rejects.toThrow('odd');
  });
});
