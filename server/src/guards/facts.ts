import type { Core } from '@strapi/strapi';
import { RECORDING_UID, uid } from '../../../contracts/plugin';
import {
  covers,
  coversAll,
  downloadsFile,
  editsAll,
  readScope,
  type Caller,
  type KnownFile,
  type Row,
} from '../rules/rules';
import { abilityOf, type Ability } from './ability';
import { keptFiles, ownersOf, type KeptFile } from './owners';
import { FILE_UID, SHARED_FIELD, linkTable, shownMedia } from './models';

/**
 * What the rules ask about recordings and files, looked up in the database. By the query engine, which
 * joins an open transaction: SQLite has one connection.
 */

export interface RecordingRow extends Row {
  id: number;
  documentId: string;
}

interface StoredRow {
  id: number;
  documentId: string;
  visibility: 'public' | 'private';
  publishedAt: unknown;
  authorUserId: number | null;
}

export async function recordingRows(strapi: Core.Strapi, where: object): Promise<RecordingRow[]> {
  const rows = (await strapi.db.query(RECORDING_UID).findMany({
    where,
    select: ['id', 'documentId', 'visibility', 'publishedAt', 'authorUserId'],
  })) as StoredRow[];
  return rows.map(({ id, documentId, visibility, publishedAt, authorUserId }) => ({
    id: Number(id),
    documentId,
    visibility,
    published: publishedAt !== null && publishedAt !== undefined,
    ownerId: authorUserId === null ? null : Number(authorUserId),
  }));
}

/** Those of the rows that the caller may be shown. */
export async function readableRows(
  strapi: Core.Strapi,
  caller: Caller,
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const scope = readScope(caller);
  const rows = await recordingRows(strapi, { id: { $in: [...new Set(ids)] } });
  return new Set(rows.filter((row) => covers(scope, row)).map(({ id }) => id));
}

/** Where a file is known: by which rows, in which fields, and to which recordings it belongs. */
interface FileLinks {
  /**
   * Not for a picture that recordings show only as their poster, or had only as that, that no import stored,
   * and that an entry of another type shows, too: the logo of a site does not vanish from it because of one
   * recording.
   */
  guarded: boolean;
  inLedger: boolean;
  /** The recording for which it is kept, although no field need show it. It may be gone. */
  kept?: KeptFile;
  shown: { rowId: number; field: string }[];
  documentIds: Set<string>;
}

async function linksOf(
  strapi: Core.Strapi,
  ids: readonly number[],
): Promise<{ links: Map<number, FileLinks>; rows: Map<number, RecordingRow> }> {
  const wanted = [...new Set(ids)];
  const links = new Map<number, FileLinks>();
  const linkOf = (id: number) => {
    const one = links.get(id) ?? {
      guarded: true,
      inLedger: false,
      shown: [],
      documentIds: new Set<string>(),
    };
    links.set(id, one);
    return one;
  };
  if (wanted.length === 0) return { links, rows: new Map() };
  const table = linkTable(strapi);
  const shown = (await strapi.db
    .queryBuilder(table.name)
    .select([table.fileId, table.rowId, table.field])
    .where({ [table.fileId]: { $in: wanted }, [table.type]: RECORDING_UID })
    .execute()) as unknown as Record<string, unknown>[];
  for (const row of shown) {
    linkOf(Number(row[table.fileId])).shown.push({
      rowId: Number(row[table.rowId]),
      field: String(row[table.field]),
    });
  }
  // The ledger names files by their document ids. By the query builder: a query of files is itself guarded.
  const files = (await strapi.db
    .queryBuilder(FILE_UID)
    .select(['id', 'documentId'])
    .where({ id: { $in: wanted } })
    .execute()) as unknown as { id: number; documentId: string }[];
  const numbers = new Map(files.map(({ id, documentId }) => [documentId, Number(id)]));
  const inLedger = (await strapi.db.query(uid('import-file')).findMany({
    where: { mediaFileId: { $in: [...numbers.keys()] } },
    select: ['mediaFileId', 'recordingDocumentId'],
  })) as { mediaFileId: string; recordingDocumentId: string | null }[];
  for (const { mediaFileId, recordingDocumentId } of inLedger) {
    const id = numbers.get(mediaFileId);
    if (id === undefined) continue;
    const link = linkOf(id);
    link.inLedger = true;
    if (recordingDocumentId !== null) link.documentIds.add(recordingDocumentId);
  }
  for (const [fileDocumentId, kept] of await keptFiles(strapi, [...numbers.keys()])) {
    const id = numbers.get(fileDocumentId);
    if (id !== undefined) linkOf(id).kept = kept;
  }
  const posters = [...links].filter(
    ([, { inLedger, shown, kept }]) =>
      !inLedger && kept?.shareable !== false && shown.every(({ field }) => field === SHARED_FIELD),
  );
  const elsewhere = await shownElsewhere(
    strapi,
    posters.map(([id]) => id),
  );
  for (const [id, link] of posters) link.guarded = !elsewhere.has(id);
  const rowIds = [...links.values()].flatMap((link) => link.shown.map(({ rowId }) => rowId));
  const rows = new Map(
    (rowIds.length === 0 ? [] : await recordingRows(strapi, { id: { $in: [...new Set(rowIds)] } })).map(
      (row) => [row.id, row],
    ),
  );
  for (const link of links.values()) {
    for (const { rowId } of link.shown) {
      const row = rows.get(rowId);
      if (row !== undefined) link.documentIds.add(row.documentId);
    }
  }
  return { links, rows };
}

