import { ConnectorError } from '../../domain/errors';
import { shortHash } from '../../domain/hash';

/** Most that Digital Samba gives on one page. */
export const PAGE_SIZE = 100;
/** Reads of one list, from its first page to its last. */
const MOST_PASSES = 3;
const MOST_PAGES = 10_000;

export interface PagedList<T> {
  ask(place: { after?: string; offset?: string }): Promise<{ total_count: number; data: T[] }>;
  keyOf(item: T, index: number): string;
  /**
   * `after`: the id of the last item seen, so that an item that goes away meanwhile moves no other past
   * us; `offset` for the lists that take nothing else.
   */
  by: 'after' | 'offset';
}

/**
 * All pages of a list; items may come twice, none is left out. A page that is shorter than the limit
 * is the last. When fewer items came than the list says it has, it is read again from the start; a list
 * that still names more than it shows after three reads has shown what it shows.
 * @throws ConnectorError `retry-later` for a list that leads in a circle.
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
      if (places.has(last) || places.size >= MOST_PAGES) throw inCircle();
      places.add(last);
    }
  }
}

const inCircle = () =>
  new ConnectorError('retry-later', "Digital Samba's list leads in a circle: the same page came twice.", {
    code: 'page-loop',
  });
