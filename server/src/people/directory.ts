import type { Message } from '../../../contracts/messages/message';
import type { DirectoryKind, RoleChoice, UserRef } from '../../../contracts/people';
import type { GiverId, RoleRefusal } from './role-gifts';

/** What authorship needs to know about a user of the directory. */
export interface DirectoryUser extends UserRef {
  /** Somebody blocked or deactivated the user. An invited user without a password is not blocked. */
  blocked: boolean;
  /** An account that the plugin created and that has no password yet. */
  invited: boolean;
  /** May create and change own recordings. */
  mayAuthor: boolean;
}

export type Found =
  { outcome: 'one'; user: DirectoryUser } | { outcome: 'none' } | { outcome: 'ambiguous'; number: number };

/**
 * Where authors come from. Users and roles are Strapi's own. Addresses are compared exactly, in lower case
 * and NFC. Similar addresses never count as equal.
 */
export interface Directory {
  readonly kind: DirectoryKind;
  find(email: string): Promise<Found>;
  get(id: number): Promise<DirectoryUser | undefined>;
  search(words: string): Promise<UserRef[]>;
  /**
   * Adds the chosen role to the roles of the user. `refused`: it would take a right away.
   * @throws ConnectorError `needs-person` when one of the givers may not hand out that role.
   */
  makeContributor(
    user: DirectoryUser,
    givers: readonly GiverId[],
  ): Promise<{ outcome: 'upgraded' } | { outcome: 'refused'; why: Message }>;
  /**
   * Creates an account with the chosen role that can't sign in before its password is set.
   * @throws ConnectorError as `makeContributor`.
   */
  create(person: { email: string; name?: string }, givers: readonly GiverId[]): Promise<DirectoryUser>;
  /** The link to set the first password, or `''` after it was used. It is a secret, so it is made only when it is sent. */
  signUpLink(id: number): Promise<string>;
  roles(): Promise<RoleChoice[]>;
  /**
   * Why accounts can't get the chosen role: it is gone, may do everything, or may do more than one of the
   * people who stand for it. Who chose it always stands for it.
   */
  refusalOfRole(givers: readonly GiverId[]): Promise<RoleRefusal | undefined>;
}
