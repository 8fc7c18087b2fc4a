import { factories, type Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { RECORDING_UID } from '../../../contracts/plugin';
import { isMemberContributor } from '../people/contributor-role';

/** What this file reads of a Koa context. */
interface Context {
  state: { user?: { id: number; role?: { type?: string } } };
  params?: { id?: string };
  request: object;
}

/** The entry in the request, if it is an object. Strapi refuses everything else itself. */
const dataOf = (ctx: Context): Record<string, unknown> | undefined => {
  const body: unknown = Reflect.get(ctx.request, 'body');
  const data: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'data') : undefined;
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined;
};

/**
 * A Contributor of Users & Permissions works on own recordings and stays their author (B7). Rights of that
 * plugin know no owner, so it is checked here. Other roles have the rights that the site gave them.
 */
async function keepToOwn(strapi: Core.Strapi, ctx: Context): Promise<void> {
  const { user } = ctx.state;
  if (user === undefined || !isMemberContributor(user.role)) return;
  const data = dataOf(ctx);
  if (data !== undefined) data.authorUserId = user.id;
  const id = ctx.params?.id;
  if (id === undefined) return;
  const others = await strapi.db
    .query(RECORDING_UID)
    .count({ where: { documentId: id, $not: { authorUserId: user.id } } });
  const own = await strapi.db
    .query(RECORDING_UID)
    .count({ where: { documentId: id, authorUserId: user.id } });
  // The same answer as for an entry that does not exist.
  if (others > 0 || own === 0) throw new errors.NotFoundError();
}

/**
 * The content API of recordings. It uses Strapi's own actions, so that its rights, sanitizing and query
 * rules apply. `publishing/visibility.ts` alone decides who may see what.
 */
export const recordingApiController = factories.createCoreController(
  RECORDING_UID as Parameters<typeof factories.createCoreController>[0],
  ({ strapi }) => ({
    async create(ctx) {
      await keepToOwn(strapi, ctx);
      return await super.create(ctx);
    },
    async update(ctx) {
      await keepToOwn(strapi, ctx);
      return await super.update(ctx);
    },
    async delete(ctx) {
      await keepToOwn(strapi, ctx);
      return await super.delete(ctx);
    },
  }),
);
