import { bootSite } from '../support/boot-site';
import { GUARDED, testGuards } from '../support/guard-tests';
import { startMariaDb } from '../support/mariadb';
import { startPostgres } from '../support/postgres';

const SERVERS = [
  { name: 'PostgreSQL', start: startPostgres },
  { name: 'MariaDB', start: startMariaDb },
];

describe.each(SERVERS)('who may do what with recordings, on $name', ({ start }) => {
  const starting = { server: undefined as Awaited<ReturnType<typeof start>> | undefined };

  testGuards(async () => {
    starting.server = await start();
    return bootSite({ database: await starting.server.database(), ...GUARDED });
  });

  // Hooks of the same block run in their order: the site of `testGuards` is stopped by now.
  afterAll(() => starting.server?.stop());
});
