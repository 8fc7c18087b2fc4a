import { hidden, instantMs, person, reference } from './hidden';

/** One pass over a connector's new occurrences. */
export const syncRun = {
  kind: 'collectionType',
  collectionName: 'mc_sync_runs',
  info: {
    singularName: 'sync-run',
    pluralName: 'sync-runs',
    displayName: 'Sync run',
    description: 'One pass over the new meetings of a connector',
  },
  ...hidden(),
  indexes: [
    { name: 'mc_sync_runs_conn_ix', columns: ['connector_id', 'status'] },
    // The list of runs, newest first: of a connector, and of one state.
    { name: 'mc_sync_runs_list_ix', columns: ['connector_id', 'id'] },
    { name: 'mc_sync_runs_state_ix', columns: ['status', 'id'] },
  ],
  attributes: {
    connectorId: { ...reference(), required: true },
    connectorName: { type: 'string' },
    provider: { type: 'string' },
    trigger: { type: 'string', required: true },
    /** False: of events that brought their imports with them; it lists nothing. */
    lists: { type: 'boolean', default: true },
    ...person('startedBy'),
    status: { type: 'string', required: true },
    stopRequested: { type: 'boolean', default: false },
    queuedAtMs: instantMs(),
    startedAtMs: instantMs(),
    /** When it had listed everything. From then on it waits for its imports, and nobody holds it. */
    listedAtMs: instantMs(),
    /** Whether the provider answered while it listed. */
    reachedProvider: { type: 'boolean', default: false },
    finishedAtMs: instantMs(),
    counts: { type: 'json' },
    progress: { type: 'json' },
    problem: { type: 'json' },
    instance: { type: 'string' },
  },
} as const;

/** One line of a run's log. A type of its own, since appending must not rewrite what is there. */
export const runLogEntry = {
  kind: 'collectionType',
  collectionName: 'mc_run_log',
  info: {
    singularName: 'run-log-entry',
    pluralName: 'run-log-entries',
    displayName: 'Sync run log entry',
    description: 'One line of the log of a sync run',
  },
  ...hidden(),
  indexes: [{ name: 'mc_run_log_run_ix', columns: ['run_id'] }],
  attributes: {
    runId: { ...reference(), required: true },
    atMs: instantMs(),
    level: { type: 'string', required: true },
    code: { type: 'string', required: true },
    message: { type: 'text', required: true },
    importId: reference(),
  },
} as const;
