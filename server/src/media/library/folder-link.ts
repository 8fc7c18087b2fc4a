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

/**
 * Puts a new file into a folder. Strapi would look for the greatest number of a file in there, and reads each
 * of them for that. The number of the file itself puts it last as well.
 */
export async function putIntoFolder(
  strapi: Core.Strapi,
  sql: Sql,
  { id, folderId }: { id: number; folderId: number },
): Promise<void> {
  const { folder } = strapi.db.metadata.get(FILE_UID).attributes;
  const table = Reflect.get(folder ?? {}, 'joinTable') as LinkTable;
  await sql(table.name).insert({
    [table.joinColumn.name]: id,
    [table.inverseJoinColumn.name]: folderId,
    [table.inverseOrderColumnName]: id,
  });
}
