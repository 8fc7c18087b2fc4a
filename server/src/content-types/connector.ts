import { hidden, instantMs, leaseColumns, person } from './hidden';

/** One configured account at one provider. Secrets are in `credential`. */
export const connector = {
  kind: 'collectionType',
  collectionName: 'mc_connectors',
  info: {
    singularName: 'connector',
    pluralName: 'connectors',
    displayName: 'Connector',
    description: 'One account at one meeting provider',
  },
  ...hidden(),
  indexes: [{ name: 'mc_connectors_hook_key_uq', columns: ['hook_key'], type: 'unique' }],
  attributes: {
    /** 22 base64url characters; identifies the connector in its webhook address. */
    hookKey: { type: 'string', required: true },
    provider: { type: 'string', required: true },
    name: { type: 'string', required: true },
    enabled: { type: 'boolean', default: false, required: true },
    settings: { type: 'json' },
    options: { type: 'json' },
    /** Rises with each change; work under an older version is put down at its next checkpoint. */
    settingsVersion: { type: 'integer', default: 1, required: true },
    ...person('configuredBy'),
    /**
     * Who saved it last, and so stands for the accounts that it makes; switching it on is not enough. Null
     * when it was a token, which has fewer rights than its owner.
     */
    ...person('savedBy'),
    /** Name of the site whose it is; see `domain/ownership.ts`. Null when that site had none. */
    environment: { type: 'string' },
    authorization: { type: 'string', default: 'not-checked' },
    authorizationProblem: { type: 'json' },
    /** When a manager let the first run with *Host* make accounts (B6). */
    accountsConfirmedAtMs: instantMs(),
    /** Who did, or saved it since; null as in `savedById`. */
    ...person('accountsConfirmedBy'),
    /** Why nothing moves until a person acts. */
    needsYou: { type: 'json' },
    lastSyncedAtMs: instantMs(),
    lastSucceededAtMs: instantMs(),
    /** Listing is complete up to here; see `sync/cursor.ts`. */
    watermarkMs: instantMs(),
    /** When each look-back was last done, by its length in days. */
    lookBacks: { type: 'json' },
    /** Parts of the account whose listing is not complete; see `domain/parts-behind.ts`. */
    behind: { type: 'json' },
    nextRunAtMs: instantMs(),
    /** Of the last genuine webhook; written at most once a minute. */
    lastEventAtMs: instantMs(),
    /** Of the subscription at the provider; see `webhooks/subscriptions.ts`. */
    subscription: { type: 'json' },
    /** When it is made, renewed or ended next. */
    subscriptionDueAtMs: instantMs(),
    /** Where genuine events said that files are; see `PushedOccurrence.places`. */
    places: { type: 'json' },
    createdAtMs: instantMs(),
    changedAtMs: instantMs(),
    /** The lease that makes one run per connector at a time. */
    ...leaseColumns(),
  },
} as const;
