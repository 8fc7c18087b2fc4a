/** One connector's part of the queue of imports. */
export interface Lane {
  connectorId: string;
  /** Its imports that are worked on now, on any instance. */
  running: number;
  /** What it has to do next, in order; at most as many as can be taken. */
  waiting: readonly string[];
}

/** When each connector was served last by this process: a number that rises with each turn. */
export interface Turns {
  /** 0 for one that had no turn yet. */
  last(connectorId: string): number;
  took(connectorId: string): void;
}

export function createTurns(): Turns {
  const lastTurns = new Map<string, number>();
  let turn = 0;
  return {
    last: (connectorId) => lastTurns.get(connectorId) ?? 0,
    took(connectorId) {
      turn += 1;
      lastTurns.set(connectorId, turn);
    },
  };
}

/** Who goes first: the connector with the fewest running imports, of these the one that waits longest. */
export const bySeniority =
  (last: Turns['last']) =>
  (one: Pick<Lane, 'connectorId' | 'running'>, other: Pick<Lane, 'connectorId' | 'running'>): number =>
    one.running - other.running || last(one.connectorId) - last(other.connectorId);

/**
 * What is taken next, at most `limit`: connectors take turns, however much one of them has to do. One that is
 * alone takes all. Pure.
 */
export function fairPicks(lanes: readonly Lane[], last: Turns['last'], limit: number): string[] {
  const turnOf = new Map(lanes.map(({ connectorId }) => [connectorId, last(connectorId)]));
  let turn = Math.max(0, ...turnOf.values());
  const open = lanes.map((lane) => ({ ...lane, taken: 0 }));
  const senior = bySeniority((connectorId) => turnOf.get(connectorId) ?? 0);
  const picks: string[] = [];
  while (picks.length < limit) {
    const [next] = open.filter(({ waiting, taken }) => taken < waiting.length).sort(senior);
    const pick = next?.waiting[next.taken];
    if (next === undefined || pick === undefined) break;
    picks.push(pick);
    next.taken += 1;
    next.running += 1;
    turn += 1;
    turnOf.set(next.connectorId, turn);
  }
  return picks;
}
