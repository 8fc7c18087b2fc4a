import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import type { EnterRoom, MakeRoomToken, RoomRights } from '../../../contracts/rooms';
import { keyHash } from '../domain/hash';
import { notFound } from '../domain/refusals';
import { NO_RIGHTS, rightsUnder, roomUserId, ruleByRole, switchesIn } from '../domain/room-rights';
import type { MintsJoinTokens, Provider } from '../providers/provider';
import type { Account } from '../providers/account';
import type { PluginConfig } from '../config';
import type { Database } from '../ledger/database';
import type { Accounts } from '../accounts/accounts';
import type { Logger } from '../log/logger';

export interface Dependencies {
  config: Pick<PluginConfig, 'roomRights'>;
  database: Database;
  accounts: Pick<Accounts, 'of'>;
  logger: Logger;
}

/** The user who wants to enter, as Strapi authenticated them. */
export interface RoomMember {
  id: number;
  name: string;
  email?: string;
  role?: string;
}

export interface RoomTokens {
  /** The public half of the connector's key as PEM. */
  publicKey(connectorId: string): Promise<string>;
  /** For somebody without a user on this site, with the rights that a manager chose. */
  forGuest(connectorId: string, body: MakeRoomToken.Body): Promise<MakeRoomToken.Response['data']>;
  /** For a signed-in user of the site, with the rights by the site's rule. */
  forMember(
    connectorId: string,
    body: EnterRoom.Body,
    member: RoomMember,
  ): Promise<EnterRoom.Response['data']>;
}

const rightsAnswer = z.object({ moderator: z.boolean(), recording: z.boolean() });

interface Opened {
  provider: Provider;
  account: Account;
  mints: MintsJoinTokens;
}

export function openRoomTokens(dependencies: Dependencies): RoomTokens {
  const { config, database, accounts, logger } = dependencies;

  async function open(connectorId: string, isForSite: boolean): Promise<Opened> {
    const connector = await database.connectors.findOne({ id: connectorId });
    // To visitors of the site, a connector that is switched off does not exist.
    if (connector === undefined || (isForSite && !connector.enabled))
      throw notFound(message('route.not-found'));
    const { provider, account } = await accounts.of(connector);
    const mints = provider.mintsJoinTokens;
    if (mints === undefined) throw notFound(message('route.not-found'));
    return { provider, account, mints };
  }

  /** By the site's own function, or else by role. When the function fails, there are no rights (E1). */
  async function rightsOf(
    account: Account,
    { room, webinar }: EnterRoom.Body,
    member: RoomMember,
  ): Promise<RoomRights> {
    const switches = switchesIn(account.settings);
    if (config.roomRights === undefined) return rightsUnder(switches, ruleByRole(member.role, switches));
    try {
      const rule: unknown = await config.roomRights({ user: member, room, webinar });
      return rightsUnder(switches, rightsAnswer.parse(rule));
    } catch (error) {
      const reason = error instanceof z.ZodError ? 'it answered no { moderator, recording }' : String(error);
      logger.error(`roomRights failed, so a token without rights was made: ${reason}`);
      return NO_RIGHTS;
    }
  }

  return {
    async publicKey(connectorId) {
      const { account, mints } = await open(connectorId, false);
      if (mints.publicKey === undefined) throw notFound(message('route.not-found'));
      return mints.publicKey(account.settings);
    },

    async forGuest(connectorId, { room, name, email, moderator, recording }) {
      const { account, mints } = await open(connectorId, false);
      const rights = rightsUnder(switchesIn(account.settings), { moderator, recording });
      const id = `guest-${keyHash(`${name}\u0000${email ?? ''}`).slice(0, 16)}`;
      const user = { id, name, ...(email === undefined ? {} : { email }) };
      const { joinUrl, expiresAt } = mints.mint(account, { room, user, rights });
      return { joinUrl, expiresAt, rights };
    },

    async forMember(connectorId, body, member) {
      const { account, mints } = await open(connectorId, true);
      const rights = await rightsOf(account, body, member);
      const { name, email } = member;
      const user = { id: roomUserId('member', member.id), name, ...(email === undefined ? {} : { email }) };
      const { token, joinUrl, expiresAt, embed } = mints.mint(account, { room: body.room, user, rights });
      return { token, joinUrl, expiresAt, rights, ...(embed === undefined ? {} : { embed }) };
    },
  };
}
