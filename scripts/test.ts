import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { buildPanel } from './build';

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

/**
 * What a change must pass, fastest first. The lanes of a row run at the same time, and each
 * uses one core.
 */
const ROWS: Step[][][] = [
  [
    [
      { name: 'format', command: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'] },
      { name: 'unused', command: bin('knip'), args: ['--no-config-hints'] },
      { name: 'lint', command: bin('eslint'), args: ['.', '--max-warnings', '0'] },
      { name: 'types of the server', command: bin('tsc'), args: ['-p', 'server/tsconfig.json', '--noEmit'] },
      {
        name: 'types of the admin panel',
        command: bin('tsc'),
        args: ['-p', 'admin/tsconfig.json', '--noEmit'],
      },
      {
        name: 'types of tests and tools',
        command: bin('tsc'),
        args: ['-p', 'tsconfig.tools.json', '--noEmit'],
      },
      { name: 'package', command: bin('strapi-plugin'), args: ['verify'] },
    ],
    [
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
    ],
  ],
  // Three workers for two cores, because sites and browsers wait most of the time.
  // The test of every page in Ukrainian takes minutes, so it is a separate command.
  [
    [
      jest(
        'real sites',
        '--maxWorkers=3',
        '--selectProjects',
        'site',
        'browser',
        '--testPathIgnorePatterns',
        '/node_modules/',
        'tests/package/fresh-app',
        'tests/e2e/ukrainian',
      ),
    ],
  ],
];

interface Result {
  step: Step;
  ok: boolean;
  seconds: number;
}

/** Shows the output of a step as it comes, or at its end if another step runs at the same time. */
async function run(step: Step, isAlone: boolean): Promise<Result> {
  const say = (text: string) => void process.stdout.write(text);
  if (isAlone) say(`\n▶ ${step.name}\n`);
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
    if (isAlone) say(text);
    else said += text;
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (isJest ? undefined : take(text)));
  child.stderr.setEncoding('utf8').on('data', take);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (!isAlone) say(`\n▶ ${step.name}\n${said}`);
  return { step, ok: code === 0, seconds: Math.round((performance.now() - startedAt) / 1000) };
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
  buildPanel();
  const results: Result[] = [];
  for (const row of ROWS) {
    const lanes = row.map((lane) => lane.filter(isWanted)).filter((lane) => lane.length > 0);
    const ended = await Promise.all(
      lanes.map(async (lane) => {
        const own: Result[] = [];
        for (const step of lane) own.push(await run(step, lanes.length === 1));
        return own;
      }),
    );
    results.push(...ended.flat());
  }
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  say('\nThe test files that took longest:');
  for (const line of costliest(results, 15)) say(line);
  say('');
  for (const { step, ok, seconds } of results)
    say(`${ok ? 'passed' : 'FAILED'}  ${step.name} (${seconds} s)`);
  const failed = results.filter(({ ok }) => !ok).length;
  say(`\n${results.length - failed} passed, ${failed} failed`);
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
