import { z } from 'zod';
import { wellFormed } from './foreign-text';
import { pageQuery, searchWords, type PageAnswer } from './common';

/** Whose users are authors: those of the admin panel, or those of Users & Permissions (B7). */
export const DIRECTORIES = ['admin', 'users-permissions'] as const;
export type DirectoryKind = (typeof DIRECTORIES)[number];

/** `null`: the plugin's own role *Contributor*, created on first use. */
export const peopleSettings = z.strictObject({
  directory: z.enum(DIRECTORIES),
  adminRoleId: z.number().int().positive().nullable(),
  memberRoleId: z.number().int().positive().nullable(),
});
export type PeopleSettings = z.infer<typeof peopleSettings>;

export interface RoleChoice {
  id: number;
  name: string;
  /** The role that the plugin made. It is chosen by `null`. */
  isOwn: boolean;
}

/** GET /people/settings (settings.read) */
export namespace GetPeopleSettings {
  export interface Response {
    data: {
      settings: PeopleSettings;
      adminRoles: RoleChoice[];
      /** Absent where Users & Permissions is not installed. */
      memberRoles?: RoleChoice[];
    };
  }
}
/** PUT /people/settings (settings.manage) */
export namespace UpdatePeopleSettings {
  export const body = peopleSettings;
}

/** Why a host did not become the author. */
export const FALLBACK_REASONS = [
  'no-email',
  'malformed-email',
  'domain-not-allowed',
  'ambiguous',
  'blocked',
  'unknown-user',
  'left',
] as const;
export type FallbackReason = (typeof FALLBACK_REASONS)[number];

/**
 * `unknown`: waits for a decision. `linked`: to a user that was chosen or created by hand. `left`: the
 * manager stays the author. `made`: an import created the account. `matched`: a user has this address.
 */
export const HOST_STATES = ['unknown', 'linked', 'left', 'made', 'matched'] as const;
export type HostState = (typeof HOST_STATES)[number];

export interface UserRef {
  directory: DirectoryKind;
  id: number;
  /** Name or address as people know it. */
  name: string;
  email: string;
}

/** A host who was found by a connector with *Host*. */
export interface HostView {
  id: string;
  name?: string;
  email?: string;
  state: HostState;
  /** Of `unknown` and `left`. */
  reason?: FallbackReason;
  user?: UserRef;
  /** The account has no password yet. The invitation can be sent again. */
  invited: boolean;
  connectorName?: string;
  /** ISO instant of the newest recording that named them. */
  seenAt: string;
  /** Number of the host's recordings that have the manager as author. */
  recordingsLeft: number;
}

/** GET /people (settings.read), last seen first */
export namespace ListHosts {
  export const query = pageQuery.extend({
    state: z.enum(HOST_STATES).optional(),
    search: searchWords.optional(),
  });
  export type Response = PageAnswer<HostView>;
}
/**
 * POST /people/:id/decide (settings.manage): `create` makes an account with the Contributor role,
 * `link` chooses an existing user, `leave` keeps the manager as author, `reopen` undoes the decision.
 * `create` and `link` also give the host the recordings that the manager got instead.
 */
export namespace DecideHost {
  export const body = z.discriminatedUnion('decision', [
    z.strictObject({ decision: z.literal('create') }),
    z.strictObject({ decision: z.literal('link'), userId: z.number().int().positive() }),
    z.strictObject({ decision: z.literal('leave') }),
    z.strictObject({ decision: z.literal('reopen') }),
  ]);
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: HostView;
    meta: { recordingsHandedOver: number };
  }
}
/** POST /people/:id/invite (settings.manage): sends the sign-up link again. */
export namespace InviteHost {
  export interface Response {
    data: HostView;
  }
}
/** GET /people/users?search= (settings.manage): users of the chosen directory, to link to; at most 20. */
export namespace FindUsers {
  export const query = z.object({ search: z.string().trim().min(1).max(100).transform(wellFormed) });
  export interface Response {
    data: UserRef[];
  }
}
