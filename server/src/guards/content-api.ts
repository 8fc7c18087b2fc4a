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

const shown = new WeakMap<object, Set<number>>();

/** Rows that this request was allowed to read or has just made. */
export function rememberShown(strapi: Core.Strapi, ids: readonly number[]): void {
  const context = strapi.requestContext.get();
  if (context === undefined) return;
  const known = shown.get(context) ?? new Set();
  for (const id of ids) known.add(id);
  shown.set(context, known);
}
export function isShown(strapi: Core.Strapi, id: number): boolean {
  const context = strapi.requestContext.get();
  return context !== undefined && shown.get(context)?.has(id) === true;
}
