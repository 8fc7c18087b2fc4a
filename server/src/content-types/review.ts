import { hidden, instantMs, person, word } from './hidden';

/**
 * Where a recording stands with the moderators; no row means that nobody asked for its publication.
 * Not fields of the recording: those can be written by each of its editors, are copied and remade
 * when Strapi publishes or discards, and a change of them would show the entry as modified.
 */
export const review = {
  kind: 'collectionType',
  collectionName: 'mc_reviews',
  info: {
    singularName: 'review',
    pluralName: 'reviews',
    displayName: 'Review',
    description: 'What moderators say about a recording',
  },
  ...hidden(),
  indexes: [
    { name: 'mc_reviews_recording_uq', columns: ['recording_document_id'], type: 'unique' },
    { name: 'mc_reviews_state_ix', columns: ['state', 'requested_at_ms'] },
    { name: 'mc_reviews_decided_ix', columns: ['state', 'decided_at_ms'] },
    // Asked in each minute: what waits and moderators were not told of.
    { name: 'mc_reviews_untold_ix', columns: ['state', 'announced_at_ms', 'requested_at_ms'] },
  ],
  attributes: {
    recordingDocumentId: { ...word(64), required: true },
    state: { ...word(20), required: true },
    /** Rises with each change of the entry while it waits, and with each move. */
    revision: { type: 'integer', default: 0, required: true },
    cause: { type: 'string' },
    /** Admin user, or the name of another known caller. */
    ...person('requestedBy'),
    requestedByName: { type: 'string' },
    requestedAtMs: instantMs(),
    reason: { type: 'text' },
    ...person('decidedBy'),
    decidedAtMs: instantMs(),
    /** The files that the last approval holds for, with their hashes; see `publishing/approval.ts`. */
    approvedFiles: { type: 'json' },
    /**
     * Which languages an approval publishes: those that somebody asked to publish. Null: the default language,
     * or the site does not translate recordings.
     */
    languages: { type: 'json' },
    /** A moderator has it open until then: only shown, it holds nobody back. */
    ...person('claimBy'),
    claimUntilMs: instantMs(),
    /** When the moderators were told; one mail tells of all that came since the last. */
    announcedAtMs: instantMs(),
    /** The last steps, oldest first. */
    history: { type: 'json' },
  },
} as const;
