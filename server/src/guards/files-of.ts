import type { Core } from '@strapi/strapi';
import { RECORDING_UID, uid } from '../../../contracts/plugin';
import { FILE_UID, inParts, linkTable, modelOf } from './models';

const IMPORT_FILE = uid('import-file');

interface LedgerRow {
  mediaFileId: string;
  importId: string;
  recordingDocumentId: string | null;
}

type Version = 'draft' | 'published';

const ofVersion = (version: Version | undefined) =>
  version === undefined ? {} : { publishedAt: version === 'draft' ? null : { $notNull: true } };

const rowIdsOf = async (strapi: Core.Strapi, documentId: string, version?: Version): Promise<number[]> =>
  (
    (await strapi.db
      .query(RECORDING_UID)
      .findMany({ where: { documentId, ...ofVersion(version) }, select: ['id'] })) as { id: number }[]
  ).map(({ id }) => Number(id));

/** Ids of the files that a recording, or one version of it, shows in its fields. */
export async function shownFiles(
  strapi: Core.Strapi,
  documentId: string,
  version?: Version,
): Promise<Set<number>> {
  const rowIds = await rowIdsOf(strapi, documentId, version);
  if (rowIds.length === 0) return new Set();
  const table = linkTable(strapi);
  const rows = (await strapi.db
    .queryBuilder(table.name)
    .select([table.fileId])
    .where({ [table.type]: RECORDING_UID, [table.rowId]: { $in: rowIds } })
    .execute()) as unknown as Record<string, unknown>[];
  return new Set(rows.map((row) => Number(row[table.fileId])));
}

/** A file of the Media Library that belongs to a recording. */
export interface FileOfRecording {
  id: number;
  documentId: string;
  name: string;
  /** Kilobytes. */
  size: number;
}

/**
 * Every file of a recording: what its fields show, and what imports stored for it, originals and other
 * views included. Files of a meeting that belong to none of its recordings belong to the last one.
 */
export async function filesOfRecording(strapi: Core.Strapi, documentId: string): Promise<FileOfRecording[]> {
  const ledger = (where: object) =>
    strapi.db.query(IMPORT_FILE).findMany({
      where: { ...where, mediaFileId: { $notNull: true } },
      select: ['mediaFileId', 'importId', 'recordingDocumentId'],
    }) as Promise<LedgerRow[]>;
  const own = await ledger({ recordingDocumentId: documentId });
  const importIds = [...new Set(own.map(({ importId }) => importId))];
  const siblings = importIds.length === 0 ? [] : await ledger({ importId: { $in: importIds } });
  const others = await existing(
    strapi,
    siblings.flatMap(({ recordingDocumentId: one }) => (one === null || one === documentId ? [] : [one])),
  );
  const isLast = (importId: string) =>
    !siblings.some((row) => row.importId === importId && others.has(row.recordingDocumentId ?? ''));
  const shown = await shownFiles(strapi, documentId);
  const stored = new Set<string>();
  for (const row of [...own, ...siblings.filter((one) => one.recordingDocumentId === null)]) {
    if (row.recordingDocumentId !== null || isLast(row.importId)) stored.add(row.mediaFileId);
  }
  if (shown.size + stored.size === 0) return [];
  const files = (await strapi.db.query(FILE_UID).findMany({
    where: { $or: [{ id: { $in: [...shown] } }, { documentId: { $in: [...stored] } }] },
    select: ['id', 'documentId', 'name', 'size'],
    orderBy: { id: 'asc' },
  })) as FileOfRecording[];
  return files.map((file) => ({ ...file, id: Number(file.id), size: Number(file.size) }));
}

/** Those of the recordings that are there. */
export async function existing(strapi: Core.Strapi, documentIds: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of inParts([...new Set(documentIds)])) {
    const rows = (await strapi.db
      .query(RECORDING_UID)
      .findMany({ where: { documentId: { $in: some } }, select: ['documentId'] })) as {
      documentId: string;
    }[];
    for (const row of rows) found.add(row.documentId);
  }
  return found;
}

