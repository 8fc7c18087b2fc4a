import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Clock } from '../domain/clock';
import { callerOf } from './caller';

/** A database counts by reading each row, or each entry of an index. Shorter lists are always counted. */
const LONG = 10_000;
const REMEMBERED_MS = 5_000;
/** Filters whose totals are remembered. The oldest is forgotten first. */
const FILTERS = 100;
/** What changes the page and not the total. */
const OF_THE_PAGE = new Set(['start', 'limit', 'sort', 'populate', 'fields', 'pagination']);

/** Remembers for some seconds how long a long list is. */
export function rememberTotals(clock: Clock) {
  const known = new Map<string, { total: number; untilMs: number }>();
  return async (key: string, count: () => Promise<unknown>): Promise<unknown> => {
    const found = known.get(key);
    if (found !== undefined && found.untilMs > clock()) return found.total;
    known.delete(key);
    const total = await count();
    if (typeof total === 'number' && total >= LONG) {
      known.set(key, { total, untilMs: clock() + REMEMBERED_MS });
      const [oldest] = known.keys();
      if (known.size > FILTERS && oldest !== undefined) known.delete(oldest);
    }
    return total;
  };
}

/**
 * The list of recordings that anybody may ask for says how many there are. Visitors of a large library don't
 * have each answer counted anew. They all see the same recordings, so one total holds for all of them.
 */
export function countSeldomForVisitors(strapi: Core.Strapi): void {
  const remembered = rememberTotals(Date.now);
  strapi.documents.use(async (context, next) => {
    if (context.uid !== RECORDING_UID || context.action !== 'count') return next();
    if ((await callerOf(strapi)).kind !== 'anonymous') return next();
    const counted = Object.entries(context.params).filter(([name]) => !OF_THE_PAGE.has(name));
    return (await remembered(JSON.stringify(counted), async () => await next())) as never;
  });
}
