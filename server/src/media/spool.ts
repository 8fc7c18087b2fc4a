import { createHash, type Hash } from 'node:crypto';
import { link, mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { message } from '../../../contracts/messages/catalogue';
import type { ContentHash } from '../domain/content-hash';
import { ConnectorError } from '../domain/errors';
import { ifThere } from '../domain/if-there';
import { DAY_MS } from '../domain/instant';

/** The folder of files that are not whole yet. */
export interface Spool {
  dir: string;
  /** Makes the folder, readable by this user only. @throws ConnectorError `needs-person`. */
  prepare(): Promise<void>;
  pathOf(name: string): string;
  /** Has the file id and the fencing number, so that two workers never write to one file. */
  nameFor(fileId: string, fence: number): string;
  remove(name: string): Promise<void>;
  /** Removes what workers left of a file, up to this fencing number: a later one may be at work. */
  removeAllOf(fileId: string, upToFence: number): Promise<void>;
  /** Removes files that are older than a day and not in `keep`; returns their number. */
  sweep(keep: Set<string>, nowMs: number): Promise<number>;
}

/**
 * A folder whose name starts with a dot is served by no static file server that keeps to its
 * defaults (koa-static: `hidden: false`), and it is on the same file system as the uploads, so that
 * storing is a rename.
 */
export const spoolDirBeside = (uploadsDir: string): string => path.join(uploadsDir, '.meeting-connectors');

/** For upload providers that keep nothing on this machine. */
export const temporarySpoolDir = (appDir: string): string =>
  path.join(
    os.tmpdir(),
    `strapi-meeting-connectors-${createHash('sha256').update(appDir).digest('hex').slice(0, 12)}`,
  );

/** File id and fencing number; and what is made beside a file while it is written or joined. */
const OURS = /^([a-z0-9]+)\.(\d+)\.part(?:\.new|\.list)?$/;

export function openSpool(dir: string): Spool {
  return {
    dir,
    async prepare() {
      try {
        await mkdir(dir, { recursive: true, mode: 0o700 });
      } catch (error) {
        throw new ConnectorError('needs-person', message('media.spool-not-writable', { folder: dir }), {
          code: 'spool-not-writable',
          cause: error,
        });
      }
    },
    pathOf: (name) => path.join(dir, path.basename(name)),
    nameFor: (fileId, fence) => `${fileId}.${fence}.part`,
    remove: (name) => rm(path.join(dir, path.basename(name)), { force: true }),
    async removeAllOf(fileId, upToFence) {
      for (const name of (await ifThere(readdir(dir))) ?? []) {
        const [, of, fence] = OURS.exec(name) ?? [];
        if (of === fileId && Number(fence) <= upToFence)
          await rm(path.join(dir, name), { force: true, recursive: true });
      }
    },
    async sweep(keep, nowMs) {
      let removed = 0;
      for (const name of (await ifThere(readdir(dir))) ?? []) {
        if (!OURS.test(name) || keep.has(name)) continue;
        const facts = await ifThere(stat(path.join(dir, name)));
        const isOurs = facts?.isFile() === true || (facts?.isDirectory() === true && name.endsWith('.list'));
        if (!isOurs || nowMs - facts.mtimeMs < DAY_MS) continue;
        await rm(path.join(dir, name), { force: true, recursive: true });
        removed += 1;
      }
      return removed;
    },
  };
}

export interface OpenSpoolFile {
  handle: FileHandle;
  hash: Hash;
  /** Number of bytes that are there and verified. */
  offset: number;
}

const READ_BYTES = 1 << 20;

/** Adds the first `length` bytes of a file to a hash. Returns false if the file is shorter. */
export async function hashPrefix(
  handle: FileHandle,
  length: number,
  hash: Pick<ContentHash, 'update'>,
): Promise<boolean> {
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, Math.max(length, 1)));
  for (let at = 0; at < length;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - at), at);
    if (bytesRead === 0) return false;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return true;
}

/** SHA-256 of a whole file as hex, in constant memory. `also` is given the bytes too. */
export async function hashFile(
  file: string,
  also?: ContentHash,
): Promise<{ sha256: string; sizeBytes: number }> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const hash = createHash('sha256');
    await hashPrefix(handle, size, {
      update(bytes) {
        hash.update(bytes);
        also?.update(bytes);
      },
    });
    return { sha256: hash.digest('hex'), sizeBytes: size };
  } finally {
    await handle.close();
  }
}

export interface Checkpoint {
  spoolName: string;
  bytesDone: number;
  prefixSha256: string;
}

/**
 * Opens the spool file of this worker. It continues from a checkpoint if the content is still the same:
 * the prefix is hashed again, so that neither a torn write nor a late writer goes unnoticed.
 *
 * `mayTakeOver` is true if whoever wrote it is known to have ended. Otherwise the prefix is copied,
 * because a paused holder may still have the file open.
 */
export async function openSpoolFile(
  spool: Spool,
  name: string,
  checkpoint: Checkpoint | undefined,
  mayTakeOver: boolean,
): Promise<OpenSpoolFile> {
  const target = spool.pathOf(name);
  if (checkpoint !== undefined && checkpoint.spoolName !== name && mayTakeOver) {
    // Both names until the ledger knows the new one: a crash in between loses nothing.
    await link(spool.pathOf(checkpoint.spoolName), target).catch(() => undefined);
  }
  const handle = await open(target, 'a+').then(async (made) => {
    // Opened for appending to make it when absent; written by position from here on.
    await made.close();
    return await open(target, 'r+');
  });
  try {
    if (checkpoint !== undefined && checkpoint.bytesDone > 0) {
      const hash = createHash('sha256');
      const source =
        checkpoint.spoolName === name || mayTakeOver
          ? handle
          : await open(spool.pathOf(checkpoint.spoolName), 'r').catch(() => undefined);
      if (source !== undefined) {
        try {
          const whole =
            source === handle
              ? await hashPrefix(handle, checkpoint.bytesDone, hash)
              : await copyPrefix(source, handle, checkpoint.bytesDone, hash);
          if (whole && hash.copy().digest('hex') === checkpoint.prefixSha256) {
            await handle.truncate(checkpoint.bytesDone);
            return { handle, hash, offset: checkpoint.bytesDone };
          }
        } finally {
          if (source !== handle) await source.close();
        }
      }
    }
    await handle.truncate(0);
    return { handle, hash: createHash('sha256'), offset: 0 };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function copyPrefix(from: FileHandle, to: FileHandle, length: number, hash: Hash): Promise<boolean> {
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (let at = 0; at < length;) {
    const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, length - at), at);
    if (bytesRead === 0) return false;
    hash.update(buffer.subarray(0, bytesRead));
    await writeAll(to, [buffer.subarray(0, bytesRead)], at);
    at += bytesRead;
  }
  return true;
}

/** `writev` may write less than asked; loops until all is written. */
export async function writeAll(handle: FileHandle, parts: Buffer[], position: number): Promise<void> {
  let at = position;
  let rest = parts;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, at);
    at += bytesWritten;
    let skip = bytesWritten;
    while (rest[0] !== undefined && skip >= rest[0].length) {
      skip -= rest[0].length;
      rest = rest.slice(1);
    }
    if (rest[0] !== undefined && skip > 0) rest = [rest[0].subarray(skip), ...rest.slice(1)];
  }
}
