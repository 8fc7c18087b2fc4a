import type { Message } from '../../../contracts/messages/message';
import type { DirectoryKind, RoleChoice, UserRef } from '../../../contracts/people';

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
   * Adds the Contributor role to the roles of the user. `refused`: it would take a right away.
   */
  makeContributor(
    user: DirectoryUser,
  ): Promise<{ outcome: 'upgraded' } | { outcome: 'refused'; why: Message }>;
  /** Creates an account with the Contributor role that can't sign in before its password is set. */
  create(person: { email: string; name?: string }): Promise<DirectoryUser>;
  /** The link to set the first password, or `''` after it was used. It is a secret, so it is made only when it is sent. */
  signUpLink(id: number): Promise<string>;
  roles(): Promise<RoleChoice[]>;
  /** Why authors can't have this role: it does not exist, or may do everything. */
  refusalOfRole(id: number): Promise<Message | undefined>;
}
