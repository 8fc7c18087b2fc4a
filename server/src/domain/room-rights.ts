import type { RoomRights } from '../../../contracts/rooms';

/** Switches of a connector that override every rule. */
export interface RoomSwitches {
  allModerators: boolean;
  recordingAllowed: boolean;
  /** Names of roles whose members are moderators. */
  moderatorRoles: readonly string[];
}

export const switchesIn = (settings: Readonly<Record<string, unknown>>): RoomSwitches => {
  const { allModerators, recordingAllowed, moderatorRoles } = settings;
  return {
    allModerators: allModerators === true,
    recordingAllowed: recordingAllowed !== false,
    moderatorRoles: Array.isArray(moderatorRoles) ? moderatorRoles.map(String) : [],
  };
};

export const NO_RIGHTS: RoomRights = { moderator: false, recording: false };

/** The rule where the site has none of its own: members of the named roles are moderators. */
export const ruleByRole = (role: string | undefined, { moderatorRoles }: RoomSwitches): RoomRights => ({
  moderator:
    role !== undefined &&
    moderatorRoles.some((name) => name.trim().toLowerCase() === role.trim().toLowerCase()),
  recording: true,
});

/** The rights of a token: only moderators may record, and no rule can allow what a switch forbids. */
export function rightsUnder(switches: RoomSwitches, rule: RoomRights): RoomRights {
  const moderator = switches.allModerators || rule.moderator;
  return { moderator, recording: switches.recordingAllowed && moderator && rule.recording };
}

/** How a token names a user of this site, so that an event that gives the id back can be matched. */
export const roomUserId = (kind: 'admin' | 'member', id: number): string => `${kind}-${id}`;

/** Reads what `roomUserId` wrote; undefined for the id of anybody else. */
export function roomUserOf(userId: string): { kind: 'admin' | 'member'; id: number } | undefined {
  const [, kind, id] = /^(admin|member)-([1-9]\d{0,14})$/.exec(userId) ?? [];
  return kind === undefined ? undefined : { kind: kind === 'admin' ? 'admin' : 'member', id: Number(id) };
}
