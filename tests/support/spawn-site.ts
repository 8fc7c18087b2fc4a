import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { adminClient, type AdminClient } from './admin-client';
import { ADMIN } from './admin-account';

const PLAYGROUND = path.join(__dirname, '..', '..', 'playground');

export interface SiteOptions {
  /** A copy of the playground with packages of its own, instead of the one here. */
  appDir?: string;
  /** Folder with database and uploads; a new temporary one when absent. */
  dataDir?: string;
  /** `config/plugins`, key `meeting-connectors`. */
  pluginConfig?: object;
  /** `{ client, connection }` instead of SQLite in the folder. */
  database?: object;
  /** Merged into `config/server`. */
  server?: object;
  /** `config/plugins`, key `upload`, part `config`. */
  upload?: object;
  /** `config/plugins`, key `email`, part `config`. */
  email?: object;
  pluginEnabled?: boolean;
  /** Names of other plugins that are switched off. */
  without?: string[];
  /** Serve the built admin panel. */
  panel?: boolean;
  port?: number;
  env?: Record<string, string>;
  /** Arguments of Node itself, for profiles. */
  nodeArgs?: string[];
}

export const temporaryDir = (name: string) => mkdtempSync(path.join(os.tmpdir(), `mc-${name}-`));

/**
 * A new site on SQLite with all its plugins begins with a copy of the migrated database that
 * `template.ts` made for this run of tests, where there is one.
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

/** The environment that makes `playground/config` the wanted site. */
export function siteEnvironment(options: SiteOptions, dataDir: string): Record<string, string> {
  return {
    PLAYGROUND_DATA_DIR: dataDir,
    PLAYGROUND_ADMIN_EMAIL: ADMIN.email,
    PLAYGROUND_ADMIN_PASSWORD: ADMIN.password,
    PLAYGROUND_ADMIN_PANEL: String(options.panel ?? false),
    PLAYGROUND_PLUGIN_ENABLED: String(options.pluginEnabled ?? true),
    PLAYGROUND_PLUGIN_CONFIG: JSON.stringify({
      // Made only where ffmpeg is found: what tests count must not depend on that.
      posters: false,
      ...options.pluginConfig,
    }),
    PLAYGROUND_DATABASE: JSON.stringify(options.database ?? {}),
    PLAYGROUND_SERVER: JSON.stringify(options.server ?? {}),
    ...(options.upload === undefined ? {} : { PLAYGROUND_UPLOAD: JSON.stringify(options.upload) }),
    ...(options.email === undefined ? {} : { PLAYGROUND_EMAIL: JSON.stringify(options.email) }),
    ...(options.without === undefined ? {} : { PLAYGROUND_WITHOUT: options.without.join(',') }),
    PORT: String(options.port ?? 0),
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    STRAPI_TELEMETRY_DISABLED: 'true',
    LOG_LEVEL: 'debug',
    ...options.env,
  };
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

/** A site in a process of its own, so that it can be killed. */
export async function spawnSite(options: SiteOptions = {}): Promise<SpawnedSite> {
  const dataDir = options.dataDir ?? temporaryDir('site');
  const appDir = options.appDir ?? PLAYGROUND;
  beginWithTemplate(options, dataDir);
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), path.join(appDir, 'serve.js')], {
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
