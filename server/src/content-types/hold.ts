import { hidden, instantMs, person, word } from './hidden';

/**
 * A recording that may not be deleted, nor its files. Not a field of the recording: that is written by each
 * of its editors, and a change of it would show the entry as modified.
 */
export const hold = {
  kind: 'collectionType',
  collectionName: 'mc_holds',
  info: {
    singularName: 'hold',
    pluralName: 'holds',
    displayName: 'Hold',
    description: 'Why a recording may not be deleted',
  },
  ...hidden(),
  indexes: [{ name: 'mc_holds_recording_uq', columns: ['recording_document_id'], type: 'unique' }],
  attributes: {
    recordingDocumentId: { ...word(64), required: true },
    reason: { type: 'text', required: true },
    /** The admin user who put it on hold. The name stays readable when the user is gone. */
    ...person('by'),
    byName: { type: 'string', required: true },
    atMs: instantMs(),
  },
} as const;
