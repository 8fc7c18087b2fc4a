import { type StopSignal } from '../domain/errors';
import { heartbeat, HEARTBEAT_MS, LEASE_MS, type Lease, type LeasedRow } from '../ledger/lease';
import type { ConnectorRow, Database } from '../ledger/database';
import type { Table } from '../ledger/table';

/**
 * Renews a lease at a third of its length and watches what other processes may have changed: the
 * connector's settings, its switch, a stop asked for. Aborts the work as soon as one of them says
 * so, or when the lease could not be renewed for its whole length.
 */
export function keepAlive<Row extends LeasedRow>(
  database: Database,
  table: Table<Row>,
  lease: Lease,
  watched: { connector: ConnectorRow; runId: number | null },
  abort: (reason: StopSignal['reason']) => void,
): { stop(): void } {
  let lastKeptAt = performance.now();
  let beating = false;
  const beat = async () => {
    if (beating) return;
    beating = true;
    try {
      if (!(await heartbeat(database, table, lease))) {
        abort('lease-lost');
        return;
      }
      lastKeptAt = performance.now();
      const connector = await database.connectors.findOne({ id: watched.connector.id });
      if (connector === undefined || !connector.enabled) abort('switched-off');
      else if (connector.settingsVersion !== watched.connector.settingsVersion) abort('settings-changed');
      else if (watched.runId !== null) {
        const run = await database.runs.findOne({ id: watched.runId });
        if (run?.stopRequested) abort('stopped-by-hand');
      }
    } catch {
      // The database is away: the lease ends by itself, and so must the work.
      if (performance.now() - lastKeptAt > LEASE_MS - HEARTBEAT_MS / 2) abort('lease-lost');
    } finally {
      beating = false;
    }
  };
  const timer = setInterval(() => void beat(), HEARTBEAT_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
