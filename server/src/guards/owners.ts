import type { Core } from '@strapi/strapi';
import { RECORDING_UID, uid } from '../../../contracts/plugin';
import { whoIs } from '../ledger/who';
import { FILE_UID, inParts, linkTable } from './models';

const OWNER = uid('file-owner');
const IMPORT_FILE = uid('import-file');

interface FileOwner {
  /** Who uploaded it in the panel, or by an import in their name. */
  adminId: number | null;
  memberId: number | null;
}

export async function ownersOf(
  strapi: Core.Strapi,
  fileIds: readonly number[],
): Promise<Map<number, FileOwner>> {
  if (fileIds.length === 0) return new Map();
  const files = (await strapi.db.query(FILE_UID).findMany({
    where: { id: { $in: [...new Set(fileIds)] } },
    select: ['id', 'documentId'],
    populate: { createdBy: { select: ['id'] } },
  })) as { id: number; documentId: string; createdBy: { id: number } | null }[];
  const members = (await strapi.db.query(OWNER).findMany({
    where: { fileDocumentId: { $in: files.map(({ documentId }) => documentId) } },
    select: ['fileDocumentId', 'memberId'],
  })) as { fileDocumentId: string; memberId: number | null }[];
  const byDocument = new Map(members.map(({ fileDocumentId, memberId }) => [fileDocumentId, memberId]));
  return new Map(
    files.map(({ id, documentId, createdBy }) => {
      const memberId = byDocument.get(documentId) ?? null;
      return [
        Number(id),
        {
          adminId: createdBy === null ? null : Number(createdBy.id),
          memberId: memberId === null ? null : Number(memberId),
        },
      ];
    }),
  );
}

/** Keeps that a member uploaded these files. */
export async function keepOwner(
  strapi: Core.Strapi,
  member: { id: number },
  fileDocumentIds: readonly string[],
): Promise<void> {
  const memberWho = await whoIs(strapi, 'users-permissions', member.id);
  for (const fileDocumentId of fileDocumentIds) {
    await strapi.db.query(OWNER).create({ data: { fileDocumentId, memberId: member.id, memberWho } });
  }
}

/**
 * Takes originals from the authors in whose name former versions stored them: with the condition _is creator_,
 * the Media Library shows authors what is theirs, and private messages can be in an original.
 */
export async function disownOriginals(strapi: Core.Strapi): Promise<void> {
  const columnOf = (of: string, name: string) =>
    Reflect.get(strapi.db.metadata.get(of).attributes[name] ?? {}, 'columnName') as string;
  const { joinColumn } = strapi.db.metadata.get(FILE_UID).attributes.createdBy as {
    joinColumn?: { name: string };
  };
  if (joinColumn === undefined) return;
  const ledger = (name: string) => columnOf(IMPORT_FILE, name);
  const links = linkTable(strapi);
  const originals = strapi.db
    .getConnection(strapi.db.metadata.get(IMPORT_FILE).tableName)
    .select(ledger('mediaFileId'))
    .where({ [ledger('origin')]: 'provider' })
    .whereNotIn(ledger('kind'), ['video', 'audio', 'thumbnail'])
    .whereNotNull(ledger('mediaFileId'));
  const shown = strapi.db
    .getConnection(links.name)
    .select(links.fileId)
    .where(links.type, RECORDING_UID)
    .whereNotNull(links.fileId);
  await strapi.db
    .getConnection(strapi.db.metadata.get(FILE_UID).tableName)
    .whereNotNull(joinColumn.name)
    .whereIn(columnOf(FILE_UID, 'documentId'), originals)
    .whereNotIn('id', shown)
    .update({ [joinColumn.name]: null });
}

/** The files are gone. */
export async function forgetOwners(strapi: Core.Strapi, fileDocumentIds: readonly string[]): Promise<void> {
  for (const some of inParts(fileDocumentIds)) {
    await strapi.db.query(OWNER).deleteMany({ where: { fileDocumentId: { $in: some } } });
  }
}
