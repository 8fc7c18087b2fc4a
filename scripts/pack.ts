import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const packed = z.tuple([z.object({ filename: z.string() })]);

/** Packs `root` into `folder` without building it. Returns the path of the tarball. */
export function pack(root: string, folder: string): string {
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = packed.parse(JSON.parse(said));
  return path.join(folder, filename);
}

/** Unpacks into `folder`. Returns the folder of the package. */
export function unpack(tarball: string, folder: string): string {
  // By standard input, because GNU tar reads a colon in a name as a host.
  execFileSync('tar', ['-xz', '-C', folder], { input: readFileSync(tarball) });
  return path.join(folder, 'package');
}
