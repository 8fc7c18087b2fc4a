import { setImmediate as nextTurn } from 'node:timers/promises';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { shortHash } from '../../domain/hash';
import { pageLoop } from '../errors';

export type PageReading<P> =
  /** `nextToken` is empty on the last page; `read` parses the page and throws when it doesn't fit. */
  | { outcome: 'page'; nextToken: string; read(): P }
  | { outcome: 'token-expired' }
  /** Zoom answered that the list is empty. */
  | { outcome: 'none' };

interface Paged {
  total_records?: number | null;
}

/** How often one list is read from its first page to its last. */
const MOST_PASSES = 3;
/** No account has three million users or recordings a month. */
const MOST_PAGES = 10_000;

/**
 * All pages of a list. Items can come twice, but none is missing: the list is read again when a page token
 * expires, and when it has fewer different items than it claims, because items moved between pages. After
 * three reads a list that still claims more is taken as complete. The next page is requested before this
 * one is processed.
 * @throws ConnectorError `retry-later` for a page token that repeats or that expires every time; whatever
 * `ask` throws.
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
        // A failure is thrown where it is awaited. A caller that stops reading never gets there.
        next.catch(() => undefined);
        // The request must be sent before processing this page blocks the event loop.
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
