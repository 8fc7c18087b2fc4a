import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConnectorError } from '../../domain/errors';
import { shortHash } from '../../domain/hash';

export type PageReading<P> =
  /** `nextToken` is empty on the last page; `read` checks the page and throws when it is none. */
  | { outcome: 'page'; nextToken: string; read(): P }
  | { outcome: 'token-expired' }
  /** A positive answer that the list is empty. */
  | { outcome: 'none' };

interface Paged {
  total_records?: number | null;
}

interface OpenedPage<P> {
  pageToken: string;
  reading: Promise<PageReading<P>>;
  /** Token of the page after, as the first bytes say. */
  hint?: string;
  /** The page after, asked for on that word; of use only when the page itself says the same. */
  following?: OpenedPage<P>;
}

/** Pages that may lie unread or be on their way when one more is asked for on a hint. */
const MOST_UNREAD = 1;
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
  /** `onNextToken` may be told the token of the page after before the page itself is whole. */
  ask(pageToken: string, onNextToken: (pageToken: string) => void): Promise<PageReading<P>>;
  items(page: P): T[];
  keyOf(item: T): string;
}): AsyncGenerator<{ items: T[]; page: P }> {
  const seen = new Set<number>();
  for (let pass = 1; ; pass += 1) {
    const tokens = new Set<string>();
    let unread = 0;
    const open = (pageToken: string): OpenedPage<P> => {
      unread += 1;
      const opened: OpenedPage<P> = {
        pageToken,
        reading: list.ask(pageToken, (hint) => {
          opened.hint = hint;
          lookAhead(opened);
        }),
      };
      // Its failure is thrown where it is awaited; a caller who stops reading never gets there.
      opened.reading.catch(() => undefined);
      return opened;
    };
    /** Asks for the page after, on the word of this one's first bytes, while little lies unread. */
    const lookAhead = (opened: OpenedPage<P>) => {
      const { hint, pageToken, following } = opened;
      const isNew = hint !== undefined && hint !== pageToken && !tokens.has(hint);
      if (isNew && following === undefined && unread <= MOST_UNREAD) opened.following = open(hint);
    };

    let total = 0;
    let expired = false;
    let current: OpenedPage<P> | undefined = open('');
    while (current !== undefined) {
      const reading: PageReading<P> = await current.reading;
      unread -= 1;
      if (reading.outcome === 'none') return;
      if (reading.outcome === 'token-expired') {
        expired = true;
        break;
      }
      const nextToken: string = reading.nextToken;
      if (tokens.has(nextToken) || tokens.size > MOST_PAGES) throw inCircle();
      tokens.add(nextToken);
      const guessed: OpenedPage<P> | undefined = current.following;
      if (guessed !== undefined && guessed.pageToken !== nextToken) unread -= 1;
      current = nextToken === '' ? undefined : guessed?.pageToken === nextToken ? guessed : open(nextToken);
      if (current !== undefined) {
        lookAhead(current);
        // The request goes out before this page takes the processor.
        await nextTurn();
      }
      const page = reading.read();
      const items = list.items(page);
      for (const item of items) seen.add(shortHash(list.keyOf(item)));
      total = page.total_records ?? 0;
      yield { items, page };
    }
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
