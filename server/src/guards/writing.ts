import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { linksFile, ownerWritten, type Caller } from '../rules/rules';
import { filesFor } from './facts';
import { FILE_UID, modelOf, recordingModel, type Model } from './models';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const get = (value: object, key: string): unknown => Reflect.get(value, key);

/** Files that a value of a media field names: by id, as objects, or as a change of the relation. */
function namedFiles(value: unknown): { ids: number[]; documentIds: string[] } {
  const named = { ids: [] as number[], documentIds: [] as string[] };
  const take = (one: unknown): void => {
    if (Array.isArray(one)) return one.forEach(take);
    if (typeof one === 'number' || (typeof one === 'string' && /^\d+$/.test(one))) {
      named.ids.push(Number(one));
    } else if (typeof one === 'string') {
      named.documentIds.push(one);
    } else if (isObject(one)) {
      const id = get(one, 'id');
      const documentId = get(one, 'documentId');
      if (id !== undefined && id !== null) take(typeof id === 'object' ? undefined : id);
      else if (typeof documentId === 'string') named.documentIds.push(documentId);
      take(get(one, 'connect'));
      take(get(one, 'set'));
    }
  };
  take(value);
  return named;
}

/** The values of all media fields, also in the components that a site added to recordings. */
function mediaValues(strapi: Core.Strapi, model: Model, data: unknown): unknown[] {
  if (!isObject(data)) return [];
  if (Array.isArray(data)) return data.flatMap((one) => mediaValues(strapi, model, one));
  return Object.entries(model.attributes).flatMap(([name, attribute]) => {
    const value = get(data, name);
    if (value === undefined || value === null) return [];
    if (attribute.type === 'media') return [value];
    const below = (uid: unknown, one: unknown) => {
      const component = typeof uid === 'string' ? modelOf(strapi, uid) : undefined;
      return component === undefined ? [] : mediaValues(strapi, component, one);
    };
    if (attribute.type === 'component') return below(attribute.component, value);
    if (attribute.type === 'dynamiczone' && Array.isArray(value)) {
      return value.flatMap((one: unknown) => (isObject(one) ? below(get(one, '__component'), one) : []));
    }
    return [];
  });
}

const foreignFile = () => {
  const said = message('guards.foreign-file');
  return new errors.ForbiddenError(english(said), { code: 'FILE_OF_ANOTHER', said });
};

async function checkFiles(
  strapi: Core.Strapi,
  caller: Caller,
  data: object,
  documentId: string | undefined,
): Promise<void> {
  const named = mediaValues(strapi, recordingModel(strapi), data).map(namedFiles);
  const documentIds = named.flatMap((one) => one.documentIds);
  const byDocument: { id: number }[] =
    documentIds.length === 0
      ? []
      : await strapi.db
          .query(FILE_UID)
          .findMany({ where: { documentId: { $in: documentIds } }, select: ['id'] });
  const ids = [...named.flatMap((one) => one.ids), ...byDocument.map(({ id }) => Number(id))];
  if (ids.length === 0) return;
  const files = await filesFor(strapi, caller, ids, documentId);
  if (![...files.values()].every((file) => linksFile(caller, file))) throw foreignFile();
}

/**
 * What a caller may write into a recording: the author as the rules say, and files of the recording, own
 * ones, or any for who may edit all recordings.
 * @returns the parameters to go on with.
 * @throws ForbiddenError
 */
export async function checkedWrite(
  strapi: Core.Strapi,
  caller: Caller,
  action: string,
  params: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { data } = params;
  if (caller.kind === 'site' || (!isObject(data) && action !== 'clone')) return params;
  const others: Record<string, unknown> = isObject(data) ? { ...data } : {};
  const documentId = typeof params.documentId === 'string' ? params.documentId : undefined;
  await checkFiles(strapi, caller, others, action === 'clone' ? undefined : documentId);
  const owner = ownerWritten(caller, action);
  if (owner === 'as-given') return params;
  delete others.authorUserId;
  // A copy would keep the author of what it was made of.
  const left = action === 'clone' ? { authorUserId: null } : {};
  return { ...params, data: { ...others, ...(owner === 'unchanged' ? left : { authorUserId: owner }) } };
}
