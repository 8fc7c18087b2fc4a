import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Path of an upload provider of these tests. Strapi writes the name of a provider in lower case before
 * it looks for it, and the path to this project may have capitals: a copy is used.
 */
export function uploadProvider(name: 's3' | 'troubled'): string {
  const dir = path.join(os.tmpdir(), `mc-upload-${randomBytes(8).toString('hex')}`);
  mkdirSync(dir);
  const copy = path.join(dir, `${name}.js`);
  copyFileSync(path.join(__dirname, 'upload-providers', `${name}.js`), copy);
  return copy;
}
