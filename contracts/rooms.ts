import { z } from 'zod';
import { message } from './messages/catalogue';
import { storeMessage } from './messages/stored';

/** What a token lets a person do. Both are false unless a rule grants them. */
export interface RoomRights {
  moderator: boolean;
  /** May start a recording. Has no effect without `moderator`. */
  recording: boolean;
}

/**
 * GET /connectors/:id/room-key (connectors.read): the public half of the saved private key as PEM, to
 * paste into the provider's console. 404 when the provider has no key.
 */
export namespace GetRoomKey {
  export interface Response {
    data: { publicKey: string };
  }
}

/**
 * POST /connectors/:id/room-token (connectors.manage): makes a link that lets one person into a room, by
 * the saved settings. The connector's switches limit the requested rights. `rights` is what the token
 * grants.
 */
export namespace MakeRoomToken {
  export const body = z.strictObject({
    /** The name of the room, e.g. `weekly-lecture`. */
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
 * POST /api/meeting-connectors/rooms/:connectorId/token, of the content API and off by default: lets the
 * signed-in user of the site into a room. The site's rule decides who is a moderator.
 */
export namespace EnterRoom {
  export const body = z.strictObject({
    room: z
      .string()
      .trim()
      .min(1, storeMessage(message('form.room')))
      .max(200),
    /** Passed to `roomRights` unchecked: look it up before you trust it. */
    webinar: z.string().max(100).optional(),
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: {
      token: string;
      joinUrl: string;
      expiresAt: string;
      rights: RoomRights;
      /** What the provider's script for web pages needs, if it has one. */
      embed?: { scriptUrl: string; domain: string; roomName: string };
    };
  }
}

/**
 * POST /api/meeting-connectors/rooms/:connectorId/link, of the content API and off by default: a page that
 * shows a room passes on a link that it saw (`recordingLinkAvailable`), in case the event with the link
 * is lost. Sent once for each recording. 400 for a link to another place than the app's own storage, 429 after
 * ten new links of a member within an hour. The recording becomes a draft.
 */
export namespace TellSeenLink {
  export const body = z.strictObject({
    room: z.string().trim().min(1).max(200),
    /** The provider's id of the meeting, e.g. from `api.getSessionId()`. */
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
