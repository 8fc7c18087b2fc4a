import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildPlugin } from './build';

/** Tests that need a database server or an object store. */
const ROOT = path.join(__dirname, '..');
buildPlugin();
const done = spawnSync(
  path.join(ROOT, 'node_modules', '.bin', 'jest'),
  ['--ci', '--runInBand', '--config', 'jest.services.config.js', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, STRAPI_TELEMETRY_DISABLED: 'true' } },
);
process.exit(done.status ?? 1);
