import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { adminClient, type AdminClient } from '../../playground/client/admin-client';
import { siteEnvironment, type SiteOptions } from '../../playground/client/site-environment';

const PLAYGROUND = path.join(__dirname, '..', '..', 'playground');

export const temporaryDir = (name: string) => mkdtempSync(path.join(os.tmpdir(), `mc-${name}-`));

/**
 * A new site on SQLite with all plugins starts with a copy of the migrated database that
 * `template.ts` made for this test run, if there is one.
 */
export function beginWithTemplate(options: SiteOptions, dataDir: string): void {
  const template = process.env.MC_TEMPLATE;
  const database = path.join(dataDir, 'data.db');
  const isPlain =
    options.database === undefined &&
    options.appDir === undefined &&
    options.without === undefined &&
    (options.pluginEnabled ?? true);
  if (!isPlain || template === undefined || existsSync(database)) return;
  mkdirSync(dataDir, { recursive: true });
  copyFileSync(template, database);
}

export interface SpawnedSite {
  url: string;
  dataDir: string;
  process: ChildProcess;
  /** Everything that the process wrote so far. */
  output(): string;
  admin: AdminClient;
  /** Resolves with the signal or exit status once the process has ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts what follows as a container does (Linux): as number 1 of namespaces of its own, with this host name.
 * It ends only by SIGKILL, as the start of its namespaces does.
 */
export const asContainer = (hostName: string): string[] => [
  ...['unshare', '--user', '--map-root-user', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ...['sh', '-c', 'hostname "$0" && exec "$@"', hostName],
];

/**
 * Why this machine starts nothing as a container does; undefined where it does. Many let only root make
 * namespaces, and some don't let a container mount a `/proc` of its own.
 */
export function noContainers(): string | undefined {
  const [command = '', ...args] = [...asContainer('strapi'), 'true'];
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 });
  if (status === 0) return undefined;
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? 'no reason was given';
}

export interface SpawnOptions extends SiteOptions {
  /** What starts Node, for example `asContainer`. */
  launcher?: string[];
}

/** Starts a site in its own process, so that it can be killed. */
export async function spawnSite({ launcher = [], ...options }: SpawnOptions = {}): Promise<SpawnedSite> {
  const dataDir = options.dataDir ?? temporaryDir('site');
  const appDir = options.appDir ?? PLAYGROUND;
  beginWithTemplate(options, dataDir);
  const [command = process.execPath, ...rest] = [
    ...launcher,
    process.execPath,
    ...(options.nodeArgs ?? []),
    path.join(appDir, 'serve.js'),
  ];
  const child = spawn(command, rest, {
    cwd: appDir,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      TMPDIR: os.tmpdir(),
      ...siteEnvironment(options, dataDir),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => written.push(text));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const lines = readline.createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      written.push(`${line}\n`);
      const said = /^\{"listening":"([^"]+)"\}$/.exec(line);
      if (said?.[1] !== undefined) resolve(said[1]);
    });
    void ended.then(({ code, signal }) =>
      reject(
        new Error(
          `the site ended with ${code ?? signal} before it listened:\n${written.join('').slice(-4000)}`,
        ),
      ),
    );
  });
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return {
    url,
    dataDir,
    process: child,
    output: () => written.join(''),
    admin: adminClient(url),
    ended,
    kill,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) await kill('SIGTERM');
    },
  };
}
