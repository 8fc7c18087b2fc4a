import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { wellFormedValue } from '../../../contracts/foreign-text';
import { RECORDING_UID, uid } from '../../../contracts/plugin';
import type { ReadScope } from '../rules/rules';
import { isOurselves } from '../site/ourselves';
import { abilityOf } from './ability';
import { callerOf } from './caller';
import {
  isContentApi,
  limitedReader,
  rememberShown,
  rememberShownFiles,
  type LimitedReader,
} from './content-api';
import { FILE_UID, SHARED_FIELD, linkTable, recordingModel, shownMedia, type Attribute } from './models';

const READS = new Set(['findMany', 'findOne', 'findFirst', 'count']);

/**
 * Fields that a search of the content API may read. Strapi's own search reads private fields too, so its
 * results would reveal the host's address and the chat, word by word.
 */
const searchable = (strapi: Core.Strapi): string[] =>
  textFields(strapi, ([, attribute]) => attribute.private !== true);

const textFields = (strapi: Core.Strapi, isShown: (field: [string, Attribute]) => boolean): string[] =>
  Object.entries(recordingModel(strapi).attributes)
    .filter(([, { type }]) => type === 'string' || type === 'text')
    .filter(isShown)
    .map(([name]) => name);

/** The same for the panel: fields that the roles of the user show. Undefined: all, as Strapi searches. */
async function searchableInPanel(strapi: Core.Strapi): Promise<string[] | undefined> {
  const caller = isOurselves() ? undefined : await callerOf(strapi);
  if (caller?.kind !== 'admin') return undefined;
  const { mayRead } = await abilityOf(strapi, caller);
  const shown = textFields(strapi, ([name]) => mayRead(name));
  return shown.length === textFields(strapi, () => true).length ? undefined : shown;
}

/** A search for these words in these fields, as a filter. */
const wordsIn = (fields: readonly string[], text: string): object =>
  // Nothing that this user is shown has words in it.
  fields.length === 0
    ? { id: { $null: true } }
    : { $or: fields.map((name) => ({ [name]: { $containsi: text } })) };

/** What is sought, as every database takes it: to PostgreSQL, NUL in a search is an error. */
const storable = (params: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    ['filters', '_q'].flatMap((name) =>
      params[name] === undefined ? [] : [[name, wellFormedValue(params[name])]],
    ),
  );

/** The scope as a filter of the document service. */
function filterOf({ published, drafts }: ReadScope): object {
  const alternatives: object[] = [
    {
      publishedAt: { $notNull: true },
      ...(published === 'all' ? {} : { visibility: { $eq: 'public' } }),
    },
  ];
  if (drafts === 'all') alternatives.push({ publishedAt: { $null: true } });
  else if (drafts !== 'none') {
    alternatives.push({ publishedAt: { $null: true }, authorUserId: { $eq: drafts.ownedBy } });
  }
  return alternatives.length === 1 ? (alternatives[0] ?? {}) : { $or: alternatives };
}

const rowIds = (found: unknown): number[] =>
  (Array.isArray(found) ? found : [found]).flatMap((row: unknown) => {
    const id: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, 'id') : undefined;
    return id === undefined ? [] : [Number(id)];
  });

/**
 * Adds the caller's scope to the queries of the content API for recordings and files, and limits every
 * search to the fields that it serves, in REST and GraphQL. What other types show of recordings is in
 * `answers.ts`.
 */
export function guardReading(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    if (!READS.has(context.action)) return next();
    if (context.uid === FILE_UID) return await readingFiles(strapi, async () => await next());
    if (context.uid !== RECORDING_UID) return next();
    const given = context.params as Record<string, unknown>;
    const params = { ...given, ...storable(given) };
    const { filters, _q: words, ...others } = params;
    const isApi = await isContentApi(strapi);
    const fields = isApi ? searchable(strapi) : words ? await searchableInPanel(strapi) : undefined;
    if (fields === undefined) {
      Reflect.set(context, 'params', params);
      return next();
    }
    const reader = isApi ? await limitedReader(strapi) : undefined;
    const conditions = [filters].filter(Boolean);
    if (reader !== undefined) conditions.push(filterOf(reader.scope));
    // A REST query may have a list or an object here. Nobody searches for that.
    const text = typeof words === 'string' || typeof words === 'number' ? String(words) : '';
    if (text !== '') conditions.push(wordsIn(fields, text));
    const asked = conditions.length > 1 ? { $and: conditions } : conditions[0];
    Reflect.set(context, 'params', { ...others, ...(asked === undefined ? {} : { filters: asked }) });
    const found = await next();
    if (isApi) rememberShown(strapi, rowIds(found));
    return found;
  });
}

