import type { Core } from '@strapi/strapi';
import { permissionAction } from '../../../contracts/permissions';

/**
 * Who sent the request, as far as Strapi knows. `known`: Strapi authenticated this request and checked its
 * rights; `adminId` and `name` say who it is.
 */
export type Caller =
  { kind: 'known'; adminId: number | null; name: string | null; moderates: boolean } | { kind: 'unknown' };

/**
 * Requests that really came through the server. A script can run with a context that it made itself and
 * filled as it likes. Such a context is not in this set.
 */
const received = new WeakSet<object>();

/** Called once in `register`, so that it runs before everything except Strapi's own context. */
export function rememberRequests(strapi: Core.Strapi): void {
  strapi.server.use(async (context, next) => {
    received.add(context);
    await next();
  });
}

/** Strapi's names for the ways to sign in. `api-token` is the older name of `content-api-token`. */
const ADMINS = new Set(['admin', 'admin-token']);
const CONTENT_API = new Set(['users-permissions', 'content-api-token', 'api-token']);

const text = (value: unknown, key: string): string | null => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : null;
};

/** Scripts, cron jobs and MCP tools are unknown: Strapi put no sign-in into their request. */
export function callerOf(strapi: Core.Strapi): Caller {
  const context = strapi.requestContext.get();
  if (context === undefined || !received.has(context)) return { kind: 'unknown' };
  const { auth, user, userAbility } = context.state;
  const strategy: unknown = auth?.strategy?.name;
  if (typeof strategy !== 'string') return { kind: 'unknown' };
  if (ADMINS.has(strategy)) {
    return {
      kind: 'known',
      adminId: typeof user?.id === 'number' ? user.id : null,
      name: null,
      moderates: userAbility?.can(permissionAction('recordings.moderate')) === true,
    };
  }
  if (CONTENT_API.has(strategy)) {
    return {
      kind: 'known',
      adminId: null,
      name: text(user, 'username') ?? text(auth?.credentials, 'name'),
      moderates: false,
    };
  }
  return { kind: 'unknown' };
}
