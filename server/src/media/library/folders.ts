import type { Core } from '@strapi/strapi';
import { defaultFolder } from '../default-folder';

const FOLDER_UID = 'plugin::upload.folder';

/** The folders of the Media Library. */
export interface Folders {
  /** The folder to use: the wished one if it exists, otherwise *Meetings*, which is made if absent. */
  folder(wishedId: string | null): Promise<number>;
  folders(): Promise<{ id: string; name: string }[]>;
}

export function createFolders(strapi: Core.Strapi): Folders {
  return {
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
  };
}
