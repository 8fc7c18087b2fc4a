/**
 * A kind of work as any engine can carry it: what is due, how one item is carried out, and how many at
 * the same time. `server/src/job-kinds.ts` lists them all. The ledger is the one truth of what is due.
 */
export interface JobKind<Item> {
  /** For the log, and for an engine that names its queues. */
  name: string;
  /** Items at the same time on this instance. */
  concurrency: number;
  /** What is due within this time counts as work in progress: `Queue.firstIdle` waits for it. */
  settlesWithinMs?: number;
  /** Takes at most `limit` due items, each under a lease. */
  claim(limit: number): Promise<Item[]>;
  /** Carries an item to its end, or to its next checkpoint once `signal` is aborted. Never throws. */
  work(item: Item, signal: AbortSignal): Promise<void>;
  /** Milliseconds until the next item is due; undefined when none is in sight. */
  nextDueInMs(): Promise<number | undefined>;
}
