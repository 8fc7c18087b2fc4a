import { type StopSignal } from '../domain/errors';
import { heartbeat, HEARTBEAT_MS, LEASE_MS, type Lease, type LeasedRow } from '../ledger/lease';
import type { ConnectorRow, Database } from '../ledger/database';
import type { Table } from '../ledger/table';

/**
 * Renews a lease each time a third of it has passed, and watches what other processes may have changed:
 * the connector's settings, its switch, a request to stop. Aborts the work when one of them changed, or
 * when the lease could not be renewed before it expired.
 */
export function keepAlive<Row extends LeasedRow>(
  database: Database,
  table: Table<Row>,
  lease: Lease,
  watched: { connector: ConnectorRow; runId: string | null },
  abort: (reason: StopSignal['reason']) => void,
): { stop(): void } {
  let lastKeptAt = performance.now();
  let beating = false;
  const beat = async () => {
    if (beating) return;
    beating = true;
    try {
      if (!database.lock.mayTry()) throw new Error('the database is locked');
      if (!(await heartbeat(database, table, lease))) {
        abort('lease-lost');
        return;
      }
      database.lock.gotThrough();
      lastKeptAt = performance.now();
      const connector = await database.connectors.findOne({ id: watched.connector.id });
      if (connector === undefined || !connector.enabled) abort('switched-off');
      else if (connector.settingsVersion !== watched.connector.settingsVersion) abort('settings-changed');
      else if (watched.runId !== null) {
        const run = await database.runs.findOne({ id: watched.runId });
        // A run that was stopped and has ended stops nothing later.
        if (run?.stopRequested && run.finishedAtMs === null) abort('stopped-by-hand');
      }
    } catch {
      // The database can't be reached. The lease expires, so the work must stop before.
      if (performance.now() - lastKeptAt > LEASE_MS - HEARTBEAT_MS / 2) abort('lease-lost');
    } finally {
      beating = false;
    }
  };
  const timer = setInterval(() => void beat(), HEARTBEAT_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
