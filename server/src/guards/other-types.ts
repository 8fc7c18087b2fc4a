import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { RECORDING_UID } from '../../../contracts/plugin';
import { FILE_OF_ANOTHER, notAllowed } from '../domain/refusals';
import { isOurselves } from '../site/ourselves';
import { callerOf } from './caller';
import { unreadableFiles } from './facts';
import { FILE_UID, modelOf, type Attribute, type Model } from './models';
import { filesOf } from './writing';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const get = (value: object, key: string): unknown => Reflect.get(value, key);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const isFiles = ({ type, target }: Attribute): boolean =>
  type === 'media' || (type === 'relation' && target === FILE_UID);
const isOfAnyType = ({ type, target }: Attribute): boolean => type === 'relation' && target === undefined;

type Found = (one: unknown) => void;

/** What a value of a relation or media field adds, in each form that Strapi takes. */
function addedBy(value: unknown, found: Found): void {
  for (const one of listOf(value)) {
    if (one === null || one === undefined) continue;
    const parts = isObject(one)
      ? [get(one, 'set'), get(one, 'connect')].filter((part) => part !== undefined)
      : [];
    if (parts.length === 0) found(one);
    for (const part of parts) addedBy(part, found);
  }
}

/** Calls `found` with each file that the data names, in components and dynamic zones, too. */
function eachFile(strapi: Core.Strapi, model: Model | undefined, data: unknown, found: Found): void {
  if (model === undefined) return;
  for (const entity of listOf(data)) {
    if (!isObject(entity)) continue;
    for (const [name, value] of Object.entries(entity) as [string, unknown][]) {
      const attribute = Object.hasOwn(model.attributes, name) ? model.attributes[name] : undefined;
      if (attribute === undefined) continue;
      if (isFiles(attribute)) addedBy(value, found);
      else if (isOfAnyType(attribute)) {
        addedBy(value, (one) => {
          if (isObject(one) && get(one, '__type') === FILE_UID) found(one);
        });
      } else if (attribute.component !== undefined) {
        eachFile(strapi, modelOf(strapi, attribute.component), value, found);
      } else if (attribute.type === 'dynamiczone') {
        for (const part of listOf(value)) {
          const component = isObject(part) ? get(part, '__component') : undefined;
          if (typeof component === 'string') eachFile(strapi, modelOf(strapi, component), part, found);
        }
      }
    }
  }
}

/** Databases refuse to compare their numbers of rows with larger ones. */
const MOST_ID = 2 ** 31 - 1;

/** Ids of the files that a write names. Some databases read a number from the beginning of a text. */
async function filesNamed(strapi: Core.Strapi, model: Model, data: unknown): Promise<Set<number>> {
  const ids = new Set<number>();
  const documentIds = new Set<string>();
  const add = (one: unknown): void => {
    for (const id of [Number(one), Number.parseInt(String(one), 10)]) {
      if (Number.isInteger(id) && id > 0 && id <= MOST_ID) ids.add(id);
    }
    if (typeof one === 'string') documentIds.add(one);
  };
  eachFile(strapi, model, data, (one) => {
    for (const name of isObject(one) ? [get(one, 'id'), get(one, 'documentId')] : [one]) {
      if (typeof name === 'string' || typeof name === 'number') add(name);
    }
  });
  for (const id of (await filesOf(strapi, [...documentIds])).values()) ids.add(id);
  return ids;
}

const MOST_NESTED = 10;

