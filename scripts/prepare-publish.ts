import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildPlugin } from './build';
import { pack, unpack } from './pack';
import { publishedManifest, publishedReadme, publisherOf } from './publisher';

/**
 * Makes the tarball to publish: that of `npm pack`, with the publisher's addresses. Changes nothing in
 * the checkout. See CONTRIBUTING.md, "Publishing".
 */
const ROOT = path.join(__dirname, '..');
const OUT = path.join(ROOT, '.tmp', 'publish');

function main(): void {
  const manifestFile = path.join(ROOT, 'package.json');
  const { version } = JSON.parse(readFileSync(manifestFile, 'utf8')) as { version: string };
  const publisher = publisherOf(process.env, version);
  buildPlugin();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mc-publish-'));
  try {
    const root = unpack(pack(ROOT, folder), folder);
    const change = (file: string, how: (text: string) => string) =>
      writeFileSync(path.join(root, file), how(readFileSync(path.join(root, file), 'utf8')));
    change('package.json', (text) => publishedManifest(text, publisher));
    change('README.md', (text) => publishedReadme(text, publisher));
    rmSync(OUT, { recursive: true, force: true });
    mkdirSync(OUT, { recursive: true });
    process.stdout.write(`${pack(root, OUT)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
