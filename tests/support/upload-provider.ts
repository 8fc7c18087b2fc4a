import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * The path of a test upload provider. Strapi converts the name of a provider to lower case before
 * it loads it, and the path of this project can have capitals, so a copy is used.
 */
export function uploadProvider(name: 's3' | 'troubled'): string {
  const dir = path.join(os.tmpdir(), `mc-upload-${randomBytes(8).toString('hex')}`);
  mkdirSync(dir);
  const copy = path.join(dir, `${name}.js`);
  copyFileSync(path.join(__dirname, 'upload-providers', `${name}.js`), copy);
  return copy;
}
