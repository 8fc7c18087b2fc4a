import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../content-types';

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

/** Adds `visibility = public` to what an anonymous reader asks, whatever the door (REST, GraphQL). */
export function hideFromAnonymous(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    if (context.uid !== RECORDING_UID || !READS.has(context.action) || readerOf(strapi) !== 'anonymous') {
      return next();
    }
    const asked: unknown = Reflect.get(context.params, 'filters');
    const visible = { visibility: { $eq: 'public' } };
    Reflect.set(context.params, 'filters', asked ? { $and: [asked, visible] } : visible);
    return next();
  });
}
