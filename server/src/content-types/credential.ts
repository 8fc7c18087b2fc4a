import { hidden, instantMs, person, reference } from './hidden';

/** One secret of one connector, encrypted by Strapi's own key. Nothing relates to it. */
export const credential = {
  kind: 'collectionType',
  collectionName: 'mc_credentials',
  info: {
    singularName: 'credential',
    pluralName: 'credentials',
    displayName: 'Connector credential',
    description: 'An encrypted secret of a connector',
  },
  ...hidden(),
  indexes: [{ name: 'mc_credentials_uq', columns: ['connector_id', 'field'], type: 'unique' }],
  attributes: {
    connectorId: { ...reference(), required: true },
    field: { type: 'string', required: true },
    cipher: { type: 'text', required: true, private: true },
    setAtMs: instantMs(),
    ...person('setBy'),
    expiresAtMs: instantMs(),
  },
} as const;
