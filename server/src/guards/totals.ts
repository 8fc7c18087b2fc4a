import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Clock } from '../domain/clock';
import { callerOf } from './caller';

/** A database counts by reading each row, or each entry of an index. Shorter lists are always counted. */
const LONG = 10_000;
/** Visitors keep asking while the site is written to. */
const OF_VISITORS_MS = 5_000;
/** What other instances of the site write is counted after this time at the latest. */
const OF_THE_PANEL_MS = 60_000;
/** Filters whose totals are remembered. The oldest is forgotten first. */
const FILTERS = 100;
/** What changes the page and not the total. */
const OF_THE_PAGE = new Set(['start', 'limit', 'sort', 'populate', 'fields', 'pagination']);
const READS = new Set(['count', 'findOne', 'findFirst', 'findMany']);

/** Remembers for a while how long a long list is. */
export function rememberTotals(clock: Clock, rememberedMs: number) {
  const known = new Map<string, { total: number; untilMs: number }>();
  // Counted before something was written, a total may be old when it arrives.
  let writes = 0;
  return {
    async of(key: string, count: () => Promise<unknown>): Promise<unknown> {
      const found = known.get(key);
      if (found !== undefined && found.untilMs > clock()) return found.total;
      known.delete(key);
      const writesBefore = writes;
      const total = await count();
      if (typeof total === 'number' && total >= LONG && writes === writesBefore) {
        known.set(key, { total, untilMs: clock() + rememberedMs });
        const [oldest] = known.keys();
        if (known.size > FILTERS && oldest !== undefined) known.delete(oldest);
      }
      return total;
    },
    forget(): void {
      writes += 1;
      known.clear();
    },
  };
}

/**
 * Each list of recordings says how many there are. On a large library, visitors and the panel don't have each
 * answer counted anew. One total holds for all who ask the same, because the guard has put into the question
 * whose recordings may be counted. Who writes sees the new total at once.
 */
export function countSeldom(strapi: Core.Strapi): void {
  const ofVisitors = rememberTotals(Date.now, OF_VISITORS_MS);
  const ofThePanel = rememberTotals(Date.now, OF_THE_PANEL_MS);
  strapi.documents.use(async (context, next) => {
    if (context.uid !== RECORDING_UID) return next();
    if (!READS.has(context.action)) {
      try {
        return await next();
      } finally {
        ofThePanel.forget();
      }
    }
    if (context.action !== 'count') return next();
    const caller = await callerOf(strapi);
    if (caller.kind !== 'anonymous' && caller.kind !== 'admin') return next();
    const totals = caller.kind === 'admin' ? ofThePanel : ofVisitors;
    const counted = Object.entries(context.params).filter(([name]) => !OF_THE_PAGE.has(name));
    return (await totals.of(JSON.stringify(counted), async () => await next())) as never;
  });
}
