import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { RECORDING_UID } from '../content-types';

/**
 * Marks our own publishing. Kept in this module, so that no parameter, request state or header can
 * pretend to be it.
 */
const ours = new AsyncLocalStorage<true>();

export const publishingAsOurselves = <T>(work: () => Promise<T>): Promise<T> => ours.run(true, work);

/** Who asks, as far as Strapi knows it. */
export type Caller = 'ourselves' | 'authenticated' | 'unknown';

export interface DoorRequest {
  action: string;
  /** `params.status` of `create` and `update`. */
  status: unknown;
  caller: Caller;
}

/**
 * Whether an act on a recording may go on. `create` and `update` with `status: 'published'` publish
 * inside, and that is REST's default. Pure: a door nobody thought of is closed, not open.
 */
export function decideDoor({ action, status, caller }: DoorRequest): 'open' | 'closed' {
  const publishes =
    action === 'publish' ||
    ((action === 'create' || action === 'update' || action === 'clone') && status === 'published');
  if (!publishes) return 'open';
  return caller === 'unknown' ? 'closed' : 'open';
}

/**
 * A caller counts as known when Strapi authenticated this very request for the admin panel or the
 * content API: then Strapi's own rights have been checked. A script, a cron job or an MCP tool has
 * no such request.
 */
export function callerOf(strapi: Core.Strapi): Caller {
  if (ours.getStore() === true) return 'ourselves';
  const strategy: unknown = strapi.requestContext.get()?.state?.auth?.strategy?.name;
  return strategy === 'admin' ||
    strategy === 'content-api-token' ||
    // Its older name.
    strategy === 'api-token' ||
    strategy === 'users-permissions' ||
    strategy === 'admin-token'
    ? 'authenticated'
    : 'unknown';
}

/** Hangs the door into the document service; called once in `register`. */
export function hangPublishingDoor(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    if (context.uid !== RECORDING_UID) return next();
    const status: unknown = Reflect.get(context.params, 'status');
    const verdict = decideDoor({ action: context.action, status, caller: callerOf(strapi) });
    if (verdict === 'closed') {
      throw new errors.ForbiddenError(
        'Recordings are published in the content manager, through the content API, or by their import. A caller that is not signed in can save a draft: leave out status "published".',
        { code: 'UNKNOWN_PUBLISHER' },
      );
    }
    return next();
  });
}
