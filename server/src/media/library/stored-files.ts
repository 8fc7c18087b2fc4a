import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import type { ContentHash } from '../../domain/content-hash';
import { ConnectorError } from '../../domain/errors';
import type { HttpClient } from '../../http/types';
import { tell } from '../../site/event-hub';
import { localContent, remoteContent, type Asked, type StoredContent } from '../content';
import type { ReadBack } from '../read-back';
import { PLACE_COLUMNS, type StoredPlace } from '../stored-place';
import { FILE_UID, isHere, type UploadPlugin } from './upload-plugin';

/** What the ledger says of a stored file. */
export interface StoredFile {
  mediaFileId: string | null;
  storedName: string | null;
  extension: string | null;
  sha256: string | null;
}

/** `detail` is for people. `unreadable` says nothing about the content. */
export type StoredCheck =
  | { outcome: 'same'; sizeBytes: number }
  /** `restorable`: only the content is missing, and the same content can be put back. */
  | { outcome: 'missing' | 'changed'; detail: Message; restorable: boolean }
  | { outcome: 'replaced' | 'unreadable'; detail: Message };

/** What a page shows of a stored file. */
export interface ShownFile {
  name: string;
  url: string;
}

/** The files that the Media Library has. */
export interface StoredFiles {
  /** Reads a stored file and compares it with the recorded hash. Throws only for a stop. */
  check(file: StoredFile, signal: AbortSignal, also?: ContentHash): Promise<StoredCheck>;
  /** The sha256 of a file of the Media Library, in hex, read from the storage; undefined if it can't be read. */
  hash(mediaFileId: string, signal: AbortSignal): Promise<string | undefined>;
  /** The number in this database of each of these files that the Media Library still has, by document id. */
  numbersOf(mediaFileIds: readonly string[]): Promise<Map<string, number>>;
  /** Removes a stored file and its row, unless something on the site uses it. */
  discard(mediaFileId: string): Promise<void>;
  /** Display name and link of a stored file; undefined when somebody removed it. */
  find(mediaFileId: string): Promise<ShownFile | undefined>;
  /** As `find`, for several files in one query, by document id. */
  findMany(mediaFileIds: readonly string[]): Promise<Map<string, ShownFile>>;
  /**
   * Content of a small file, e.g. captions; undefined if it no longer exists.
   * @throws ConnectorError `retry-later` if the storage does not answer, `refused` over the limit.
   */
  bytes(mediaFileId: string, limitBytes: number, signal: AbortSignal): Promise<Buffer | undefined>;
  /**
   * Content of this stored file, whole or in part. `elsewhere`: this server can't reach the
   * storage, and the reader may try it by a link that can be read now.
   */
  content(
    file: StoredPlace,
    asked: Asked,
    signal: AbortSignal,
  ): Promise<StoredContent | { outcome: 'elsewhere'; url: string }>;
}

/** A row of the Media Library, as far as its removal reads it. */
interface StoredRow {
  id: number;
  provider: string;
  formats?: Record<string, object> | null;
}

