import { REFUSALS, type Refusal, type RefusalStreak, type RefusedCount } from '../../../contracts/webhooks';
import type { Clock } from '../domain/clock';
import { isoOf } from '../domain/instant';

const LAST_KEPT = 20;

/** Counters in memory, because a refused request must write nothing (P14). */
export interface Refusals {
  /** `undefined`: an address that belongs to no connector. */
  count(connectorId: string | undefined, reason: Refusal): void;
  countRepeated(connectorId: string): void;
  /** A genuine event came: what was refused before it is no streak any more. */
  accepted(connectorId: string): void;
  of(connectorId: string): RefusedCount;
  repeatedOf(connectorId: string): number;
  /** All refusals on this instance by reason, also at unknown addresses. */
  totals(): Record<Refusal, number>;
  forget(connectorId: string): void;
}

interface Counted {
  byReason: Map<Refusal, number>;
  last: { atMs: number; reason: Refusal }[];
  repeated: number;
  streak: RefusalStreak | undefined;
}

/** What says nothing about the secret: the sender tries the same request once more. */
const PASSING: ReadonlySet<Refusal> = new Set(['overloaded', 'database-down', 'too-slow']);

export function createRefusals(clock: Clock): Refusals {
  const sinceMs = clock();
  const counted = new Map<string, Counted>();
  const all = new Map<Refusal, number>();
  const add = (counts: Map<Refusal, number>, reason: Refusal) =>
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const entryOf = (connectorId: string): Counted => {
    const entry = counted.get(connectorId) ?? {
      byReason: new Map(),
      last: [],
      repeated: 0,
      streak: undefined,
    };
    counted.set(connectorId, entry);
    return entry;
  };
  return {
    count(connectorId, reason) {
      add(all, reason);
      if (connectorId === undefined) return;
      const entry = entryOf(connectorId);
      add(entry.byReason, reason);
      entry.last.unshift({ atMs: clock(), reason });
      entry.last.length = Math.min(entry.last.length, LAST_KEPT);
      if (PASSING.has(reason)) return;
      const { count: before, since } = entry.streak ?? { count: 0, since: isoOf(clock()) };
      entry.streak = { count: before + 1, since, reason };
    },
    accepted(connectorId) {
      const entry = counted.get(connectorId);
      if (entry !== undefined) entry.streak = undefined;
    },
    countRepeated(connectorId) {
      entryOf(connectorId).repeated += 1;
    },
    of(connectorId) {
      const { byReason, last, streak } = counted.get(connectorId) ?? {
        byReason: new Map<Refusal, number>(),
        last: [],
        streak: undefined,
      };
      return {
        total: [...byReason.values()].reduce((sum, number) => sum + number, 0),
        byReason: Object.fromEntries(byReason),
        since: isoOf(sinceMs),
        last: last.map(({ atMs, reason }) => ({ at: isoOf(atMs), reason })),
        ...(streak === undefined ? {} : { streak }),
      };
    },
    repeatedOf: (connectorId) => counted.get(connectorId)?.repeated ?? 0,
    totals: () =>
      Object.fromEntries(REFUSALS.map((reason) => [reason, all.get(reason) ?? 0])) as Record<Refusal, number>,
    forget: (connectorId) => void counted.delete(connectorId),
  };
}
