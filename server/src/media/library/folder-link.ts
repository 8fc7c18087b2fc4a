import type { Core } from '@strapi/strapi';
import type { Sql } from '../../ledger/table';
import { FILE_UID } from './upload-plugin';

/** The table of Strapi that says which file is in which folder, as its metadata describes it. */
interface LinkTable {
  name: string;
  joinColumn: { name: string };
  inverseJoinColumn: { name: string };
  inverseOrderColumnName: string;
}

const linkTable = (strapi: Core.Strapi) =>
  Reflect.get(strapi.db.metadata.get(FILE_UID).attributes.folder ?? {}, 'joinTable') as LinkTable;

/** Strapi's Media Library counts the files of a folder for each of its pages, and waits while it does. */
export const FULL = 1_000;

/** Whether a folder holds many files. Reads no more of them than that. */
export async function isFull(strapi: Core.Strapi, folderId: number): Promise<boolean> {
  const { name, inverseJoinColumn } = linkTable(strapi);
  const column = inverseJoinColumn.name;
  const last: unknown = await strapi.db
    .connection(name)
    .where({ [column]: folderId })
    .select(column)
    .offset(FULL - 1)
    .first();
  return last !== undefined;
}

/**
 * Puts a new file into a folder. Strapi would look for the greatest number of a file in there, and reads each
 * of them for that. The number of the file itself puts it last as well.
 */
export async function putIntoFolder(
  strapi: Core.Strapi,
  sql: Sql,
  { id, folderId }: { id: number; folderId: number },
): Promise<void> {
  const table = linkTable(strapi);
  await sql(table.name).insert({
    [table.joinColumn.name]: id,
    [table.inverseJoinColumn.name]: folderId,
    [table.inverseOrderColumnName]: id,
  });
}
