import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { message } from '../../../../contracts/messages/catalogue';
import { crashPoint } from '../../crash-point';
import { ConnectorError } from '../../domain/errors';
import { ifThere } from '../../domain/if-there';
import type { Database } from '../../ledger/database';
import type { Sql } from '../../ledger/table';
import { tell } from '../../site/event-hub';
import type { ReadBack } from '../read-back';
import { PLACE_COLUMNS, type StoredPlace } from '../stored-place';
import { hashFile } from '../spool';
import { putIntoFolder } from './folder-link';
import { moveInto, syncFolder } from './move-into';
import { FILE_UID, isHere, type UploadEntity, type UploadPlugin } from './upload-plugin';
import { uploadWithLimits } from './upload-with-limits';

/** A whole and verified file that is to become a file of the Media Library. */
export interface StoreRequest {
  spoolPath: string;
  /** Name of the stored file without extension: 128 random bits, known in the ledger. */
  storedName: string;
  /** Display name. */
  name: string;
  extension: string;
  mime: string;
  sizeBytes: number;
  sha256: string;
  folderId: number;
  authorId: number | null;
  /** The name was just made up, so no former attempt left a file or a row of this name. */
  isFirstAttempt: boolean;
  signal: AbortSignal;
}

export interface Stored {
  /** Document id of the file. */
  mediaFileId: string;
  /** The stored file was read back and has the hash. False after a rename, which changes no content. */
  readBack: boolean;
}

/**
 * Stores a file and its row. `commit` runs in the transaction of the row. Called again with the same
 * `storedName`, it finishes what a crash interrupted: there is one entry, never two.
 */
export type Store = (
  request: StoreRequest,
  commit: (mediaFileId: string, sql: Sql) => Promise<void>,
) => Promise<Stored>;

/** @param idleMs an upload provider without progress for this long is given up. */
export function createStore(
  strapi: Core.Strapi,
  database: Database,
  upload: UploadPlugin,
  readBack: ReadBack,
  idleMs: number,
): Store {
  return async (request, commit) => {
    const ext = `.${request.extension}`;
    // Left by an attempt that a crash interrupted, or the row of a file whose content was lost.
    // Strapi has no index on `hash`, so the question takes longer the more files the library has.
    const existing: (StoredPlace & { id: number; documentId: string }) | null = request.isFirstAttempt
      ? null
      : await strapi.db
          .query(FILE_UID)
          .findOne({ where: { hash: request.storedName }, select: ['id', 'documentId', ...PLACE_COLUMNS] });
    if (existing !== null && (await holds(existing, request))) {
      await database.transaction((sql) => commit(existing.documentId, sql));
      return { mediaFileId: existing.documentId, readBack: true };
    }

    const entity = await upload
      .service('upload')
      .formatFileInfo(
        { filename: `${request.storedName}${ext}`, type: request.mime, size: request.sizeBytes },
        { name: request.name, folder: request.folderId },
      );
    entity.hash = request.storedName;
    entity.ext = ext;

    const isReadBack = upload.isLocal()
      ? await storeLocally(request, entity)
      : await storeRemotely(request, entity);
    entity.provider = upload.config().provider;
    crashPoint('after-upload-before-row');

    const media = await database.transaction(async (sql) => {
      const { folder: _, ...values } = entity;
      const row: { id: number; documentId: string } =
        existing === null
          ? await strapi.db
              .query(FILE_UID)
              .create({ data: { ...values, createdBy: request.authorId, updatedBy: request.authorId } })
          : await strapi.db.query(FILE_UID).update({
              where: { id: existing.id },
              data: { url: entity.url, size: entity.size, provider: entity.provider },
            });
      if (existing === null) await putIntoFolder(strapi, sql, { id: row.id, folderId: request.folderId });
      crashPoint('after-row-before-link');
      await commit(row.documentId, sql);
      return row;
    });
    await tell(strapi, 'media.create', { media: { ...entity, id: media.id } });
    return { mediaFileId: media.documentId, readBack: isReadBack };
  };

  /** Renames if possible, so that nothing is copied. Returns whether the file was read back. */
  async function storeLocally(request: StoreRequest, entity: UploadEntity): Promise<boolean> {
    const target = path.join(upload.localDir(), `${request.storedName}.${request.extension}`);
    entity.url = `/uploads/${request.storedName}.${request.extension}`;
    const moved = await moveInto(request.spoolPath, target);
    if (moved === 'missing') {
      // The spool file is gone: an earlier attempt got as far as the rename. Adopt what it left,
      // but only when it is byte for byte what was verified.
      const there = await ifThere(hashFile(target));
      if (there?.sha256 === request.sha256) return true;
      throw new ConnectorError('bad-bytes', message('media.spool-file-missing'), {
        code: 'spool-file-missing',
      });
    }
    crashPoint('mid-provider-upload');
    await syncFolder(path.dirname(target));
    if (moved === 'renamed') return false;
    const copied = await hashFile(target);
    if (copied.sha256 !== request.sha256) {
      await rm(target, { force: true });
      throw new ConnectorError('bad-bytes', message('media.copy-differs'), { code: 'copy-differs' });
    }
    await rm(request.spoolPath, { force: true });
    return true;
  }

  async function storeRemotely(request: StoreRequest, entity: UploadEntity): Promise<boolean> {
    await uploadWithLimits(upload, request, entity, idleMs);
    crashPoint('mid-provider-upload');
    const { url, hash, ext } = entity;
    if (url === undefined) return false;
    return await matchesRemote({ url, hash, ext, provider: upload.config().provider }, request);
  }

  /** Whether the stored file is the one of the request. */
  async function holds(place: StoredPlace, request: StoreRequest): Promise<boolean> {
    const read = isHere(place)
      ? await readBack.local(path.join(upload.localDir(), `${request.storedName}.${request.extension}`))
      : await readBack.remote(place, request.signal);
    // A file that can't be read now is kept: it was whole when its row was written.
    return read.outcome === 'unreadable' || (read.outcome === 'read' && read.sha256 === request.sha256);
  }

  /** Reads the stored object back and compares the hash. */
  async function matchesRemote(place: StoredPlace, request: StoreRequest): Promise<boolean> {
    const read = await readBack.remote(place, request.signal);
    // Not reachable from here (a private store, a CDN that lags): stored, not verified.
    if (read.outcome !== 'read') return false;
    if (read.sha256 === request.sha256) return true;
    throw new ConnectorError('retry-later', message('media.stored-bytes-differ'), {
      code: 'stored-bytes-differ',
    });
  }
}
