#!/usr/bin/env node
// Installs the locked dependencies if they are missing. Uses only Node, because nothing else is installed yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const say = (text) => process.stderr.write(`${text}\n`);

const [major] = process.versions.node.split('.').map(Number);
if (major < 20 || major > 26) {
  say(`Node ${process.versions.node} is too ${major < 20 ? 'old' : 'new'}: Strapi 5 runs on Node 20 to 26.`);
  process.exit(1);
}

const lock = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');
const mark = path.join(root, 'node_modules', '.installed-by-lock');
if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) process.exit(0);

// better-sqlite3 is compiled if its prebuilt binary can't be downloaded.
const tools = ['python3', 'make', 'g++'].filter(
  (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0,
);
if (tools.length > 0) {
  say(
    `Not found: ${tools.join(', ')}. SQLite's driver is compiled where no prebuilt binary can be fetched; if the install fails there, install a C++ tool chain (Debian: apt-get install python3 make g++) and start again.`,
  );
}
say('Installing by the lock file; this takes a few minutes the first time.');
const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2] });
if (npm.status !== 0) {
  say('npm ci failed; its messages are above.');
  process.exit(npm.status ?? 1);
}
writeFileSync(mark, lock);
