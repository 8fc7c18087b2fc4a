import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { Client } from 'pg';

export interface Postgres {
  /** For `SiteOptions.database`: one new, empty database. */
  database(): Promise<{ client: 'postgres'; connection: Record<string, string | number> }>;
  /** Ends every connection of Strapi, as a failover does. Returns the number. */
  cutConnections(): Promise<number>;
  /** Stops the server, or starts it again on the same port with the same data. */
  turn(to: 'down' | 'up'): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<Postgres> {
  const child = spawn(process.execPath, [path.join(__dirname, 'postgres-server.mjs')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = readline.createInterface({ input: child.stdout });
  /** Its next line of output. */
  const said = <T>() =>
    new Promise<T>((resolve, reject) => {
      const listen = (line: string) => {
        if (!line.startsWith('{')) return;
        lines.off('line', listen);
        resolve(JSON.parse(line) as T);
      };
      lines.on('line', listen);
      void ended.then(() => reject(new Error(`PostgreSQL has ended: ${complaints.slice(-2000)}`)));
    });
  const { port } = await said<{ port: number }>();
  const login = { user: 'postgres', password: 'postgres', host: '127.0.0.1', port };
  const asking = async (sql: string) => {
    const client = new Client({ ...login, database: 'postgres' });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  let made = 0;
  return {
    async database() {
      made += 1;
      const name = `site${made}`;
      await asking(`create database ${name}`);
      return { client: 'postgres', connection: { ...login, database: name } };
    },
    async cutConnections() {
      const cut = await asking(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'site%' and pid <> pg_backend_pid()",
      );
      return cut.rowCount ?? 0;
    },
    async turn(to) {
      const done = said();
      child.stdin.write(`${to}\n`);
      await done;
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
