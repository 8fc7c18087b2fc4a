import { setImmediate as nextTurn } from 'node:timers/promises';
import { crashPoint } from '../crash-point';
import type { Database } from '../ledger/database';
import { insertDeliveries, type NewDelivery } from '../ledger/deliveries';

/** A batch is written after this time, or when it is full: one disk sync for many events. */
const FLUSH_MS = 5;
const BATCH = 64;
/** With many requests, turns of the event loop are long. Events of successive turns are written together. */
const LONGEST_GATHERING_MS = 25;
/** Zoom waits three seconds for an answer. An event that takes longer is answered as not stored. */
const COMMIT_WITHIN_MS = 2_500;

export type Stored = 'stored' | 'repeated';

/**
 * Stores genuine events before they are answered. `add` resolves once the event is on disk. It rejects
 * when that is not known, and then the answer must ask the provider to send the event again.
 */
export interface Inbox {
  add(delivery: NewDelivery): Promise<Stored>;
}

interface Waiting {
  delivery: NewDelivery;
  stored(how: Stored): void;
  failed(error: unknown): void;
}

/**
 * @param commit writes a batch to disk and returns for each event whether it was new.
 * @param stored is called after each batch with a new event.
 */
export function createInbox(
  commit: (batch: readonly NewDelivery[]) => Promise<boolean[]>,
  stored: () => void,
): Inbox {
  const waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = false;

  const untilNoMoreCome = async () => {
    const endsAtMs = performance.now() + LONGEST_GATHERING_MS;
    let seen = 0;
    while (seen < waiting.length && waiting.length < BATCH && performance.now() < endsAtMs) {
      seen = waiting.length;
      await nextTurn();
    }
  };

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (writing) return;
    writing = true;
    // Events that come while a batch is written are in the next batch.
    while (waiting.length > 0) {
      await untilNoMoreCome();
      const batch = waiting.splice(0, BATCH);
      try {
        const isNew = await commit(batch.map(({ delivery }) => delivery));
        crashPoint('after-delivery-insert');
        batch.forEach((one, index) => one.stored(isNew[index] === true ? 'stored' : 'repeated'));
        if (isNew.includes(true)) stored();
      } catch (error) {
        for (const one of batch) one.failed(error);
      }
    }
    writing = false;
  };

  return {
    add: (delivery) =>
      new Promise((resolve, reject) => {
        // The request is answered then. The provider sends the event again, which shows how this ended.
        const late = setTimeout(
          () => reject(new Error(`the database took more than ${COMMIT_WITHIN_MS} ms`)),
          COMMIT_WITHIN_MS,
        );
        waiting.push({
          delivery,
          stored(how) {
            clearTimeout(late);
            resolve(how);
          },
          failed(error) {
            clearTimeout(late);
            reject(error);
          },
        });
        if (waiting.length >= BATCH) void flush();
        else timer ??= setTimeout(() => void flush(), FLUSH_MS);
      }),
  };
}

/**
 * Writes batches to the database. Each is on disk before the function returns. PostgreSQL and MySQL sync
 * at each commit unless their server is configured differently. SQLite does so by default. If a site
 * chose a weaker `synchronous` for speed, these writes still use the full one.
 */
export function durableCommit(
  database: Database,
  isSqlite: boolean,
): (batch: readonly NewDelivery[]) => Promise<boolean[]> {
  let setting: number | undefined;
  return async (batch) => {
    if (!isSqlite) return await insertDeliveries(database, batch);
    setting ??= await synchronousOf(database);
    if (setting >= FULL) return await insertDeliveries(database, batch);
    // Strapi uses a single connection for SQLite, so the setting applies to this insert.
    await database.sql.raw('pragma synchronous = full');
    try {
      return await insertDeliveries(database, batch);
    } finally {
      await database.sql.raw(`pragma synchronous = ${setting}`);
    }
  };
}

/** SQLite's number for `full`. With a lower one, a power failure can lose a commit. */
const FULL = 2;
async function synchronousOf(database: Database): Promise<number> {
  const [row] = (await database.sql.raw('pragma synchronous')) as { synchronous: number }[];
  return Number(row?.synchronous ?? FULL);
}
