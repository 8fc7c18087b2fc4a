import { z } from 'zod';
import { codeOf, ConnectorError } from '../domain/errors';

/** Words of the drivers for a database that is locked, full, restarting or away, by SQL state class or name. */
const TROUBLE = [
  // SQLite: busy, locked, out of space, input or output failed; a broken constraint is our own mistake.
  /^SQLITE_(?!CONSTRAINT|ERROR|MISMATCH|RANGE)/,
  // Postgres: connection, rollback for concurrency, resources, lock not available, intervention, system.
  /^(08|40|53|55|57|58)[0-9A-Z]{3}$/,
  // MySQL and MariaDB.
  /^(PROTOCOL_|ER_(LOCK_|CON_COUNT|SERVER_SHUTDOWN|DISK_FULL|RECORD_FILE_FULL|OPTION_PREVENTS))/,
  // The connection itself; what providers do comes as a `ConnectorError`.
  /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/,
];

const word = z.string().catch('');
const driverError = z.object({ code: word, name: word, message: word, cause: z.unknown().optional() });

/** True when the site's own database could not do its part: nothing is said about the work. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof ConnectorError && error.code !== 'unexpected') return false;
  // Not by class: a driver's errors may come from another realm.
  for (let at = error, depth = 0; depth < 5; depth += 1) {
    const read = driverError.safeParse(at);
    if (!read.success) return false;
    const { code, name, message, cause } = read.data;
    if (TROUBLE.some((words) => words.test(code))) return true;
    // A pool that gave up waiting, and a connection that Postgres cut, have no code.
    if (name === 'KnexTimeoutError' || /^Connection (terminated|ended)/.test(message)) return true;
    at = cause;
  }
  return false;
}

/** How each driver says that a unique index has the row already: SQLite, Postgres, MySQL and MariaDB. */
const UNIQUE_VIOLATIONS: readonly string[] = [
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_ROWID',
  '23505',
  'ER_DUP_ENTRY',
  'ER_DUP_ENTRY_WITH_KEY_NAME',
  'ER_DUP_KEY',
];

/**
 * True when an insert failed because the row is there. Every other failure of an insert, also that of
 * another constraint, says nothing of the kind.
 */
export const isUniqueViolation = (error: unknown): boolean => UNIQUE_VIOLATIONS.includes(codeOf(error));