/** To which recordings each of the files belongs, also if no field shows it. */
export async function recordingsOfFiles(
  strapi: Core.Strapi,
  ids: readonly number[],
): Promise<Map<number, Set<string>>> {
  const { links } = await linksOf(strapi, ids);
  return new Map(
    [...links].map(([id, { documentIds, kept }]) => [
      id,
      kept === undefined ? documentIds : new Set([...documentIds, kept.recordingDocumentId]),
    ]),
  );
}

/** Those of the files that an entry of another type shows. */
async function shownElsewhere(strapi: Core.Strapi, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const table = linkTable(strapi);
  const rows = (await strapi.db
    .queryBuilder(table.name)
    .select([table.fileId])
    .where({ [table.fileId]: { $in: [...ids] }, [table.type]: { $ne: RECORDING_UID } })
    .groupBy(table.fileId)
    .execute()) as unknown as Record<string, unknown>[];
  return new Set(rows.map((row) => Number(row[table.fileId])));
}

/**
 * Names by id of those of the files that are not kept back, although they are posters of recordings that not
 * everybody may read.
 */
export async function openPosters(strapi: Core.Strapi, ids: readonly number[]): Promise<Map<number, string>> {
  const { links, rows } = await linksOf(strapi, ids);
  const everybody = readScope({ kind: 'anonymous' });
  const shared = [...links].flatMap(([id, { guarded, shown }]) => {
    const posterOf = shown.flatMap(({ rowId }) => rows.get(rowId) ?? []);
    return !guarded && posterOf.length > 0 && !posterOf.some((row) => covers(everybody, row)) ? [id] : [];
  });
  if (shared.length === 0) return new Map();
  const files = (await strapi.db
    .query(FILE_UID)
    .findMany({ where: { id: { $in: shared } }, select: ['id', 'name'] })) as { id: number; name: string }[];
  return new Map(files.map(({ id, name }) => [Number(id), name]));
}

/**
 * Those of the files that belong to recordings and that the caller may not be shown. A file is shown with
 * a row that the caller may read, in a field that the content API serves; and one that is in no field to the
 * member who uploaded it.
 */
export async function hiddenFiles(
  strapi: Core.Strapi,
  caller: Caller,
  ids: readonly number[],
): Promise<Set<number>> {
  const { links, rows } = await linksOf(strapi, ids);
  const scope = readScope(caller);
  const fields = new Set(shownMedia(strapi));
  const isShown = ({ shown }: FileLinks) =>
    shown.some(({ rowId, field }) => {
      const row = rows.get(rowId);
      return row !== undefined && fields.has(field) && covers(scope, row);
    });
  const isOwnUnlinked = ({ inLedger, shown, kept }: FileLinks) =>
    !inLedger && shown.length === 0 && caller.kind === 'member' && kept?.memberId === caller.id;
  return new Set(
    [...links].filter(([, link]) => link.guarded && !isShown(link) && !isOwnUnlinked(link)).map(([id]) => id),
  );
}

