import { setImmediate } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import type { Caller } from '../rules/rules';

type LookUp = (strapi: Core.Strapi, caller: Caller, ids: readonly number[]) => Promise<Set<number>>;
interface Batch {
  ids: Set<number>;
  found: Promise<Set<number>>;
}
interface Queue {
  next?: Batch;
  last: Promise<unknown>;
}

/**
 * The same look-up for all who ask it in one request: while one runs, further ids are collected for the
 * next. GraphQL and `Promise.all` ask for each entity by itself. The answer may hold ids of others, too.
 */
export function together(lookUp: LookUp): LookUp {
  const queues = new WeakMap<object, Queue>();
  return async (strapi, caller, ids) => {
    const context = strapi.requestContext.get();
    // In a transaction nobody may wait for a connection that is not the transaction's.
    if (ids.length === 0 || context === undefined || strapi.db.inTransaction()) {
      return await lookUp(strapi, caller, ids);
    }
    const queue: Queue = queues.get(context) ?? { last: Promise.resolve() };
    queues.set(context, queue);
    const batch = queue.next ?? begin(queue, (all) => lookUp(strapi, caller, all));
    for (const id of ids) batch.ids.add(id);
    return await batch.found;
  };
}

function begin(queue: Queue, lookUp: (ids: number[]) => Promise<Set<number>>): Batch {
  const ids = new Set<number>();
  const run = async () => {
    await queue.last;
    await setImmediate();
    delete queue.next;
    return await lookUp([...ids]);
  };
  const batch = { ids, found: run() };
  queue.next = batch;
  queue.last = batch.found.catch(() => undefined);
  return batch;
}
