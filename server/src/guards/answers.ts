import type { Core } from '@strapi/strapi';
import { traverseEntity } from '@strapi/utils';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Caller } from '../rules/rules';
import { isShown, isShownFile, limitedReader, rememberShownFiles } from './content-api';
import { hiddenFiles, readableRows } from './facts';
import { FILE_UID, modelOf, type Attribute, type Model } from './models';
import { together } from './together';

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
export const walk = traverseEntity as unknown as Traverse;

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
  /** Whether there is a recording that nobody can look up. */
  nameless = false;

  add(kind: Kind, entity: unknown): void {
    if (kind === 'other' || !isObject(entity)) return;
    const id = idOf(entity);
    if (id === undefined) this.nameless ||= kind === 'recording';
    else if (kind === 'recording') this.recordings.add(id);
    else this.files.add(id);
  }
}

/** Whether an entity may stand in the answer. */
type MayShow = (kind: Kind, entity: unknown) => boolean;

const readableTogether = together(readableRows);
const hiddenTogether = together(hiddenFiles);

/** Undefined if everything may be shown. */
async function judge(strapi: Core.Strapi, caller: Caller, found: Found): Promise<MayShow | undefined> {
  const rows = [...found.recordings].filter((id) => !isShown(strapi, id));
  const files = [...found.files].filter((id) => !isShownFile(strapi, id));
  const readable = await readableTogether(strapi, caller, rows);
  const hidden = await hiddenTogether(strapi, caller, files);
  rememberShownFiles(
    strapi,
    files.filter((id) => !hidden.has(id)),
  );
  const keepsRow = rows.some((id) => !readable.has(id));
  if (!found.nameless && !keepsRow && !files.some((id) => hidden.has(id))) return undefined;
  return (kind, entity) => {
    if (kind === 'other' || !isObject(entity)) return true;
    const id = idOf(entity);
    // A file that has no id is a number of files.
    if (id === undefined) return kind === 'file';
    return kind === 'recording' ? isShown(strapi, id) || readable.has(id) : !hidden.has(id);
  };
}

/**
 * An answer of the content API without the recordings and files that its caller may not be shown, wherever
 * they stand in it. One look-up for all its entities.
 */
async function withoutHidden(strapi: Core.Strapi, schema: Model, answer: unknown): Promise<unknown> {
  if (!isObject(answer)) return answer;
  const reader = await limitedReader(strapi);
  if (reader === undefined) return answer;
  const options = { schema, getModel: (uid: string) => modelOf(strapi, uid) };
  const found = new Found();
  const root = kindOfUid(schema.uid);
  for (const entity of listOf(answer)) {
    if (!isObject(entity)) continue;
    found.add(root, entity);
    await walk(
      ({ attribute, value }) => {
        for (const one of listOf(value)) found.add(kindOf(attribute, one), one);
      },
      options,
      entity,
    );
  }
  const mayShow = await judge(strapi, reader.caller, found);
  if (mayShow === undefined) return answer;
  const cleaned = (entity: unknown) =>
    walk(
      ({ key, attribute, value }, { set }) => {
        if (!isObject(value)) return;
        const may = (one: unknown) => mayShow(kindOf(attribute, one), one);
        if (Array.isArray(value)) set(key, value.filter(may));
        else if (!may(value)) set(key, null);
      },
      options,
      entity,
    );
  if (!Array.isArray(answer)) return mayShow(root, answer) ? await cleaned(answer) : null;
  const shown: unknown[] = [];
  for (const entity of answer as unknown[]) {
    if (mayShow(root, entity)) shown.push(isObject(entity) ? await cleaned(entity) : entity);
  }
  return shown;
}

type Sanitize = (data: unknown, schema: Model, options?: unknown) => Promise<unknown>;

/** REST and polymorphic relations of GraphQL: Strapi sanitizes what it answers, whole lists at once. */
export function guardAnswers(strapi: Core.Strapi): void {
  const { sanitize } = strapi.contentAPI;
  const strapis = sanitize.output.bind(sanitize) as unknown as Sanitize;
  const guarded: Sanitize = async (data, schema, options) =>
    await withoutHidden(strapi, schema, await strapis(data, schema, options));
  Reflect.set(sanitize, 'output', guarded);
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
  const mayShow = await judge(strapi, reader.caller, found);
  if (mayShow === undefined) return answer;
  const may = (one: unknown) => mayShow(kind(one), one);
  if (Array.isArray(answer)) return answer.filter(may);
  return may(answer) ? answer : null;
}
