import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const ROOT = path.join(__dirname, '..');
const bin = (name: string) => path.join(ROOT, 'node_modules', '.bin', name);

interface Step {
  name: string;
  command: string;
  args: string[];
}

const REPORTS = path.join(ROOT, '.tmp', 'reports');
const reportOf = (name: string) => path.join(REPORTS, `${name.replaceAll(' ', '-')}.json`);

const jest = (name: string, ...args: string[]): Step => ({
  name,
  command: bin('jest'),
  args: ['--ci', '--forceExit=false', '--json', `--outputFile=${reportOf(name)}`, ...args],
});

/** Without a site. */
const CHECKS: Step[] = [
  { name: 'format', command: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'unused', command: bin('knip'), args: ['--no-config-hints'] },
  { name: 'types of the server', command: bin('tsc'), args: ['-p', 'server/tsconfig.json', '--noEmit'] },
  { name: 'types of the admin panel', command: bin('tsc'), args: ['-p', 'admin/tsconfig.json', '--noEmit'] },
  { name: 'types of tests and tools', command: bin('tsc'), args: ['-p', 'tsconfig.tools.json', '--noEmit'] },
  { name: 'lint', command: bin('eslint'), args: ['.', '--max-warnings', '0'] },
  jest(
    'unit tests',
    '--maxWorkers=1',
    '--selectProjects',
    'unit',
    '--testPathIgnorePatterns',
    'provider-contract',
    '<rootDir>/tests/(integration|faults|package|e2e|services)/',
  ),
  jest(
    'provider contract',
    '--runInBand',
    '--selectProjects',
    'unit',
    '--testPathPattern',
    'provider-contract',
  ),
];

const SITES: Step[] = [
  {
    name: 'build',
    command: process.execPath,
    args: ['--import', 'tsx', path.join(__dirname, 'build.ts'), '--panel'],
  },
  { name: 'package', command: bin('strapi-plugin'), args: ['verify'] },
  // Separate commands, because they take minutes: the fault tests and the test of every page in Ukrainian.
  jest(
    'real sites',
    // More than two processors, because sites and browsers wait much of the time.
    '--maxWorkers=3',
    '--selectProjects',
    'site',
    'browser',
    '--testPathIgnorePatterns',
    '/node_modules/',
    'tests/faults',
    'tests/package/fresh-app',
    'tests/e2e/ukrainian',
  ),
];

/**
 * What a change must pass. The two lanes run at the same time, because neither keeps two processors busy: sites
 * wait, and checks use one processor each.
 */
const LANES = [SITES, CHECKS];

interface Result {
  step: Step;
  ok: boolean;
  seconds: number;
}

const say = (text: string) => void process.stdout.write(text);

/** Shows the output of a step as it comes, or at its end if steps of another lane show theirs. */
async function run(step: Step, isShownAtOnce: boolean): Promise<Result> {
  if (isShownAtOnce) say(`\n▶ ${step.name}\n`);
  const startedAt = performance.now();
  const child = spawn(step.command, step.args, {
    cwd: ROOT,
    // With --json, Jest writes its report to standard error and the JSON to standard output.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, STRAPI_TELEMETRY_DISABLED: 'true', FORCE_COLOR: '0' },
  });
  const isJest = step.args.includes('--json');
  let said = '';
  const take = (text: string) => {
    if (isShownAtOnce) say(text);
    else said += text;
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (isJest ? undefined : take(text)));
  child.stderr.setEncoding('utf8').on('data', take);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (!isShownAtOnce) say(`\n▶ ${step.name}\n${said}`);
  return { step, ok: code === 0, seconds: Math.round((performance.now() - startedAt) / 1000) };
}

async function runLane(steps: readonly Step[], isShownAtOnce: boolean): Promise<Result[]> {
  const results: Result[] = [];
  for (const step of steps) results.push(await run(step, isShownAtOnce));
  return results;
}

const report = z.object({
  testResults: z.array(z.object({ name: z.string(), startTime: z.number(), endTime: z.number() })),
});

/** The test files that took longest, of all steps. */
function costliest(results: Result[], number: number): string[] {
  const files = results.flatMap(({ step }) => {
    const file = reportOf(step.name);
    return existsSync(file) ? report.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults : [];
  });
  return files
    .map(({ name, startTime, endTime }) => ({
      name: path.relative(ROOT, name),
      seconds: (endTime - startTime) / 1000,
    }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, number)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

async function main(): Promise<number> {
  const wanted = process.argv.slice(2);
  const isWanted = ({ name }: Step) => wanted.length === 0 || wanted.some((word) => name.includes(word));
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const lanes = LANES.map((lane) => lane.filter(isWanted)).filter((lane) => lane.length > 0);
  const results = (await Promise.all(lanes.map((lane, index) => runLane(lane, index === 0)))).flat();
  say('\nThe test files that took longest:\n');
  for (const line of costliest(results, 15)) say(`${line}\n`);
  say('\n');
  for (const { step, ok, seconds } of results)
    say(`${ok ? 'passed' : 'FAILED'}  ${step.name} (${seconds} s)\n`);
  const failed = results.filter(({ ok }) => !ok).length;
  say(`\n${results.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

main().then(
  // Not `process.exit`, which would cut off output that is not yet in the pipe.
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
