import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { uid } from '../../../contracts/plugin';
import { shownFiles } from '../guards/files-of';
import { FILE_UID } from '../guards/models';
import type { ApprovedFile } from '../ledger/database';
import type { Library } from '../media/library';

/** What this file needs of `runtime.ts`. */
export interface Dependencies {
  library: Pick<Library, 'hash' | 'check'>;
}

interface MediaRow {
  id: number;
  documentId: string;
  name: string;
  hash: string;
  ext: string | null;
}

/** The files that a version of a recording shows. */
async function mediaOf(
  strapi: Core.Strapi,
  documentId: string,
  version: 'draft' | 'published',
): Promise<MediaRow[]> {
  const ids = await shownFiles(strapi, documentId, version);
  if (ids.size === 0) return [];
  return (await strapi.db.query(FILE_UID).findMany({
    where: { id: { $in: [...ids] } },
    select: ['id', 'documentId', 'name', 'hash', 'ext'],
    orderBy: { id: 'asc' },
  })) as MediaRow[];
}

/**
 * The hash that an import verified. Undefined for other files, and for one that was replaced since. By the
 * query engine, which joins an open transaction: SQLite has one connection.
 */
async function ledgerHash(strapi: Core.Strapi, media: MediaRow): Promise<string | undefined> {
  const row = (await strapi.db.query(uid('import-file')).findOne({
    where: { mediaFileId: media.documentId, status: 'stored' },
    select: ['storedName', 'sha256'],
  })) as { storedName: string | null; sha256: string | null } | null;
  return row?.storedName === media.hash ? (row.sha256 ?? undefined) : undefined;
}

/**
 * What an approval of the draft holds for. The hash of an imported file is that of its import; other files
 * are read from the storage. Null for one that can't be read.
 */
export async function filesToApprove(
  strapi: Core.Strapi,
  { library }: Dependencies,
  documentId: string,
  signal: AbortSignal,
): Promise<ApprovedFile[]> {
  const approved: ApprovedFile[] = [];
  for (const media of await mediaOf(strapi, documentId, 'draft')) {
    const sha256 =
      (await ledgerHash(strapi, media)) ?? (await library.hash(media.documentId, signal)) ?? null;
    approved.push({ documentId: media.documentId, name: media.name, sha256 });
  }
  return approved;
}

/** The approval, with what was published since without a review: files of an import, whose hash is known. */
export async function extended(
  strapi: Core.Strapi,
  approved: readonly ApprovedFile[],
  documentId: string,
): Promise<ApprovedFile[]> {
  const known = new Map(approved.map((file) => [file.documentId, file]));
  const files: ApprovedFile[] = [];
  for (const media of await mediaOf(strapi, documentId, 'published')) {
    const { documentId: id, name } = media;
    files.push(known.get(id) ?? { documentId: id, name, sha256: (await ledgerHash(strapi, media)) ?? null });
  }
  return files;
}

/** How a published recording differs from what was approved. */
export interface Deviation {
  finding: 'not-approved' | 'unreadable';
  name: string;
  detail: Message;
}

/**
 * Compares what is published with what was approved. Imported files are compared by the hash that their
 * import verified, or read again (`reread`).
 */
export async function deviations(
  strapi: Core.Strapi,
  { library }: Dependencies,
  { documentId, approved }: { documentId: string; approved: readonly ApprovedFile[] },
  { reread, signal }: { reread: boolean; signal: AbortSignal },
): Promise<Deviation[]> {
  const found: Deviation[] = [];
  const add = (name: string, detail: Message, finding: Deviation['finding'] = 'not-approved') =>
    found.push({ finding, name, detail });
  const shown = await mediaOf(strapi, documentId, 'published');
  const byDocument = new Map(shown.map((media) => [media.documentId, media]));
  for (const { documentId: id, name } of shown) {
    if (!approved.some((file) => file.documentId === id)) add(name, message('approval.added', { name }));
  }
  for (const { documentId: id, name, sha256 } of approved) {
    const media = byDocument.get(id);
    if (media === undefined) {
      add(name, message('approval.removed', { name }));
      continue;
    }
    if (sha256 === null) continue;
    const imported = reread ? undefined : await ledgerHash(strapi, media);
    if (imported !== undefined) {
      if (imported !== sha256) add(name, message('approval.changed', { name }));
      continue;
    }
    const check = await library.check(
      {
        mediaFileId: media.documentId,
        storedName: media.hash,
        extension: (media.ext ?? '').replace(/^\./, ''),
        sha256,
      },
      signal,
    );
    if (check.outcome === 'unreadable') add(name, check.detail, 'unreadable');
    else if (check.outcome !== 'same') add(name, message('approval.changed', { name }));
  }
  return found;
}
