import { MakeRoomToken, type GetRoomKey } from '../../../contracts/rooms';
import { getRuntime } from '../runtime';
import { openRoomTokens } from '../rooms/room-tokens';
import { answering, bodyOf, idOf, parse, type Controller } from './http';

/** Rooms in the panel. */
export const roomController: Controller = ({ strapi }) => {
  const rooms = () => openRoomTokens(getRuntime(strapi));
  return {
    key: answering(async (ctx): Promise<GetRoomKey.Response> => ({
      data: { publicKey: await rooms().publicKey(idOf(ctx)) },
    })),
    token: answering(async (ctx): Promise<MakeRoomToken.Response> => ({
      data: await rooms().forGuest(idOf(ctx), parse(MakeRoomToken.body, bodyOf(ctx))),
    })),
  };
};
