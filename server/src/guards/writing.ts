import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { FILE_OF_ANOTHER, notAllowed } from '../domain/refusals';
import { linksFile, ownerWritten, type Caller } from '../rules/rules';
import { filesFor } from './facts';
import { FILE_UID, modelOf, recordingModel, type Attribute, type Model } from './models';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const get = (value: object, key: string): unknown => Reflect.get(value, key);

/** A file as a write may name it. Strapi takes a text for an id where we take it for a `documentId`. */
interface Named {
  id?: number;
  documentId?: string;
}

const idIn = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
};

/** Undefined for what names no file. An object may name it by both, and Strapi goes by the `documentId`. */
function namedBy(value: unknown): Named | undefined {
  const id = idIn(value);
  if (id !== undefined) return { id };
  if (typeof value === 'string') return { documentId: value };
  if (!isObject(value)) return undefined;
  const named: Named = {};
  const [ofObject, documentId] = [get(value, 'id'), get(value, 'documentId')];
  if (ofObject !== undefined && ofObject !== null) named.id = idIn(ofObject) ?? NaN;
  if (documentId !== undefined && documentId !== null) {
    named.documentId = typeof documentId === 'string' ? documentId : '';
  }
  return Object.keys(named).length === 0 ? undefined : named;
}

/** What becomes of a file that a write names; undefined leaves it out. */
type Choose = (named: Named | undefined, adds: boolean) => number | undefined;

/**
 * A value of a media field with nothing in it but ids that `choose` gave. Strapi would take more from it, a
 * `__pivot` for example that puts the file elsewhere.
 */
function chosenFiles(value: unknown, choose: Choose, adds = true): unknown {
  if (value === undefined || value === null) return value;
  if (Array.isArray(value)) {
    const files = value.filter((one: unknown) => one !== null && one !== undefined);
    return files.flatMap((one: unknown) => choose(namedBy(one), adds) ?? []);
  }
  if (isObject(value) && namedBy(value) === undefined) {
    const part = (name: string, adds: boolean) => {
      const files = get(value, name);
      if (files === undefined) return {};
      const list: unknown = files === null || Array.isArray(files) ? files : [files];
      return { [name]: chosenFiles(list, choose, adds) };
    };
    return { ...part('set', true), ...part('connect', true), ...part('disconnect', false) };
  }
  return choose(namedBy(value), adds) ?? null;
}

/** The data of a write with its media fields chosen, also in the components that a site added to recordings. */
function withMedia(strapi: Core.Strapi, model: Model, data: unknown, choose: Choose): unknown {
  if (Array.isArray(data)) return data.map((one: unknown) => withMedia(strapi, model, one, choose));
  if (!isObject(data)) return data;
  const below = (uid: unknown, one: unknown) => {
    const component = typeof uid === 'string' ? modelOf(strapi, uid) : undefined;
    return component === undefined ? one : withMedia(strapi, component, one, choose);
  };
  const chosen = ({ type, component }: Attribute, value: unknown): unknown => {
    if (type === 'media') return chosenFiles(value, choose);
    if (type === 'component') return below(component, value);
    if (type !== 'dynamiczone' || !Array.isArray(value)) return value;
    return value.map((one: unknown) => (isObject(one) ? below(get(one, '__component'), one) : one));
  };
  return Object.fromEntries(
    Object.entries(data).map(([name, value]: [string, unknown]) => {
      const attribute = Object.hasOwn(model.attributes, name) ? model.attributes[name] : undefined;
      return [name, attribute === undefined ? value : chosen(attribute, value)];
    }),
  );
}

const foreignFile = () => notAllowed(message('guards.foreign-file'), FILE_OF_ANOTHER);

/** Files of the Media Library by their `documentId`. */
export async function filesOf(
  strapi: Core.Strapi,
  documentIds: readonly string[],
): Promise<Map<string, number>> {
  if (documentIds.length === 0) return new Map();
  const found: { id: number; documentId: string }[] = await strapi.db
    .query(FILE_UID)
    .findMany({ where: { documentId: { $in: [...documentIds] } }, select: ['id', 'documentId'] });
  return new Map(found.map(({ id, documentId }) => [documentId, Number(id)]));
}

