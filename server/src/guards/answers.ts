import type { Core } from '@strapi/strapi';
import { traverseEntity } from '@strapi/utils';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Caller } from '../rules/rules';
import { isShown, limitedReader } from './content-api';
import { hiddenFiles, readableRows } from './facts';
import { FILE_UID, modelOf, type Attribute, type Model } from './models';

interface Visited {
  key: string;
  value: unknown;
  data: object;
  schema: Model;
  attribute?: Attribute;
}
interface Tools {
  set(key: string, value: unknown): void;
}
type Traverse = (
  visitor: (visited: Visited, tools: Tools) => void,
  options: object,
  entity: unknown,
) => Promise<unknown>;
const walk = traverseEntity as unknown as Traverse;

export type Kind = 'recording' | 'file' | 'other';
export const kindOfUid = (uid: unknown): Kind =>
  uid === RECORDING_UID ? 'recording' : uid === FILE_UID ? 'file' : 'other';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const idOf = (entity: unknown): number | undefined => {
  const id: unknown = isObject(entity) ? Reflect.get(entity, 'id') : undefined;
  return id === undefined || id === null ? undefined : Number(id);
};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** What an entity below this attribute is. A polymorphic relation says it at each entity. */
function kindOf(attribute: Attribute | undefined, entity: unknown): Kind {
  if (attribute?.type === 'media') return 'file';
  if (attribute?.type !== 'relation') return 'other';
  return kindOfUid(isObject(entity) ? (Reflect.get(entity, '__type') ?? attribute.target) : undefined);
}

/** Recordings and files by id, as they stand somewhere in an answer. */
class Found {
  readonly recordings = new Set<number>();
  readonly files = new Set<number>();

  add(kind: Kind, entity: unknown): void {
    const id = idOf(entity);
    if (id === undefined) return;
    if (kind === 'recording') this.recordings.add(id);
    if (kind === 'file') this.files.add(id);
  }
}

/** Whether an entity may stand in the answer. */
type MayShow = (kind: Kind, entity: unknown) => boolean;

async function judge(strapi: Core.Strapi, caller: Caller, found: Found): Promise<MayShow> {
  const unknown = [...found.recordings].filter((id) => !isShown(strapi, id));
  const readable = await readableRows(strapi, caller, unknown);
  const hidden = await hiddenFiles(strapi, caller, [...found.files]);
  return (kind, entity) => {
    if (kind === 'other' || !isObject(entity)) return true;
    const id = idOf(entity);
    // What has no id is a number of entries.
    if (id === undefined) return kind === 'file';
    return kind === 'recording' ? isShown(strapi, id) || readable.has(id) : !hidden.has(id);
  };
}

/**
 * An answer of the content API without the recordings and files that its caller may not be shown, wherever
 * they stand in it.
 */
async function withoutHidden(strapi: Core.Strapi, schema: Model, entity: unknown): Promise<unknown> {
  if (!isObject(entity)) return entity;
  const reader = await limitedReader(strapi);
  if (reader === undefined) return entity;
  const options = { schema, getModel: (uid: string) => modelOf(strapi, uid) };
  const found = new Found();
  const root = kindOfUid(schema.uid);
  found.add(root, entity);
  await walk(
    ({ attribute, value }) => {
      for (const one of listOf(value)) found.add(kindOf(attribute, one), one);
    },
    options,
    entity,
  );
  if (found.recordings.size === 0 && found.files.size === 0) return entity;
  const mayShow = await judge(strapi, reader.caller, found);
  if (!mayShow(root, entity)) return null;
  return await walk(
    ({ key, attribute, value }, { set }) => {
      if (!isObject(value)) return;
      const may = (one: unknown) => mayShow(kindOf(attribute, one), one);
      if (Array.isArray(value)) set(key, value.filter(may));
      else if (!may(value)) set(key, null);
    },
    options,
    entity,
  );
}

type Sanitizer = (schema: Model) => (entity: unknown) => Promise<unknown>;
interface Sanitizers {
  add(path: 'content-api.output', sanitizer: Sanitizer): unknown;
}

/** REST and polymorphic relations of GraphQL: Strapi sanitizes what it answers, and asks here last. */
export function guardAnswers(strapi: Core.Strapi): void {
  (strapi.sanitizers as unknown as Sanitizers).add(
    'content-api.output',
    (schema) => (entity) => withoutHidden(strapi, schema, entity),
  );
}

/** Whatever a resolver of GraphQL answered, without what its caller may not be shown. */
export async function withoutHiddenEntities(
  strapi: Core.Strapi,
  kindFor: (entity: object) => Kind,
  answer: unknown,
): Promise<unknown> {
  if (!isObject(answer)) return answer;
  const reader = await limitedReader(strapi);
  if (reader === undefined) return answer;
  const kind = (one: unknown) => (isObject(one) ? kindFor(one) : 'other');
  const found = new Found();
  for (const one of listOf(answer)) found.add(kind(one), one);
  if (found.recordings.size === 0 && found.files.size === 0) return answer;
  const mayShow = await judge(strapi, reader.caller, found);
  const may = (one: unknown) => mayShow(kind(one), one);
  if (Array.isArray(answer)) return answer.filter(may);
  return may(answer) ? answer : null;
}
