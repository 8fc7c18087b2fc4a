import { createReadStream } from 'node:fs';
import { copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { crashPoint } from '../crash-point';
import type { ContentHash } from '../domain/content-hash';
import { codeOf, ConnectorError, type FailureDetails } from '../domain/errors';
import { ifThere } from '../domain/if-there';
import type { Database } from '../ledger/database';
import type { Sql } from '../ledger/table';
import type { HttpClient } from '../http/types';
import { tell } from '../site/event-hub';
import { localContent, remoteContent, type Asked, type StoredContent } from './content';
import { defaultFolder } from './default-folder';
import { createReadBack } from './read-back';
import { hashFile } from './spool';
import { isTypeAllowed, readUploadRules, type UploadRules } from './upload-rules';

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

export interface Candidate {
  mime: string;
  extension: string;
  sizeBytes: number | undefined;
}

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

/** Strapi's Media Library, as far as an import needs it. */
export interface Library {
  /** Local upload folder, when files are kept on this machine. */
  readonly localDir: string | undefined;
  /**
   * Checks before a download whether the site can store the file.
   * @throws ConnectorError `needs-person` with what to change.
   */
  accepts(candidate: Candidate): Promise<void>;
  /** The site's rules about types of files, as they are now. */
  rules(): UploadRules;
  /**
   * Stores a file and its row. `commit` runs in the transaction of the row. Called again with the same
   * `storedName`, it finishes what a crash interrupted: there is one entry, never two.
   */
  store(request: StoreRequest, commit: (mediaFileId: string, sql: Sql) => Promise<void>): Promise<Stored>;
  /** The folder to use: the wished one if it exists, otherwise *Meetings*, which is made if absent. */
  folder(wishedId: string | null): Promise<number>;
  folders(): Promise<{ id: string; name: string }[]>;
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
   * Content of the stored file at this address, whole or in part. `elsewhere`: this server can't reach the
   * storage, and the reader may try it by a link that can be read now.
   */
  content(
    url: string,
    asked: Asked,
    signal: AbortSignal,
  ): Promise<StoredContent | { outcome: 'elsewhere'; url: string }>;
}

interface UploadEntity {
  name: string;
  hash: string;
  ext: string;
  mime: string;
  size: number;
  url?: string;
  provider?: string;
  getStream?: () => Readable;
  [key: string]: unknown;
}
/** A row of the Media Library, as far as its removal reads it. */
interface StoredRow {
  id: number;
  provider: string;
  formats?: Record<string, object> | null;
}
interface UploadProvider {
  delete?: (file: object) => Promise<unknown> | unknown;
  uploadStream?: unknown;
  checkFileSize?: (file: { name: string; size: number }, options: { sizeLimit?: number }) => unknown;
  isPrivate?: () => Promise<boolean> | boolean;
  getSignedUrl?: (file: { url: string }) => Promise<{ url: string }>;
}
interface UploadConfig {
  provider: string;
  sizeLimit?: number;
  security?: unknown;
}
interface UploadServices {
  upload: {
    formatFileInfo(
      file: { filename: string; type: string; size: number },
      info: { name: string; folder: number },
    ): Promise<UploadEntity>;
  };
  provider: { upload(file: UploadEntity): Promise<void> };
}

const FILE_UID = 'plugin::upload.file';
const FOLDER_UID = 'plugin::upload.folder';
/** Strapi's own default; it is meant for uploads over HTTP, which imports are not. */
const STRAPI_DEFAULT_SIZE_LIMIT = 1_000_000_000;
/** A provider that takes whole buffers would hold the file in memory. */
const MAX_BUFFERED_BYTES = 100 * 1024 * 1024;

export interface LibraryOptions {
  /** For reading back from a remote store. */
  http: HttpClient;
  /** An upload provider without progress for this long is given up. */
  uploadIdleMs: number;
}

export function openLibrary(strapi: Core.Strapi, database: Database, options: LibraryOptions): Library {
  const upload = strapi.plugin('upload');
  const uploadConfig = () => strapi.config.get('plugin::upload') as unknown as UploadConfig;
  const storage = () => upload.provider as UploadProvider;
  const service = <Name extends keyof UploadServices>(name: Name) =>
    upload.service(name) as unknown as UploadServices[Name];
  const isLocal = () => uploadConfig().provider === 'local';
  const localDir = () => path.resolve(strapi.dirs.static.public, 'uploads');
  const { uploadIdleMs } = options;
  /** A link that can be read now; signed where the provider's files are private. */
  const readableUrl = async (url: string): Promise<string> => {
    const provider = storage();
    const isPrivate = (await provider.isPrivate?.()) && provider.getSignedUrl !== undefined;
    return isPrivate ? ((await provider.getSignedUrl?.({ url }))?.url ?? url) : url;
  };
  const readBack = createReadBack(options.http, readableUrl);

  const needsPerson = (code: string, said: Message, values: FailureDetails['values'] = {}, words?: string) =>
    new ConnectorError('needs-person', said, { code, values, providerWords: words });

  const findMany = async (mediaFileIds: readonly string[]): Promise<Map<string, ShownFile>> => {
    if (mediaFileIds.length === 0) return new Map();
    const rows: (ShownFile & { documentId: string })[] = await strapi.db.query(FILE_UID).findMany({
      where: { documentId: { $in: [...mediaFileIds] } },
      select: ['documentId', 'name', 'url'],
    });
    return new Map(
      await Promise.all(
        rows.map(
          async ({ documentId, name, url }) => [documentId, { name, url: await readableUrl(url) }] as const,
        ),
      ),
    );
  };

  return {
    get localDir() {
      return isLocal() ? localDir() : undefined;
    },

    rules: () => readUploadRules(uploadConfig().security),

    async accepts({ mime, extension, sizeBytes }) {
      const { security, sizeLimit } = uploadConfig();
      if (!isTypeAllowed(mime, readUploadRules(security))) {
        throw needsPerson('type-not-allowed', message('media.type-not-allowed', { mime }), { mime });
      }
      if (sizeBytes === undefined) return;
      const size = { bytes: sizeBytes };
      const provider = storage();
      const uploadProvider = uploadConfig().provider;
      if (typeof provider.uploadStream !== 'function' && sizeBytes > MAX_BUFFERED_BYTES) {
        throw needsPerson(
          'provider-cannot-stream',
          message('media.provider-cannot-stream', { uploadProvider, size }),
          { sizeBytes, uploadProvider },
        );
      }
      const siteLimit = sizeLimit === STRAPI_DEFAULT_SIZE_LIMIT ? undefined : sizeLimit;
      if (siteLimit !== undefined && sizeBytes > siteLimit) {
        throw needsPerson(
          'over-size-limit',
          message('media.over-size-limit', { size, limit: { bytes: siteLimit } }),
          { sizeBytes, limitBytes: siteLimit },
        );
      }
      try {
        // Kilobytes: the unit in which Strapi hands sizes to providers.
        await provider.checkFileSize?.(
          { name: `recording.${extension}`, size: sizeBytes / 1000 },
          { sizeLimit: siteLimit },
        );
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        throw needsPerson(
          'over-provider-limit',
          message('media.over-provider-limit', { uploadProvider, size, words }),
          { sizeBytes, uploadProvider },
          words,
        );
      }
    },

    async store(request, commit) {
      const ext = `.${request.extension}`;
      // Left by an attempt that a crash interrupted, or the row of a file whose content was lost.
      // Strapi has no index on `hash`, so the question takes longer the more files the library has.
      const existing: { id: number; documentId: string; url: string } | null = request.isFirstAttempt
        ? null
        : await strapi.db
            .query(FILE_UID)
            .findOne({ where: { hash: request.storedName }, select: ['id', 'documentId', 'url'] });
      if (existing !== null && (await holds(existing.url, request))) {
        await database.transaction((sql) => commit(existing.documentId, sql));
        return { mediaFileId: existing.documentId, readBack: true };
      }

      const entity = await service('upload').formatFileInfo(
        { filename: `${request.storedName}${ext}`, type: request.mime, size: request.sizeBytes },
        { name: request.name, folder: request.folderId },
      );
      entity.hash = request.storedName;
      entity.ext = ext;

      const readBack = isLocal() ? await storeLocally(request, entity) : await storeRemotely(request, entity);
      entity.provider = uploadConfig().provider;
      crashPoint('after-upload-before-row');

      const media = await database.transaction(async (sql) => {
        const row: { id: number; documentId: string } =
          existing === null
            ? await strapi.db
                .query(FILE_UID)
                .create({ data: { ...entity, createdBy: request.authorId, updatedBy: request.authorId } })
            : await strapi.db.query(FILE_UID).update({
                where: { id: existing.id },
                data: { url: entity.url, size: entity.size, provider: entity.provider },
              });
        crashPoint('after-row-before-link');
        await commit(row.documentId, sql);
        return row;
      });
      await tell(strapi, 'media.create', { media: { ...entity, id: media.id } });
      return { mediaFileId: media.documentId, readBack };
    },

    async folder(wishedId) {
      if (wishedId !== null) {
        const found: { id: number } | null = await strapi.db
          .query(FOLDER_UID)
          .findOne({ where: { documentId: wishedId } });
        if (found !== null) return found.id;
      }
      return await defaultFolder(strapi);
    },

    async folders() {
      const rows: { documentId: string; name: string; path: string; pathId: number }[] = await strapi.db
        .query(FOLDER_UID)
        .findMany({ select: ['documentId', 'name', 'path', 'pathId'] });
      const names = new Map(rows.map((row) => [String(row.pathId), row.name]));
      return rows
        .map((row) => ({
          id: row.documentId,
          name: row.path
            .split('/')
            .filter(Boolean)
            .map((id) => names.get(id) ?? id)
            .join(' / '),
        }))
        .sort((a, b) => a.name.localeCompare(b.name));
    },

    async check({ mediaFileId, storedName, extension, sha256 }, signal, also) {
      const row: { name: string; hash: string; url: string; provider: string } | null =
        mediaFileId === null
          ? null
          : await strapi.db.query(FILE_UID).findOne({
              where: { documentId: mediaFileId },
              select: ['name', 'hash', 'url', 'provider'],
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
      const read = /^https?:/.test(row.url)
        ? await readBack.remote(row.url, signal, also)
        : await readBack.local(path.join(localDir(), `${storedName}.${extension ?? ''}`), also);
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
      const row: { url: string } | null = await strapi.db
        .query(FILE_UID)
        .findOne({ where: { documentId: mediaFileId }, select: ['url'] });
      if (row === null) return undefined;
      const read = /^https?:/.test(row.url)
        ? await readBack.remote(row.url, signal)
        : await readBack.local(path.join(localDir(), path.basename(row.url)));
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
      if (file.provider === uploadConfig().provider) {
        for (const bytes of [file, ...Object.values(file.formats ?? {})]) await storage().delete?.(bytes);
      }
      await strapi.db.query(FILE_UID).delete({ where: { id: found.id } });
      await tell(strapi, 'media.delete', { media: file });
    },

    find: async (mediaFileId) => (await findMany([mediaFileId])).get(mediaFileId),
    findMany,

    async bytes(mediaFileId, limitBytes, signal) {
      const row: { name: string; url: string } | null = await strapi.db
        .query(FILE_UID)
        .findOne({ where: { documentId: mediaFileId }, select: ['name', 'url'] });
      if (row === null) return undefined;
      const read = /^https?:/.test(row.url)
        ? await readBack.remoteBytes(row.url, limitBytes, signal)
        : await readBack.localBytes(path.join(localDir(), path.basename(row.url)), limitBytes);
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

    async content(url, asked, signal) {
      if (!/^https?:/.test(url)) return await localContent(path.join(localDir(), path.basename(url)), asked);
      const readable = await readableUrl(url);
      try {
        const content = await remoteContent(options.http, readable, asked, signal);
        if (content.outcome !== 'refused') return content;
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
      }
      return { outcome: 'elsewhere', url: readable };
    },
  };

  /** Renames if possible, so that nothing is copied. Returns whether the file was read back. */
  async function storeLocally(request: StoreRequest, entity: UploadEntity): Promise<boolean> {
    const target = path.join(localDir(), `${request.storedName}.${request.extension}`);
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
    await uploadWithLimits(request, entity);
    crashPoint('mid-provider-upload');
    const url = entity.url;
    if (url === undefined || !/^https?:/.test(url)) return false;
    return await matchesRemote(url, request);
  }

  /**
   * Upload providers are other people's code. They may throw synchronously, reject late, never settle, or
   * emit an error on the stream after success. None of this may end the process.
   */
  async function uploadWithLimits(request: StoreRequest, entity: UploadEntity): Promise<void> {
    const uploadProvider = uploadConfig().provider;
    const source = createReadStream(request.spoolPath, { highWaterMark: 1 << 20 });
    source.on('error', () => undefined);
    let lastProgressAt = Date.now();
    let bytesSeen = 0;
    entity.getStream = () => source;
    let timer: NodeJS.Timeout | undefined;
    const idle = new Promise<never>((_resolve, reject) => {
      timer = setInterval(
        () => {
          if (source.bytesRead !== bytesSeen) {
            bytesSeen = source.bytesRead;
            lastProgressAt = Date.now();
          }
          if (request.signal.aborted) reject(request.signal.reason);
          else if (Date.now() - lastProgressAt > uploadIdleMs) {
            reject(
              new ConnectorError(
                'retry-later',
                message('media.upload-stalled', {
                  uploadProvider,
                  seconds: Math.round(uploadIdleMs / 1000),
                }),
                { code: 'upload-stalled', values: { uploadProvider } },
              ),
            );
          }
        },
        Math.min(1_000, uploadIdleMs),
      );
    });
    try {
      const uploaded = (async () => {
        await service('provider').upload(entity);
      })();
      uploaded.catch(() => undefined);
      idle.catch(() => undefined);
      await Promise.race([uploaded, idle]);
    } catch (error) {
      if (error instanceof ConnectorError || request.signal.aborted) throw error;
      const words = error instanceof Error ? error.message : String(error);
      throw new ConnectorError('retry-later', message('media.upload-failed', { uploadProvider, words }), {
        code: 'upload-failed',
        values: { uploadProvider },
        providerWords: words,
      });
    } finally {
      clearInterval(timer);
      source.destroy();
      delete entity.getStream;
      delete entity.stream;
    }
  }

  /** Whether the stored file is the one of the request. */
  async function holds(url: string, request: StoreRequest): Promise<boolean> {
    const read = /^https?:/.test(url)
      ? await readBack.remote(url, request.signal)
      : await readBack.local(path.join(localDir(), `${request.storedName}.${request.extension}`));
    // A file that can't be read now is kept: it was whole when its row was written.
    return read.outcome === 'unreadable' || (read.outcome === 'read' && read.sha256 === request.sha256);
  }

  /** Reads the stored object back and compares the hash. */
  async function matchesRemote(url: string, request: StoreRequest): Promise<boolean> {
    const read = await readBack.remote(url, request.signal);
    // Not reachable from here (a private store, a CDN that lags): stored, not verified.
    if (read.outcome !== 'read') return false;
    if (read.sha256 === request.sha256) return true;
    throw new ConnectorError('retry-later', message('media.stored-bytes-differ'), {
      code: 'stored-bytes-differ',
    });
  }
}

/** Renames; makes a hard link if that is refused; copies across file systems. */
async function moveInto(from: string, to: string): Promise<'renamed' | 'copied' | 'missing'> {
  try {
    await rename(from, to);
    return 'renamed';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') {
      if ((await ifThere(stat(from))) === undefined) return 'missing';
      throw error;
    }
    if (code !== 'EXDEV') {
      const linked = await link(from, to).then(
        () => true,
        () => false,
      );
      if (linked) {
        await rm(from, { force: true });
        return 'renamed';
      }
    }
    // Under a temporary name, so that no partial file ever has the final name (P2).
    const partial = `${to}.part`;
    await copyFile(from, partial);
    const handle = await open(partial, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(partial, to);
    return 'copied';
  }
}

/** A rename is durable only once its folder is. */
async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r').catch(() => undefined);
  // Some file systems refuse to sync folders; the next boot's check finds what was lost.
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