/** An entry, or a part of one, that shows a file. */
export interface Use {
  fileId: number;
  uid: string;
  rowId: number;
}

/** What shows these files, or keeps them in the ledger, beside this recording. */
export async function otherUses(
  strapi: Core.Strapi,
  files: readonly Pick<FileOfRecording, 'id' | 'documentId'>[],
  documentId: string,
): Promise<Use[]> {
  const table = linkTable(strapi);
  const own = new Set(await rowIdsOf(strapi, documentId));
  const uses: Use[] = [];
  for (const some of inParts(files)) {
    const numbers = new Map(some.map((file) => [file.documentId, file.id]));
    const rows = (await strapi.db
      .queryBuilder(table.name)
      .select([table.fileId, table.rowId, table.type])
      .where({ [table.fileId]: { $in: [...numbers.values()] } })
      .execute()) as unknown as Record<string, unknown>[];
    for (const row of rows) {
      const use = {
        fileId: Number(row[table.fileId]),
        uid: String(row[table.type]),
        rowId: Number(row[table.rowId]),
      };
      // Rows of the recording that are gone may be named until the transaction ends.
      if (use.uid !== RECORDING_UID || !own.has(use.rowId)) uses.push(use);
    }
    const kept = (await strapi.db.query(IMPORT_FILE).findMany({
      where: {
        mediaFileId: { $in: [...numbers.keys()] },
        recordingDocumentId: { $notNull: true, $ne: documentId },
      },
      select: ['mediaFileId', 'recordingDocumentId'],
    })) as { mediaFileId: string; recordingDocumentId: string }[];
    for (const { mediaFileId, recordingDocumentId } of kept) {
      const [rowId] = await rowIdsOf(strapi, recordingDocumentId);
      const fileId = numbers.get(mediaFileId);
      if (rowId !== undefined && fileId !== undefined) uses.push({ fileId, uid: RECORDING_UID, rowId });
    }
  }
  return uses;
}

interface Part {
  type: string;
  component?: string;
  components?: string[];
}

/** The entries in which components are; a component by itself where its entry is not found. */
export async function entriesOfUses(strapi: Core.Strapi, uses: readonly Use[]): Promise<Use[]> {
  const found: Use[] = [];
  for (const use of uses) {
    let parts = [use];
    // Components may be nested. An entry is in no other one.
    for (
      let depth = 0;
      depth < MOST_NESTED && parts.some(({ uid: name }) => isComponent(strapi, name));
      depth += 1
    ) {
      parts = (
        await Promise.all(
          parts.map(async (part) => (isComponent(strapi, part.uid) ? await parentsOf(strapi, part) : [part])),
        )
      ).flat();
    }
    found.push(...(parts.length === 0 ? [use] : parts));
  }
  return found;
}

const MOST_NESTED = 10;
const isComponent = (strapi: Core.Strapi, name: string) => Object.hasOwn(strapi.components, name);

async function parentsOf(strapi: Core.Strapi, { fileId, uid: component, rowId }: Use): Promise<Use[]> {
  const parents: Use[] = [];
  for (const holder of [...Object.keys(strapi.contentTypes), ...Object.keys(strapi.components)]) {
    const attributes = (modelOf(strapi, holder)?.attributes ?? {}) as Record<string, Part>;
    for (const [field, attribute] of Object.entries(attributes)) {
      if (attribute.component !== component && attribute.components?.includes(component) !== true) continue;
      const table: unknown = Reflect.get(strapi.db.metadata.get(holder).attributes[field] ?? {}, 'joinTable');
      const name: unknown =
        typeof table === 'object' && table !== null ? Reflect.get(table, 'name') : undefined;
      if (typeof name !== 'string') continue;
      const rows = (await strapi.db
        .queryBuilder(name)
        .select(['entity_id'])
        .where({ cmp_id: rowId, component_type: component, field })
        .execute()) as unknown as { entity_id: number }[];
      for (const { entity_id: id } of rows) parents.push({ fileId, uid: holder, rowId: Number(id) });
    }
  }
  return parents;
}
