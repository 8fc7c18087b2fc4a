import SQLite from 'better-sqlite3';
import { readFacts, unpackSqlite } from '../support/fixture-database';
import type { Tables } from '../support/belongings';
import { replayTests } from '../support/replay-tests';

replayTests('SQLite', async (dataDir) => {
  const file = unpackSqlite(dataDir);
  return {
    facts: readFacts('sqlite'),
    async read() {
      const database = new SQLite(file, { readonly: true });
      try {
        const names = database
          .prepare<[], { name: string }>("select name from sqlite_master where type = 'table'")
          .all();
        const tables: Tables = {};
        for (const { name } of names)
          tables[name] = database
            .prepare<[], Record<string, unknown>>(`select * from "${name}" order by 1`)
            .all();
        return await Promise.resolve(tables);
      } finally {
        database.close();
      }
    },
    stop: () => Promise.resolve(),
  };
});
