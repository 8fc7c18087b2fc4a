import { codeOf } from '../domain/errors';
import type { Sql } from './table';

/** How long background work pauses after SQLite was locked by another process. */
const PAUSE_MS = 30_000;
/** Meanwhile one statement is tried now and then; when it gets through, the pause is over. */
const TRY_EVERY_MS = 10_000;

/**
 * While another process writes, a statement waits for SQLite, and so does everything else in this process:
 * the driver waits in the only thread. After the first statement that waited in vain, background work pauses,
 * so that requests wait for single statements only.
 */
export interface DatabaseLock {
  /** Milliseconds for which background work sends no statements; 0 when it may. */
  pausedMs(): number;
  /** Whether work in progress may send a statement that it needs: always, or once in a while. */
  mayTry(): boolean;
  /** A statement got through. */
  gotThrough(): void;
  /** A statement failed. */
  failed(error: unknown): void;
}

export function createDatabaseLock(clock: () => number): DatabaseLock {
  let untilMs = 0;
  let triedAtMs = 0;
  const pausedMs = () => Math.max(0, untilMs - clock());
  return {
    pausedMs,
    mayTry() {
      if (pausedMs() === 0) return true;
      if (clock() - triedAtMs < TRY_EVERY_MS) return false;
      triedAtMs = clock();
      return true;
    },
    gotThrough() {
      untilMs = 0;
    },
    failed(error) {
      if (!codeOf(error).startsWith('SQLITE_BUSY')) return;
      untilMs = clock() + PAUSE_MS;
      triedAtMs = clock();
    },
  };
}

const locks = new WeakMap<Sql, DatabaseLock>();

/** The one of a connection. Told of every statement that fails, whoever sent it. */
export function lockOf(connection: Sql): DatabaseLock {
  const known = locks.get(connection);
  if (known !== undefined) return known;
  const lock = createDatabaseLock(() => performance.now());
  connection.on('query-error', (error: unknown) => lock.failed(error));
  locks.set(connection, lock);
  return lock;
}
