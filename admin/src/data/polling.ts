import * as React from 'react';

export const VISIBLE_POLL_MS = 2_000;
export const HIDDEN_POLL_MS = 15_000;

/** Milliseconds between two requests; 0 stops polling, as in RTK Query. */
export const pollingIntervalMs = (active: boolean, visible: boolean): number =>
  !active ? 0 : visible ? VISIBLE_POLL_MS : HIDDEN_POLL_MS;

const subscribe = (changed: () => void) => {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
};

/**
 * Polls while something is in progress. The query's own answer decides whether it is:
 * `const polling = usePolling(); const { data } = useQuery(id, polling.options);
 * polling.follow(data !== undefined && isLive(data));`
 */
export function usePolling() {
  const visible = React.useSyncExternalStore(subscribe, () => document.visibilityState === 'visible');
  const [active, setActive] = React.useState(false);
  return {
    options: {
      pollingInterval: pollingIntervalMs(active, visible),
      // A page that is opened again loads current data.
      refetchOnMountOrArgChange: true,
    },
    /** Call while rendering, with whether anything is still in progress. */
    follow: (moves: boolean) => {
      if (moves !== active) setActive(moves);
    },
  };
}

/**
 * Loads again when the next scheduled run or attempt is due, so that an open page shows its start without
 * constant polling, which would also keep a forgotten session alive. `dueAt`: ISO instants.
 */
export function useRefreshWhenDue(
  dueAt: readonly (string | undefined)[],
  refresh: () => unknown,
  graceMs = ATTEMPT_GRACE_MS,
) {
  const next = nextDueMs(dueAt, Date.now());
  const latest = React.useRef(refresh);
  latest.current = refresh;
  React.useEffect(() => {
    if (next === undefined) return undefined;
    const timer = setTimeout(() => void latest.current(), next - Date.now() + graceMs);
    return () => clearTimeout(timer);
  }, [next, graceMs]);
}

/** The server checks schedules once a minute, so a due run starts within this time. */
export const SCHEDULER_GRACE_MS = 65_000;
const ATTEMPT_GRACE_MS = 1_000;

/** The first future instant within the range of a browser's timer. */
export function nextDueMs(dueAt: readonly (string | undefined)[], nowMs: number): number | undefined {
  const ahead = dueAt
    .map((at) => (at === undefined ? Number.NaN : Date.parse(at)))
    .filter((atMs) => atMs > nowMs && atMs - nowMs < 2 ** 31 - SCHEDULER_GRACE_MS);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

/** True for `forMs` after the page was opened. Limits polling for events that may come at any time. */
export function useOpenedLately(forMs: number): boolean {
  const [lately, setLately] = React.useState(true);
  React.useEffect(() => {
    const timer = setTimeout(() => setLately(false), forMs);
    return () => clearTimeout(timer);
  }, [forMs]);
  return lately;
}
