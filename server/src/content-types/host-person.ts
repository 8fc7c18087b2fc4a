import { hidden, instantMs, leaseColumns, person, reference, word } from './hidden';

/** A host whom a connector with *Host* came across, and what was decided about them. */
export const hostPerson = {
  kind: 'collectionType',
  collectionName: 'mc_hosts',
  info: {
    singularName: 'host-person',
    pluralName: 'host-persons',
    displayName: 'Host',
    description: 'A host of meetings and the user that their recordings belong to',
  },
  ...hidden(),
  indexes: [
    { name: 'mc_hosts_key_uq', columns: ['key_hash'], type: 'unique' },
    { name: 'mc_hosts_state_ix', columns: ['state', 'seen_at_ms'] },
  ],
  attributes: {
    /** Of the address in lower case, or of connector and provider id where there is none. */
    keyHash: { ...word(43), required: true },
    /** As the provider gives it. */
    email: word(320),
    name: { type: 'string' },
    connectorId: reference(),
    /** See `HOST_STATES` in `contracts/people.ts`. */
    state: { ...word(20), required: true },
    reason: word(40),
    directory: word(30),
    ...person('user'),
    /** The admin user who linked them by hand, and so stands for the role that the user gets. */
    ...person('decidedBy'),
    seenAtMs: instantMs(),
    /** Held while an account is looked for or made: two imports of one host make one account. */
    ...leaseColumns(),
  },
} as const;
