import { shortHash } from '../../domain/hash';
import { pageLoop } from '../errors';
import { NAME } from './errors';

/** The most that Digital Samba returns on one page (docs, list parameters). */
export const PAGE_SIZE = 100;
/** How often one list is read from its first page to its last. */
const MOST_PASSES = 3;
const MOST_PAGES = 10_000;

export interface PagedList {
  ask(place: { after?: string; offset?: string }): Promise<{ total_count?: number; data: unknown[] }>;
  /** Undefined for an entry whose id can't be read. */
  keyOf(entry: unknown, index: number): string | undefined;
  /**
   * `after`: the id of the last item seen. Then no item is skipped when another one disappears meanwhile.
   * `offset`: for lists that support nothing else.
   */
  by: 'after' | 'offset';
}

/**
 * All pages of a list, entries as they came. They may come twice, none is left out. The list ends with an empty
 * page, or with a short one when as many entries came as it says to have. When fewer came, it is read again
 * from the start. After three reads the list counts as complete, whatever its total says.
 * @throws ConnectorError `retry-later` when the same page comes twice.
 */
export async function* allPages(list: PagedList): AsyncGenerator<unknown[]> {
  const seen = new Set<number>();
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    const places = new Set<string>();
    let place: { after?: string; offset?: string } = {};
    let read = 0;
    for (;;) {
      const { total_count: total, data } = await list.ask(place);
      const isWhole = () => seen.size >= (total ?? 0);
      if (data.length === 0) {
        if (isWhole()) return;
        break;
      }
      const keys = data.map((entry, index) => list.keyOf(entry, read + index));
      for (const [index, key] of keys.entries()) seen.add(shortHash(key ?? `${read + index}`));
      yield data;
      read += data.length;
      if (data.length < PAGE_SIZE && total !== undefined && isWhole()) return;
      const last = keys.findLast((key) => key !== undefined);
      place = list.by === 'after' && last !== undefined ? { after: last } : { offset: String(read) };
      const mark = JSON.stringify(place);
      if (places.has(mark) || places.size >= MOST_PAGES) throw pageLoop(NAME);
      places.add(mark);
    }
  }
}
