import { hidden, instantMs, leaseColumns, word } from './hidden';

/** One mail that is to be sent or was; its text is made at sending, from the template of then. */
export const outboxMail = {
  kind: 'collectionType',
  collectionName: 'mc_outbox_mails',
  info: {
    singularName: 'outbox-mail',
    pluralName: 'outbox-mails',
    displayName: 'Outbox mail',
    description: 'A mail that is to be sent or was',
  },
  ...hidden(),
  indexes: [
    { name: 'mc_outbox_mails_key_uq', columns: ['key_hash'], type: 'unique' },
    { name: 'mc_outbox_mails_due_ix', columns: ['status', 'next_attempt_at_ms'] },
  ],
  attributes: {
    /** Of what it tells: the same thing is told once. */
    keyHash: { ...word(43), required: true },
    recipient: { ...word(320), required: true },
    template: { ...word(40), required: true },
    /** Values by name; no link that lets somebody in is among them. */
    data: { type: 'json' },
    /** Whose link to a first password stands in it. */
    signUp: { type: 'json' },
    status: { ...word(20), required: true },
    attempts: { type: 'integer', default: 0 },
    nextAttemptAtMs: instantMs(),
    problem: { type: 'json' },
    /** Mark of the site that wrote it: a copy of the site sends nothing of it. */
    environment: { type: 'string' },
    createdAtMs: instantMs(),
    sentAtMs: instantMs(),
    ...leaseColumns(),
  },
} as const;
