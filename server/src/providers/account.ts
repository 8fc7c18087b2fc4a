import type { MessageOrText } from '../../../contracts/messages/message';
import type { Clock } from '../domain/clock';
import type { HttpClient } from '../http/types';
import type { SettingsValues } from './settings';

/** One configured account, ready to be spoken to. Made by `accounts/accounts.ts`. */
export interface Account {
  /** As `descriptor.settings` parsed them; secrets included, in memory only. */
  readonly settings: SettingsValues;
  readonly http: HttpClient;
  readonly clock: Clock;
  /**
   * Lives as long as the settings stay the same: tokens, fresh links, resolved hosts.
   * Each provider keeps its own typed object in it and makes it when absent.
   */
  readonly memory: Map<string, unknown>;
  /**
   * What a sign-in left behind for this connector; absent before the connector is saved. See
   * `SignsInManager`.
   */
  readonly signIn?: SignInVault;
}

export interface SignIn {
  /** As the provider names the person, e.g. an e-mail address. */
  accountName: string;
  accountId: string;
  /**
   * Each right that was asked for, with what it is for; in the order in which they are shown. One
   * that is missing keeps the alert.
   */
  permissions: { name: string; purpose: MessageOrText; granted: boolean }[];
  refreshToken: string;
}

/** The refresh token of a sign-in: encrypted at rest, exchanged by one worker at a time. */
export interface SignInVault {
  /** Who signed in; undefined when nobody did, or since the settings changed. */
  current(): Promise<Omit<SignIn, 'refreshToken'> | undefined>;
  /**
   * Hands the stored refresh token to `use` under a lock over all instances and stores the one that
   * it returns before anything else happens; each token is used once. A `ConnectorError` with the
   * code `sign-in-ended` that `use` throws ends the sign-in: nobody is signed in any more.
   * @throws ConnectorError `not-authorized` when nobody is signed in, `retry-later` when another
   * worker held the token too long.
   */
  exchange<T>(use: (refreshToken: string) => Promise<{ refreshToken: string; result: T }>): Promise<T>;
}
