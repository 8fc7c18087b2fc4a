import { keyHash } from '../domain/hash';

const MOST_KEPT = 10_000;

/**
 * What proved the last events, in memory: a provider may repeat an event with its first signature and
 * other bytes. Asked before anything is parsed, and without the database. After a restart such a
 * repetition is refused, and its event is stored already.
 */
export interface Proven {
  add(connectorId: string, proof: string): void;
  has(connectorId: string, proof: string): boolean;
}

export function createProven(most = MOST_KEPT): Proven {
  const kept = new Set<string>();
  const markOf = (connectorId: string, proof: string) => keyHash(`${connectorId}\u0000${proof}`);
  return {
    add(connectorId, proof) {
      kept.add(markOf(connectorId, proof));
      const oldest = kept.values().next();
      if (kept.size > most && !oldest.done) kept.delete(oldest.value);
    },
    has: (connectorId, proof) => kept.has(markOf(connectorId, proof)),
  };
}
