import type { Core } from '@strapi/strapi';
import { contentTypes } from '@strapi/utils';

/** The part of a schema that this file reads. A site may add attributes of every type. */
interface Attribute {
  type: string;
  target?: string;
  /** Set on the side of a relation that does not hold its order. */
  mappedBy?: string;
  component?: string;
  components?: string[];
  unstable_virtual?: boolean;
}
type Model = { attributes: Record<string, Attribute> } & Parameters<
  typeof contentTypes.hasDraftAndPublish
>[0];
type Row = Record<string, unknown>;
/** A model by its uid; undefined where the site has no such type. */
export type ModelOf = (uid: string) => Model | undefined;

/** Fields of the row itself, or of the people who work on it. Readers see none of them. */
const NOT_CONTENT = new Set([
  'id',
  'documentId',
  'locale',
  'localizations',
  'createdAt',
  'updatedAt',
  'publishedAt',
  'firstPublishedAt',
  'createdBy',
  'updatedBy',
  // Of Review Workflows.
  'strapi_stage',
  'strapi_assignee',
]);

/**
 * A relation that entries of another type with drafts hold: who edits and publishes those decides about it.
 * It differs between the versions of this entry as long as one of the others has an unpublished change.
 * Pure.
 */
export const isLinkOfOthers = ({ type, mappedBy, target }: Attribute, modelOf: ModelOf): boolean => {
  const holder = type === 'relation' && mappedBy !== undefined ? modelOf(target ?? '') : undefined;
  return holder !== undefined && contentTypes.hasDraftAndPublish(holder);
};

/**
 * Attributes by which two versions of an entry can differ for a reader. A password is hashed again for
 * each version, and nobody reads it. Pure.
 */
const contentOf = (model: Model, modelOf: ModelOf): [string, Attribute][] =>
  Object.entries(model.attributes).filter(
    ([name, attribute]) =>
      !NOT_CONTENT.has(name) &&
      attribute.type !== 'password' &&
      attribute.unstable_virtual !== true &&
      !isLinkOfOthers(attribute, modelOf),
  );

/** Everything that is stored in other tables, in the form of a Strapi query. Pure. */
export function populateOf(uid: string, modelOf: ModelOf): Record<string, object> {
  const model = modelOf(uid);
  if (model === undefined) return {};
  const populateOne = (attribute: Attribute): object | undefined => {
    switch (attribute.type) {
      case 'relation':
        return { select: ['documentId', 'locale'] };
      case 'media':
        return { select: ['id'] };
      case 'component':
        return { populate: populateOf(attribute.component ?? '', modelOf) };
      case 'dynamiczone':
        return {
          on: Object.fromEntries(
            (attribute.components ?? []).map((name) => [name, { populate: populateOf(name, modelOf) }]),
          ),
        };
      default:
        return undefined;
    }
  };
  return Object.fromEntries(
    contentOf(model, modelOf).flatMap(([name, attribute]) => {
      const populate = populateOne(attribute);
      return populate === undefined ? [] : [[name, populate]];
    }),
  );
}

/** A target of a relation, the same for its draft and its published version. */
export interface Ref {
  uid: string;
  documentId: string;
  locale: string | null;
}

const rowsOf = (value: unknown): Row[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (one): one is Row => typeof one === 'object' && one !== null,
  );
const refOf = (row: Row, uid: string | undefined): Ref => ({
  uid: typeof row.__type === 'string' ? row.__type : (uid ?? ''),
  // Rows from before Strapi 5 have no document id.
  documentId: String(row.documentId ?? row.id),
  locale: typeof row.locale === 'string' ? row.locale : null,
});
const keyOf = ({ uid, documentId, locale }: Ref) => `${uid} ${documentId} ${locale ?? ''}`;

/**
 * What readers see of a version of an entry, comparable between draft and published: components without
 * their own ids, and relations by document, since a draft relates to drafts. `isLinked` says whether a
 * relation counts.
 */
export async function contentsOf(
  row: Row,
  uid: string,
  modelOf: ModelOf,
  isLinked: (ref: Ref) => Promise<boolean>,
): Promise<Row> {
  const model = modelOf(uid);
  if (model === undefined) return {};
  const componentsOf = (value: unknown, name: (inner: Row) => string) =>
    Promise.all(
      rowsOf(value).map(async (inner) => ({
        is: name(inner),
        ...(await contentsOf(inner, name(inner), modelOf, isLinked)),
      })),
    );
  const read = async (name: string, attribute: Attribute): Promise<unknown> => {
    const value = row[name];
    switch (attribute.type) {
      case 'relation': {
        const keys: string[] = [];
        for (const ref of rowsOf(value).map((target) => refOf(target, attribute.target)))
          if (await isLinked(ref)) keys.push(keyOf(ref));
        return attribute.mappedBy === undefined ? keys : keys.sort();
      }
      case 'media':
        return rowsOf(value).map(({ id }) => Number(id));
      case 'component':
        return await componentsOf(value, () => attribute.component ?? '');
      case 'dynamiczone':
        return await componentsOf(value, ({ __component }) => String(__component));
      default:
        return value ?? null;
    }
  };
  const contents: Row = {};
  for (const [name, attribute] of contentOf(model, modelOf)) contents[name] = await read(name, attribute);
  return contents;
}

/**
 * Contents of the draft and the published version, read from the database, and the ids of their rows;
 * undefined where one of them is absent. A draft's relation to something that is not published reaches no
 * reader, and Strapi leaves it out of the published version.
 * @param version names the entry, with its language where the site has several.
 */
export async function readBothContents(
  strapi: Core.Strapi,
  uid: string,
  version: { documentId: string; locale?: string },
): Promise<{ draft: Row; published: Row; ids: { draft: number; published: number } } | undefined> {
  const modelOf: ModelOf = (name) => strapi.getModel(name as never) as Model | undefined;
  const populate = populateOf(uid, modelOf);
  const find = (publishedAt: null | { $notNull: true }): Promise<Row | null> =>
    strapi.db.query(uid).findOne({ where: { ...version, publishedAt }, populate });
  const draft = await find(null);
  const published = await find({ $notNull: true });
  if (draft === null || published === null) return undefined;

  const isPublished = async (ref: Ref) => {
    const model = modelOf(ref.uid);
    if (model === undefined || !contentTypes.hasDraftAndPublish(model)) return true;
    const { locale, documentId: target } = ref;
    const where = { documentId: target, locale, publishedAt: { $notNull: true } };
    return (await strapi.db.query(ref.uid).count({ where })) > 0;
  };
  return {
    draft: await contentsOf(draft, uid, modelOf, isPublished),
    published: await contentsOf(published, uid, modelOf, () => Promise.resolve(true)),
    ids: { draft: Number(draft.id), published: Number(published.id) },
  };
}
