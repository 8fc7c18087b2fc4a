import type { Core } from '@strapi/strapi';
import { permissionAction } from '../../../contracts/permissions';

/**
 * Who asks, as far as Strapi knows it. `known`: Strapi authenticated this very request and has
 * checked its own rights; `adminId` and `name` say by whom.
 */
export type Caller =
  { kind: 'known'; adminId: number | null; name: string | null; moderates: boolean } | { kind: 'unknown' };

/**
 * Requests that really came in through the server. A script can run with a context of its own making,
 * and write into it what it likes: it is not in here.
 */
const received = new WeakSet<object>();

/** Called once in `register`, so that it stands before everything but Strapi's own context. */
export function rememberRequests(strapi: Core.Strapi): void {
  strapi.server.use(async (context, next) => {
    received.add(context);
    await next();
  });
}

/** Strapi's names of its ways to sign in; `api-token` is the older name of `content-api-token`. */
const ADMINS = new Set(['admin', 'admin-token']);
const CONTENT_API = new Set(['users-permissions', 'content-api-token', 'api-token']);

const text = (value: unknown, key: string): string | null => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : null;
};

/** A script, a cron job and an MCP tool are unknown: Strapi left no sign-in in their request. */
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
