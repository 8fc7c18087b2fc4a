import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeThirdParty } from './third-party';

const ROOT = path.join(__dirname, '..');
const TESTS = /\.test\.tsx?$/;

/** The hash of the names and contents of all files below some folders of `root`, sorted. Tests are not built. */
export function hashOf(entries: readonly string[], root = ROOT): string {
  const hash = createHash('sha256');
  const walk = (file: string) => {
    for (const entry of readdirSync(file, { withFileTypes: true }).sort((a, b) =>
      a.name.localeCompare(b.name),
    )) {
      const at = path.join(file, entry.name);
      if (entry.isDirectory()) walk(at);
      else if (!TESTS.test(at)) hash.update(path.relative(root, at)).update(readFileSync(at));
    }
  };
  for (const entry of entries) {
    const at = path.join(root, entry);
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
    // Standard output is for the caller's own result.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, STRAPI_TELEMETRY_DISABLED: 'true', NODE_ENV: 'production' },
  });
  if (done.status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${done.status ?? done.signal}`);
}

/** Whether the process that holds a lock is still running. */
function holds(lock: string): boolean {
  const pid = Number(readFileOrUndefined(lock)?.toString() ?? '');
  // The lock exists but is still empty: its owner is about to write it.
  if (pid === 0) return existsSync(lock);
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const take = (lock: string): boolean => {
  mkdirSync(path.dirname(lock), { recursive: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!holds(lock)) rmSync(lock, { force: true });
    return false;
  }
};

/** Runs the work in one process at a time, because two test runs can start at the same time. */
export async function locked(name: string, work: () => Promise<void>): Promise<void> {
  const lock = `${name}.lock`;
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, 100));
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Describes the outputs, so that a build by another command is not mistaken for ours. */
const stampOf = (outputs: readonly string[], root: string): string =>
  outputs
    .map((output) => {
      const { size, mtimeMs } = statSync(path.join(root, output));
      return `${output} ${size} ${mtimeMs}`;
    })
    .join('\n');

/** Runs `build` unless its sources and its outputs are the same as last time. */
export function onChange(
  mark: string,
  sources: readonly string[],
  outputs: readonly string[],
  build: () => void,
  root = ROOT,
): void {
  const lock = `${mark}.lock`;
  while (!take(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    const hash = hashOf(sources, root);
    const fresh =
      existsSync(mark) &&
      outputs.every((output) => existsSync(path.join(root, output))) &&
      readFileSync(mark, 'utf8') === `${hash}\n${stampOf(outputs, root)}`;
    if (fresh) return;
    rmSync(mark, { force: true });
    build();
    writeFileSync(mark, `${hash}\n${stampOf(outputs, root)}`);
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The sources of a build of the plugin. */
export const PLUGIN_SOURCES = [
  'server',
  'admin',
  'contracts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/third-party.ts',
] as const;

const bin = (name: string) => path.join(ROOT, 'node_modules', '.bin', name);

/** Builds the plugin into `dist/`, as it is published. */
export function buildPlugin(): void {
  onChange(
    path.join(ROOT, 'node_modules', '.cache', 'mc-plugin-build'),
    PLUGIN_SOURCES,
    ['dist/server/index.js', 'dist/admin/index.js', 'dist/media-worker/index.js', 'THIRD-PARTY.md'],
    () => {
      process.stderr.write('Building the plugin…\n');
      run(bin('strapi-plugin'), ['build', '--sourcemap'], ROOT);
      writeThirdParty(ROOT);
    },
  );
}

/** Builds the playground's admin panel with the plugin. */
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