export function createStoredFiles(
  strapi: Core.Strapi,
  upload: UploadPlugin,
  readBack: ReadBack,
  http: HttpClient,
): StoredFiles {
  const findMany = async (mediaFileIds: readonly string[]): Promise<Map<string, ShownFile>> => {
    if (mediaFileIds.length === 0) return new Map();
    const rows: (ShownFile & StoredPlace & { documentId: string })[] = await strapi.db
      .query(FILE_UID)
      .findMany({
        where: { documentId: { $in: [...mediaFileIds] } },
        select: ['documentId', 'name', ...PLACE_COLUMNS],
      });
    return new Map(
      await Promise.all(
        rows.map(
          async ({ documentId, name, ...place }) =>
            [documentId, { name, url: await upload.readableUrl(place) }] as const,
        ),
      ),
    );
  };

  return {
    async check({ mediaFileId, storedName, extension, sha256 }, signal, also) {
      const row: (StoredPlace & { name: string }) | null =
        mediaFileId === null
          ? null
          : await strapi.db.query(FILE_UID).findOne({
              where: { documentId: mediaFileId },
              select: ['name', ...PLACE_COLUMNS],
            });
      if (row === null || storedName === null || sha256 === null)
        return {
          outcome: 'missing',
          detail: message('media.entry-removed'),
          restorable: false,
        };
      if (row.hash !== storedName)
        return {
          outcome: 'replaced',
          detail: message('media.replaced', { name: row.name }),
        };
      const read = isHere(row)
        ? await readBack.local(path.join(upload.localDir(), `${storedName}.${extension ?? ''}`), also)
        : await readBack.remote(row, signal, also);
      signal.throwIfAborted();
      if (read.outcome === 'unreadable')
        return {
          outcome: 'unreadable',
          detail: message('media.not-readable-now', { name: row.name, why: read.why }),
        };
      if (read.outcome === 'missing')
        return {
          outcome: 'missing',
          detail: message('media.content-missing', { name: row.name }),
          restorable: true,
        };
      return read.sha256 === sha256
        ? { outcome: 'same', sizeBytes: read.sizeBytes }
        : {
            outcome: 'changed',
            detail: message('media.changed', { name: row.name }),
            restorable: true,
          };
    },

    async hash(mediaFileId, signal) {
      const row: StoredPlace | null = await strapi.db
        .query(FILE_UID)
        .findOne({ where: { documentId: mediaFileId }, select: [...PLACE_COLUMNS] });
      if (row === null) return undefined;
      const read = isHere(row)
        ? await readBack.local(path.join(upload.localDir(), path.basename(row.url)))
        : await readBack.remote(row, signal);
      return read.outcome === 'read' ? read.sha256 : undefined;
    },

    async numbersOf(mediaFileIds) {
      if (mediaFileIds.length === 0) return new Map();
      const found: { id: number; documentId: string }[] = await strapi.db
        .query(FILE_UID)
        .findMany({ where: { documentId: { $in: [...mediaFileIds] } }, select: ['id', 'documentId'] });
      return new Map(found.map(({ id, documentId }) => [documentId, id]));
    },

    async discard(mediaFileId) {
      const found: (StoredRow & { related?: unknown[] | null }) | null = await strapi.db
        .query(FILE_UID)
        .findOne({ where: { documentId: mediaFileId }, populate: { related: true } });
      if (found === null || (found.related ?? []).length > 0) return;
      const { related: _, ...file } = found;
      // Like Strapi's own `remove`, which does not wait for the listeners of its event.
      if (file.provider === upload.config().provider) {
        for (const bytes of [file, ...Object.values(file.formats ?? {})])
          await upload.provider().delete?.(bytes);
      }
      await strapi.db.query(FILE_UID).delete({ where: { id: found.id } });
      await tell(strapi, 'media.delete', { media: file });
    },

    find: async (mediaFileId) => (await findMany([mediaFileId])).get(mediaFileId),
    findMany,

    async bytes(mediaFileId, limitBytes, signal) {
      const row: (StoredPlace & { name: string }) | null = await strapi.db
        .query(FILE_UID)
        .findOne({ where: { documentId: mediaFileId }, select: ['name', ...PLACE_COLUMNS] });
      if (row === null) return undefined;
      const read = isHere(row)
        ? await readBack.localBytes(path.join(upload.localDir(), path.basename(row.url)), limitBytes)
        : await readBack.remoteBytes(row, limitBytes, signal);
      switch (read.outcome) {
        case 'missing':
          return undefined;
        case 'read':
          return read.bytes;
        case 'too-large':
          throw new ConnectorError(
            'refused',
            message('media.text-too-large', { name: row.name, limit: { bytes: limitBytes } }),
            { code: 'text-too-large' },
          );
        case 'unreadable':
          throw new ConnectorError(
            'retry-later',
            message('media.not-readable-now', { name: row.name, why: read.why }),
            { code: 'store-unreadable' },
          );
      }
    },

    async content(file, asked, signal) {
      if (isHere(file))
        return await localContent(path.join(upload.localDir(), path.basename(file.url)), asked);
      const readable = await upload.readableUrl(file);
      try {
        const content = await remoteContent(http, readable, asked, signal);
        if (content.outcome !== 'refused') return content;
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
      }
      return { outcome: 'elsewhere', url: readable };
    },
  };
}
