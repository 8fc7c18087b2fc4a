/** A file of a recording that can be downloaded. */
export interface RecordingFileView {
  /** `documentId` of the file in the Media Library. */
  id: string;
  /** The field of the recording that shows it, or `original` for one that only the import knows. */
  field: string;
  /** Of an original: which kind of file the provider had; see `IMPORTED_KINDS`. */
  kind?: string;
  /** Name of the downloaded file: title and date of the recording. */
  name: string;
  mime: string;
  sizeBytes: number;
  /**
   * Downloads it, whole or in part (`Range`), without a sign-in. Below the address of the site, valid for an
   * hour, and only while the recording shows the file.
   */
  url: string;
}

/**
 * GET /recordings/:documentId/files: of the panel (content.read), or of the content API for who may read the
 * recording (`status=draft` for the files of its draft).
 */
export namespace ListRecordingFiles {
  export interface Response {
    data: RecordingFileView[];
  }
}
