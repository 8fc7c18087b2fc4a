import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildPlugin } from './build';

/** Tests the packed plugin in new apps of the newest and the oldest supported Strapi. Uses only npm and its registry. */
const ROOT = path.join(__dirname, '..');
buildPlugin();
const done = spawnSync(
  path.join(ROOT, 'node_modules', '.bin', 'jest'),
  ['--ci', '--runInBand', '--verbose', '--config', 'jest.package.config.js', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, STRAPI_TELEMETRY_DISABLED: 'true' } },
);
process.exit(done.status ?? 1);
