import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

export interface MariaDb {
  /** For `SiteOptions.database`: one new, empty database. */
  database(): Promise<{ client: 'mysql'; connection: Record<string, string | number> }>;
  stop(): Promise<void>;
}

const PASSWORD = 'mariadb';
const START_WITHIN_MS = 240_000;

/** npm has no MariaDB, so the installed one is started with its own data folder. */
function findServer(): { server: string; installer: string } {
  const found = (names: string[]) =>
    ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
      .flatMap((dir) => names.map((name) => path.join(dir, name)))
      .find((file) => existsSync(file));
  const server = found(['mariadbd', 'mysqld']);
  const installer = found(['mariadb-install-db', 'mysql_install_db']);
  if (server === undefined || installer === undefined) {
    throw new Error('These tests need MariaDB: install it (Debian: apt-get install mariadb-server).');
  }
  return { server, installer };
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** A server on 127.0.0.1 in a temporary folder. */
export async function startMariaDb(): Promise<MariaDb> {
  const { server, installer } = findServer();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mc-mariadb-'));
  const data = path.join(folder, 'data');
  // MariaDB runs as root only if this is requested.
  const user = process.getuid?.() === 0 ? ['--user=mysql'] : [];
  if (user.length > 0) {
    chmodSync(folder, 0o755);
    spawnSync('chown', ['mysql', folder]);
  }
  const installed = spawnSync(
    installer,
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...user,
    ],
    { encoding: 'utf8' },
  );
  if (installed.status !== 0) throw new Error(`MariaDB was not set up: ${installed.stderr.slice(-2000)}`);

  const port = await freePort();
  const child = spawn(
    server,
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${path.join(folder, 'mysqld.sock')}`,
      `--pid-file=${path.join(folder, 'mysqld.pid')}`,
      '--character-set-server=utf8mb4',
      // The data are needed for the test only, so nothing is flushed to disk.
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-doublewrite=0',
      ...user,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const root = { host: '127.0.0.1', port, user: 'root' };

  const asking = async (login: object, ...statements: string[]) => {
    const connection = await createConnection(login);
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  };
  const giveUpAt = Date.now() + START_WITHIN_MS;
  for (;;) {
    try {
      await asking(
        root,
        `create user 'strapi'@'127.0.0.1' identified by '${PASSWORD}'`,
        "grant all on *.* to 'strapi'@'127.0.0.1'",
      );
      break;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        child.kill('SIGKILL');
        throw new Error(`MariaDB did not start: ${complaints.slice(-2000)} ${String(error)}`);
      }
      await sleep(200);
    }
  }

  const login = { host: '127.0.0.1', port, user: 'strapi', password: PASSWORD };
  let made = 0;
  return {
    async database() {
      made += 1;
      const name = `site${made}`;
      await asking(login, `create database ${name}`);
      return { client: 'mysql', connection: { ...login, database: name } };
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
