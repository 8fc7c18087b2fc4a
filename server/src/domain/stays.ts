/** Somebody joined or left a meeting, as one event says. */
export interface Sighting {
  what: 'joined' | 'left';
  atMs: number;
  /** Of one connection to the meeting: the same when it joins and when it leaves. */
  connection: string;
  /** The provider's id of the person, where they have one. */
  personId?: string;
  name?: string;
  email?: string;
  /** Addresses in the meeting by which its files may call them. */
  addresses: readonly string[];
}

type SightingFacts = Pick<Stay, 'personId' | 'name' | 'email' | 'addresses'>;

/** A time during which somebody was in a meeting. Events can be lost: one end may be unknown. */
export interface Stay {
  joinedAtMs: number | null;
  leftAtMs: number | null;
  personId: string | null;
  name: string | null;
  email: string | null;
  addresses: readonly string[];
}

const startOf = ({ joinedAtMs, leftAtMs }: Stay) => joinedAtMs ?? leftAtMs ?? 0;

/** In the order in which they came, whatever the order in which that was told. */
export const inOrder = (stays: readonly Stay[]): Stay[] =>
  [...stays].sort(
    (a, b) => startOf(a) - startOf(b) || (a.addresses.join(' ') < b.addresses.join(' ') ? -1 : 1),
  );

/** Of one connection. Nobody joins as often: what is told beyond is left out. */
const MOST_STAYS = 100;

const factsOf = ({ personId, name, email, addresses }: Sighting): SightingFacts => ({
  personId: personId ?? null,
  name: name ?? null,
  email: email ?? null,
  addresses,
});

const NO_FACTS: SightingFacts = { personId: null, name: null, email: null, addresses: [] };

/** What the first says, and what only the second says. */
const completed = (first: SightingFacts, second: SightingFacts): SightingFacts => ({
  personId: first.personId ?? second.personId,
  name: first.name ?? second.name,
  email: first.email ?? second.email,
  addresses: [...new Set([...first.addresses, ...second.addresses])],
});

const isTime = (at: number | null): at is number => at !== null;
const byTime = (a: number, b: number) => a - b;

/**
 * The stays of one connection after one more event. A leave ends the join before it, unless another leave did.
 * The same events in any order, and with any repetition, give the same stays.
 */
export function withSighting(stays: readonly Stay[], seen: Sighting): Stay[] {
  const joinFacts = new Map<number, SightingFacts>();
  const leaveFacts = new Map<number, SightingFacts>();
  for (const { joinedAtMs, leftAtMs, ...facts } of stays) {
    if (joinedAtMs !== null) joinFacts.set(joinedAtMs, facts);
    else if (leftAtMs !== null) leaveFacts.set(leftAtMs, facts);
  }
  const told = seen.what === 'joined' ? joinFacts : leaveFacts;
  const before = told.get(seen.atMs);
  told.set(seen.atMs, before === undefined ? factsOf(seen) : completed(factsOf(seen), before));

  const leaves = [
    ...new Set([...stays.map(({ leftAtMs }) => leftAtMs).filter(isTime), ...leaveFacts.keys()]),
  ];
  const open = new Set(leaves.sort(byTime));
  const joins = [...joinFacts.keys()].sort(byTime);
  const after = joins.map((joinedAtMs, index): Stay => {
    const nextMs = joins[index + 1] ?? Infinity;
    const leftAtMs = [...open].find((atMs) => atMs >= joinedAtMs && atMs <= nextMs) ?? null;
    if (leftAtMs !== null) open.delete(leftAtMs);
    const ofLeave = leftAtMs === null ? undefined : leaveFacts.get(leftAtMs);
    const facts = completed(joinFacts.get(joinedAtMs) ?? NO_FACTS, ofLeave ?? NO_FACTS);
    return { joinedAtMs, leftAtMs, ...facts };
  });
  const lone = [...open].map((leftAtMs): Stay => ({
    joinedAtMs: null,
    leftAtMs,
    ...(leaveFacts.get(leftAtMs) ?? factsOf(seen)),
  }));
  const all = [...after, ...lone];
  return all.length > MOST_STAYS ? [...stays] : all;
}