/** What must be loaded of an entry so that all its files are there; undefined if it has none. */
function withFiles(strapi: Core.Strapi, model: Model | undefined, depth = 0): object | undefined {
  const populate: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(model?.attributes ?? {})) {
    const below = (uid: string) =>
      depth === MOST_NESTED ? undefined : withFiles(strapi, modelOf(strapi, uid), depth + 1);
    if (isFiles(attribute)) populate[name] = { select: ['id'] };
    else if (isOfAnyType(attribute)) populate[name] = true;
    else if (attribute.component !== undefined) {
      const part = below(attribute.component);
      if (part !== undefined) populate[name] = { populate: part };
    } else if (attribute.type === 'dynamiczone') {
      const parts = (attribute.components ?? []).flatMap((uid) => {
        const part = below(uid);
        return part === undefined ? [] : [[uid, { populate: part }] as const];
      });
      if (parts.length > 0) populate[name] = { on: Object.fromEntries(parts) };
    }
  }
  return Object.keys(populate).length === 0 ? undefined : populate;
}

/** Ids of the files that an entry shows, by default in any version and language, without these fields of it. */
async function filesOfEntry(
  strapi: Core.Strapi,
  model: Model,
  where: object,
  without: readonly string[] = [],
): Promise<Set<number>> {
  const attributes = Object.fromEntries(
    Object.entries(model.attributes).filter(([name]) => !without.includes(name)),
  );
  const of = { ...model, attributes };
  const populate = withFiles(strapi, of);
  if (populate === undefined) return new Set();
  const rows: unknown = await strapi.db
    .query(model.uid as Parameters<Core.Strapi['db']['query']>[0])
    .findMany({ where, populate } as object);
  return await filesNamed(strapi, of, rows);
}

const WRITES = new Set(['create', 'update', 'clone']);

/** Set while a write of the document service goes on, which was checked as a whole. */
const checked = new AsyncLocalStorage<true>();

/**
 * An entry of another type may be shown to more people than a recording: only who may read a file of a
 * recording puts it there, or copies it with an entry. What the entry shows already stays.
 */
export function guardOtherTypes(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const { action, uid } = context;
    if (uid === RECORDING_UID || !WRITES.has(action) || isOurselves()) return next();
    const model = modelOf(strapi, uid);
    const caller = await callerOf(strapi);
    if (model === undefined || caller.kind === 'site') return next();
    const { data, documentId } = context.params as { data?: unknown; documentId?: unknown };
    const files = await filesNamed(strapi, model, data);
    const known = typeof documentId === 'string' ? documentId : undefined;
    if (action === 'clone' && known !== undefined) {
      // Strapi lays what is given over the other entry, part by part.
      const emptied = Object.entries(data ?? {}).flatMap(([name, value]) => (value === null ? [name] : []));
      for (const id of await filesOfEntry(strapi, model, { documentId: known }, emptied)) files.add(id);
    }
    const foreign = await unreadableFiles(strapi, caller, [...files]);
    if (foreign.size > 0 && action === 'update' && known !== undefined) {
      for (const id of await filesOfEntry(strapi, model, { documentId: known })) foreign.delete(id);
    }
    if (foreign.size > 0) throw notShown();
    return checked.run(true, () => next());
  });
}

const notShown = () => notAllowed(message('guards.file-not-shown'), FILE_OF_ANOTHER);

const MEMBER_UID = 'plugin::users-permissions.user';

interface Event {
  action: string;
  model: { uid: string };
  params: { data?: unknown; where?: object };
}

/**
 * The same for members: older versions of Strapi write them past the document service. In the database, where
 * every way of writing meets.
 */
export function guardMembersFiles(strapi: Core.Strapi): void {
  const check = async ({ action, params: { data, where } }: Event): Promise<void> => {
    const model = modelOf(strapi, MEMBER_UID);
    if (model === undefined || checked.getStore() === true || isOurselves()) return;
    const caller = await callerOf(strapi);
    const foreign = await unreadableFiles(strapi, caller, [...(await filesNamed(strapi, model, data))]);
    if (foreign.size > 0 && action === 'beforeUpdate' && where !== undefined) {
      for (const id of await filesOfEntry(strapi, model, where)) foreign.delete(id);
    }
    if (foreign.size > 0) throw notShown();
  };
  strapi.db.lifecycles.subscribe({ models: [MEMBER_UID], beforeCreate: check, beforeUpdate: check });
}
