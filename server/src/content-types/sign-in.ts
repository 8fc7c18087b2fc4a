import { hidden, instantMs, leaseColumns, person, reference, word } from './hidden';

/**
 * The sign-in of one connector: who signed in, and the try that is under way. Its refresh token, the
 * verifier of the try and the token that the try brought are encrypted in `credential`.
 */
export const signIn = {
  kind: 'collectionType',
  collectionName: 'mc_sign_ins',
  info: {
    singularName: 'sign-in',
    pluralName: 'sign-ins',
    displayName: 'Connector sign-in',
    description: 'Who signed in at the provider for a connector',
  },
  ...hidden(),
  indexes: [
    { name: 'mc_sign_ins_connector_uq', columns: ['connector_id'], type: 'unique' },
    { name: 'mc_sign_ins_state_uq', columns: ['state_hash'], type: 'unique' },
  ],
  attributes: {
    connectorId: { ...reference(), required: true },
    /** Hash of the state that the provider will send back; taken away with its first use. */
    stateHash: word(43),
    stateUntilMs: instantMs(),
    /** Names the try under way. A later one has another, and what an earlier one brings is left. */
    tryKey: word(43),
    /** Who began the try: only they can confirm what it brings. */
    ...person('begunBy'),
    /** `{ accountName, accountId, permissions, settingsMark }` that the try brought: nothing uses it before. */
    awaiting: { type: 'json' },
    awaitingUntilMs: instantMs(),
    /** Absent before the first sign-in and after a sign-out. */
    accountName: { type: 'text' },
    accountId: { type: 'text' },
    permissions: { type: 'json' },
    /** Of the settings that it was made with; see `accounts/sign-in-vault.ts`. */
    settingsMark: word(43),
    signedInAtMs: instantMs(),
    ...person('signedInBy'),
    /** The provider no longer takes its token. */
    ended: { type: 'boolean', default: false, required: true },
    problem: { type: 'json' },
    /** One worker at a time exchanges the token; a new sign-in makes a late one miss. */
    ...leaseColumns(),
  },
} as const;
