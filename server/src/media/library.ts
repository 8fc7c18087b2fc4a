import type { Core } from '@strapi/strapi';
import type { Database } from '../ledger/database';
import type { HttpClient } from '../http/types';
import { accepts, type Candidate } from './library/accepts';
import { createFolders, type Folders } from './library/folders';
import { createStore, type Store } from './library/store';
import { createStoredFiles, type StoredFiles } from './library/stored-files';
import { uploadPlugin } from './library/upload-plugin';
import { createReadBack } from './read-back';
import { readUploadRules, type UploadRules } from './upload-rules';

export type { StoreRequest } from './library/store';
export type { ShownFile } from './library/stored-files';

/** Strapi's Media Library, as far as an import needs it. */
export interface Library extends Folders, StoredFiles {
  /** Local upload folder, when files are kept on this machine. */
  readonly localDir: string | undefined;
  /**
   * Checks before a download whether the site can store the file.
   * @throws ConnectorError `needs-person` with what to change.
   */
  accepts(candidate: Candidate): Promise<void>;
  /** The site's rules about types of files, as they are now. */
  rules(): UploadRules;
  store: Store;
}

export interface LibraryOptions {
  /** For reading back from a remote store. */
  http: HttpClient;
  /** An upload provider without progress for this long is given up. */
  uploadIdleMs: number;
}

export function openLibrary(strapi: Core.Strapi, database: Database, options: LibraryOptions): Library {
  const upload = uploadPlugin(strapi);
  const readBack = createReadBack(options.http, upload.readableUrl);
  return {
    get localDir() {
      return upload.isLocal() ? upload.localDir() : undefined;
    },
    accepts: (candidate) => accepts(upload, candidate),
    rules: () => readUploadRules(upload.config().security),
    store: createStore(strapi, database, upload, readBack, options.uploadIdleMs),
    ...createFolders(strapi),
    ...createStoredFiles(strapi, upload, readBack, options.http),
  };
}
