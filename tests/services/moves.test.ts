import { startMariaDb } from '../support/mariadb';
import { moveTests } from '../support/move-tests';
import { startPostgres } from '../support/postgres';

for (const [name, start] of [
  ['PostgreSQL', startPostgres],
  ['MariaDB', startMariaDb],
] as const) {
  moveTests(name, async () => {
    const server = await start();
    const database = await server.database();
    return { database, port: Number(database.connection.port), stop: () => server.stop() };
  });
}
