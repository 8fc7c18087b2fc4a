import { bootSite } from '../support/boot-site';
import { DOORS, testDoors } from '../support/door-tests';
import { startMariaDb } from '../support/mariadb';
import { startPostgres } from '../support/postgres';
import { IMPATIENT } from '../support/zoom-site';

const SERVERS = [
  { name: 'PostgreSQL', start: startPostgres },
  { name: 'MariaDB', start: startMariaDb },
];

describe.each(SERVERS)('every way to publish, on $name', ({ start }) => {
  const starting = { server: undefined as Awaited<ReturnType<typeof start>> | undefined };

  testDoors(async () => {
    starting.server = await start();
    return bootSite({ database: await starting.server.database(), pluginConfig: IMPATIENT, ...DOORS });
  });

  // Hooks of the same block run in their order: the site of `testDoors` is stopped by now.
  afterAll(() => starting.server?.stop());
});
