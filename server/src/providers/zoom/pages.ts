import { setImmediate as nextTurn } from 'node:timers/promises';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { shortHash } from '../../domain/hash';
import { pageLoop } from '../errors';

export type PageReading<P> =
  /** `nextToken` is empty on the last page; `read` checks the page and throws when it is none. */
  | { outcome: 'page'; nextToken: string; read(): P }
  | { outcome: 'token-expired' }
  /** A positive answer that the list is empty. */
  | { outcome: 'none' };

interface Paged {
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
 * reads has shown what it shows. The next page is on its way before this one is looked at.
 * @throws ConnectorError `retry-later` for a token that leads in a circle or expires every time;
 * whatever `ask` throws.
 */
export async function* allPages<P extends Paged, T>(list: {
  ask(pageToken: string): Promise<PageReading<P>>;
  items(page: P): T[];
  keyOf(item: T): string;
}): AsyncGenerator<{ items: T[]; page: P }> {
  const seen = new Set<number>();
  for (let pass = 1; ; pass += 1) {
    const tokens = new Set<string>();
    let token = '';
    let next = list.ask(token);
    let total = 0;
    let expired = false;
    do {
      const reading = await next;
      if (reading.outcome === 'none') return;
      if (reading.outcome === 'token-expired') {
        expired = true;
        break;
      }
      token = reading.nextToken;
      if (tokens.has(token) || tokens.size > MOST_PAGES) throw pageLoop('Zoom');
      tokens.add(token);
      if (token !== '') {
        next = list.ask(token);
        // Its failure is thrown where it is awaited; a caller who stops reading never gets there.
        next.catch(() => undefined);
        // The request goes out before this page takes the processor.
        await nextTurn();
      }
      const page = reading.read();
      const items = list.items(page);
      for (const item of items) seen.add(shortHash(list.keyOf(item)));
      total = page.total_records ?? 0;
      yield { items, page };
    } while (token !== '');
    if (!expired && (seen.size >= total || pass === MOST_PASSES)) return;
    if (pass === MOST_PASSES) {
      throw new ConnectorError('retry-later', message('zoom.page-token-expired'), {
        code: 'page-token-expired',
      });
    }
  }
}
