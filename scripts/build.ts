import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeThirdParty } from './third-party';

const ROOT = path.join(__dirname, '..');
const TESTS_AND_EMULATORS = /\.test\.tsx?$|emulator|provider-contract/;

/** Of the names and bytes of everything below some folders, in order. */
function hashOf(entries: string[]): string {
  const hash = createHash('sha256');
  const walk = (file: string) => {
    for (const entry of readdirSync(file, { withFileTypes: true }).sort((a, b) =>
      a.name.localeCompare(b.name),
    )) {
      const at = path.join(file, entry.name);
      if (entry.isDirectory()) walk(at);
      else if (!TESTS_AND_EMULATORS.test(at)) hash.update(path.relative(ROOT, at)).update(readFileSync(at));
    }
  };
  for (const entry of entries) {
    const at = path.join(ROOT, entry);
    if (readFileOrUndefined(at) === undefined) walk(at);
    else hash.update(entry).update(readFileSync(at));
  }
  return hash.digest('hex');
}

function readFileOrUndefined(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function run(command: string, args: string[], cwd: string): void {
  const done = spawnSync(command, args, {
    cwd,
    // Standard output belongs to the caller's own answer.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, STRAPI_TELEMETRY_DISABLED: 'true', NODE_ENV: 'production' },
  });
  if (done.status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${done.status ?? done.signal}`);
}

/** Runs `build` unless what it is made of is the same as the last time. */
function onChange(mark: string, sources: string[], outputs: string[], build: () => void): void {
  const hash = hashOf(sources);
  const fresh =
    existsSync(mark) &&
    readFileSync(mark, 'utf8') === hash &&
    outputs.every((output) => existsSync(path.join(ROOT, output)));
  if (fresh) return;
  rmSync(mark, { force: true });
  build();
  mkdirSync(path.dirname(mark), { recursive: true });
  writeFileSync(mark, hash);
}

const bin = (name: string) => path.join(ROOT, 'node_modules', '.bin', name);

/** The plugin into `dist/`, as it is published. */
export function buildPlugin(): void {
  onChange(
    path.join(ROOT, 'node_modules', '.cache', 'mc-plugin-build'),
    [
      'server',
      'admin',
      'contracts',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'scripts/third-party.ts',
    ],
    ['dist/server/index.js', 'dist/admin/index.js', 'dist/media-worker/index.js', 'THIRD-PARTY.md'],
    () => {
      process.stderr.write('Building the plugin…\n');
      run(bin('strapi-plugin'), ['build', '--sourcemap'], ROOT);
      writeThirdParty(ROOT);
    },
  );
}

/** The playground's admin panel with the plugin in it. */
export function buildPanel(): void {
  buildPlugin();
  onChange(
    path.join(ROOT, 'node_modules', '.cache', 'mc-panel-build'),
    [
      'admin',
      'contracts',
      'playground/config',
      'playground/src',
      'playground/package.json',
      'package-lock.json',
    ],
    ['playground/dist/build/index.html'],
    () => {
      process.stderr.write('Building the admin panel, about a minute…\n');
      run(bin('strapi'), ['build'], path.join(ROOT, 'playground'));
    },
  );
}

if (require.main === module) {
  if (process.argv.includes('--panel')) buildPanel();
  else buildPlugin();
}
