import { startMariaDb } from '../support/mariadb';
import { moveTests } from '../support/move-tests';
import { startPostgres } from '../support/postgres';

for (const [name, start] of [
  ['PostgreSQL', startPostgres],
  ['MariaDB', startMariaDb],
] as const) {
  moveTests(name, async () => {
    const server = await start();
    return { database: await server.database(), stop: () => server.stop() };
  });
}
