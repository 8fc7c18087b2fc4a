import type { Context } from 'koa';
import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { EnterRoom, TellSeenLink } from '../../../contracts/rooms';
import { notAllowed } from '../domain/refusals';
import { getRuntime } from '../runtime';
import { openRoomTokens, type RoomMember } from '../rooms/room-tokens';
import { takeSeenLink } from '../webhooks/seen-links';
import { answering, bodyOf, idOf, parse, type Controller } from './http';

const signedIn = z.object({
  auth: z.object({ strategy: z.object({ name: z.literal('users-permissions') }) }),
  user: z.object({
    id: z.number().int().positive(),
    username: z.string().nullish(),
    email: z.string().nullish(),
    role: z.object({ name: z.string().optional() }).nullish(),
  }),
});

/** The user of Users & Permissions who asks. An API token is no person, so it can't enter a room. */
export function memberOf(ctx: Context): RoomMember {
  const state = signedIn.safeParse(ctx.state).data;
  if (state === undefined) throw notAllowed(message('route.members-only'));
  const { id, username, email, role } = state.user;
  return {
    id,
    name: username || 'Guest',
    ...(email ? { email } : {}),
    ...(role?.name === undefined ? {} : { role: role.name }),
  };
}

/** Rooms for the site's own pages. */
export const roomApiController: Controller = ({ strapi }) => ({
  token: answering(async (ctx): Promise<EnterRoom.Response> => {
    const member = memberOf(ctx);
    const body = parse(EnterRoom.body, bodyOf(ctx));
    ctx.set('Cache-Control', 'no-store');
    return { data: await openRoomTokens(getRuntime(strapi)).forMember(idOf(ctx), body, member) };
  }),
  link: answering(async (ctx): Promise<TellSeenLink.Response> => {
    const { id: member } = memberOf(ctx);
    const body = parse(TellSeenLink.body, bodyOf(ctx));
    return { data: await takeSeenLink(getRuntime(strapi), idOf(ctx), body, member) };
  }),
});
