import { hidden, person, reference, word } from './hidden';

/**
 * Who among the users of Users & Permissions uploaded a file: Strapi keeps only users of the panel
 * (`createdBy`). A file without an owner is put into recordings only by who edits all of them. And to which
 * recording a file belongs that no import stored, also when no field shows it any more, or not yet.
 */
export const fileOwner = {
  kind: 'collectionType',
  collectionName: 'mc_file_owners',
  info: {
    singularName: 'file-owner',
    pluralName: 'file-owners',
    displayName: 'File owner',
    description: 'Which member of the site uploaded a file, and for which recording it is kept',
  },
  ...hidden(),
  indexes: [{ name: 'mc_file_owners_file_uq', columns: ['file_document_id'], type: 'unique' }],
  attributes: {
    fileDocumentId: { ...word(64), required: true },
    ...person('member'),
    recordingDocumentId: reference(),
    /** Of a file that is kept for a recording: no recording had it in another field than the poster. */
    shareable: { type: 'boolean' },
  },
} as const;
