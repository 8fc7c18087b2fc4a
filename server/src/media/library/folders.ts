import type { Core } from '@strapi/strapi';
import { oneAfterTheOther } from '../../site/one-after-the-other';
import { defaultFolder } from '../default-folder';
import { isFull } from './folder-link';

const FOLDER_UID = 'plugin::upload.folder';

/** The folders of the Media Library. */
export interface Folders {
  /**
   * The folder for files of a recording: the wished one if it exists, otherwise *Meetings*, which is made if
   * absent. Once it holds many files, further ones go to a folder for their month in it.
   * @param startedAt ISO, UTC
   */
  folder(wishedId: string | null, startedAt: string): Promise<number>;
  folders(): Promise<{ id: string; name: string }[]>;
}

interface FolderService {
  create(folder: { name: string; parent: number }): Promise<{ id: number }>;
}

export function createFolders(strapi: Core.Strapi): Folders {
  const chosen = async (wishedId: string | null): Promise<number> => {
    if (wishedId !== null) {
      const found: { id: number } | null = await strapi.db
        .query(FOLDER_UID)
        .findOne({ where: { documentId: wishedId } });
      if (found !== null) return found.id;
    }
    return await defaultFolder(strapi);
  };

  const inside = async (parent: number, name: string): Promise<number> => {
    const find = async () => {
      const [first]: { id: number }[] = await strapi.db
        .query(FOLDER_UID)
        .findMany({ where: { name, parent: { id: parent } }, orderBy: { id: 'asc' }, limit: 1 });
      return first?.id;
    };
    const service = strapi.service(FOLDER_UID) as unknown as FolderService;
    const make = async () => (await service.create({ name, parent })).id;
    return (
      (await find()) ??
      (await oneAfterTheOther(strapi, 'admin::role', async () => (await find()) ?? (await make())))
    );
  };

  return {
    async folder(wishedId, startedAt) {
      const folder = await chosen(wishedId);
      if (!(await isFull(strapi, folder))) return folder;
      // Strapi counts what lies in each folder that it lists, so no folder has very many others in it either.
      const year = await inside(folder, startedAt.slice(0, 4));
      return await inside(year, startedAt.slice(0, 7));
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
  };
}
