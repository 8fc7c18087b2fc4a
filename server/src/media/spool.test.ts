import { createHash } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hashFile, openSpool, openSpoolFile, writeAll, type Checkpoint, type Spool } from './spool';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
/** Larger than one read, so that all loops go round. */
const CONTENT = Buffer.alloc(3 * 1024 * 1024 + 7, 'a meeting of many parts ');
const DONE = 2 * 1024 * 1024 + 3;

let dir: string;
let spool: Spool;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'mc-spool-'));
  spool = openSpool(dir);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** What a worker left: a file, and what the ledger says of it. */
async function left(spoolName: string, bytes = CONTENT): Promise<Checkpoint> {
  await writeFile(spool.pathOf(spoolName), bytes);
  return { spoolName, bytesDone: DONE, prefixSha256: sha256(CONTENT.subarray(0, DONE)) };
}
/** Opens it, and says where it goes on and what the hash of the whole is when the rest was written. */
async function finish(name: string, checkpoint: Checkpoint | undefined, mayTakeOver: boolean) {
  const { handle, hash, offset } = await openSpoolFile(spool, name, checkpoint, mayTakeOver);
  const { size } = await handle.stat();
  await writeAll(handle, [CONTENT.subarray(offset)], offset);
  await handle.close();
  hash.update(CONTENT.subarray(offset));
  return { offset, size, hash: hash.digest('hex'), written: sha256(await readFile(spool.pathOf(name))) };
}
const whole = { hash: sha256(CONTENT), written: sha256(CONTENT) };

describe('a spool file', () => {
  it('is new where no worker was before', async () => {
    expect(await finish('1.1.part', undefined, false)).toEqual({ offset: 0, size: 0, ...whole });
  });

  it.each([
    ['of this worker', '1.1.part', false],
    ['of a worker that has ended', '1.2.part', true],
    ['of a worker that may still write', '1.2.part', false],
  ])(
    '%s goes on from its checkpoint, without what was written after it',
    async (_whose, name, mayTakeOver) => {
      const checkpoint = await left('1.1.part');
      expect(await finish(name, checkpoint, mayTakeOver)).toEqual({ offset: DONE, size: DONE, ...whole });
    },
  );

  it('of a worker that may still write stays that worker’s own: neither writes into the other’s', async () => {
    const checkpoint = await left('1.1.part');
    const paused = await open(spool.pathOf('1.1.part'), 'r+');
    const ours = await openSpoolFile(spool, '1.2.part', checkpoint, false);
    await paused.write(Buffer.from('late'), 0, 4, 0);
    await paused.close();
    await ours.handle.close();
    expect((await readFile(spool.pathOf('1.2.part'))).equals(CONTENT.subarray(0, DONE))).toBe(true);
  });

  it.each([
    ['one byte of it is another', () => Buffer.from(CONTENT).fill('X', DONE - 1, DONE)],
    ['it is shorter than its checkpoint', () => CONTENT.subarray(0, DONE - 1)],
  ])('starts over when %s', async (_what, bytes) => {
    for (const [name, mayTakeOver] of [
      ['1.1.part', false],
      ['1.2.part', true],
      ['1.3.part', false],
    ] as const) {
      const checkpoint = await left('1.1.part', bytes());
      expect(await finish(name, checkpoint, mayTakeOver)).toEqual({ offset: 0, size: 0, ...whole });
    }
  });

  it('starts over when nothing is there any more', async () => {
    const gone = { spoolName: '1.1.part', bytesDone: DONE, prefixSha256: sha256(CONTENT.subarray(0, DONE)) };
    for (const mayTakeOver of [true, false])
      expect(await finish('1.2.part', gone, mayTakeOver)).toEqual({ offset: 0, size: 0, ...whole });
  });
});

describe('writing several pieces at once', () => {
  it('goes on where the system wrote less than it was given', async () => {
    const file = path.join(dir, 'pieces');
    const handle = await open(file, 'w');
    const pieces = ['one ', 'two ', 'three ', 'four'].map((text) => Buffer.from(text));
    /** As a nearly full disk does: at most three bytes each time. */
    const full: Pick<FileHandle, 'writev'> = {
      writev: async (parts, position) => {
        const [first = Buffer.alloc(0)] = parts;
        const some = Buffer.from(first.buffer, first.byteOffset, Math.min(3, first.byteLength));
        const { bytesWritten } = await handle.write(some, 0, some.length, position);
        return { bytesWritten, buffers: parts };
      },
    };
    await writeAll(full as FileHandle, pieces, 0);
    await handle.close();
    expect(await readFile(file, 'utf8')).toBe('one two three four');
    expect(await hashFile(file)).toEqual({
      sha256: sha256(Buffer.from('one two three four')),
      sizeBytes: 18,
    });
  });
});

describe('the spool folder', () => {
  const NOW = Date.now();
  const aged = async (name: string, hours: number, isFolder = false) => {
    const at = path.join(dir, name);
    await (isFolder ? mkdir(at) : writeFile(at, 'x'));
    const seconds = (NOW - hours * 3_600_000) / 1000;
    await utimes(at, seconds, seconds);
  };

  it('loses what is ours, older than a day and in no row, and nothing else', async () => {
    await aged('1.1.part', 25);
    await aged('2.1.part', 23);
    await aged('3.1.part', 25);
    await aged('4.1.part.new', 25);
    await aged('5.1.part.list', 25, true);
    await aged('6.1.part', 25, true);
    await aged('notes.txt', 25);
    expect(await spool.sweep(new Set(['3.1.part']), NOW)).toBe(3);
    expect((await readdir(dir)).sort()).toEqual(['2.1.part', '3.1.part', '6.1.part', 'notes.txt']);
  });

  it('loses all that workers left of one file, and nothing of another or of a later worker', async () => {
    for (const name of ['1.1.part', '1.2.part', '1.2.part.new', '1.10.part', '11.1.part'])
      await aged(name, 0);
    await aged('1.2.part.list', 0, true);
    await spool.removeAllOf('1', 2);
    expect((await readdir(dir)).sort()).toEqual(['1.10.part', '11.1.part']);
  });

  it('has no name outside of it', async () => {
    await aged('1.1.part', 0);
    const outside = path.join(dir, '..', `${path.basename(dir)}-outside`);
    await writeFile(outside, 'x');
    await spool.remove(`../${path.basename(outside)}`);
    expect((await stat(outside)).isFile()).toBe(true);
    expect(path.dirname(spool.pathOf('../../etc/passwd'))).toBe(dir);
    await rm(outside);
  });

  it('is nothing to look through, not an error, before it is made', async () => {
    const none = openSpool(path.join(dir, 'none'));
    expect(await none.sweep(new Set(), NOW)).toBe(0);
    await none.removeAllOf('1', 1);
    await none.prepare();
    expect((await stat(none.dir)).mode & 0o777).toBe(0o700);
  });

  it('that can not be made is named', async () => {
    await writeFile(path.join(dir, 'file'), 'in the way');
    const folder = path.join(dir, 'file', 'spool');
    await expect(openSpool(folder).prepare()).rejects.toMatchObject({
      failure: 'needs-person',
      said: { code: 'media.spool-not-writable', values: { folder } },
    });
  });
});
