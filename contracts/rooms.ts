import { z } from 'zod';
import { message } from './messages/catalogue';
import { storeMessage } from './messages/stored';

/** What a token lets a person do; both false unless a rule says otherwise. */
export interface RoomRights {
  moderator: boolean;
  /** May start a recording; without `moderator` it has no effect. */
  recording: boolean;
}

/**
 * GET /connectors/:id/room-key (connectors.read): the public half of the saved private key as PEM, for
 * pasting into the provider's console. 404 where the provider has none.
 */
export namespace GetRoomKey {
  export interface Response {
    data: { publicKey: string };
  }
}

/**
 * POST /connectors/:id/room-token (connectors.manage): a link that lets one person into a room, by the
 * saved settings. The connector's switches stand above the rights that are asked for; `rights` says
 * what the token gives.
 */
export namespace MakeRoomToken {
  export const body = z.strictObject({
    /** As people know it, e.g. `weekly-lecture`. */
    room: z
      .string()
      .trim()
      .min(1, storeMessage(message('form.room')))
      .max(200),
    name: z
      .string()
      .trim()
      .min(1, storeMessage(message('form.person')))
      .max(200),
    email: z
      .email(storeMessage(message('form.email')))
      .max(320)
      .optional(),
    moderator: z.boolean(),
    recording: z.boolean(),
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: { joinUrl: string; expiresAt: string; rights: RoomRights };
  }
}

/**
 * POST /api/meeting-connectors/rooms/:connectorId/token, of the content API and off by default: lets
 * the signed-in user of the site into a room. Who is a moderator is for the site's rule to say.
 */
export namespace EnterRoom {
  export const body = z.strictObject({
    room: z
      .string()
      .trim()
      .min(1, storeMessage(message('form.room')))
      .max(200),
    /** Handed on to `roomRights` as it came: look it up before you trust it. */
    webinar: z.string().max(100).optional(),
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: {
      token: string;
      joinUrl: string;
      expiresAt: string;
      rights: RoomRights;
      /** What the provider's script for pages needs, where it has one. */
      embed?: { scriptUrl: string; domain: string; roomName: string };
    };
  }
}

/**
 * POST /api/meeting-connectors/rooms/:connectorId/link, of the content API and off by default: a page
 * that shows a room passes on the link that it saw (`recordingLinkAvailable`), in case the event of it
 * is lost. Once for each recording.
 */
export namespace TellSeenLink {
  export const body = z.strictObject({
    room: z.string().trim().min(1).max(200),
    /** The provider's id of the meeting, e.g. of `api.getSessionId()`. */
    session: z.string().trim().min(1).max(200),
    link: z.string().max(4_000),
    ttlSeconds: z
      .number()
      .positive()
      .max(7 * 86_400)
      .optional(),
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: { outcome: 'stored' | 'known' };
  }
}
