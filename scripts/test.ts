import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildPanel } from './build';

const ROOT = path.join(__dirname, '..');
const bin = (name: string) => path.join(ROOT, 'node_modules', '.bin', name);

interface Step {
  name: string;
  command: string;
  args: string[];
}

const jest = (name: string, ...args: string[]): Step => ({
  name,
  command: bin('jest'),
  args: ['--ci', '--forceExit=false', ...args],
});

/** What a change must pass, cheapest first. */
const STEPS: Step[] = [
  { name: 'format', command: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: bin('eslint'), args: ['.', '--max-warnings', '0'] },
  { name: 'types of the server', command: bin('tsc'), args: ['-p', 'server/tsconfig.json', '--noEmit'] },
  { name: 'types of the admin panel', command: bin('tsc'), args: ['-p', 'admin/tsconfig.json', '--noEmit'] },
  { name: 'types of tests and tools', command: bin('tsc'), args: ['-p', 'tsconfig.tools.json', '--noEmit'] },
  jest(
    'unit tests',
    '--maxWorkers=2',
    '--testPathIgnorePatterns',
    'provider-contract',
    '<rootDir>/tests/(integration|faults|e2e|services)',
  ),
  jest('provider contract', '--runInBand', 'provider-contract'),
  jest('integration', '--maxWorkers=2', 'tests/integration'),
  jest('faults', '--maxWorkers=2', 'tests/faults'),
  { name: 'package', command: bin('strapi-plugin'), args: ['verify'] },
  jest('browser', '--runInBand', 'tests/e2e'),
];

function run(step: Step): { ok: boolean; seconds: number } {
  process.stdout.write(`\n▶ ${step.name}\n`);
  const startedAt = performance.now();
  const done = spawnSync(step.command, step.args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, STRAPI_TELEMETRY_DISABLED: 'true', FORCE_COLOR: '0' },
  });
  return { ok: done.status === 0, seconds: Math.round((performance.now() - startedAt) / 1000) };
}

const wanted = process.argv.slice(2);
const steps =
  wanted.length === 0 ? STEPS : STEPS.filter((step) => wanted.some((word) => step.name.includes(word)));
buildPanel();
const results = steps.map((step) => ({ step, ...run(step) }));
process.stdout.write('\n');
for (const { step, ok, seconds } of results)
  process.stdout.write(`${ok ? 'passed' : 'FAILED'}  ${step.name} (${seconds} s)\n`);
const failed = results.filter(({ ok }) => !ok).length;
process.stdout.write(`\n${results.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
