import { shortHash } from '../../domain/hash';
import { pageLoop } from '../errors';
import { NAME } from './errors';

/** The most that Digital Samba returns on one page (docs, list parameters). */
export const PAGE_SIZE = 100;
/** How often one list is read from its first page to its last. */
const MOST_PASSES = 3;
const MOST_PAGES = 10_000;

export interface PagedList<T> {
  ask(place: { after?: string; offset?: string }): Promise<{ total_count: number; data: T[] }>;
  keyOf(item: T, index: number): string;
  /**
   * `after`: the id of the last item seen. Then no item is skipped when another one disappears meanwhile.
   * `offset`: for lists that support nothing else.
   */
  by: 'after' | 'offset';
}

/**
 * All pages of a list. Items may come twice, none is left out. A page that is shorter than the limit is
 * the last. When fewer items came than the list says it has, it is read again from the start. After three
 * reads the list counts as complete, whatever its total says.
 * @throws ConnectorError `retry-later` when the same page comes twice.
 */
export async function* allPages<T>(list: PagedList<T>): AsyncGenerator<T[]> {
  const seen = new Set<number>();
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    const places = new Set<string>();
    let place: { after?: string; offset?: string } = {};
    let read = 0;
    for (;;) {
      const { total_count: total, data } = await list.ask(place);
      const keys = data.map((item, index) => list.keyOf(item, read + index));
      for (const key of keys) seen.add(shortHash(key));
      yield data;
      read += data.length;
      const last = keys.at(-1);
      if (data.length < PAGE_SIZE || last === undefined) {
        if (seen.size >= total) return;
        break;
      }
      place = list.by === 'after' ? { after: last } : { offset: String(read) };
      if (places.has(last) || places.size >= MOST_PAGES) throw pageLoop(NAME);
      places.add(last);
    }
  }
}