/** Those of the files that belong to recordings and that the caller may not read in any way. */
export async function unreadableFiles(
  strapi: Core.Strapi,
  caller: Caller,
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0 || caller.kind === 'site') return new Set();
  if (caller.kind !== 'admin') {
    return coversAll(readScope(caller)) ? new Set() : await hiddenFiles(strapi, caller, ids);
  }
  const { links } = await linksOf(strapi, ids);
  const guarded = [...links].filter(([, link]) => link.guarded);
  if (guarded.length === 0) return new Set();
  const ability = await abilityOf(strapi, caller);
  const withRoles = { createdBy: { populate: ['roles'] } };
  const files = (await strapi.db.query(FILE_UID).findMany({
    where: { id: { $in: guarded.map(([id]) => id) } },
    populate: withRoles,
  })) as { id: number; createdBy: { id: number } | null }[];
  const byId = new Map(files.map((file) => [Number(file.id), file]));
  const entries = (await strapi.db.query(RECORDING_UID).findMany({
    where: { documentId: { $in: [...new Set(guarded.flatMap(([, link]) => [...link.documentIds]))] } },
    populate: withRoles,
  })) as RecordingRow[];
  const isRead = (id: number, { inLedger, shown, documentIds }: FileLinks) => {
    const file = byId.get(id);
    // An import stores originals, too, in the name of the author.
    const own = !inLedger && file !== undefined && Number(file.createdBy?.id) === caller.id;
    if (own || (file !== undefined && ability.mayReadFile(file))) return true;
    return entries.some(
      (entry) =>
        documentIds.has(entry.documentId) &&
        downloadsFile(caller, {
          field: shown.some(
            ({ rowId, field }) => rowId === Number(entry.id) && ability.mayReadOf(entry, field),
          ),
          originals: ability.originals && ability.mayReadOf(entry),
        }),
    );
  };
  return new Set(guarded.flatMap(([id, link]) => (isRead(id, link) ? [] : [id])));
}

interface Subject extends RecordingRow {
  createdBy: { id: number; roles?: object[] } | null;
}

/** Whether an admin user may edit a recording, by the rights of their roles with their conditions. */
const panelMayEdit = (ability: Ability, subjects: Subject[]): boolean =>
  subjects.length > 0 && subjects.every((subject) => ability.mayUpdate(subject));

/** Of each recording whether the caller may edit it. Unknown ones are not in the answer. */
export async function editableDocuments(
  strapi: Core.Strapi,
  caller: Caller,
  documentIds: readonly string[],
): Promise<Map<string, boolean>> {
  if (documentIds.length === 0) return new Map();
  const found = (await strapi.db.query(RECORDING_UID).findMany({
    where: { documentId: { $in: [...new Set(documentIds)] } },
    populate: { createdBy: { populate: ['roles'] } },
  })) as (StoredRow & Subject)[];
  const byDocument = new Map<string, (StoredRow & Subject)[]>();
  for (const row of found) byDocument.set(row.documentId, [...(byDocument.get(row.documentId) ?? []), row]);
  const ability = caller.kind === 'admin' ? await abilityOf(strapi, caller) : undefined;
  const all = editsAll(caller, ability?.updatesAll === true);
  const may = (rows: (StoredRow & Subject)[]) => {
    if (all) return true;
    if (ability !== undefined) {
      // The panel edits the draft. A published version without one is judged by itself.
      const drafts = rows.filter(({ publishedAt }) => publishedAt === null);
      return panelMayEdit(ability, drafts.length > 0 ? drafts : rows);
    }
    return caller.kind === 'member' && caller.may.update && rows.every((row) => isOwn(caller, row));
  };
  return new Map([...byDocument].map(([documentId, rows]) => [documentId, may(rows)]));
}

const isOwn = (caller: Caller, { authorUserId }: { authorUserId: number | null }): boolean =>
  caller.kind === 'member' && authorUserId !== null && Number(authorUserId) === caller.id;

/** Whether every row of the entry has the caller as its author; false for none. */
export async function ownsDocument(
  strapi: Core.Strapi,
  caller: Caller,
  documentId: string,
): Promise<boolean> {
  if (caller.kind !== 'member') return false;
  const rows = await recordingRows(strapi, { documentId });
  return rows.length > 0 && rows.every(({ ownerId }) => ownerId === caller.id);
}

