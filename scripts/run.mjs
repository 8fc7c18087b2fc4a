#!/usr/bin/env node
// Installs when needed, then runs a TypeScript script of this folder: `node scripts/run.mjs start --once`.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [name, ...rest] = process.argv.slice(2);
const installed = spawnSync(process.execPath, [path.join(here, 'ensure-install.mjs')], { stdio: 'inherit' });
if (installed.status !== 0) process.exit(installed.status ?? 1);

const child = spawn(process.execPath, ['--import', 'tsx', path.join(here, '..', name), ...rest], {
  cwd: path.join(here, '..'),
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
