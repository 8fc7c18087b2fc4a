import * as React from 'react';

export const VISIBLE_POLL_MS = 2_000;
export const HIDDEN_POLL_MS = 15_000;

/** Milliseconds between two questions; 0 asks no more (as RTK Query understands it). */
export const pollingIntervalMs = (active: boolean, visible: boolean): number =>
  !active ? 0 : visible ? VISIBLE_POLL_MS : HIDDEN_POLL_MS;

const subscribe = (changed: () => void) => {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
};

/**
 * Polls while something moves. Used around a query whose own answer says whether anything does:
 * `const polling = usePolling(); const { data } = useQuery(id, polling.options);
 * polling.follow(data !== undefined && isLive(data));`
 */
export function usePolling() {
  const visible = React.useSyncExternalStore(subscribe, () => document.visibilityState === 'visible');
  const [active, setActive] = React.useState(false);
  return {
    options: {
      pollingInterval: pollingIntervalMs(active, visible),
      // A page that is opened again shows what is true now, not what was true when it was left.
      refetchOnMountOrArgChange: true,
    },
    /** To be called while rendering, with whether anything still moves. */
    follow: (moves: boolean) => {
      if (moves !== active) setActive(moves);
    },
  };
}
