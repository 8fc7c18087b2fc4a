import Database from 'better-sqlite3';
import path from 'node:path';

/** Asks the SQLite database of a site directly, whether a process has it open or one was killed. */
export function rowsOf<T>(dataDir: string, sql: string): T[] {
  // Not read-only: what a killed process left half written is taken back by whoever opens it next.
  const database = new Database(path.join(dataDir, 'data.db'));
  try {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all() as T[];
    statement.run();
    return [];
  } finally {
    database.close();
  }
}