/** Set while the Media Library is read for a caller from whom files are kept. */
const files = new AsyncLocalStorage<LimitedReader>();

/** Reads files of the Media Library; those that the caller may not be shown are not among them. */
export async function readingFiles<T>(strapi: Core.Strapi, read: () => Promise<T>): Promise<T> {
  const reader = await limitedReader(strapi);
  return await (reader === undefined ? read() : files.run(reader, read));
}

/**
 * Narrows the queries that `readingFiles` is set for. In the database, so that pages and numbers are
 * right. Other queries, of Strapi and of the site, are not touched.
 */
export function guardFileQueries(strapi: Core.Strapi): void {
  const narrow = (event: { params: { where?: unknown } }) => {
    const reader = files.getStore();
    if (reader === undefined) return;
    const { where } = event.params;
    const visible = visibleFiles(strapi, reader);
    event.params.where = where === undefined || where === null ? visible : { $and: [where, visible] };
  };
  const remember = (event: { result?: unknown }) => {
    if (files.getStore() !== undefined) rememberShownFiles(strapi, rowIds(event.result));
  };
  strapi.db.lifecycles.subscribe({
    models: [FILE_UID],
    beforeFindMany: narrow,
    beforeFindOne: narrow,
    beforeCount: narrow,
    afterFindMany: remember,
    afterFindOne: remember,
  });
}

/** The same as `hiddenFiles` in `facts.ts`, for a whole list. */
function visibleFiles(strapi: Core.Strapi, { caller, scope }: LimitedReader): object {
  const links = linkTable(strapi);
  const tableOf = (of: string) => strapi.db.metadata.get(of).tableName;
  const columnOf = (of: string, attribute: string) => {
    const described = strapi.db.metadata.get(of).attributes[attribute];
    return described && 'columnName' in described ? String(described.columnName) : attribute;
  };
  const ledger = uid('import-file');
  const inLedger = columnOf(ledger, 'mediaFileId');
  const elsewhere = strapi.db
    .getConnection(links.name)
    .select(links.fileId)
    .whereNot(links.type, RECORDING_UID)
    .whereNotNull(links.fileId);
  const inFields = () =>
    strapi.db
      .getConnection(links.name)
      .select(links.fileId)
      .where(links.type, RECORDING_UID)
      .whereNotNull(links.fileId);
  const namedBy = (of: string, name: string) =>
    strapi.db
      .getConnection(`${tableOf(of)} as known`)
      .join(`${tableOf(FILE_UID)} as file`, `file.${columnOf(FILE_UID, 'documentId')}`, `known.${name}`)
      .whereNotNull(`known.${name}`)
      .select('file.id');
  const imported = () => namedBy(ledger, inLedger);
  const owner = uid('file-owner');
  const kept = () =>
    namedBy(owner, columnOf(owner, 'fileDocumentId')).whereNotNull(
      `known.${columnOf(owner, 'recordingDocumentId')}`,
    );
  const guarded = inFields()
    .where((one) => {
      void one.whereNot(links.field, SHARED_FIELD).orWhereNotIn(links.fileId, elsewhere);
    })
    .union([
      imported(),
      kept().where((one) => {
        void one.where(`known.${columnOf(owner, 'shareable')}`, false).orWhereNotIn('file.id', elsewhere);
      }),
    ]);
  const column = (attribute: string) => `row.${columnOf(RECORDING_UID, attribute)}`;
  const { published, drafts } = scope;
  const readable = strapi.db
    .getConnection(`${links.name} as link`)
    .select(`link.${links.fileId}`)
    .join(`${tableOf(RECORDING_UID)} as row`, 'row.id', `link.${links.rowId}`)
    .where(`link.${links.type}`, RECORDING_UID)
    .whereIn(`link.${links.field}`, shownMedia(strapi))
    .where((may) => {
      void may.where((one) => {
        void one.whereNotNull(column('publishedAt'));
        if (published === 'public') void one.where(column('visibility'), 'public');
      });
      if (drafts === 'all') void may.orWhereNull(column('publishedAt'));
      else if (drafts !== 'none') {
        void may.orWhere((one) => {
          void one.whereNull(column('publishedAt')).where(column('authorUserId'), drafts.ownedBy);
        });
      }
    });
  const visible: object[] = [{ id: { $notIn: guarded } }, { id: { $in: readable } }];
  if (caller.kind === 'member') {
    const ownUnlinked = kept()
      .where(`known.${columnOf(owner, 'memberId')}`, caller.id)
      .whereNotIn('file.id', inFields())
      .whereNotIn('file.id', imported());
    visible.push({ id: { $in: ownUnlinked } });
  }
  return { $or: visible };
}
