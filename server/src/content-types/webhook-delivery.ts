import { hidden, instantMs, leaseColumns, reference, word } from './hidden';

/** The inbox: one row per genuine event of a provider. Refused requests leave no row. */
export const webhookDelivery = {
  kind: 'collectionType',
  collectionName: 'mc_webhook_deliveries',
  info: {
    singularName: 'webhook-delivery',
    pluralName: 'webhook-deliveries',
    displayName: 'Webhook delivery',
    description: 'A genuine event of a provider, and what came of it',
  },
  ...hidden(),
  indexes: [
    // Stops repeats and replays, whichever instance they come to.
    { name: 'mc_deliveries_key_uq', columns: ['idempotency_key_hash', 'connector_id'], type: 'unique' },
    { name: 'mc_deliveries_due_ix', columns: ['status', 'next_attempt_at_ms'] },
    // Of a meeting the events of some kinds, and those that hold its assembly: however many there are of others.
    {
      name: 'mc_deliveries_subject_ix',
      columns: ['subject_hash', 'connector_id', 'event_type', 'assemble_by_ms'],
    },
    { name: 'mc_deliveries_conn_ix', columns: ['connector_id', 'received_at_ms'] },
    { name: 'mc_deliveries_time_ix', columns: ['received_at_ms'] },
    // The kinds of events to choose from.
    { name: 'mc_deliveries_type_ix', columns: ['event_type', 'connector_id'] },
    // Asked in each minute: what ended and was not announced.
    { name: 'mc_deliveries_awaited_ix', columns: ['connector_id', 'awaited_since_ms'] },
  ],
  attributes: {
    connectorId: { ...reference(), required: true },
    /** sha256 of the provider's idempotency key, base64url. */
    idempotencyKeyHash: { ...word(43), required: true },
    /** Of what it speaks of, e.g. a session: equal for all deliveries of one occurrence. */
    subjectHash: word(43),
    eventType: { ...word(100), required: true },
    method: { ...word(4), required: true },
    /** Query and body, encrypted: they hold links, tokens and people; see `webhooks/sealed-request.ts`. */
    sealed: { type: 'text', required: true, private: true },
    bodyBytes: { type: 'integer', default: 0 },
    /** Of an allow-list; see `webhooks/receive.ts`. */
    headers: { type: 'json' },
    isTest: { type: 'boolean', default: false },
    receivedAtMs: instantMs(),
    /** Number of the member whose page told it, to limit them. Null for an event of the provider. */
    toldBy: { type: 'integer' },
    /** Mark of the site to which a genuine event came; see `domain/ownership.ts`. */
    environment: { type: 'string' },
    /** waiting, running, retrying, done, dead. */
    status: { ...word(20), required: true },
    /** A word of `contracts/webhooks.ts`. */
    outcome: word(20),
    problem: { type: 'json' },
    attempts: { type: 'integer', default: 0 },
    /** `{ number, startedAtMs, finishedAtMs, outcome, problem, byHand }[]`, oldest first. */
    attemptLog: { type: 'json' },
    nextAttemptAtMs: instantMs(),
    /** Somebody asked for the next attempt. */
    byHand: { type: 'boolean', default: false },
    importIds: { type: 'json' },
    runId: reference(),
    /** Of the delivery worked last of its subject: a recording ended then and was not announced yet. */
    awaitedSinceMs: instantMs(),
    /**
     * Of an event of a meeting that is put together from its events: null until it was taken note of, and 0
     * then; while it waits to put them together, the instant by which that must be done.
     */
    assembleByMs: instantMs(),
    /** Managers were told that what it announces, or awaits, is late. */
    alertedAtMs: instantMs(),
    ...leaseColumns(),
  },
} as const;
