import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';

/** How a reader of recordings signed in. It decides what they see. */
export type Reader = 'anonymous' | 'signed-in' | 'not-content-api';

/**
 * Private recordings are served only to signed-in readers: users of the site and API tokens. The admin
 * panel has its own rights, and code of the site (without a request) sees everything.
 */
export function readerOf(strapi: Core.Strapi): Reader {
  const state = strapi.requestContext.get()?.state;
  if (state === undefined) return 'not-content-api';
  const strategy: unknown = state.auth?.strategy?.name;
  if (strategy === 'users-permissions') return state.user ? 'signed-in' : 'anonymous';
  // Strapi's name for API tokens since it has admin tokens too, and the older one.
  if (strategy === 'content-api-token' || strategy === 'api-token') return 'signed-in';
  if (strategy === 'admin' || strategy === 'admin-token') return 'not-content-api';
  // A route without any strategy that asks for recordings is treated as public.
  return strapi.requestContext.get() === undefined ? 'not-content-api' : 'anonymous';
}

const READS = new Set(['findMany', 'findOne', 'findFirst', 'count']);

/**
 * Fields that a search of the content API may read. Strapi's own search reads private fields too, so its
 * results would reveal the host's address and the chat, word by word.
 */
const searchable = (strapi: Core.Strapi): string[] =>
  Object.entries(
    strapi.contentType(RECORDING_UID as Parameters<Core.Strapi['contentType']>[0]).attributes,
  ).flatMap(([name, attribute]) =>
    (attribute.type === 'string' || attribute.type === 'text') && Reflect.get(attribute, 'private') !== true
      ? [name]
      : [],
  );

/**
 * Adds `visibility = public` to the queries of anonymous readers, and limits every search of the content
 * API to the fields that it serves, in REST and GraphQL.
 */
export function hideFromAnonymous(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const reader = readerOf(strapi);
    if (context.uid !== RECORDING_UID || !READS.has(context.action) || reader === 'not-content-api') {
      return next();
    }
    const { filters, _q: words, ...others } = context.params as Record<string, unknown>;
    const conditions = [filters].filter(Boolean);
    if (reader === 'anonymous') conditions.push({ visibility: { $eq: 'public' } });
    // A REST query may have a list or an object here. Nobody searches for that.
    const text = typeof words === 'string' || typeof words === 'number' ? String(words) : '';
    if (text !== '') {
      conditions.push({ $or: searchable(strapi).map((name) => ({ [name]: { $containsi: text } })) });
    }
    const asked = conditions.length > 1 ? { $and: conditions } : conditions[0];
    Reflect.set(context, 'params', { ...others, ...(asked === undefined ? {} : { filters: asked }) });
    return next();
  });
}
