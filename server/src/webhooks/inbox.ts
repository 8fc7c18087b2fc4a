import { setImmediate as nextTurn } from 'node:timers/promises';
import { crashPoint } from '../crash-point';
import type { Database } from '../ledger/database';
import { insertDeliveries, type NewDelivery } from '../ledger/deliveries';

/** One disk sync for many events: a batch is written after so long, or when so many are together. */
const FLUSH_MS = 5;
const BATCH = 64;
/** In a storm the turns of the event loop are long: what comes in one turn after the other goes together. */
const LONGEST_GATHERING_MS = 25;
/** Providers wait three seconds for an answer (Zoom); what takes longer is answered as not stored. */
const COMMIT_WITHIN_MS = 2_500;

export type Stored = 'stored' | 'repeated';

/**
 * Where genuine events lie before they are answered. `add` resolves once the event is on disk, and
 * rejects when that is not known: then the provider must be told to send it again.
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
 * @param commit writes a batch and says of each whether it was new; returning means durable.
 * @param stored is told after each batch that brought something new.
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
    // What comes while a batch is written is the next one.
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
        // Answered then: how it ends is seen when the provider sends it again.
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
 * Writes batches to the database, each on disk before it returns. Postgres and MySQL sync at each
 * commit unless the site's server says otherwise. SQLite does by default; a site that chose a weaker
 * `synchronous` for speed gets the full one for these writes only.
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
    // Strapi gives SQLite a single connection: the setting holds for the insert between.
    await database.sql.raw('pragma synchronous = full');
    try {
      return await insertDeliveries(database, batch);
    } finally {
      await database.sql.raw(`pragma synchronous = ${setting}`);
    }
  };
}

/** SQLite's number for `full`; below it a commit may be lost with the power. */
const FULL = 2;
async function synchronousOf(database: Database): Promise<number> {
  const [row] = (await database.sql.raw('pragma synchronous')) as { synchronous: number }[];
  return Number(row?.synchronous ?? FULL);
}
