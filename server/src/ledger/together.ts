import type { Database } from './database';
import type { Sql } from './table';

/**
 * One transaction in which rows in memory change too. When it is rolled back, they say again what the
 * database says.
 */
export async function together<T>(
  database: Pick<Database, 'transaction'>,
  rows: readonly object[],
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const before = rows.map((row) => ({ ...row }));
  try {
    return await database.transaction(work);
  } catch (error) {
    rows.forEach((row, index) => Object.assign(row, before[index]));
    throw error;
  }
}
