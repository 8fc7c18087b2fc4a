import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

const run = promisify(execFile);
const MOST_OUTPUT = 64 * 1024 * 1024;
const STARTS_WITHIN_MS = 5 * 60_000;

/** The environment of a normal terminal, without the variables of jest and of npm scripts. */
function environment(): NodeJS.ProcessEnv {
  const ours =
    /^(NODE_ENV|NODE_OPTIONS|JEST_WORKER_ID|INIT_CWD|npm_(package|lifecycle)_.*|npm_config_local_prefix)$/;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
    STRAPI_TELEMETRY_DISABLED: 'true',
    CI: 'true',
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface RunningApp {
  url: string;
  output(): string;
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface FreshApp {
  dir: string;
  /** Runs a command in the app. Throws with its output if it fails. */
  run(command: string, ...args: string[]): Promise<string>;
  /** Changes one place in a file, as a reader of the documentation would. */
  edit(file: string, before: string, after: string): void;
  start(): Promise<RunningApp>;
}

/** An app as `create-strapi` makes it: the files of the template and new secrets. */
export async function freshApp(template: string, dir: string): Promise<FreshApp> {
  cpSync(template, dir, { recursive: true });
  const secret = () => randomBytes(16).toString('base64');
  const port = await freePort();
  writeFileSync(
    path.join(dir, '.env'),
    [
      // The generated configuration listens on all addresses. A test should not.
      'HOST=127.0.0.1',
      `PORT=${port}`,
      `APP_KEYS=${[secret(), secret(), secret(), secret()].join(',')}`,
      `API_TOKEN_SALT=${secret()}`,
      `ADMIN_JWT_SECRET=${secret()}`,
      `JWT_SECRET=${secret()}`,
      `TRANSFER_TOKEN_SALT=${secret()}`,
      `ENCRYPTION_KEY=${secret()}`,
      'DATABASE_CLIENT=sqlite',
      'DATABASE_FILENAME=.tmp/data.db',
      '',
    ].join('\n'),
  );
  return {
    dir,
    async run(command, ...args) {
      try {
        const { stdout, stderr } = await run(command, args, {
          cwd: dir,
          env: environment(),
          maxBuffer: MOST_OUTPUT,
        });
        return stdout + stderr;
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
        throw new Error(`${command} ${args.join(' ')} failed:\n${`${stdout}\n${stderr}`.slice(-6_000)}`);
      }
    },
    edit(file, before, after) {
      const at = path.join(dir, file);
      const text = readFileSync(at, 'utf8');
      if (text.split(before).length !== 2) throw new Error(`${file} does not have ${before} exactly once`);
      writeFileSync(
        at,
        text.replace(before, () => after),
      );
    },
    async start() {
      // As `npm run start`, but without npm, so that the process can be ended.
      const child = spawn(
        process.execPath,
        [path.join(dir, 'node_modules', '@strapi', 'strapi', 'bin', 'strapi.js'), 'start'],
        { cwd: dir, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] },
      );
      const written: string[] = [];
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => written.push(text));
      const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
        child.once('exit', (code, signal) => resolve({ code, signal }));
      });
      const url = `http://127.0.0.1:${port}`;
      const until = Date.now() + STARTS_WITHIN_MS;
      const isUp = () =>
        fetch(`${url}/_health`).then(
          ({ status }) => status === 204,
          () => false,
        );
      while (!(await isUp())) {
        if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
          child.kill('SIGKILL');
          throw new Error(`Strapi did not start:\n${written.join('').slice(-6_000)}`);
        }
        await sleep(200);
      }
      return {
        url,
        output: () => written.join(''),
        stop() {
          child.kill('SIGTERM');
          return ended;
        },
      };
    },
  };
}
