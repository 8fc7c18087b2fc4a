import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const packed = z.tuple([z.object({ filename: z.string() })]);

/** Packs `root` as it lies there, without building it, into `folder`. Returns the tarball's path. */
export function pack(root: string, folder: string): string {
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = packed.parse(JSON.parse(said));
  return path.join(folder, filename);
}

/** Returns the folder of the package, `package` below `folder`. */
export function unpack(tarball: string, folder: string): string {
  // By standard input: GNU tar takes a colon in a name for a host.
  execFileSync('tar', ['-xz', '-C', folder], { input: readFileSync(tarball) });
  return path.join(folder, 'package');
}
