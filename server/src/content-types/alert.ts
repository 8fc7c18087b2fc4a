import { hidden, instantMs, reference, word } from './hidden';

/** Something that managers were told of and that is not over: the row goes when it is. */
export const alert = {
  kind: 'collectionType',
  collectionName: 'mc_alerts',
  info: {
    singularName: 'alert',
    pluralName: 'alerts',
    displayName: 'Alert',
    description: 'What managers were told of and is not over',
  },
  ...hidden(),
  indexes: [{ name: 'mc_alerts_uq', columns: ['connector_id', 'cause', 'subject'], type: 'unique' }],
  attributes: {
    connectorId: { ...reference(), required: true },
    cause: { ...word(20), required: true },
    /** What of the connector it is about, e.g. an import's id; `''` for the connector as a whole. */
    subject: { ...word(43), required: true },
    openedAtMs: instantMs(),
    /** Addresses that were told, so that the same people hear when it is over. */
    told: { type: 'json' },
  },
} as const;
