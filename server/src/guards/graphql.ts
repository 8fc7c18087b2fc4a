import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import { kindOfUid, withoutHiddenEntities, type Kind } from './answers';
import { limitedReader } from './content-api';
import { FILE_UID, modelOf } from './models';
import { asksForAddress, refusedAddress, refusedQuery } from './queries';

/** A schema of graphql-js, as far as it is read here. */
type Resolve = (parent: unknown, args: unknown, context: unknown, info: unknown) => unknown;
interface Type {
  name?: string;
  ofType?: Type;
  getFields?(): Record<string, Field>;
  getTypes?(): Type[];
}
interface Field {
  type: Type;
  resolve?: Resolve;
}
interface Schema {
  getTypeMap(): Record<string, Type>;
}
interface ContentApi {
  buildSchema(): Schema;
}
interface Utils {
  naming: { getTypeName(model: unknown): string };
}

const named = (type: Type): Type => (type.ofType === undefined ? type : named(type.ofType));
const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);
/** Arguments of a relation that choose among its entries. */
const CHOOSING = ['filters', 'sort', 'pagination'];

const isUnion = (type: Type): boolean => typeof type.getTypes === 'function';
const asksToChoose = (args: unknown): boolean =>
  typeof args === 'object' &&
  args !== null &&
  CHOOSING.some((name) => {
    const value: unknown = Reflect.get(args, name);
    return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  });

/**
 * Strapi's resolvers of relations and media answer what the query engine loads, past the document service
 * and its sanitizers. So every field whose type is a recording, a file, or any of several types is guarded
 * by what it answers, also in types and resolvers of the site. Wrapped in the built schema: configurations
 * of resolvers replace each other when several name the same field.
 */
export function guardGraphql(strapi: Core.Strapi): void {
  const plugin: unknown = strapi.plugin('graphql');
  if (!plugin) return;
  const service = (name: string) => strapi.plugin('graphql').service(name) as unknown;
  const contentApi = service('content-api') as ContentApi;
  const build = contentApi.buildSchema.bind(contentApi);

  contentApi.buildSchema = () => {
    const schema = build();
    const { naming } = service('utils') as Utils;
    const kinds = new Map<string, Kind>(
      [RECORDING_UID, FILE_UID].map((uid) => [naming.getTypeName(modelOf(strapi, uid)), kindOfUid(uid)]),
    );
    for (const [parentName, type] of Object.entries(schema.getTypeMap())) {
      if (parentName.startsWith('__') || type.getFields === undefined || isUnion(type)) continue;
      for (const field of Object.values(type.getFields())) guardField(parentName, field, kinds);
    }
    return schema;
  };

  function guardField(parentName: string, field: Field, kinds: ReadonlyMap<string, Kind>): void {
    const { resolve } = field;
    const type = named(field.type);
    const kind = kinds.get(type.name ?? '');
    const collection = [...kinds].find(([name]) => type.name === `${name}RelationResponseCollection`)?.[1];
    if (resolve === undefined || (kind === undefined && collection === undefined && !isUnion(type))) return;
    const isRelation = !ROOTS.has(parentName);
    field.resolve = async (parent, args, context, info) => {
      const of = isRelation ? (kind ?? collection) : undefined;
      const chooses = of === 'recording' && asksToChoose(args);
      const byAddress = of === 'file' && asksForAddress(args);
      if ((chooses || byAddress) && (await limitedReader(strapi)) !== undefined) {
        throw chooses ? refusedQuery() : refusedAddress();
      }
      const answer: unknown = await resolve(parent, args, context, info);
      return collection !== undefined
        ? answer
        : await withoutHiddenEntities(
            strapi,
            (entity) => kind ?? kindOfUid(Reflect.get(entity, '__type')),
            answer,
          );
    };
  }
}
