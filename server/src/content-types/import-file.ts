import { hidden, instantMs, reference } from './hidden';

/** The ledger of one provider file that is taken. */
export const importFile = {
  kind: 'collectionType',
  collectionName: 'mc_import_files',
  info: {
    singularName: 'import-file',
    pluralName: 'import-files',
    displayName: 'Import file',
    description: 'What became of one file of a meeting, or of one made of several',
  },
  ...hidden(),
  indexes: [
    { name: 'mc_import_files_key_uq', columns: ['import_id', 'file_key_hash'], type: 'unique' },
    // The few that are missing, whatever the number of rows.
    { name: 'mc_import_files_status_ix', columns: ['status', 'import_id'] },
    // Asked for each file that an answer of the site shows; see guards/facts.ts.
    { name: 'mc_import_files_media_ix', columns: ['media_file_id'] },
    // Of a recording: beside its entry, and before it is deleted.
    { name: 'mc_import_files_entry_ix', columns: ['recording_document_id'] },
  ],
  attributes: {
    importId: { ...reference(), required: true },
    /** `provider`: a file as the provider holds it. `made`: by us, of such files. */
    origin: { type: 'string', default: 'provider' },
    /** Of a made file: the segments in it, with their place on its time line. */
    segments: { type: 'json' },
    fileKeyHash: { type: 'string', required: true },
    fileKey: { type: 'text', required: true },
    kind: { type: 'string', required: true },
    view: { type: 'string' },
    extension: { type: 'string' },
    segmentKey: { type: 'string' },
    segmentNumber: { type: 'integer' },
    segmentCount: { type: 'integer' },
    startedAtMs: instantMs(),
    /** waiting, downloading, verified, used (its content is in a made file), stored, replaced, failed, removed. */
    status: { type: 'string', required: true },
    /** As declared by the provider, later as received. */
    sizeBytes: { type: 'biginteger' },
    /** Checkpoint: so many bytes are in the spool file, and this is their sha256 (hex). */
    bytesDone: { type: 'biginteger', default: '0' },
    prefixSha256: { type: 'string' },
    /** Strong ETag of the version that the checkpoint belongs to. */
    validator: { type: 'text' },
    spoolName: { type: 'string' },
    resumedAtPercent: { type: 'integer' },
    sha256: { type: 'string' },
    durationSeconds: { type: 'float' },
    mime: { type: 'string' },
    /** Name below which the bytes are stored; known before they are, so that an orphan is ours. */
    storedName: { type: 'string' },
    /** Its document id in the Media Library. */
    mediaFileId: reference(),
    /** True once the stored bytes were read back and had the hash. */
    readBack: { type: 'boolean', default: false },
    recordingDocumentId: { type: 'string' },
    problem: { type: 'json' },
  },
} as const;
