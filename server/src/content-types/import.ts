import { hidden, instantMs, leaseColumns, person, reference, word } from './hidden';

/** The ledger: one row per occurrence at the provider. */
export const importRow = {
  kind: 'collectionType',
  collectionName: 'mc_imports',
  info: {
    singularName: 'import',
    pluralName: 'imports',
    displayName: 'Import',
    description: 'What became of one meeting of a connector',
  },
  ...hidden(),
  indexes: [
    // The hash first: a look-up by hash alone leaves SQLite, which knows no statistics, no worse index.
    { name: 'mc_imports_key_uq', columns: ['key_hash', 'connector_id'], type: 'unique' },
    // Everything that a sync asks of a known row: answered from the index, without the wide row.
    {
      name: 'mc_imports_known_ix',
      columns: ['connector_id', 'started_at_ms', 'key_hash', 'fingerprint', 'stage', 'status'],
    },
    { name: 'mc_imports_due_ix', columns: ['status', 'next_attempt_at_ms'] },
    // How the imports of a run stand, and whether one of them holds it open.
    { name: 'mc_imports_run_ix', columns: ['run_id', 'status', 'next_attempt_at_ms'] },
    // Of the few that are open, and of the newest that is in Strapi, whatever the number of rows.
    { name: 'mc_imports_open_ix', columns: ['connector_id', 'status', 'next_attempt_at_ms'] },
    { name: 'mc_imports_host_ix', columns: ['host_key_hash', 'author_is'] },
    // The newest of a connector that is in Strapi, and whether there is any.
    { name: 'mc_imports_stage_ix', columns: ['stage', 'connector_id', 'started_at_ms'] },
    // Of those that are fetched once more while their entries stay, the newest.
    {
      name: 'mc_imports_again_ix',
      columns: ['connector_id', 'stage', 'imported_at_ms', 'started_at_ms'],
    },
    // How many are behind it, and which of a connector come next: the oldest meetings that are due.
    {
      name: 'mc_imports_behind_ix',
      columns: ['connector_id', 'status', 'started_at_ms', 'stage', 'next_attempt_at_ms'],
    },
    // Which of a connector the provider deletes first.
    {
      name: 'mc_imports_urgent_ix',
      columns: ['connector_id', 'status', 'deadline_at_ms', 'stage', 'next_attempt_at_ms'],
    },
    // The list of imports, whole and of one run, newest first.
    { name: 'mc_imports_list_ix', columns: ['started_at_ms', 'id'] },
    // Those in one state. Of a run or a connector in one state, the indexes of these are better.
    { name: 'mc_imports_state_ix', columns: ['status', 'started_at_ms', 'connector_id'] },
    { name: 'mc_imports_of_run_ix', columns: ['run_id', 'started_at_ms'] },
    // Asked at the end of each run: of which recordings their hosts were not told.
    { name: 'mc_imports_untold_ix', columns: ['connector_id', 'author_is', 'host_told_at_ms'] },
    // Asked in each minute: what is warned of, or about to be lost.
    { name: 'mc_imports_expiry_ix', columns: ['expiry_alert', 'deadline_at_ms'] },
    { name: 'mc_imports_deadline_ix', columns: ['deadline_at_ms'] },
  ],
  attributes: {
    connectorId: { ...reference(), required: true },
    /** sha256 of the occurrence id, base64url: 43 characters whatever the provider's id is. */
    keyHash: { ...word(43), required: true },
    occurrenceId: { type: 'text', required: true },
    /** The listing as last seen, without links: enough to plan without asking the provider. */
    occurrence: { type: 'json' },
    /** Of the listing, to see in one comparison that nothing changed. */
    fingerprint: word(43),
    title: { type: 'text' },
    hostName: { type: 'string' },
    hostEmail: { type: 'string' },
    startedAtMs: instantMs(),
    stage: { ...word(20), required: true },
    status: { ...word(20), required: true },
    /** Why it was skipped or waits; a word of `domain/reasons.ts`. */
    reason: { type: 'string' },
    /** What it is doing, in words. */
    step: { type: 'string' },
    problem: { type: 'json' },
    attempts: { type: 'integer', default: 0 },
    nextAttemptAtMs: instantMs(),
    /** The provider no longer serves it after this instant: earliest first. */
    deadlineAtMs: instantMs(),
    /** Links by file key of a provider that pushes, encrypted; emptied when they are of no use any more. */
    links: { type: 'text', private: true },
    /** Mark of the site to which the event came that announced it last; see `domain/ownership.ts`. */
    environment: { type: 'string' },
    /** `warned` before the deadline, `over` afterwards; see `webhooks/deadlines.ts`. */
    expiryAlert: word(10),
    /** What the provider told of it by webhook: trashed or deleted there. */
    atProvider: { type: 'json' },
    /** Marks on its time line that events told; see `providers/webhook.ts`. */
    timeMarks: { type: 'json' },
    /** When its entry was committed; the grace period before a deletion counts from here. */
    importedAtMs: instantMs(),
    /** Seconds of recording, all segments together, as the files were probed. */
    recordedSeconds: { type: 'float' },
    /** Whose its entries became: `me` or `host`; null before the entries are there. */
    authorIs: word(10),
    /** Of `me` the manager, from whom a host's recordings are handed over; else null. */
    ...person('author'),
    /** Of its host, see `host-person.ts`; null with *Me*. */
    hostKeyHash: word(43),
    /** What it wrote into its entries, to know later what editors changed; see `publishing/renewals.ts`. */
    written: { type: 'json' },
    /** When the host was told by mail that it is here. */
    hostToldAtMs: instantMs(),
    /** What became of it at the provider; see `pipeline/delete-at-provider.ts`. */
    deletion: { type: 'json' },
    /** Why its segments stayed apart although the connector joins. */
    joinNote: { type: 'text' },
    /** The settings under which it is handled; see `pipeline/pipeline.ts`. */
    settingsVersion: { type: 'integer' },
    /** The run that works on it or did so last. */
    runId: reference(),
    changedAtMs: instantMs(),
    ...leaseColumns(),
  },
} as const;
