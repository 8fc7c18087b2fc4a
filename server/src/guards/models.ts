import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';

export const FILE_UID = 'plugin::upload.file';

const PART = 500;

/** Databases take only so many values in one query. */
export const inParts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / PART) }, (_, part) =>
    all.slice(part * PART, (part + 1) * PART),
  );

/**
 * The field of recordings whose file may be a picture of the whole site. Such a picture is not guarded, see
 * `FileLinks` in `facts.ts`.
 */
export const SHARED_FIELD = 'poster';

/** A content type or component, as far as the guards read it. */
export interface Model {
  uid: string;
  attributes: Record<string, Attribute>;
}
export interface Attribute {
  type: string;
  relation?: string;
  target?: string;
  component?: string;
  components?: string[];
  private?: boolean;
}

/** Undefined for a name that no type has. */
export const modelOf = (strapi: Core.Strapi, uid: string): Model | undefined =>
  strapi.getModel(uid as Parameters<Core.Strapi['getModel']>[0]) as unknown as Model | undefined;

export const recordingModel = (strapi: Core.Strapi): Model => {
  const model = modelOf(strapi, RECORDING_UID);
  if (model === undefined) throw new Error('Strapi does not know the type of recordings');
  return model;
};

/** Fields of recordings with files that the content API serves; `register.ts` may show more of them. */
export const shownMedia = (strapi: Core.Strapi): string[] =>
  Object.entries(recordingModel(strapi).attributes).flatMap(([name, attribute]) =>
    attribute.type === 'media' && attribute.private !== true ? [name] : [],
  );

/** The table in which Strapi keeps which entry shows which file, with its columns. */
export function linkTable(strapi: Core.Strapi) {
  const related = strapi.db.metadata.get(FILE_UID).attributes.related as unknown as {
    joinTable: {
      name: string;
      joinColumn: { name: string };
      morphColumn: { idColumn: { name: string }; typeColumn: { name: string } };
    };
  };
  const { name, joinColumn, morphColumn } = related.joinTable;
  return {
    name,
    fileId: joinColumn.name,
    rowId: morphColumn.idColumn.name,
    type: morphColumn.typeColumn.name,
    field: 'field',
  };
}

/** Where the database keeps which types a relation to any type holds; undefined for another attribute. */
export function morphTypes(
  strapi: Core.Strapi,
  uid: string,
  name: string,
): { table: string; column: string } | undefined {
  const attribute = strapi.db.metadata.get(uid).attributes[name] as
    { morphColumn?: MorphColumn; joinTable?: { name: string; morphColumn?: MorphColumn } } | undefined;
  const { morphColumn, joinTable } = attribute ?? {};
  if (joinTable?.morphColumn !== undefined) {
    return { table: joinTable.name, column: joinTable.morphColumn.typeColumn.name };
  }
  return morphColumn === undefined ? undefined : { table: uid, column: morphColumn.typeColumn.name };
}
interface MorphColumn {
  typeColumn: { name: string };
}
