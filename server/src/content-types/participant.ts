import { hidden, instantMs, reference, word } from './hidden';

/** One row per stay: somebody was in a meeting from then to then, as its provider told. */
export const participant = {
  kind: 'collectionType',
  collectionName: 'mc_participants',
  info: {
    singularName: 'participant',
    pluralName: 'participants',
    displayName: 'Participant',
    description: 'A time during which somebody was in a meeting',
  },
  ...hidden(),
  indexes: [
    { name: 'mc_participants_stay_ix', columns: ['subject_hash', 'connector_id', 'connection_hash'] },
    { name: 'mc_participants_conn_ix', columns: ['connector_id'] },
    { name: 'mc_participants_time_ix', columns: ['told_at_ms'] },
  ],
  attributes: {
    connectorId: { ...reference(), required: true },
    /** Of the meeting, as in its deliveries. */
    subjectHash: { ...word(43), required: true },
    /** Of one connection to the meeting: the same when it joins and when it leaves. */
    connectionHash: { ...word(43), required: true },
    /** The provider's id of the person, where they have one. */
    personId: { type: 'string' },
    name: { type: 'string' },
    email: word(320),
    /** Addresses in the meeting by which its files may call them. */
    addresses: { type: 'json' },
    /** Null when only the leave was told. */
    joinedAtMs: instantMs(),
    /** Null until the leave is told. */
    leftAtMs: instantMs(),
    /** What told it: `ParticipantSource` in `ledger/database.ts`. */
    source: { ...word(20), required: true },
    /** When it was told last. It goes with the deliveries of that time. */
    toldAtMs: instantMs(),
  },
} as const;
