import type { Core } from '@strapi/strapi';
import { coversAll, readScope, type Caller, type ReadScope } from '../rules/rules';
import { isOurselves } from '../site/ourselves';
import { callerOf } from './caller';

/** A caller of the content API who may not be shown every recording, and what they may be shown. */
export interface LimitedReader {
  caller: Caller;
  scope: ReadScope;
}

/**
 * The one who reads now, if something must be kept from them; undefined otherwise. The panel has its own
 * rights, and code of the site outside a request sees everything.
 */
export async function limitedReader(strapi: Core.Strapi): Promise<LimitedReader | undefined> {
  if (isOurselves()) return undefined;
  const caller = await callerOf(strapi);
  if (caller.kind === 'site' || caller.kind === 'admin') return undefined;
  const scope = readScope(caller);
  return coversAll(scope) ? undefined : { caller, scope };
}

/** Whether a request of the content API is answered now. */
export async function isContentApi(strapi: Core.Strapi): Promise<boolean> {
  if (isOurselves()) return false;
  const { kind } = await callerOf(strapi);
  return kind !== 'site' && kind !== 'admin';
}

type Kind = 'recordings' | 'files';
const shown: Record<Kind, WeakMap<object, Set<number>>> = { recordings: new WeakMap(), files: new WeakMap() };

function remember(strapi: Core.Strapi, kind: Kind, ids: Iterable<number>): void {
  const context = strapi.requestContext.get();
  if (context === undefined) return;
  const known = shown[kind].get(context) ?? new Set();
  for (const id of ids) known.add(id);
  shown[kind].set(context, known);
}
function isRemembered(strapi: Core.Strapi, kind: Kind, id: number): boolean {
  const context = strapi.requestContext.get();
  return context !== undefined && shown[kind].get(context)?.has(id) === true;
}

/** Rows that this request was allowed to read or has just made. */
export const rememberShown = (strapi: Core.Strapi, ids: Iterable<number>): void =>
  remember(strapi, 'recordings', ids);
export const isShown = (strapi: Core.Strapi, id: number): boolean => isRemembered(strapi, 'recordings', id);

/** Files that this request was allowed to read. */
export const rememberShownFiles = (strapi: Core.Strapi, ids: Iterable<number>): void =>
  remember(strapi, 'files', ids);
export const isShownFile = (strapi: Core.Strapi, id: number): boolean => isRemembered(strapi, 'files', id);