/**
 * @returns the data with no other files than those that were checked.
 * @throws PolicyError also for what does not name exactly one file.
 */
async function checkedFiles(
  strapi: Core.Strapi,
  caller: Caller,
  data: object,
  documentId: string | undefined,
): Promise<object> {
  const model = recordingModel(strapi);
  const documentIds = new Set<string>();
  withMedia(strapi, model, data, (named) => {
    if (named?.documentId !== undefined) documentIds.add(named.documentId);
    return undefined;
  });
  const known = await filesOf(strapi, [...documentIds]);
  const ids = new Set<number>();
  const checked = withMedia(strapi, model, data, (named, adds) => {
    const byDocument = named?.documentId === undefined ? undefined : known.get(named.documentId);
    const id = named?.documentId === undefined ? named?.id : byDocument;
    const isOne = id !== undefined && Number.isInteger(id) && (named?.id ?? id) === id;
    // What is taken away needs no check, and need not be there any more.
    if (!adds) return isOne ? id : undefined;
    if (!isOne) throw foreignFile();
    ids.add(id);
    return id;
  }) as object;
  const files = await filesFor(strapi, caller, [...ids], documentId);
  if (![...files.values()].every(linksFile)) throw foreignFile();
  return checked;
}

/**
 * What a caller may write into a recording: the author as the rules say, and files of the recording, own
 * ones, or any for who may edit all recordings.
 * @returns the parameters to go on with.
 * @throws PolicyError
 */
export async function checkedWrite(
  strapi: Core.Strapi,
  caller: Caller,
  action: string,
  params: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { data } = params;
  if (caller.kind === 'site' || (!isObject(data) && action !== 'clone')) return params;
  const documentId = typeof params.documentId === 'string' ? params.documentId : undefined;
  const of = action === 'clone' ? undefined : documentId;
  const checked = isObject(data) ? await checkedFiles(strapi, caller, data, of) : {};
  const others: Record<string, unknown> = { ...checked };
  const owner = ownerWritten(caller, action);
  if (owner === 'as-given') return isObject(data) ? { ...params, data: others } : params;
  delete others.authorUserId;
  delete others.authorUserWho;
  // A copy would keep the author of what it was made of.
  const left = action === 'clone' ? { authorUserId: null } : {};
  return { ...params, data: { ...others, ...(owner === 'unchanged' ? left : { authorUserId: owner }) } };
}

/** The value without a `__pivot` at any depth; undefined if there is none. */
function withoutPivot(value: unknown): unknown {
  if (Array.isArray(value)) {
    const without = value.map(withoutPivot);
    return without.every((one) => one === undefined)
      ? undefined
      : without.map((one, index) => one ?? (value[index] as unknown));
  }
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value) as [string, unknown][];
  const without = entries.flatMap(([name, one]) =>
    name === '__pivot' ? [] : [[name, one, withoutPivot(one)] as const],
  );
  if (without.length === entries.length && without.every(([, , one]) => one === undefined)) return undefined;
  return Object.fromEntries(without.map(([name, one, clean]) => [name, clean ?? one]));
}

/**
 * Strapi lets a relation or media field of a request say the columns of the link itself (`__pivot`), and
 * checks none of them: a file could be put into any entry of any type. So no request may say them. In the
 * database, where every way of writing meets. Strapi's own are in components, and in the back relation of
 * files, which no request writes.
 */
export function guardPivots(strapi: Core.Strapi): void {
  const clean = (event: { model: { uid: string }; params: { data?: unknown } }) => {
    const { data } = event.params;
    if (strapi.requestContext.get() === undefined || event.model.uid === FILE_UID || !isObject(data)) return;
    const attributes = modelOf(strapi, event.model.uid)?.attributes ?? {};
    for (const [name, { type }] of Object.entries(attributes)) {
      if (type !== 'media' && type !== 'relation') continue;
      const without = withoutPivot(get(data, name));
      if (without !== undefined) event.params.data = { ...(event.params.data as object), [name]: without };
    }
  };
  strapi.db.lifecycles.subscribe({ beforeCreate: clean, beforeUpdate: clean });
}
