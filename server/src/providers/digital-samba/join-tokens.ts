import { createHmac } from 'node:crypto';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { instantOf } from '../../domain/instant';
import type { JoinRights, MintsJoinTokens } from '../provider';
import { readSettings, type SambaSettings } from './descriptor';

/** How long a link lets somebody in. Whoever is in the room stays. */
const TOKEN_SECONDS = 2 * 3600;
/** Digital Samba's clock may be a little behind ours. */
const SKEW_SECONDS = 30;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** In Digital Samba a role holds the rights. A token only names the role. */
function roleOf(settings: SambaSettings, { moderator, recording }: JoinRights): string {
  if (!moderator) return settings.participantRole;
  return recording ? settings.moderatorRole : settings.limitedModeratorRole;
}

/** Written like the published example, header included: the order of the names is part of what is signed. */
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
      throw new ConnectorError('needs-person', message('digital-samba.room-id'), {
        code: 'room-not-possible',
      });
    }
    if (settings.roomsUrl === undefined) {
      throw new ConnectorError('needs-person', message('digital-samba.rooms-address-missing'), {
        code: 'rooms-address-missing',
      });
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
      expiresAt: instantOf(expiresAtSeconds * 1000),
    };
  },
};
