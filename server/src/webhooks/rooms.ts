/**
 * Places for requests that are read or answered at the same time. All requests at addresses of nobody share
 * a few places of their own, and no address and no client has more than half of the others: whoever holds
 * open what they can reach closes nobody else's webhooks.
 */
export interface Rooms {
  /**
   * @param key of a connector; undefined: an address of nobody.
   * @param client its address, as Strapi knows it (`server.proxy`).
   * @returns what gives the place back; undefined when there is none.
   */
  enter(request: { key: string | undefined; client: string; mostOpen: number }): (() => void) | undefined;
}

const SHARE_OF_ONE = 1 / 2;
const SHARE_OF_UNKNOWN = 1 / 20;

export function createRooms(): Rooms {
  const taken = new Map<string, number>();
  const at = (place: string): number => taken.get(place) ?? 0;
  const change = (place: string, by: number) => {
    const now = at(place) + by;
    if (now > 0) taken.set(place, now);
    else taken.delete(place);
  };
  return {
    enter({ key, client, mostOpen }) {
      const part = (share: number) => Math.max(1, Math.ceil(mostOpen * share));
      const places: [place: string, most: number][] =
        key === undefined
          ? [['unknown', part(SHARE_OF_UNKNOWN)]]
          : [
              ['known', mostOpen],
              [`key ${key}`, part(SHARE_OF_ONE)],
              [`client ${client}`, part(SHARE_OF_ONE)],
            ];
      if (places.some(([place, most]) => at(place) >= most)) return undefined;
      for (const [place] of places) change(place, 1);
      let isIn = true;
      return () => {
        if (isIn) for (const [place] of places) change(place, -1);
        isIn = false;
      };
    },
  };
}
