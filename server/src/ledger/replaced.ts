import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { uid } from '../../../contracts/plugin';

/** A name below which no content of the Media Library is stored so far. */
export const freshStoredName = (): string => `meeting_${randomBytes(16).toString('hex')}`;

/**
 * The content of a file is about to be replaced in the Media Library. Strapi keeps the name below which it is
 * stored, so the ledger takes another one: what stands below the old name is no longer what its import verified.
 */
export async function noteReplaced(strapi: Core.Strapi, fileId: number): Promise<void> {
  const file = (await strapi.db
    .query('plugin::upload.file')
    .findOne({ where: { id: fileId }, select: ['documentId'] })) as { documentId: string } | null;
  if (file === null) return;
  await strapi.db.query(uid('import-file')).updateMany({
    where: { mediaFileId: file.documentId, status: 'stored' },
    data: { storedName: freshStoredName() },
  });
}
