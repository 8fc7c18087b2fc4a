import type { Core } from '@strapi/strapi';
import { uid } from '../../../contracts/plugin';
import { whoIs } from '../ledger/who';
import { FILE_UID, inParts } from './models';

const OWNER = uid('file-owner');

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

/** The files are gone. */
export async function forgetOwners(strapi: Core.Strapi, fileDocumentIds: readonly string[]): Promise<void> {
  for (const some of inParts(fileDocumentIds)) {
    await strapi.db.query(OWNER).deleteMany({ where: { fileDocumentId: { $in: some } } });
  }
}
