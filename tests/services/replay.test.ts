import { Client } from 'pg';
import { loadPostgres, readFacts } from '../support/fixture-database';
import { startPostgres } from '../support/postgres';
import type { Tables } from '../support/belongings';
import { replayTests } from '../support/replay-tests';

replayTests('PostgreSQL', async () => {
  const server = await startPostgres();
  const database = await server.database();
  await loadPostgres(database.connection);
  return {
    facts: readFacts('postgres'),
    database,
    port: Number(database.connection.port),
    async read() {
      // As the server sends it: Strapi teaches the driver to read some types otherwise.
      const types = { getTypeParser: () => (value: unknown) => value };
      const client = new Client({ ...database.connection, types });
      await client.connect();
      try {
        const { rows: names } = await client.query<{ name: string }>(
          "select tablename as name from pg_tables where schemaname = 'public'",
        );
        const tables: Tables = {};
        for (const { name } of names) {
          const { rows } = await client.query<Record<string, unknown>>(`select * from "${name}" order by 1`);
          tables[name] = rows;
        }
        return tables;
      } finally {
        await client.end();
      }
    },
    stop: () => server.stop(),
  };
});
