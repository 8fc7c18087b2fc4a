import { copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import { codeOf } from '../../domain/errors';
import { ifThere } from '../../domain/if-there';

/** Renames; makes a hard link if that is refused; copies across file systems. */
export async function moveInto(from: string, to: string): Promise<'renamed' | 'copied' | 'missing'> {
  try {
    await rename(from, to);
    return 'renamed';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') {
      if ((await ifThere(stat(from))) === undefined) return 'missing';
      throw error;
    }
    if (code !== 'EXDEV') {
      const linked = await link(from, to).then(
        () => true,
        () => false,
      );
      if (linked) {
        await rm(from, { force: true });
        return 'renamed';
      }
    }
    // Under a temporary name, so that no partial file ever has the final name (P2).
    const partial = `${to}.part`;
    await copyFile(from, partial);
    const handle = await open(partial, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(partial, to);
    return 'copied';
  }
}

/** A rename is durable only once its folder is. */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r').catch(() => undefined);
  // Some file systems refuse to sync folders; the next boot's check finds what was lost.
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
