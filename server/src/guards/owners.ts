import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { RECORDING_UID, uid } from '../../../contracts/plugin';
import { fileOwner } from '../content-types/file-owner';
import { columnNameOf, openTable, type RowOf, type Sql } from '../ledger/table';
import { whoIs } from '../ledger/who';
import { FILE_UID, SHARED_FIELD, inParts, linkTable } from './models';

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

/** Set while files are uploaded for a recording: its document id. */
const uploads = new AsyncLocalStorage<string>();

export const uploadingFor = <T>(recordingDocumentId: string, upload: () => Promise<T>): Promise<T> =>
  uploads.run(recordingDocumentId, upload);

/** Keeps which member uploaded these files, and for which recording. */
export async function keepOwner(
  strapi: Core.Strapi,
  member: { id: number } | undefined,
  fileDocumentIds: readonly string[],
): Promise<void> {
  const recordingDocumentId = uploads.getStore() ?? null;
  if (member === undefined && recordingDocumentId === null) return;
  const memberWho = member === undefined ? '' : await whoIs(strapi, 'users-permissions', member.id);
  const shareable = recordingDocumentId === null ? null : true;
  for (const fileDocumentId of fileDocumentIds) {
    await strapi.db.query(OWNER).create({
      data: { fileDocumentId, memberId: member?.id ?? null, memberWho, recordingDocumentId, shareable },
    });
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

/** A file that belongs to a recording, whether or not a field shows it. */
export interface KeptFile {
  recordingDocumentId: string;
  /** An entry of another type may show it; see `SHARED_FIELD`. */
  shareable: boolean;
  /** Who uploaded it. */
  memberId: number | null;
}

/** Those of the files that are kept for recordings, by their document ids. */
export async function keptFiles(
  strapi: Core.Strapi,
  fileDocumentIds: readonly string[],
): Promise<Map<string, KeptFile>> {
  if (fileDocumentIds.length === 0) return new Map();
  const rows = (await strapi.db.query(OWNER).findMany({
    where: { fileDocumentId: { $in: [...fileDocumentIds] }, recordingDocumentId: { $notNull: true } },
    select: ['fileDocumentId', 'recordingDocumentId', 'shareable', 'memberId'],
  })) as (KeptFile & { fileDocumentId: string })[];
  return new Map(
    rows.map(({ fileDocumentId, recordingDocumentId, shareable, memberId }) => [
      fileDocumentId,
      { recordingDocumentId, shareable, memberId: memberId === null ? null : Number(memberId) },
    ]),
  );
}

/**
 * Keeps that the files in the fields of a recording belong to it. Asked before a change that may take some of
 * them out: from then on nothing else would say so. The ledger says it of what imports stored. One query, and
 * nothing is written for a file that is kept already.
 */
export async function keepShownFiles(strapi: Core.Strapi, recordingDocumentId: string): Promise<void> {
  const owners = openTable<RowOf<typeof fileOwner>>(strapi, fileOwner);
  const links = linkTable(strapi);
  const of = (type: string) => {
    const metadata = strapi.db.metadata.get(type);
    return { name: metadata.tableName, column: (attribute: string) => columnNameOf(metadata, attribute) };
  };
  const [recordings, files, ledger] = [of(RECORDING_UID), of(FILE_UID), of(IMPORT_FILE)];
  const file = `file.${files.column('documentId')}`;
  const owner = (attribute: 'fileDocumentId' | 'recordingDocumentId' | 'shareable') =>
    `owner.${owners.column(attribute)}`;
  await strapi.db.transaction(async ({ trx }) => {
    const found: { file: string; field: string; owner: string | null; recording: string | null }[] =
      await trx(`${links.name} as link`)
        .join(`${recordings.name} as row`, 'row.id', `link.${links.rowId}`)
        .join(`${files.name} as file`, 'file.id', `link.${links.fileId}`)
        .leftJoin(`${owners.name} as owner`, owner('fileDocumentId'), file)
        .leftJoin(`${ledger.name} as known`, `known.${ledger.column('mediaFileId')}`, file)
        .where(`link.${links.type}`, RECORDING_UID)
        .where(`row.${recordings.column('documentId')}`, recordingDocumentId)
        .whereNull('known.id')
        .where((one: ReturnType<Sql>) => {
          void one
            .whereNull(owner('recordingDocumentId'))
            .orWhere(
              (kept: ReturnType<Sql>) =>
                void kept.where(owner('shareable'), true).whereNot(`link.${links.field}`, SHARED_FIELD),
            );
        })
        .select({
          file,
          field: `link.${links.field}`,
          owner: owner('fileDocumentId'),
          recording: owner('recordingDocumentId'),
        });
    for (const fileDocumentId of new Set(found.map((row) => row.file))) {
      const rows = found.filter((row) => row.file === fileDocumentId);
      const shareable = rows.every(({ field }) => field === SHARED_FIELD);
      const known = rows.find((row) => row.owner !== null);
      const kept = { recordingDocumentId: known?.recording ?? recordingDocumentId, shareable };
      if (known === undefined)
        await owners.insertMissing({ fileDocumentId, ...kept }, ['fileDocumentId'], trx);
      else await owners.update({ fileDocumentId }, kept, trx);
    }
  });
}

/** The files are gone. */
export async function forgetOwners(strapi: Core.Strapi, fileDocumentIds: readonly string[]): Promise<void> {
  for (const some of inParts(fileDocumentIds)) {
    await strapi.db.query(OWNER).deleteMany({ where: { fileDocumentId: { $in: some } } });
  }
}
