import { createHmac } from 'node:crypto';
import { ConnectorError } from '../../domain/errors';
import type { JoinRights, MintsJoinTokens } from '../provider';
import { readSettings, type SambaSettings } from './descriptor';

/** For entering; whoever is in stays. */
const TOKEN_SECONDS = 2 * 3600;
/** For a clock there that is a little behind. */
const SKEW_SECONDS = 30;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What a person may do is a role's in Digital Samba; a token only names the role. */
function roleOf(settings: SambaSettings, { moderator, recording }: JoinRights): string {
  if (!moderator) return settings.participantRole;
  return recording ? settings.moderatorRole : settings.limitedModeratorRole;
}

/** As the published example is written, its head included: the order of names is part of the bytes. */
export function signedToken(claims: object, developerKey: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', developerKey).update(signed).digest('base64url')}`;
}

/** HS256 by the developer key (Digital Samba: reference, "Iframe integration"). */
export const mintsJoinTokens: MintsJoinTokens = {
  algorithm: 'HS256',

  mint(account, { room, user, rights }) {
    const settings = readSettings(account);
    if (!UUID.test(room)) {
      throw new ConnectorError(
        'needs-person',
        "Digital Samba signs for a room's id, a UUID, not for its name: take it from the room's page in the dashboard.",
        { code: 'room-not-possible' },
      );
    }
    if (settings.roomsUrl === undefined) {
      throw new ConnectorError(
        'needs-person',
        'Join links need the address under which the rooms of the team open: enter it under Advanced, Address of the rooms.',
        { code: 'rooms-address-missing' },
      );
    }
    const nowSeconds = Math.floor(account.clock() / 1000);
    const expiresAtSeconds = nowSeconds + TOKEN_SECONDS;
    const token = signedToken(
      {
        td: settings.teamId,
        rd: room,
        ud: user.id,
        u: user.name,
        role: roleOf(settings, rights),
        ...(user.avatarUrl === undefined ? {} : { avatar: user.avatarUrl }),
        iat: nowSeconds,
        nbf: nowSeconds - SKEW_SECONDS,
        exp: expiresAtSeconds,
      },
      settings.apiToken,
    );
    return {
      token,
      joinUrl: `${settings.roomsUrl}/${room}?${new URLSearchParams({ token })}`,
      expiresAt: new Date(expiresAtSeconds * 1000).toISOString().replace('.000', ''),
    };
  },
};
