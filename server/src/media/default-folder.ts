import type { Core } from '@strapi/strapi';
import { oneAfterTheOther } from '../site/one-after-the-other';

const FOLDER_UID = 'plugin::upload.folder';
const NAME = 'Meetings';

interface Folders {
  create(folder: { name: string; parent: null }): Promise<{ id: number }>;
}

/** The folder *Meetings* of the Media Library, made if absent. Where there are several, the first. */
export async function defaultFolder(strapi: Core.Strapi): Promise<number> {
  const find = async (): Promise<number | undefined> => {
    const [first]: { id: number }[] = await strapi.db
      .query(FOLDER_UID)
      .findMany({ where: { name: NAME, parent: null }, orderBy: { id: 'asc' }, limit: 1 });
    return first?.id;
  };
  const folders = strapi.service(FOLDER_UID) as unknown as Folders;
  const make = async () => (await folders.create({ name: NAME, parent: null })).id;
  return (
    (await find()) ??
    (await oneAfterTheOther(strapi, 'admin::role', async () => (await find()) ?? (await make())))
  );
}
