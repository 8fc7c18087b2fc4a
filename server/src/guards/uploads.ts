import { AsyncLocalStorage } from 'node:async_hooks';
import { isDeepStrictEqual } from 'node:util';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { message } from '../../../contracts/messages/catalogue';
import { PLUGIN_ID, RECORDING_UID } from '../../../contracts/plugin';
import { changesFile, linksByUpload, type Caller } from '../rules/rules';
import { isOurselves } from '../site/ourselves';
import { callerOf } from './caller';
import { rememberShownFiles } from './content-api';
import { filesFor } from './facts';
import { filesMustNotBeOnHold } from './holds';
import { FILE_UID, inParts, modelOf, recordingModel, type Model } from './models';
import { forgetOwners, keepOwner, ownersOf } from './owners';
import { noteReplaced } from '../ledger/replaced';
import { readingFiles } from './reading';
import { FILE_OF_ANOTHER, notAllowed } from '../domain/refusals';
import { describeError } from '../domain/unexpected';

const FOLDER_UID = 'plugin::upload.folder';

interface StoredFile {
  id: number;
  documentId: string;
}
/** Strapi's service of uploads, as far as it is wrapped. */
interface UploadService {
  upload(request: { data?: { ref?: unknown } }, options?: object): Promise<unknown>;
  replace(id: number | string, request: object, options?: object): Promise<unknown>;
  updateFileInfo(id: number | string, info: FileInfo, options?: object): Promise<unknown>;
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
/** What Strapi's service of uploads stores files with. */
interface StorageService {
  upload(file: object): Promise<unknown>;
  /** Newer than the oldest Strapi that the plugin runs in. */
  replace?(file: object, before: object): Promise<unknown>;
}
/** What readers see of a file beside its content, and where pictures are cut. */
const TEXTS = ['name', 'alternativeText', 'caption'] as const;
const INFO = [...TEXTS, 'focalPoint'] as const;
type FileInfo = Partial<Record<(typeof INFO)[number] | 'folder', unknown>>;

/** Strapi's service of texts for pictures, written by its AI. Newer than the oldest Strapi that the plugin runs in. */
interface PictureTexts {
  updateFilesWithAIMetadata(files: unknown[], texts: unknown[], user: unknown): Promise<unknown>;
}

interface Services {
  get(uid: string): unknown;
  extend<Service>(uid: string, wrap: (service: Service) => Service): unknown;
}

/** What follows when the content of files of these recordings is about to change. */
export type FilesChange = (documentIds: string[], caller: Caller) => Promise<void>;

const refused = (code: 'guards.file-of-recording' | 'guards.no-link-by-upload') =>
  notAllowed(message(code), FILE_OF_ANOTHER);

const isRefusal = (error: unknown): boolean =>
  error instanceof errors.ForbiddenError && Reflect.get(error.details, 'code') === FILE_OF_ANOTHER;

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
 * Called in `bootstrap`, so that it is around what other plugins made of the service in `register`.
 */
export function guardUploads(strapi: Core.Strapi, changes: FilesChange): void {
  const services = strapi.get('services') as unknown as Services;
  const guarded = async (): Promise<Caller> => (isOurselves() ? { kind: 'site' } : await callerOf(strapi));

  /**
   * @returns the recordings that the files belong to.
   * @throws PolicyError, before anything is changed.
   * @throws NotFoundError for what is no id of a file.
   */
  async function mayChange(caller: Caller, given: readonly unknown[]): Promise<string[]> {
    if (caller.kind === 'site') return [];
    const ids = given.map(Number);
    if (!ids.every(Number.isInteger)) throw new errors.NotFoundError();
    const documentIds = new Set<string>();
    for (const some of inParts(ids)) {
      const files = await filesFor(strapi, caller, some);
      const owners = isChosen(caller) ? await ownersOf(strapi, some) : undefined;
      for (const [id, file] of files) {
        const ofMember = (owners?.get(id)?.memberId ?? null) !== null;
        if (!changesFile(caller, { ...file, ofMember })) throw refused('guards.file-of-recording');
        for (const documentId of file.documentIds) documentIds.add(documentId);
      }
    }
    return [...documentIds];
  }

  /**
   * Work by which recordings show something else, or nothing, in place of a file. Before it, so that nothing is
   * public that nobody approved, and after it: a moderator may have approved meanwhile what was there until then.
   */
  async function around<T>(
    caller: Caller,
    documentIds: string[],
    work: (begins: () => Promise<void>) => Promise<T>,
  ): Promise<T> {
    if (documentIds.length === 0) return await work(() => Promise.resolve());
    let begun: Promise<void> | undefined;
    const begins = () => (begun ??= changes(documentIds, caller));
    try {
      return await work(begins);
    } finally {
      // What fails half-way may have changed something. What Strapi refused at once has not.
      if (begun !== undefined) await changes(documentIds, caller);
    }
  }

  /** Who may not change a file does not learn of a hold. */
  async function mayRemove(caller: Caller, ids: readonly unknown[]): Promise<string[]> {
    const documentIds = await mayChange(caller, ids);
    await filesMustNotBeOnHold(strapi, ids);
    return documentIds;
  }

  /** They are about to be gone. */
  async function removing<T>(caller: Caller, ids: readonly unknown[], work: () => Promise<T>): Promise<T> {
    return await around(caller, await mayRemove(caller, ids), async (begins) => {
      await begins();
      return await work();
    });
  }

  /** What the plugin notes when Strapi is done. It fails nothing that has happened. */
  async function afterwards(note: () => Promise<void>): Promise<void> {
    try {
      await note();
    } catch (error) {
      strapi.log.error(`[${PLUGIN_ID}] Who uploaded a file could not be noted. ${describeError(error)}`);
    }
  }

  /** All files are asked for before the first one goes, and each of them once. */
  async function deleteTogether<T>(
    caller: Caller,
    ids: readonly number[],
    work: () => Promise<T>,
  ): Promise<T> {
    const deletion: Deletion = { asked: new Set(ids.map(Number)), gone: [] };
    try {
      return await removing(caller, ids, () => deletions.run(deletion, work));
    } finally {
      await afterwards(() => forgetOwners(strapi, deletion.gone));
    }
  }

  services.extend<UploadService>('plugin::upload.upload', (service) =>
    withMethods(service, {
      async upload(request, options) {
        const caller = await guarded();
        const ref = request.data?.ref ?? null;
        // Of what is no type, Strapi stores the file and fails only then.
        const recording =
          typeof ref !== 'string' || modelOf(strapi, ref) === undefined || partsOfRecordings(strapi).has(ref);
        if (ref !== null && !linksByUpload(caller, { recording })) throw refused('guards.no-link-by-upload');
        const stored = await service.upload(request, options);
        const member = caller.kind === 'member' ? caller : undefined;
        await afterwards(() => keepOwner(strapi, member, documentIdsOf(stored)));
        // Who has just uploaded a file is shown it, also if they may not read the recording that it is for.
        rememberShownFiles(strapi, rowIdsOf(stored));
        return stored;
      },
      async replace(id, request, options) {
        const caller = await guarded();
        return await around(caller, await mayRemove(caller, [id]), async (begins) => {
          const first = async () => {
            await begins();
            await noteReplaced(strapi, Number(id));
          };
          let called: Promise<void> | undefined;
          const once = () => (called ??= first());
          const replaced = await replacements.run(once, () => service.replace(id, request, options));
          // Whatever the storage is, and if nothing of it was called.
          await once();
          return replaced;
        });
      },
      async updateFileInfo(id, info, options) {
        const caller = await guarded();
        const write = () => service.updateFileInfo(id, info, options);
        if (caller.kind === 'site') return await write();
        const changed = await changedInfo(strapi, id, info);
        if (TEXTS.some((name) => changed.has(name))) {
          return await around(caller, await mayChange(caller, [id]), async (begins) => {
            await begins();
            return await write();
          });
        }
        // Another folder changes nothing that a reader sees, and Strapi has asked who may do it in the panel.
        if (changed.size > 0 || caller.kind !== 'admin') await mayChange(caller, [id]);
        return await write();
      },
      async remove(file) {
        const deletion = deletions.getStore();
        const removed =
          deletion?.asked.has(Number(file.id)) === true
            ? await service.remove(file)
            : await removing(await guarded(), [file.id], () => service.remove(file));
        if (deletion === undefined) await afterwards(() => forgetOwners(strapi, [file.documentId]));
        else deletion.gone.push(file.documentId);
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
    }),
  );

  if (services.get('plugin::upload.aiMetadata') !== undefined) {
    services.extend<PictureTexts>('plugin::upload.aiMetadata', (service) =>
      withMethods(service, {
        /** Strapi gives up the whole batch for one picture that is refused. The others keep their texts. */
        async updateFilesWithAIMetadata(files, texts, user) {
          const results = await Promise.allSettled(
            files.map((file, index) => service.updateFilesWithAIMetadata([file], [texts[index]], user)),
          );
          const failures = results.flatMap((result, index) =>
            result.status === 'rejected' ? [{ index, error: result.reason as unknown }] : [],
          );
          const other = failures.find(({ error }) => !isRefusal(error));
          if (other !== undefined) throw other.error;
          // No text: Strapi reports the picture as one without a result.
          for (const { index } of failures) texts[index] = null;
          if (failures.length > 0) {
            strapi.log.warn(
              `[${PLUGIN_ID}] ${failures.length} of ${files.length} pictures got no texts. They belong to recordings that this user may not edit.`,
            );
          }
        },
      }),
    );
  }

  services.extend<DeletesMany>('plugin::upload.file', (service) =>
    withMethods(service, {
      deleteByIds: async (ids = []) =>
        await deleteTogether(await guarded(), ids, () => service.deleteByIds(ids)),
    }),
  );
  services.extend<DeletesMany>('plugin::upload.folder', (service) =>
    withMethods(service, {
      async deleteByIds(ids = []) {
        const caller = await guarded();
        const below = await filesBelow(strapi, ids);
        return await deleteTogether(caller, below, () => service.deleteByIds(ids));
      },
    }),
  );

  services.extend<StorageService>('plugin::upload.provider', (service) =>
    withMethods(service, {
      async upload(file) {
        await replacements.getStore()?.();
        return await service.upload(file);
      },
      ...(service.replace === undefined
        ? {}
        : {
            async replace(file: object, before: object) {
              await replacements.getStore()?.();
              return await service.replace?.(file, before);
            },
          }),
    }),
  );
}

/** For other callers it makes no difference who uploaded a file, if not themselves. */
const isChosen = (caller: Caller): boolean => caller.kind === 'member' && caller.chosenRole;

/** Files that are deleted in one call, those of them that are gone, and which the plugin was asked for. */
interface Deletion {
  asked: ReadonlySet<number>;
  gone: string[];
}
const deletions = new AsyncLocalStorage<Deletion>();

/**
 * Set while a file is replaced, and called before its storage changes: Strapi looks at the new file first,
 * and one that it refuses takes no recording offline.
 */
const replacements = new AsyncLocalStorage<() => Promise<void>>();

/** A copy with the class of the service, if it has one: other code may copy it again by its own properties. */
export const withMethods = <Service extends object>(service: Service, methods: Partial<Service>): Service =>
  Object.assign(Object.create(Reflect.getPrototypeOf(service)) as object, service, methods);

/** One file where another plugin's upload answers so. */
const documentIdsOf = (stored: unknown): string[] =>
  (Array.isArray(stored) ? stored : [stored]).flatMap((file: unknown) => {
    const id: unknown =
      typeof file === 'object' && file !== null ? Reflect.get(file, 'documentId') : undefined;
    return typeof id === 'string' ? [id] : [];
  });

const rowIdsOf = (stored: unknown): number[] =>
  (Array.isArray(stored) ? stored : [stored]).flatMap((file: unknown) => {
    const id: unknown = typeof file === 'object' && file !== null ? Reflect.get(file, 'id') : undefined;
    return typeof id === 'number' ? [id] : [];
  });

/** What would really be another: the panel sends all fields of a file, and Strapi keeps those without a value. */
async function changedInfo(strapi: Core.Strapi, id: unknown, info: FileInfo): Promise<Set<string>> {
  const fileId = Number(id);
  if (!Number.isInteger(fileId)) throw new errors.NotFoundError();
  const stored = (await strapi.db
    .query(FILE_UID)
    .findOne({ where: { id: fileId }, select: [...INFO] })) as FileInfo | null;
  return new Set(
    INFO.filter((name) => {
      const value = info[name] ?? null;
      return value !== null && !isDeepStrictEqual(value, stored?.[name]);
    }),
  );
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
