import { ConnectorError } from '../../domain/errors';

export type PageReading<P> =
  | { outcome: 'page'; page: P }
  | { outcome: 'token-expired' }
  /** A positive answer that the list is empty. */
  | { outcome: 'none' };

interface Paged {
  next_page_token?: string | null;
  total_records?: number | null;
}

/** Reads of one list, from its first page to its last. */
const MOST_PASSES = 3;
/** No account has three million users or recordings a month. */
const MOST_PAGES = 10_000;

/**
 * All pages of a list. Items may come twice; none is left out: a page token that expired in the
 * middle starts the list again, and so do items that moved between pages while we read (fewer
 * different ones than the list says it has). A list that still names more than it shows after three
 * reads has shown what it shows.
 * @throws ConnectorError `retry-later` for a token that leads in a circle or expires every time;
 * whatever `ask` throws.
 */
export async function* allPages<P extends Paged, T>(list: {
  ask(pageToken: string): Promise<PageReading<P>>;
  items(page: P): T[];
  keyOf(item: T): string;
}): AsyncGenerator<{ items: T[]; page: P }> {
  const seen = new Set<string>();
  for (let pass = 1; ; pass += 1) {
    const tokens = new Set<string>();
    let token = '';
    let total = 0;
    let expired = false;
    do {
      const reading = await list.ask(token);
      if (reading.outcome === 'none') return;
      if (reading.outcome === 'token-expired') {
        expired = true;
        break;
      }
      const { page } = reading;
      const items = list.items(page);
      for (const item of items) seen.add(list.keyOf(item));
      total = page.total_records ?? 0;
      yield { items, page };
      token = page.next_page_token ?? '';
      if (tokens.has(token) || tokens.size > MOST_PAGES) throw inCircle();
      tokens.add(token);
    } while (token !== '');
    if (!expired && (seen.size >= total || pass === MOST_PASSES)) return;
    if (pass === MOST_PASSES) {
      throw new ConnectorError(
        'retry-later',
        "Zoom's page tokens expired three times before the list was read. It will be tried again.",
        { code: 'page-token-expired' },
      );
    }
  }
}

const inCircle = () =>
  new ConnectorError(
    'retry-later',
    "Zoom's list leads in a circle: the same page token came twice. It will be tried again.",
    { code: 'page-loop' },
  );
