import { setTimeout } from 'node:timers/promises';
import { StopSignal } from '../domain/errors';

/**
 * The runs and imports of this process that can be stopped, by connector and by run. Other processes
 * notice a change with their next heartbeat.
 */
export interface OpenStop {
  signal: AbortSignal;
  abort(reason: StopSignal['reason']): void;
  close(): void;
}
export interface Stops {
  /** A signal that ends with `outer`, or when `stop` names its connector or run. */
  open(connectorId: string, runId: string | null, outer: AbortSignal): OpenStop;
  stopConnector(connectorId: string, reason: StopSignal['reason']): void;
  /** Resolves when no work of the connector is left in this process, at the latest after `patienceMs`. */
  connectorStopped(connectorId: string, patienceMs: number): Promise<void>;
  stopRun(runId: string, reason: StopSignal['reason']): void;
}

export function createStops(): Stops {
  const open = new Set<{
    connectorId: string;
    runId: string | null;
    abort: AbortController;
    closed: Promise<void>;
  }>();
  return {
    open(connectorId, runId, outer) {
      let closed: () => void = () => undefined;
      const entry = {
        connectorId,
        runId,
        abort: new AbortController(),
        closed: new Promise<void>((resolve) => (closed = resolve)),
      };
      const forward = () => entry.abort.abort(outer.reason);
      if (outer.aborted) forward();
      else outer.addEventListener('abort', forward, { once: true });
      open.add(entry);
      return {
        signal: entry.abort.signal,
        abort: (reason) => entry.abort.abort(new StopSignal(reason)),
        close() {
          outer.removeEventListener('abort', forward);
          open.delete(entry);
          closed();
        },
      };
    },
    stopConnector(connectorId, reason) {
      for (const entry of open)
        if (entry.connectorId === connectorId) entry.abort.abort(new StopSignal(reason));
    },
    async connectorStopped(connectorId, patienceMs) {
      const atWork = [...open].filter((entry) => entry.connectorId === connectorId);
      const ended = Promise.all(atWork.map(({ closed }) => closed));
      await Promise.race([ended, setTimeout(patienceMs, undefined, { ref: false })]);
    },
    stopRun(runId, reason) {
      for (const entry of open) if (entry.runId === runId) entry.abort.abort(new StopSignal(reason));
    },
  };
}

/** Throws what the signal was aborted with, as a `StopSignal`. */
export function throwIfStopped(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw signal.reason instanceof StopSignal ? signal.reason : new StopSignal('shutting-down');
}
