import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';

/** How a reader of recordings signed in, as far as it decides what they see. */
export type Reader = 'anonymous' | 'signed-in' | 'not-content-api';

/**
 * Private recordings are served only to signed-in readers: a user of the site or an API token.
 * The admin panel has its own rights, and code of the site (no request) sees everything.
 */
export function readerOf(strapi: Core.Strapi): Reader {
  const state = strapi.requestContext.get()?.state;
  if (state === undefined) return 'not-content-api';
  const strategy: unknown = state.auth?.strategy?.name;
  if (strategy === 'users-permissions') return state.user ? 'signed-in' : 'anonymous';
  // Strapi's own name for API tokens since it has admin tokens beside them, and the older one.
  if (strategy === 'content-api-token' || strategy === 'api-token') return 'signed-in';
  if (strategy === 'admin' || strategy === 'admin-token') return 'not-content-api';
  // A route without any strategy that asks for recordings is treated as the public.
  return strapi.requestContext.get() === undefined ? 'not-content-api' : 'anonymous';
}

const READS = new Set(['findMany', 'findOne', 'findFirst', 'count']);

/**
 * Fields that a search of the content API may look into. Strapi's own search reads private ones too,
 * so that what it finds would tell of the host's address and the chat, word by word.
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
 * Adds `visibility = public` to what an anonymous reader asks, and keeps every search of the content
 * API to what it serves, whatever the door (REST, GraphQL).
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
    // A query of REST may hold a list or an object here: nobody searches for that.
    const text = typeof words === 'string' || typeof words === 'number' ? String(words) : '';
    if (text !== '') {
      conditions.push({ $or: searchable(strapi).map((name) => ({ [name]: { $containsi: text } })) });
    }
    const asked = conditions.length > 1 ? { $and: conditions } : conditions[0];
    Reflect.set(context, 'params', { ...others, ...(asked === undefined ? {} : { filters: asked }) });
    return next();
  });
}
