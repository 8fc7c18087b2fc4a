import type { Core } from '@strapi/strapi';
import { permissionAction } from '../../../contracts/permissions';
import { PLUGIN_ID, uid } from '../../../contracts/plugin';
import { userMay } from './ability';
import { isMemberContributor } from '../people/contributor-role';
import { recentPeopleSettings } from '../people/people-settings';
import type { Caller, ContentRights, Member } from '../rules/rules';
import { describeError } from '../domain/unexpected';

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
const TOKENS = new Set(['content-api-token', 'api-token']);
const MEMBERS = 'users-permissions';
const MODERATE = permissionAction('recordings.moderate');

/** What Strapi puts into the state of a request. Other code may put anything there. */
interface State {
  auth?: {
    strategy?: { name?: unknown };
    credentials?: { name?: unknown; type?: unknown } | null;
    ability?: { can(action: string): boolean };
  };
  user?: { id?: unknown; username?: unknown; role?: { id?: unknown; type?: string } };
  userAbility?: { can(action: string): boolean };
  auditSource?: unknown;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown) => (typeof value === 'number' ? value : null);

const rightsBy = (ability: { can(action: string): boolean } | undefined): ContentRights => ({
  find: ability?.can(uid('recording.find')) === true,
  update: ability?.can(uid('recording.update')) === true,
});

function tokenOf({ credentials, ability }: NonNullable<State['auth']>): Caller {
  const name = textOf(credentials?.name);
  if (credentials?.type === 'full-access') return { kind: 'token', name, may: { find: true, update: true } };
  if (credentials?.type === 'read-only') return { kind: 'token', name, may: { find: true, update: false } };
  return { kind: 'token', name, may: rightsBy(ability) };
}

async function memberOf(strapi: Core.Strapi, { auth, user }: State): Promise<Caller> {
  const id = numberOf(user?.id);
  if (id === null) return { kind: 'anonymous' };
  return {
    kind: 'member',
    id,
    name: textOf(user?.username),
    ...(await limitsOf(strapi, user?.role)),
    may: rightsBy(auth?.ability),
  };
}

/** Another role that the settings chose for authors is limited to own recordings like our own. */
async function limitsOf(
  strapi: Core.Strapi,
  role: NonNullable<State['user']>['role'],
): Promise<Pick<Member, 'contributor' | 'chosenRole'>> {
  if (isMemberContributor(role)) return { contributor: true, chosenRole: false };
  const isChosen = await isChosenRole(strapi, role?.id);
  return { contributor: isChosen, chosenRole: isChosen };
}

const complained = new WeakSet<Core.Strapi>();

/** While nobody knows which role is chosen, every one may be: recordings stay safe, and the site answers. */
async function isChosenRole(strapi: Core.Strapi, roleId: unknown): Promise<boolean> {
  try {
    const { directory, memberRoleId } = await recentPeopleSettings(strapi);
    return directory === 'users-permissions' && memberRoleId !== null && memberRoleId === roleId;
  } catch (error) {
    if (!complained.has(strapi)) {
      complained.add(strapi);
      strapi.log.error(
        `[${PLUGIN_ID}] The settings of People can't be read, so every user of Users & Permissions is limited to own recordings. Save these settings again. ${describeError(error)}`,
      );
    }
    return true;
  }
}

/** Strapi makes one `auth` for each request, when it has checked the sign-in. */
const known = new WeakMap<object, Promise<Caller>>();

/** Who sent the request in which this runs. */
export async function callerOf(strapi: Core.Strapi): Promise<Caller> {
  const context = strapi.requestContext.get();
  if (context === undefined || !received.has(context)) return { kind: 'site' };
  const state = context.state as State;
  const { auth } = state;
  const strategy = auth?.strategy?.name;
  if (typeof strategy !== 'string' || auth === undefined) {
    // An agent's tool: Strapi has checked its token and then the right that the tool asks for.
    const agent = state.auditSource === 'mcp' ? numberOf(state.user?.id) : null;
    if (agent === null) return { kind: 'anonymous' };
    return { kind: 'admin', id: agent, moderates: await userMay(strapi, agent, MODERATE) };
  }
  if (ADMINS.has(strategy)) {
    return {
      kind: 'admin',
      id: numberOf(state.user?.id),
      moderates: state.userAbility?.can(MODERATE) === true,
    };
  }
  if (TOKENS.has(strategy)) return tokenOf(auth);
  if (strategy !== MEMBERS) return { kind: 'anonymous' };
  const found = known.get(auth) ?? memberOf(strapi, state);
  known.set(auth, found);
  return await found;
}
