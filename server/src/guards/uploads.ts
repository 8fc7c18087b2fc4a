import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { RECORDING_UID } from '../../../contracts/plugin';
import { changesFile, type Caller } from '../rules/rules';
import { isOurselves } from '../site/ourselves';
import { callerOf } from './caller';
import { filesFor } from './facts';
import { FILE_UID, modelOf, recordingModel, type Model } from './models';
import { forgetOwner, keepOwner } from './owners';
import { readingFiles } from './reading';

const FOLDER_UID = 'plugin::upload.folder';

interface StoredFile {
  id: number;
  documentId: string;
}
/** Strapi's service of uploads, as far as it is wrapped. */
interface UploadService {
  upload(request: { data?: { ref?: unknown } }, options?: object): Promise<StoredFile[]>;
  replace(id: number | string, request: object, options?: object): Promise<unknown>;
  updateFileInfo(id: number | string, info: object, options?: object): Promise<unknown>;
  remove(file: StoredFile): Promise<unknown>;
  findOne(id: number | string, populate?: unknown): Promise<unknown>;
  findMany(query?: unknown): Promise<unknown>;
  findPage(query?: unknown): Promise<unknown>;
  /** Since Strapi 5.47. */
  findAndCountPage?(query?: unknown): Promise<unknown>;
}
interface DeletesMany {
  deleteByIds(ids?: number[]): Promise<unknown>;
}
interface Services {
  extend<Service>(uid: string, wrap: (service: Service) => Service): unknown;
}

/** What follows when the content of files of these recordings is about to change. */
export type FilesChange = (documentIds: string[], caller: Caller) => Promise<void>;

const refused = (code: 'guards.file-of-recording' | 'guards.no-link-by-upload') => {
  const said = message(code);
  return new errors.ForbiddenError(english(said), { code: 'FILE_OF_ANOTHER', said });
};

/** Recordings, and the components that a site added to them: an upload puts no file there. */
function partsOfRecordings(strapi: Core.Strapi): Set<string> {
  const found = new Set<string>([RECORDING_UID]);
  const add = (model: Model | undefined): void => {
    for (const { component, components } of Object.values(model?.attributes ?? {})) {
      for (const uid of [component, ...(components ?? [])]) {
        if (uid === undefined || found.has(uid)) continue;
        found.add(uid);
        add(modelOf(strapi, uid));
      }
    }
  };
  add(recordingModel(strapi));
  return found;
}

/**
 * Guards the Media Library where the panel, the content API and agents' tools meet: in Strapi's upload
 * service. `replace` and `remove` change the storage before the row, so a look at the row comes too late.
 */
export function guardUploads(strapi: Core.Strapi, changes: FilesChange): void {
  const services = strapi.get('services') as unknown as Services;
  const guarded = async (): Promise<Caller> => (isOurselves() ? { kind: 'site' } : await callerOf(strapi));

  /** @throws ForbiddenError, before anything is changed. */
  async function mayChange(caller: Caller, ids: readonly number[]): Promise<string[]> {
    if (caller.kind === 'site' || ids.length === 0) return [];
    const files = [...(await filesFor(strapi, caller, ids)).values()];
    if (!files.every((file) => changesFile(caller, file))) throw refused('guards.file-of-recording');
    return [...new Set(files.flatMap(({ documentIds }) => [...documentIds]))];
  }

  services.extend<UploadService>('plugin::upload.upload', (service) => ({
    ...service,
    async upload(request, options) {
      const caller = await guarded();
      const ref = request.data?.ref;
      if (ref !== undefined && caller.kind !== 'site') {
        const contributor = caller.kind === 'member' && caller.contributor;
        if (contributor || typeof ref !== 'string' || partsOfRecordings(strapi).has(ref)) {
          throw refused('guards.no-link-by-upload');
        }
      }
      const stored = await service.upload(request, options);
      if (caller.kind === 'member') {
        await keepOwner(
          strapi,
          caller,
          stored.map(({ documentId }) => documentId),
        );
      }
      return stored;
    },
    async replace(id, request, options) {
      const caller = await guarded();
      const documentIds = await mayChange(caller, [Number(id)]);
      if (documentIds.length > 0) await changes(documentIds, caller);
      return await service.replace(id, request, options);
    },
    async updateFileInfo(id, info, options) {
      // Another folder changes nothing that a reader sees.
      const moves = Object.entries(info ?? {}).every(
        ([name, value]) => name === 'folder' || value === undefined,
      );
      if (!moves) await mayChange(await guarded(), [Number(id)]);
      return await service.updateFileInfo(id, info, options);
    },
    async remove(file) {
      await mayChange(await guarded(), [Number(file.id)]);
      const removed = await service.remove(file);
      await forgetOwner(strapi, file.documentId);
      return removed;
    },
    findOne: (id, populate) => readingFiles(strapi, () => service.findOne(id, populate)),
    findMany: (query) => readingFiles(strapi, () => service.findMany(query)),
    findPage: (query) => readingFiles(strapi, () => service.findPage(query)),
    ...(service.findAndCountPage === undefined
      ? {}
      : {
          findAndCountPage: (query?: unknown) =>
            readingFiles(strapi, async () => await service.findAndCountPage?.(query)),
        }),
  }));

  // Of many files that are deleted together, all are asked for before the first one goes.
  services.extend<DeletesMany>('plugin::upload.file', (service) => ({
    ...service,
    async deleteByIds(ids = []) {
      await mayChange(await guarded(), ids.map(Number));
      return await service.deleteByIds(ids);
    },
  }));
  services.extend<DeletesMany>('plugin::upload.folder', (service) => ({
    ...service,
    async deleteByIds(ids = []) {
      const caller = await guarded();
      if (caller.kind !== 'site') await mayChange(caller, await filesBelow(strapi, ids));
      return await service.deleteByIds(ids);
    },
  }));
}

async function filesBelow(strapi: Core.Strapi, folderIds: readonly number[]): Promise<number[]> {
  if (folderIds.length === 0) return [];
  const folders: { path: string }[] = await strapi.db
    .query(FOLDER_UID)
    .findMany({ where: { id: { $in: [...folderIds] } }, select: ['path'] });
  if (folders.length === 0) return [];
  const files: { id: number }[] = await strapi.db.query(FILE_UID).findMany({
    where: {
      $or: folders.flatMap(({ path }) => [{ folderPath: path }, { folderPath: { $startsWith: `${path}/` } }]),
    },
    select: ['id'],
  });
  return files.map(({ id }) => Number(id));
}
