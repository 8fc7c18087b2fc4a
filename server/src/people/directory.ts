import type { Message } from '../../../contracts/messages/message';
import type { DirectoryKind, RoleChoice, UserRef } from '../../../contracts/people';

/** A user of the directory, as far as authorship asks. */
export interface DirectoryUser extends UserRef {
  /** May not sign in by somebody's decision; one who was invited and has no password yet is not. */
  blocked: boolean;
  /** An account of ours that still has no password. */
  invited: boolean;
  /** May create and change own recordings. */
  mayAuthor: boolean;
}

export type Found =
  { outcome: 'one'; user: DirectoryUser } | { outcome: 'none' } | { outcome: 'ambiguous'; number: number };

/**
 * Where authors come from. Users and roles are Strapi's own; addresses are compared exactly, in
 * lower case and NFC, and never merged by look-alike.
 */
export interface Directory {
  readonly kind: DirectoryKind;
  find(email: string): Promise<Found>;
  get(id: number): Promise<DirectoryUser | undefined>;
  search(words: string): Promise<UserRef[]>;
  /**
   * Gives the Contributor role beside what the user has. `refused`: that would take something away.
   */
  makeContributor(
    user: DirectoryUser,
  ): Promise<{ outcome: 'upgraded' } | { outcome: 'refused'; why: Message }>;
  /** An account with the Contributor role that can't sign in before it has set its password. */
  create(person: { email: string; name?: string }): Promise<DirectoryUser>;
  /** The link to set the first password; `''` once it was used. A secret: it is made when it is sent. */
  signUpLink(id: number): Promise<string>;
  roles(): Promise<RoleChoice[]>;
  /** Why authors can't be given this role: it does not exist, or may do everything. */
  refusalOfRole(id: number): Promise<Message | undefined>;
}
