import type { Core } from '@strapi/strapi';
import { errors, traverse } from '@strapi/utils';
import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { RECORDING_UID } from '../../../contracts/plugin';
import { limitedReader } from './content-api';
import { FILE_UID, modelOf, morphTypes, type Attribute, type Model } from './models';

/** What Strapi's traversal of a query calls us with. */
interface Visited {
  key: string;
  value: unknown;
  schema: Model;
  attribute?: Attribute;
  parent?: { attribute?: Attribute };
}
interface Tools {
  remove(key: string): void;
}
type Visitor = (visited: Visited, tools: Tools) => void | Promise<void>;
interface Traversal {
  (visitor: Visitor, options: object, query: unknown): Promise<unknown>;
}
export const inFilters = traverse.traverseQueryFilters as unknown as Traversal;
export const inSort = traverse.traverseQuerySort as unknown as Traversal;
export const inPopulate = traverse.traverseQueryPopulate as unknown as Traversal;

/** Parts of a populated relation that choose nothing among its entries. */
const HARMLESS = new Set(['populate', 'fields', 'on', '*', '']);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Fields of a file that lead to its content, or are a part of its address. */
const ADDRESS = new Set(['url', 'hash', 'formats', 'previewUrl', 'provider_metadata']);

const NAMES = new Set(['id', 'documentId']);
const EQUALS = new Set(['$eq', '$in']);
const isPlain = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isPlain) : typeof value === 'string' || typeof value === 'number';
/** Names a recording that the caller knows already, and asks nothing else about it. */
const namesOne = (value: unknown): boolean =>
  isObject(value) &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(
    ([name, one]: [string, unknown]) =>
      NAMES.has(name) &&
      (isPlain(one) ||
        (isObject(one) &&
          Object.entries(one).every(([by, of]: [string, unknown]) => EQUALS.has(by) && isPlain(of)))),
  );

const namesAddress = (filters: unknown): boolean =>
  isObject(filters) &&
  Object.entries(filters).some(([name, one]: [string, unknown]) => ADDRESS.has(name) || namesAddress(one));
/** Whether arguments of GraphQL choose or sort files by such a field. */
export function asksForAddress(args: unknown): boolean {
  if (!isObject(args)) return false;
  const sort: unknown = Reflect.get(args, 'sort');
  return (
    namesAddress(Reflect.get(args, 'filters')) ||
    [sort].flat().some((one) => typeof one === 'string' && one.split(/[,:\s]+/).some((of) => ADDRESS.has(of)))
  );
}

/** A relation to files is one from their folders. Media fields show what the site chose. */
const isGuarded = (uid: string | undefined) => uid === RECORDING_UID || uid === FILE_UID;

export const refusedQuery = () => {
  const said = message('guards.query-through-relation');
  return new errors.ValidationError(english(said), { code: 'RECORDINGS_NOT_SEARCHABLE_HERE', said });
};

export const refusedAddress = () => {
  const said = message('guards.address-of-file');
  return new errors.ValidationError(english(said), { code: 'FILES_NOT_SEARCHABLE_BY_ADDRESS', said });
};

/**
 * Refuses what would ask about recordings that the answer does not show: filters, sorting, counting and
 * paging through a relation to recordings. The recordings' own queries are narrowed instead, see
 * `reading.ts`.
 */
async function refuseThroughRelations(strapi: Core.Strapi, query: unknown, schema: Model): Promise<void> {
  if (!isObject(query)) return;
  const getModel = (uid: string) => modelOf(strapi, uid);
  // Lists of files are narrowed themselves, so the address is kept back only below another type.
  const visitor =
    (isFilter: boolean, files: boolean): Visitor =>
    ({ key, value, schema: at, attribute }) => {
      if (at.uid === FILE_UID && !files && ADDRESS.has(key)) throw refusedAddress();
      if (attribute?.type !== 'relation' || !isGuarded(attribute.target)) return;
      if (isFilter && attribute.target === RECORDING_UID && namesOne(value)) return;
      throw refusedQuery();
    };
  const filters = (value: unknown, of: Model, files = of.uid === FILE_UID) =>
    inFilters(visitor(true, files), { schema: of, getModel }, value);
  const sort = (value: unknown, of: Model, files = of.uid === FILE_UID) =>
    inSort(visitor(false, files), { schema: of, getModel }, value);

  const part = (name: string): unknown => Reflect.get(query, name);
  if (isObject(part('filters'))) await filters(part('filters'), schema);
  if (part('sort')) await sort(part('sort'), schema);
  // Whether a published recording has an unpublished draft.
  if (
    schema.uid === RECORDING_UID &&
    ['publicationFilter', 'hasPublishedVersion'].some((name) => part(name))
  ) {
    throw refusedQuery();
  }
  if (!part('populate')) return;
  await inPopulate(
    async ({ key, value, schema: of, attribute, parent }) => {
      const isAny = attribute?.type === 'relation' && attribute.relation?.startsWith('morphTo') === true;
      const chooses = isObject(value) && Object.keys(value).some((one) => !HARMLESS.has(one));
      if (isAny && chooses && (await canHoldGuarded(strapi, of.uid, key, value))) throw refusedQuery();
      if (parent?.attribute === undefined || HARMLESS.has(key)) return;
      const isOption = attribute === undefined || key === 'filters' || key === 'sort';
      if (!isOption) return;
      if (of.uid === RECORDING_UID || (of.uid === FILE_UID && parent.attribute.type === 'relation')) {
        throw refusedQuery();
      }
      if (key === 'filters' && isObject(value)) await filters(value, of, false);
      if (key === 'sort' && value) await sort(value, of, false);
    },
    { schema, getModel },
    part('populate'),
  );
}

/**
 * Whether an answer of a relation to any type can hold a recording or a file: by the types that the query
 * names in `on`, or else by those that stand in the database.
 */
async function canHoldGuarded(
  strapi: Core.Strapi,
  uid: string,
  name: string,
  value: object,
): Promise<boolean> {
  const on: unknown = Reflect.get(value, 'on');
  if (isObject(on)) return Object.keys(on).some(isGuarded);
  const types = morphTypes(strapi, uid, name);
  // Unknown to the database: nothing is known of what it holds.
  if (types === undefined) return true;
  const found = (await strapi.db
    .queryBuilder(types.table)
    .select([types.column])
    .where({ [types.column]: { $in: [RECORDING_UID, FILE_UID] } })
    .limit(1)
    .execute({ mapResults: false })) as unknown[];
  return found.length > 0;
}

type Validate = (query: unknown, schema: Model, options?: unknown) => Promise<unknown>;

/** Every query of the content API passes `validate.query`: REST of all types, file lists, GraphQL. */
export function guardQueries(strapi: Core.Strapi): void {
  const { validate } = strapi.contentAPI;
  const strapis = validate.query.bind(validate) as unknown as Validate;
  const guarded: Validate = async (query, schema, options) => {
    const valid = await strapis(query, schema, options);
    if ((await limitedReader(strapi)) !== undefined) await refuseThroughRelations(strapi, query, schema);
    return valid;
  };
  Reflect.set(validate, 'query', guarded);
}