/**
 * Whether the caller may read what a copy of the entry would take from it. Strapi's panel asks for the right
 * to create alone, and gives the copy to who makes it.
 */
export async function mayCopy(strapi: Core.Strapi, caller: Caller, documentId: string): Promise<boolean> {
  const drafts = (await strapi.db.query(RECORDING_UID).findMany({
    where: { documentId, publishedAt: null },
    populate: { createdBy: { populate: ['roles'] } },
  })) as object[];
  if (caller.kind === 'admin') {
    const ability = await abilityOf(strapi, caller);
    return drafts.every((draft) => ability.mayCopy(draft));
  }
  const rows = await recordingRows(strapi, { documentId, publishedAt: null });
  return rows.every((row) => covers(readScope(caller), row));
}

/**
 * Whether the caller may add a version of the entry in another language. Strapi's panel asks for the right to
 * create alone. But the version takes from the entry what is the same in every language, files included, and
 * gives the entry what is written there.
 */
export async function mayTranslate(
  strapi: Core.Strapi,
  caller: Caller,
  documentId: string,
  locale: string,
): Promise<boolean> {
  // For other callers, the right to edit the entry is asked about all its versions.
  if (caller.kind !== 'admin') return true;
  const rows = (await strapi.db.query(RECORDING_UID).findMany({
    where: { documentId },
    populate: { createdBy: { populate: ['roles'] } },
  })) as object[];
  const ability = await abilityOf(strapi, caller);
  return rows.every((row) => ability.mayTranslate({ ...row, locale }));
}

/** What the rules ask about files. `belongs` is about the named recording; see `linksFile`. */
export async function filesFor(
  strapi: Core.Strapi,
  caller: Caller,
  ids: readonly number[],
  documentId?: string,
): Promise<Map<number, KnownFile & { belongs: boolean; documentIds: Set<string> }>> {
  const { links, rows } = await linksOf(strapi, ids);
  const editable = await editableDocuments(
    strapi,
    caller,
    [...links.values()].flatMap(({ documentIds, kept }) => [
      ...documentIds,
      ...(kept === undefined ? [] : [kept.recordingDocumentId]),
    ]),
  );
  const owners = await ownersOf(strapi, ids);
  const ability = caller.kind === 'admin' ? await abilityOf(strapi, caller) : undefined;
  const all = editsAll(caller, ability?.updatesAll === true);
  const served = new Set(shownMedia(strapi));
  const mayRead = (field: string) => (ability === undefined ? served.has(field) : ability.mayRead(field));
  /** Whether the caller may download the file from one of these recordings. */
  const downloads = ({ shown }: FileLinks, isOne: (documentId: string | undefined) => boolean) =>
    downloadsFile(caller, {
      field: shown.some(({ rowId, field }) => isOne(rows.get(rowId)?.documentId) && mayRead(field)),
      originals: ability?.originals === true,
    });
  return new Map(
    [...new Set(ids)].map((id) => {
      const link = links.get(id);
      const owner = owners.get(id);
      const documentIds = link?.documentIds ?? new Set<string>();
      // Who uploaded a file uses it again when the recording is gone for which it was kept.
      const keptFor = editable.get(link?.kept?.recordingDocumentId ?? '');
      return [
        id,
        {
          guarded: link?.guarded === true,
          // A recording that is gone has no entry here, and is nobody's who does not edit all.
          editable: [
            ...[...documentIds].map((one) => editable.get(one) === true),
            ...(keptFor === undefined ? [] : [keptFor]),
          ],
          // An import stores originals, too, in the name of the author.
          own:
            (link?.inLedger !== true || downloads(link, () => true)) &&
            ((caller.kind === 'member' && owner?.memberId === caller.id) ||
              (caller.kind === 'admin' && caller.id !== null && owner?.adminId === caller.id)),
          editsAll: all,
          belongs:
            link !== undefined &&
            documentId !== undefined &&
            documentIds.has(documentId) &&
            downloads(link, (one) => one === documentId),
          documentIds,
        },
      ];
    }),
  );
}
